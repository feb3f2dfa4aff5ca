//! Patterns and inputs in small, and properties of all of them.

use proptest::prelude::*;

use crate::{Context, Event, Input, InputError, Outcome, Pattern, PatternIndex, Reason};
use asl_value::Value;

fn matches(pattern: &str, event: &str) -> bool {
    let event = Event::parse(event).unwrap();
    let pattern = Pattern::parse(pattern).unwrap();
    let found = pattern.matches(&event);
    assert_eq!(pattern.explain(&event).is_match, found);
    found
}

fn refused(pattern: &str) -> crate::PatternError {
    Pattern::parse(pattern).unwrap_err()
}

#[test]
fn conditions_are_alternatives_and_fields_belong_together() {
    let pattern = r#"{"source":["shop","web"],"detail":{"kind":[{"prefix":"new"}]}}"#;
    assert!(matches(pattern, r#"{"source":"web","detail":{"kind":"new order"}}"#));
    assert!(!matches(pattern, r#"{"source":"web","detail":{"kind":"old order"}}"#));
    assert!(!matches(pattern, r#"{"detail":{"kind":"new order"}}"#));
}

#[test]
fn values_of_different_elements_do_not_belong_together() {
    let pattern = r#"{"items":{"size":["L"],"color":["red"]}}"#;
    assert!(matches(pattern, r#"{"items":[{"size":"S"},{"size":"L","color":"red"}]}"#));
    assert!(!matches(pattern, r#"{"items":[{"size":"L","color":"blue"},{"size":"S","color":"red"}]}"#));
    let event = Event::parse(r#"{"items":[{"size":"L"},{"color":"red"}]}"#).unwrap();
    let why = Pattern::parse(pattern).unwrap().explain(&event);
    let outcomes: Vec<_> = why.ways[0].fields.iter().map(|field| &field.outcome).collect();
    assert!(matches!(outcomes.as_slice(), [Outcome::Met { .. }, Outcome::OtherElement { value }] if value == "\"L\""));
}

#[test]
fn an_explanation_says_what_stands_there() {
    let pattern = Pattern::parse(r#"{"a":[1],"b":[2],"c":[{"exists":false}],"d":[3]}"#).unwrap();
    let event = Event::parse(r#"{"a":5,"b":{"x":1},"d":3.0}"#).unwrap();
    let why = pattern.explain(&event);
    let found: Vec<_> = why.ways[0].fields.iter().map(|field| field.outcome.clone()).collect();
    assert_eq!(
        found,
        [
            Outcome::Unmet { values: vec!["5".to_owned()], count: 1 },
            Outcome::NotALeaf,
            Outcome::MetByAbsence,
            Outcome::Met { value: "3.0".to_owned(), condition: 0 },
        ]
    );
}

#[test]
fn a_condition_is_written_as_it_stands_in_a_pattern() {
    for condition in [
        r#""high""#,
        "5",
        "null",
        r#"{"prefix":"a\"b"}"#,
        r#"{"suffix":{"equals-ignore-case":".PNG"}}"#,
        r#"{"equals-ignore-case":"Shop"}"#,
        r#"{"wildcard":"*/a*"}"#,
        r#"{"cidr":"10.0.0.0/24"}"#,
        r#"{"exists":false}"#,
        r#"{"numeric":[">",0,"<=",5.5]}"#,
        r#"{"anything-but":"x"}"#,
        r#"{"anything-but":[1,2]}"#,
        r#"{"anything-but":{"prefix":"x"}}"#,
        r#"{"anything-but":{"wildcard":["*a","b*"]}}"#,
    ] {
        let pattern = Pattern::parse(&format!(r#"{{"a":[{condition}]}}"#)).unwrap();
        let written = pattern.explain(&Event::default()).ways[0].fields[0].conditions[0].to_string();
        assert_eq!(written, condition);
    }
}

#[test]
fn an_error_has_the_place_of_the_reader() {
    let text = r#"{"a":[{"numeric":[">",3,"<",1]}]}"#;
    let error = refused(text);
    assert_eq!(error.reason, Reason::Bounds);
    assert_eq!(
        error.message(),
        format!(
            "Event pattern is not valid. Reason: Bottom must be less than top\n at [Source: (String)\"{text}\"; line: 1, column: 31]"
        )
    );
    assert_eq!(refused(r#"{"a":[{"anything-but":{"suffix":[]}}]}"#).code(), "InternalFailure");
    assert_eq!(refused(r#"{"a":[{"wildcard":"*a*a*a*a*a*a*a"}]}"#).reason, Reason::TooComplex);
    assert!(refused(r#"{"a":["#).to_string().starts_with("Unexpected end-of-input: expected close marker for Array"));
}

#[test]
fn long_texts_take_no_longer_than_they_are() {
    let long = "ab".repeat(100_000);
    assert!(!matches(r#"{"a":[{"wildcard":"*ab*ba*c"}]}"#, &format!(r#"{{"a":"{long}"}}"#)));
    let items: Vec<String> = (0..20_000).map(|at| format!(r#"{{"a":{at},"b":{}}}"#, at + 1)).collect();
    let event = format!(r#"{{"v":[{}]}}"#, items.join(","));
    assert!(!matches(r#"{"v":{"a":[{"numeric":[">=",0]}],"b":[0]}}"#, &event));
    assert!(matches(r#"{"v":{"a":[{"exists":true}],"b":[20000]}}"#, &event));
    let deep = format!("{}1{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
    assert!(Pattern::parse(&deep).is_err() && Event::parse(&deep).is_err());
}

fn body(template: &str, detail: &str) -> crate::Body {
    let map = [("v".to_owned(), "$.detail".to_owned())];
    let input = Input::read(None, None, Some((&map, template))).unwrap();
    let event = Value::from_json(&format!(r#"{{"detail":{detail}}}"#)).unwrap();
    input.body(&event, &Context::default())
}

#[test]
fn a_template_that_is_an_object_keeps_json() {
    assert_eq!(body(r#"{"a":<v>}"#, r#""x\"y""#).unwrap(), r#"{"a":"x\"y"}"#);
    assert_eq!(body(r#"{"a":"<v>!"}"#, r#""x\"y""#).unwrap(), r#"{"a":"x\"y!"}"#);
    assert_eq!(body(r#""<v>""#, r#"{"a":["b",1]}"#).unwrap(), r#""{a:[b,1]}""#);
    assert!(body("[<v>]", r#""x""#).unwrap_err().is_dead_letter);
    assert!(!body("<v>", r#""""#).unwrap_err().is_dead_letter);
}

#[test]
fn an_input_is_refused_with_the_reason() {
    let template = |text| Input::read(None, None, Some((&[("v".to_owned(), "$.a".to_owned())], text))).unwrap_err();
    assert_eq!(template(r#"{"<v>":1}"#), InputError::Key);
    assert_eq!(template(r#"{"a":<w>}"#), InputError::Unknown("w".to_owned()));
    assert_eq!(template(r"[<aws.events.event.json>]"), InputError::ObjectOnly("aws.events.event.json"));
    assert_eq!(Input::read(Some("1"), Some("$"), None).unwrap_err(), InputError::MoreThanOne);
    assert_eq!(Input::read(None, Some("$.a[-1]"), None).unwrap_err(), InputError::Path);
}

#[test]
fn a_path_with_a_star_finds_many() {
    let found = |path| {
        let event = Value::from_json(r#"{"a":[{"b":1},{"c":2},{"b":3}],"d":{"x":1,"y":2}}"#).unwrap();
        Input::read(None, Some(path), None).unwrap().body(&event, &Context::default()).unwrap()
    };
    assert_eq!(found("$.a[*].b"), "[1,3]");
    assert_eq!(found("$.d[*]"), "[1,2]");
    assert_eq!(found("$.none[*]"), "{}");
    assert_eq!(found("$.a[2].b"), "3");
}

/// Patterns and events of few names and values, so that many of them have to do with each other.
fn value(depth: u32) -> BoxedStrategy<String> {
    let leaf =
        prop::sample::select(vec!["1", "1.0", "\"x\"", "\"xy\"", "null", "true", "[]", "{}"]).prop_map(str::to_owned);
    leaf.prop_recursive(depth, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((prop::sample::select(vec!["a", "b", "a.b"]), inner), 0..4).prop_map(|members| {
                let members: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
    .boxed()
}

fn pattern() -> BoxedStrategy<String> {
    let condition = prop::sample::select(vec![
        "1",
        "\"x\"",
        "null",
        r#"{"prefix":"x"}"#,
        r#"{"exists":false}"#,
        r#"{"exists":true}"#,
        r#"{"anything-but":"x"}"#,
        r#"{"numeric":[">",0]}"#,
        r#"{"wildcard":"*y"}"#,
        r#"{"equals-ignore-case":"XY"}"#,
        r#"{"equals-ignore-case":"ẞ"}"#,
        "true",
        "\"xy\"",
    ]);
    let leaf = prop::collection::vec(condition, 1..3).prop_map(|list| format!("[{}]", list.join(",")));
    let name = move || prop::sample::select(vec!["a", "b", "a.b"]);
    let object = move |inner: BoxedStrategy<String>| {
        prop::collection::vec((name(), inner), 1..3).prop_map(|members| {
            let members: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
            format!("{{{}}}", members.join(","))
        })
    };
    let objects = leaf.prop_recursive(3, 16, 3, move |inner| object(inner.boxed())).boxed();
    let root = object(objects);
    (root.clone(), root).prop_map(|(one, other)| format!("{{\"$or\":[{one},{other}]}}")).boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn an_explanation_agrees_with_the_match(pattern in pattern(), inner in value(4)) {
        let pattern = Pattern::parse(&pattern).unwrap();
        let event = Event::parse(&format!("{{\"a\":{inner},\"b\":[{inner}]}}")).unwrap();
        let why = pattern.explain(&event);
        prop_assert_eq!(why.is_match, pattern.matches(&event));
        for way in why.ways {
            prop_assert_eq!(way.is_match, way.fields.iter().all(|field| field.outcome.is_met()));
        }
    }

    #[test]
    fn many_patterns_at_once_match_as_each_by_itself(patterns in prop::collection::vec(pattern(), 1..12), inner in value(4)) {
        let patterns: Vec<_> = patterns.iter().map(|text| std::rc::Rc::new(Pattern::parse(text).unwrap())).collect();
        let event = Event::parse(&format!("{{\"a\":{inner},\"b\":[{inner}]}}")).unwrap();
        let each = (0..).zip(&patterns).filter(|(_, pattern)| pattern.matches(&event)).map(|(at, _)| at);
        let expected: Vec<usize> = each.collect();
        prop_assert_eq!(PatternIndex::new(patterns).matching(&event), expected);
    }

    #[test]
    fn no_text_panics(text in ".{0,64}") {
        let _ = Pattern::parse(&text);
        let _ = Event::parse(&text);
        let _ = Input::read(None, None, Some((&[], &text)));
    }
}
