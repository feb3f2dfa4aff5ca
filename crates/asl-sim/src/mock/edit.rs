//! Adds an answer to a text of mocks and leaves the rest of the text as it is.

use asl_text::edit::apply;
use asl_text::rewrite::Rewriter;
use asl_text::{self, Member, Node, NodeKind, print};
use asl_value::{Map, Value};

/// Why an answer cannot be added to a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAdded {
    /// The text is broken: the playground does not guess what was meant.
    #[error("the mocks have an error: fix it first")]
    Broken,
}

/// The text with `mock` as one more answer of `state`: behind the others of a list, in a list with the one that is there,
/// or as a new member. What else stands in the text stays, spaces and comments included.
///
/// # Errors
///
/// If the text cannot be read as an object.
pub fn add(text: &str, state: &str, mock: &Value) -> Result<String, NotAdded> {
    if text.trim().is_empty() {
        let answers: Map = std::iter::once((state.into(), mock.clone())).collect();
        return Ok(print::json(&Value::from(answers)));
    }
    let parsed = asl_text::parse_data(text);
    let errors = |found: &asl_text::diagnostic::Diagnostic| found.severity == asl_text::diagnostic::Severity::Error;
    let root = parsed.root.filter(|root| matches!(root.kind, NodeKind::Object(_))).ok_or(NotAdded::Broken)?;
    if parsed.diagnostics.iter().any(errors) {
        return Err(NotAdded::Broken);
    }
    let rewriter = Rewriter::expanding(text);
    let edits = match root.member(state) {
        Some(Member { value: answers @ Node { kind: NodeKind::Array(_), .. }, .. }) => {
            rewriter.append_item(answers, mock)
        }
        Some(member) => rewriter.pair(member, mock),
        None => rewriter.append(&root, state, mock),
    };
    let added = apply(text, &edits);
    // Whatever the text looked like: the result is read again, and must say what was meant.
    if says(&added, state, mock) { Ok(added) } else { Err(NotAdded::Broken) }
}

/// Whether the last answer of `state` in `text` is `mock`.
fn says(text: &str, state: &str, mock: &Value) -> bool {
    let parsed = asl_text::parse_data(text);
    let answers = parsed.root.as_ref().and_then(|root| root.get(state)).map(Node::to_value);
    answers.is_some_and(|answers| match &answers {
        Value::Array(list) => list.last() == Some(mock),
        one => one == mock,
    })
}

#[cfg(test)]
mod tests {
    use super::{NotAdded, add};
    use asl_value::Value;

    fn mock(number: i64) -> Value {
        Value::from_json(&format!(r#"{{"result":{number}}}"#)).unwrap()
    }

    #[test]
    fn answers_are_added_and_the_rest_stays_as_it_was_written() {
        for (before, after) in [
            ("", "{\n  \"A b\": {\n    \"result\": 7\n  }\n}\n"),
            ("{}", "{\n  \"A b\": {\n    \"result\": 7\n  }\n}"),
            (
                "{\n    \"X\" :{\"result\":1}\n}\n",
                "{\n    \"X\" :{\"result\":1},\n    \"A b\": {\n      \"result\": 7\n    }\n}\n",
            ),
            ("{\"X\": {\"result\": 1}}", "{\"X\": {\"result\": 1},\n  \"A b\": {\n    \"result\": 7\n  }\n}"),
            (
                "{\n  \"A b\": {\"result\":1}\n}",
                "{\n  \"A b\": [\n    {\"result\":1},\n    {\n      \"result\": 7\n    }\n  ]\n}",
            ),
            (
                "{\n  \"A b\": [\n    {\"result\":1}\n  ]\n}",
                "{\n  \"A b\": [\n    {\"result\":1},\n    {\n      \"result\": 7\n    }\n  ]\n}",
            ),
            ("X:\n  result: 1 # one\n", "X:\n  result: 1 # one\n\"A b\": {\"result\":7}\n"),
        ] {
            assert_eq!(add(before, "A b", &mock(7)).as_deref(), Ok(after), "{before}");
        }
    }

    #[test]
    fn a_text_of_yaml_takes_more_answers_too() {
        let mut yaml = "A:\n  result: 1\nB:\n  result: 2\n".to_owned();
        for number in [3, 4] {
            yaml = add(&yaml, "A", &mock(number)).unwrap();
        }
        let root = asl_text::parse(&yaml).root.map(|root| root.to_value().to_json());
        assert_eq!(
            root.as_deref(),
            Some(r#"{"A":[{"result":1},{"result":3},{"result":4}],"B":{"result":2}}"#),
            "{yaml}"
        );
    }

    #[test]
    fn a_broken_text_is_left_alone() {
        for text in ["{\"A\": ", "[1]", "7", "{\"A\" {}}"] {
            assert_eq!(add(text, "A", &mock(1)), Err(NotAdded::Broken), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_state_can_be_added_twice(state in "\\PC{1,20}", other in "\\PC{1,20}") {
            let mut text = String::new();
            for (name, number) in [(&other, 1), (&state, 2), (&state, 3)] {
                text = add(&text, name, &mock(number)).unwrap();
            }
            proptest::prop_assert!(super::says(&text, &state, &mock(3)), "{text}");
        }
    }
}
