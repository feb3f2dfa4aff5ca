//! What holds for every text and every value.

use proptest::prelude::*;

use super::line_index::LineIndex;
use super::{Node, parse, print};
use crate::asl::check_text;
use crate::value::{Map, Number, Value};

/// A definition with every kind of state, to be broken at random.
const JSON: &str = r#"{"StartAt":"A","TimeoutSeconds":5,"States":{"A":{"Type":"Task","Resource":"arn:aws:states:::http:invoke",
"Parameters":{"ApiEndpoint.$":"States.Format('https://x/{}', $.id)","Method":"GET","Headers":{"a":["b"]}},"Retry":[{
"ErrorEquals":["States.ALL"],"BackoffRate":2.5}],"Catch":[{"ErrorEquals":["E"],"Next":"B"}],"ResultPath":null,"Next":"C"},
"B":{"Type":"Fail","Error":"é😀","Cause":"\u00e9\n"},"C":{"Type":"Choice","Choices":[{"And":[{"Variable":"$.a",
"NumericEquals":1},{"Not":{"Variable":"$.b","IsNull":true}}],"Next":"D"}],"Default":"E"},"D":{"Type":"Map","ItemProcessor":
{"StartAt":"F","States":{"F":{"Type":"Pass","End":true}}},"End":true},"E":{"Type":"Parallel","Branches":[{"StartAt":"G",
"States":{"G":{"Type":"Wait","Seconds":1,"End":true}}}],"End":true}}}"#;

/// The same kind of thing in YAML, with all that JSON does not have.
const YAML: &str = "StartAt: A\nQueryLanguage: JSONata\nStates:\n  A: &a\n    Type: Task\n    Resource: !GetAtt F.Arn\n    \
Arguments:\n      Text: |\n        one\n          two\n      Folded: >-\n        x\n        y\n      'k''ey': \"\\u00e9{% $x %}\"\n    \
Next: B # remark\n  B:\n    <<: *a\n    Next: C\n  ? C\n  : {Type: Wait, Seconds: \"{% 1 %}\", End: true}\n";

fn every_span_is_a_place(node: &Node, text: &str) {
    let place =
        |start: u32, end: u32| assert!(text.get(start as usize..end as usize).is_some(), "{start}..{end} in {text:?}");
    place(node.span.start, node.span.end);
    for member in node.members() {
        place(member.key.span.start, member.key.span.end);
        every_span_is_a_place(&member.value, text);
    }
    for item in node.items() {
        every_span_is_a_place(item, text);
    }
}

/// Reads and checks; every place that is given out must be one of the text.
fn survive(text: &str) {
    let parsed = parse(text);
    if let Some(root) = &parsed.root {
        every_span_is_a_place(root, text);
    }
    let index = LineIndex::new(text);
    for found in parsed.diagnostics.iter().chain(&check_text(text).diagnostics) {
        assert!(text.get(found.span.start as usize..found.span.end as usize).is_some(), "{found:?} in {text:?}");
        index.position(found.span.start);
        assert!(!found.message.ends_with('.'), "{}", found.message);
    }
}

/// `text` with some bytes cut out, doubled, or put in; broken characters are replaced.
fn mutate(text: &str, cuts: &[(usize, usize, String)]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for (at, length, insert) in cuts {
        let at = at % (bytes.len() + 1);
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, insert.bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn any_cuts() -> impl Strategy<Value = Vec<(usize, usize, String)>> {
    let insert = prop_oneof![
        Just(String::new()),
        "[{}\\[\\]:,\"'\\\\ \n\t&*!|>%#?-]{1,3}",
        Just("\u{feff}".to_owned()),
        Just("<<: *a".to_owned()),
        ".{0,3}",
    ];
    prop::collection::vec((any::<usize>(), 0_usize..12, insert), 1..5)
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9 ]{0,12}",
        "[ \n\t:#'\"\\\\{}\\[\\],&*!|>%@`?.~=<0-9eExo_-]{0,10}",
        "(yes|No|null|~|1e3|0x1F|0o7|\\.5|-1|\\+2|1\\.|12:30|2030-01-01|true|<<|---|\\.\\.\\.|\\.inf)",
        "(a|b c|: ) ?\n ?(x|# |y)\n{0,3}",
        any::<String>(),
        "[a-z]{1100,1200}",
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(|number| Value::Number(Number::Float(number))),
        (-1000.0..1000.0).prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((any_text(), inner), 0..5).prop_map(|members| {
                Value::from(members.into_iter().map(|(key, value)| (key.into(), value)).collect::<Map>())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn no_text_breaks_the_readers_or_the_checks(text in any::<String>(), odd in "[{}\\[\\]:,\"' \n\ta1&*!|>%#?-]{0,60}") {
        survive(&text);
        survive(&odd);
        survive(&format!("{{{odd}"));
    }

    #[test]
    fn no_broken_definition_breaks_the_readers_or_the_checks(cuts in any_cuts()) {
        survive(&mutate(JSON, &cuts));
        survive(&mutate(YAML, &cuts));
    }

    #[test]
    fn what_is_printed_reads_back_as_an_equal_value(value in any_value()) {
        let json = print::json(&value);
        let parsed = super::json::parse(&json);
        prop_assert_eq!(&parsed.diagnostics, &[], "{}", json);
        prop_assert_eq!(parsed.root.unwrap().to_value(), value.clone(), "{}", json);
        let yaml = print::yaml(&value);
        let parsed = super::yaml::parse(&yaml);
        prop_assert_eq!(&parsed.diagnostics, &[], "{}", yaml);
        prop_assert_eq!(parsed.root.unwrap().to_value(), value, "{}", yaml);
    }

    #[test]
    fn json_read_as_yaml_gives_the_same_value(value in any_value()) {
        // The readers agree where both notations do: YAML allows a key of 1024 characters at most.
        let json = print::json(&value);
        if json.lines().all(|line| line.len() < 1000) {
            let parsed = super::yaml::parse(&json);
            if parsed.diagnostics.is_empty() {
                prop_assert_eq!(parsed.root.unwrap().to_value(), value, "{}", json);
            }
        }
    }
}

#[test]
fn reading_takes_time_in_proportion_to_the_text() {
    // A reader that goes back and forth would take minutes for these megabytes.
    let keys: Vec<String> = (0..60_000).map(|key| format!("\"key{key}\": {key}")).collect();
    let keys = keys.join(",\n");
    for text in [
        "[".repeat(1_000_000),
        "{\"a\":".repeat(200_000),
        format!("{{{keys}}}"),
        format!("[{}1]", "\"\\u00e9\", ".repeat(100_000)),
        "\"a".repeat(500_000),
        "a: b\n".repeat(100_000),
        "- x\n".repeat(200_000),
        format!("a: \"{}\"", "\\t".repeat(400_000)),
        format!("a: {}", "x ".repeat(400_000)),
    ] {
        parse(&text);
        LineIndex::new(&text);
    }
}
