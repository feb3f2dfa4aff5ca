//! Why an event matches a pattern or does not, as the tree of conditions in which a Choice is shown.

use asl_events::{Condition, Explanation, FieldExplanation, Outcome, Way};
use asl_path::evaluation_trace::{ConditionResult, ConditionTrace, Form, Operand};
use asl_value::Value;

/// The tree: each way to match, as `$or` makes them, with its fields.
pub fn trace(explanation: &Explanation) -> ConditionTrace {
    let mut ways: Vec<ConditionTrace> = explanation.ways.iter().map(way).collect();
    if ways.len() == 1
        && let Some(only) = ways.pop()
    {
        return only;
    }
    ConditionTrace::of("", Form::Any, ConditionResult::of(explanation.is_match), ways)
}

fn way(way: &Way) -> ConditionTrace {
    ConditionTrace::of("", Form::All, ConditionResult::of(way.is_match), way.fields.iter().map(field).collect())
}

fn field(field: &FieldExplanation) -> ConditionTrace {
    let FieldExplanation { name, conditions, outcome } = field;
    let listed: Vec<String> = conditions.iter().map(ToString::to_string).collect();
    let text = format!("{name}: [{}]", listed.join(", "));
    let mut trace = ConditionTrace::test(text, ConditionResult::of(outcome.is_met()));
    let operand = |value: Option<Value>| Operand { text: format!("$.{name}"), value };
    match outcome {
        Outcome::Met { value, condition } => {
            trace.operands.push(operand(read(value)));
            if let Some(condition) = conditions.get(*condition).filter(|_| conditions.len() > 1) {
                trace.notes.push(format!("it meets `{condition}`"));
            }
        }
        Outcome::MetByAbsence => trace.operands.push(operand(None)),
        Outcome::Missing => {
            trace.operands.push(operand(None));
            trace.notes.push(format!("the event has no `{name}`; only `{}` matches that", Condition::Exists(false)));
        }
        Outcome::NotALeaf => {
            trace.notes.push(format!("`$.{name}` is an object; conditions match strings, numbers, booleans, and null"));
        }
        Outcome::Unmet { values, count } => {
            trace.operands.extend(values.iter().map(|value| operand(read(value))));
            if *count > values.len() {
                trace.notes.push(format!("and {} more values, none of which matches", count - values.len()));
            }
            if let Some(note) = values.iter().find_map(|value| near_miss(value, conditions)) {
                trace.notes.push(note);
            }
        }
        Outcome::OtherElement { value } => {
            trace.operands.push(operand(read(value)));
            trace.notes.push(
                "it is in another array element than the fields above; all fields must match in the same \
                 element"
                    .to_owned(),
            );
        }
    }
    trace
}

fn read(json: &str) -> Option<Value> {
    Value::from_json(json).ok()
}

/// What keeps a value from a condition that says almost the same.
fn near_miss(value: &str, conditions: &[Condition]) -> Option<String> {
    let value = read(value)?;
    conditions.iter().find_map(|condition| match (condition, &value) {
        (Condition::Number(number, _), Value::String(text)) if *number == **text => {
            Some(format!("the event has the string `{}`, the pattern asks for the number", value.to_json()))
        }
        (Condition::Text(wanted), Value::Number(number)) if *wanted == number.to_string() => {
            Some(format!("the event has the number `{number}`, the pattern asks for the string"))
        }
        (Condition::Text(wanted), Value::String(text)) if wanted.eq_ignore_ascii_case(text) => {
            Some("they differ in upper and lower case alone, which counts; `equals-ignore-case` takes both".to_owned())
        }
        (Condition::Text(wanted), Value::String(text)) if wanted.trim() == text.trim() => {
            Some("they differ in spaces at the beginning or the end".to_owned())
        }
        (Condition::Word(word), Value::String(text)) if *word == &**text => Some(format!(
            "the event has the string `{}`, the pattern asks for `{word}` without quotes",
            value.to_json()
        )),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use asl_events::{Event, Pattern};
    use asl_path::evaluation_trace::{ConditionResult, Form};

    use super::trace;

    fn of(pattern: &str, event: &str) -> asl_path::evaluation_trace::ConditionTrace {
        trace(&Pattern::parse(pattern).unwrap().explain(&Event::parse(event).unwrap()))
    }

    #[test]
    fn each_field_says_what_it_asks_for_and_what_is_there() {
        let tree = of(
            r#"{"source":["shop"],"detail":{"kind":["New",{"prefix":"re"}],"gone":[1]}}"#,
            r#"{"source":"shop","detail":{"kind":"new"}}"#,
        );
        assert_eq!((tree.form, tree.result), (Form::All, ConditionResult::False));
        let told: Vec<_> =
            tree.parts.iter().map(|part| (part.text.as_str(), part.result.word(), part.notes.len())).collect();
        assert_eq!(
            told,
            [
                ("detail.gone: [1]", "false", 1),
                (r#"detail.kind: ["New", {"prefix":"re"}]"#, "false", 1),
                (r#"source: ["shop"]"#, "true", 0),
            ]
        );
        assert!(tree.parts[1].notes[0].contains("upper and lower case"), "{:?}", tree.parts[1].notes);
        assert_eq!(tree.parts[2].operands[0].value, Some("shop".into()));
    }

    #[test]
    fn each_way_of_an_or_stands_for_itself() {
        let tree = of(r#"{"$or":[{"a":[1]},{"b":[2]}]}"#, r#"{"b":2}"#);
        assert_eq!((tree.form, tree.result), (Form::Any, ConditionResult::True));
        let ways: Vec<_> = tree.parts.iter().map(|way| way.result.word()).collect();
        assert_eq!(ways, ["false", "true"]);
    }

    #[test]
    fn a_number_in_quotes_is_no_number() {
        let tree = of(r#"{"id":[7]}"#, r#"{"id":"7"}"#);
        assert!(tree.parts[0].notes[0].contains("asks for the number"));
    }
}
