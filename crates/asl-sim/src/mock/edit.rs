//! Adds an answer to a text of mocks and leaves the rest of the text as it is.

use asl_text::edit::apply;
use asl_text::rewrite::Rewriter;
use asl_text::{self, Member, Node, NodeKind, print};
use asl_value::{Map, Value};

use super::plan::{BY_ITERATION, BY_VISIT, OTHERS};

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

/// A result of a run that is to be what its call comes to from now on: where it came, with the mock.
#[derive(Clone, Debug, PartialEq)]
pub enum Pinned {
    /// The state was entered once.
    Alone(Value),
    /// In that iteration of a Map.
    Iteration(u32, Value),
    /// In one of several visits, by its number from 0: with what each visit came to, for the visits that have no answer yet.
    Visit(usize, Vec<Value>),
}

/// The text in which that result is the answer of `state`. It takes the place of what answered there before; answers of other
/// iterations and of other visits stay.
///
/// # Errors
///
/// If the text cannot be read as an object.
pub fn pin(text: &str, state: &str, pinned: &Pinned) -> Result<String, NotAdded> {
    let parsed = asl_text::parse_data(text);
    let member = parsed.root.as_ref().and_then(|root| root.member(state));
    let answers = pinned.beside(member.map(|member| member.value.to_value()).as_ref());
    let Some(member) = member else { return add(text, state, &answers) };
    if parsed.diagnostics.iter().any(|found| found.severity == asl_text::diagnostic::Severity::Error) {
        return Err(NotAdded::Broken);
    }
    let rewriter = Rewriter::expanding(text);
    let edits = match &parsed.root {
        Some(root) => rewriter.replace_member(root, member, state, &answers),
        None => return Err(NotAdded::Broken),
    };
    let changed = apply(text, &edits);
    let read = asl_text::parse_data(&changed).root.and_then(|root| root.get(state).map(Node::to_value));
    if read.as_ref() == Some(&answers) { Ok(changed) } else { Err(NotAdded::Broken) }
}

impl Pinned {
    /// The answers of the state with this one, where it had those.
    fn beside(&self, before: Option<&Value>) -> Value {
        let by = |field: &str, answers: Value| Value::from([(field.into(), answers)].into_iter().collect::<Map>());
        let listed = |field: &str| Some(before?.get(field)?.as_array()?.to_vec());
        match self {
            Self::Alone(mock) => mock.clone(),
            Self::Iteration(number, mock) => {
                let mut answers: Map = match before.map(|before| before.get(BY_ITERATION)) {
                    Some(Some(Value::Object(members))) => (**members).clone(),
                    Some(Some(Value::Array(items))) => {
                        let numbered = items.iter().enumerate();
                        numbered.map(|(number, answer)| (number.to_string().into(), answer.clone())).collect()
                    }
                    // What answered everywhere goes on to answer in the other iterations.
                    Some(None) => before.into_iter().map(|before| (OTHERS.into(), before.clone())).collect(),
                    _ => Map::new(),
                };
                answers.insert(number.to_string(), mock.clone());
                by(BY_ITERATION, answers.into())
            }
            Self::Visit(number, visits) => {
                let mut answers = listed(BY_VISIT).unwrap_or_default();
                let missing = visits.iter().skip(answers.len()).cloned();
                answers.extend(missing);
                if let (Some(place), Some(mock)) = (answers.get_mut(*number), visits.get(*number)) {
                    place.clone_from(mock);
                }
                by(BY_VISIT, Value::from(answers))
            }
        }
    }
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
    use super::{NotAdded, Pinned, add, pin};
    use crate::mock::Mocks;
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

    /// What `state` is answered in `text`, as JSON on one line.
    fn answers(text: &str, state: &str) -> String {
        let root = asl_text::parse_data(text).root.unwrap().to_value();
        assert!(Mocks::from_value(&root).is_ok(), "{text}");
        root.get(state).unwrap().to_json()
    }

    #[test]
    fn results_of_iterations_are_pinned_by_their_numbers_in_whatever_order() {
        let one = pin("", "Greet", &Pinned::Iteration(1, mock(11))).unwrap();
        let both = pin(&one, "Greet", &Pinned::Iteration(0, mock(10))).unwrap();
        assert_eq!(answers(&both, "Greet"), r#"{"byIteration":{"1":{"result":11},"0":{"result":10}}}"#);
        let again = pin(&both, "Greet", &Pinned::Iteration(1, mock(7))).unwrap();
        assert_eq!(answers(&again, "Greet"), r#"{"byIteration":{"1":{"result":7},"0":{"result":10}}}"#);
        for (before, after) in [
            (r#"{"A": {"result": 5}}"#, r#"{"byIteration":{"default":{"result":5},"1":{"result":7}}}"#),
            (
                r#"{"A": {"byIteration": [{"result": 0}, {"result": 1}]}}"#,
                r#"{"byIteration":{"0":{"result":0},"1":{"result":7}}}"#,
            ),
            ("A:\n  result: 5\nB:\n  result: 6\n", r#"{"byIteration":{"default":{"result":5},"1":{"result":7}}}"#),
        ] {
            assert_eq!(answers(&pin(before, "A", &Pinned::Iteration(1, mock(7))).unwrap(), "A"), after, "{before}");
        }
    }

    #[test]
    fn results_of_a_loop_are_pinned_by_visit_with_those_of_the_other_visits() {
        let visit = |number| Pinned::Visit(number, vec![mock(0), mock(1), mock(2)]);
        let text = pin("", "Poll", &visit(1)).unwrap();
        assert_eq!(answers(&text, "Poll"), r#"{"byVisit":[{"result":0},{"result":1},{"result":2}]}"#);
        let kept = r#"{"Poll": {"byVisit": [{"result": 8}, {"result": 9}]}}"#;
        assert_eq!(
            answers(&pin(kept, "Poll", &visit(1)).unwrap(), "Poll"),
            r#"{"byVisit":[{"result":8},{"result":1},{"result":2}]}"#
        );
    }

    #[test]
    fn a_result_pinned_elsewhere_takes_the_place_of_what_was_there() {
        for before in
            [r#"{"A": {"result": "ok"}, "B": {"result": 1}}"#, "A:\n  - result: 1\n  - result: 2\nB:\n  result: 1\n"]
        {
            let after = pin(before, "A", &Pinned::Alone(mock(7))).unwrap();
            assert_eq!(
                (answers(&after, "A").as_str(), answers(&after, "B").as_str()),
                (r#"{"result":7}"#, r#"{"result":1}"#)
            );
        }
        assert_eq!(pin("{\"A\": ", "A", &Pinned::Alone(mock(1))), Err(NotAdded::Broken));
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
