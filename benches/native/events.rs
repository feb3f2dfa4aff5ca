//! Event patterns: events against the hundred rules of a bus.

use std::hint::black_box;

use asl_events::{Event, Pattern};

use crate::table::Bench;

const RULES: u32 = 100;

/// An event like those that AWS services send, against rules of every kind of condition; one of ten matches.
pub(crate) fn measure(bench: &mut Bench) {
    let group = "an event and a hundred rules";
    let text = r#"{"version":"0","id":"6a7e8feb-b491","detail-type":"Order placed","source":"shop.orders","account":"111111111111",
        "time":"2026-01-02T03:04:05Z","region":"us-east-1","resources":["arn:aws:s3:::bucket"],"detail":{"order":{"id":"A-17",
        "total":99.5,"items":[{"sku":"S1","count":2},{"sku":"S2","count":1}]},"ip":"10.0.3.4","path":"/shop/orders/17/items"}}"#;
    let patterns: Vec<Pattern> = (0..RULES)
        .map(|at| {
            let text = match at % 10 {
                0 => r#"{"source":["shop.orders"],"detail":{"order":{"total":[{"numeric":[">",50]}]}}}"#.to_owned(),
                1 => format!(r#"{{"source":["shop.{at}"]}}"#),
                2 => format!(r#"{{"source":[{{"prefix":"shop."}}],"detail-type":["{at}"]}}"#),
                3 => format!(r#"{{"detail":{{"order":{{"items":{{"sku":["S1"],"count":[{at}]}}}}}}}}"#),
                4 => format!(r#"{{"detail":{{"path":[{{"wildcard":"/shop/*/{at}/*"}}]}}}}"#),
                5 => format!(r#"{{"detail":{{"ip":[{{"cidr":"10.{at}.0.0/16"}}]}}}}"#),
                6 => r#"{"source":[{"anything-but":{"prefix":"shop"}}]}"#.to_owned(),
                7 => format!(r#"{{"$or":[{{"account":["{at}"]}},{{"region":["{at}"]}}]}}"#),
                8 => r#"{"detail":{"order":{"id":[{"exists":false}]}}}"#.to_owned(),
                _ => format!(r#"{{"detail-type":[{{"equals-ignore-case":"order {at}"}}]}}"#),
            };
            Pattern::parse(&text).unwrap()
        })
        .collect();
    bench.case(group, "read and matched", RULES, "rule", || {
        let event = Event::parse(black_box(text)).unwrap();
        assert_eq!(patterns.iter().filter(|pattern| pattern.matches(&event)).count(), 10, "one of ten");
    });
    let event = Event::parse(text).unwrap();
    bench.case(group, "matched", RULES, "rule", || {
        let count = patterns.iter().filter(|pattern| pattern.matches(black_box(&event))).count();
        assert_eq!(count, 10, "one of ten");
    });
}
