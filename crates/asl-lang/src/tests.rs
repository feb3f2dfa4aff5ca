//! No text, however broken, breaks the readers or the checks.

use proptest::prelude::*;

use super::check_text;
use asl_text::line_index::LineIndex;
use asl_text::{Node, parse};

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
        assert!(!found.message().ends_with('.'), "{}", found.message());
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
}

#[test]
fn checking_takes_time_in_proportion_to_the_definition() {
    // Ten thousand states: a check that compares each with each would take a minute here.
    let states: Vec<String> = (0..10_000)
        .map(|state| format!("\"S{state}\": {{\"Type\": \"Pass\", \"Next\": \"S{}\"}}", state + 1))
        .collect();
    let text =
        format!("{{\"StartAt\": \"S0\", \"States\": {{{}, \"S10000\": {{\"Type\": \"Succeed\"}}}}}}", states.join(","));
    assert_eq!(check_text(&text).diagnostics, []);
}
