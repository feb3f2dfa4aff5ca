//! Adds an answer to a text of mocks and leaves the rest of the text as it is.

use asl_text::{self, Format, Member, Node, NodeKind};
use asl_value::Value;

/// Why an answer cannot be added to a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAdded {
    /// The text is broken: the playground does not guess what was meant.
    #[error("the mocks have an error: solve it first")]
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
        return Ok(format!("{}\n", object([(state, mock.clone())]).to_json_pretty()));
    }
    let parsed = asl_text::parse(text);
    let errors = |found: &asl_text::diagnostic::Diagnostic| found.severity == asl_text::diagnostic::Severity::Error;
    let root = parsed.root.filter(|root| matches!(root.kind, NodeKind::Object(_))).ok_or(NotAdded::Broken)?;
    if parsed.diagnostics.iter().any(errors) {
        return Err(NotAdded::Broken);
    }
    let added = match (root.member(state), parsed.format) {
        (Some(member), format) => another_answer(text, member, mock, format),
        (None, Format::Json) => new_member(text, &root, state, mock),
        (None, Format::Yaml) => {
            let end = if text.ends_with('\n') { "" } else { "\n" };
            Some(format!("{text}{end}{}: {}\n", quoted(state), mock.to_json()))
        }
    };
    // Whatever the text looked like: the result is read again, and must say what was meant.
    added.filter(|added| says(added, state, mock)).ok_or(NotAdded::Broken)
}

/// Whether the last answer of `state` in `text` is `mock`.
fn says(text: &str, state: &str, mock: &Value) -> bool {
    let parsed = asl_text::parse(text);
    let answers = parsed.root.as_ref().and_then(|root| root.get(state)).map(Node::to_value);
    answers.is_some_and(|answers| match &answers {
        Value::Array(list) => list.last() == Some(mock),
        one => one == mock,
    })
}

fn object<'a>(members: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    Value::from(members.into_iter().map(|(key, value)| (key.into(), value)).collect::<asl_value::Map>())
}

fn quoted(text: &str) -> String {
    Value::from(text).to_json()
}

/// The text with `new` in place of what stands from `start` to `end`.
fn splice(text: &str, start: u32, end: u32, new: &str) -> Option<String> {
    Some(format!("{}{new}{}", text.get(..start as usize)?, text.get(end as usize..)?))
}

fn another_answer(text: &str, member: &Member, mock: &Value, format: Format) -> Option<String> {
    let Node { kind, span } = &member.value;
    let here = text.get(span.start as usize..span.end as usize)?;
    let indent = indentation(text, member.key.span.start as usize);
    let (inner, unit) = (format!("{indent}  "), "\n");
    let mock = pretty(mock, &inner);
    match kind {
        NodeKind::Array(answers) if format == Format::Json => {
            let last = answers.last().map(|answer| answer.span.end);
            match last {
                Some(end) => splice(text, end, end, &format!(",{unit}{inner}{mock}")),
                None => splice(text, span.start, span.end, &format!("[{unit}{inner}{mock}\n{indent}]")),
            }
        }
        NodeKind::Array(answers) => {
            // A list of YAML becomes one of JSON, which YAML is too: its own form may be any.
            let mut list: Vec<String> = answers.iter().map(|answer| answer.to_value().to_json()).collect();
            list.push(mock);
            splice(text, span.start, span.end, &format!("[{}]", list.join(", ")))
        }
        _ => {
            let first = if format == Format::Json { here.to_owned() } else { member.value.to_value().to_json() };
            let first = first.replace('\n', "\n  ");
            let behind = if here.ends_with('\n') { "\n" } else { "" };
            let start = if format == Format::Yaml { member.key.span.end } else { span.start };
            let colon = if format == Format::Yaml { ": " } else { "" };
            splice(
                text,
                start,
                span.end,
                &format!("{colon}[{unit}{inner}{first},{unit}{inner}{mock}\n{indent}]{behind}"),
            )
        }
    }
}

fn new_member(text: &str, root: &Node, state: &str, mock: &Value) -> Option<String> {
    let Some(last) = root.members().last() else {
        let new = format!("{{\n  {}: {}\n}}", quoted(state), pretty(mock, "  "));
        return splice(text, root.span.start, root.span.end, &new);
    };
    let indent = match indentation(text, last.key.span.start as usize) {
        indent if indent.is_empty() => "  ".to_owned(),
        indent => indent,
    };
    let end = last.value.span.end;
    let member = format!(",\n{indent}{}: {}", quoted(state), pretty(mock, &indent));
    // `}` on the line of the last member moves to one of its own.
    let rest = text.get(end as usize..)?;
    let closes_here = rest.trim_start_matches([' ', '\t']).starts_with('}');
    splice(text, end, end, &if closes_here { member + "\n" } else { member })
}

/// The white space that the line of byte `at` begins with.
fn indentation(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rfind('\n').and_then(|end| before.get(end + 1..)).unwrap_or(before);
    line.chars().take_while(|char| matches!(char, ' ' | '\t')).collect()
}

/// JSON in lines, all but the first of which are indented by `indent`.
fn pretty(value: &Value, indent: &str) -> String {
    value.to_json_pretty().replace('\n', &format!("\n{indent}"))
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
