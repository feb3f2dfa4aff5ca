//! Places in a value: how JSONPath and JSONata name them, and where a text is found.

use std::fmt::Write as _;
use std::rc::Rc;

use asl_value::Value;

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A member of an object.
    Member(Rc<str>),
    /// An item of an array, from 0.
    Item(usize),
}

/// A place in a value: the steps to it.
pub type Place = Vec<Step>;

/// The place in JSONPath, from `root` on: `$.orders[0]['unit price']`.
pub fn in_json_path(root: &str, place: &[Step]) -> String {
    let mut text = root.to_owned();
    for step in place {
        // Writing to a string does not fail.
        let _ = match step {
            Step::Member(name) if is_plain(name) => write!(text, ".{name}"),
            Step::Member(name) => {
                let escaped = name.replace('\\', "\\\\").replace('\'', "\\'");
                write!(text, "['{escaped}']")
            }
            Step::Item(index) => write!(text, "[{index}]"),
        };
    }
    text
}

/// The place in JSONata, from `root` on: ``$states.input.orders[0].`unit price` ``.
pub fn in_jsonata(root: &str, place: &[Step]) -> String {
    let mut text = root.to_owned();
    for step in place {
        let _ = match step {
            Step::Member(name) if is_plain(name) && !is_word(name) => write!(text, ".{name}"),
            // A name with a backtick has no form but as a text.
            Step::Member(name) if name.contains('`') => write!(text, ".$lookup($, {})", Value::from(&**name).to_json()),
            Step::Member(name) => write!(text, ".`{name}`"),
            Step::Item(index) => write!(text, "[{index}]"),
        };
    }
    text
}

/// Letters, digits and underscores, and no digit first.
fn is_plain(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(is_letter) && name.chars().all(|c| is_letter(c) || c.is_ascii_digit())
}

/// Words that mean something in JSONata.
fn is_word(name: &str) -> bool {
    matches!(name, "and" | "or" | "in" | "true" | "false" | "null" | "function")
}

/// What stands at the place.
pub fn at<'v>(value: &'v Value, place: &[Step]) -> Option<&'v Value> {
    place.iter().try_fold(value, |value, step| match step {
        Step::Member(name) => value.get(name),
        Step::Item(index) => value.as_array()?.get(*index),
    })
}

/// The places whose name or simple value has `text` in it, in capitals or not; `most` of them at most, in the order of the value.
pub fn find(value: &Value, text: &str, most: usize) -> Vec<Place> {
    let wanted = text.trim().to_lowercase();
    let mut found = Vec::new();
    if !wanted.is_empty() {
        search(value, &wanted, most, &mut Vec::new(), &mut found);
    }
    found
}

fn search(value: &Value, wanted: &str, most: usize, here: &mut Place, found: &mut Vec<Place>) {
    if found.len() >= most {
        return;
    }
    let has = |text: &str| text.to_lowercase().contains(wanted);
    let is_named = matches!(here.last(), Some(Step::Member(name)) if has(name));
    let is_it = match value {
        Value::String(text) => has(text),
        Value::Array(_) | Value::Object(_) => false,
        other => has(&other.to_json()),
    };
    if is_named || is_it {
        found.push(here.clone());
    }
    let mut inside = |step: Step, inner: &Value, here: &mut Place| {
        here.push(step);
        search(inner, wanted, most, here, found);
        here.pop();
    };
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| inside(Step::Item(index), item, here));
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| inside(Step::Member(name.clone()), member, here));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use asl_sim::EvaluationContext;
    use asl_value::Value;

    use super::{Place, Step, at, find, in_json_path, in_jsonata};

    fn value() -> Value {
        let text = r#"{"orders": [{"id": 7, "unit price": 2.5}, [true, null]], "it's": {"a\\b": "Found"}, "and": {"x`y": "found too"},
            "a-b": {"1st": "ä"}}"#;
        Value::from_json(text).unwrap()
    }

    fn all(value: &Value, here: &[Step]) -> Vec<Place> {
        let inner: Vec<(Step, Value)> = match value {
            Value::Array(items) => items.iter().cloned().enumerate().map(|(at, item)| (Step::Item(at), item)).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, member)| (Step::Member(name.clone()), member.clone())).collect()
            }
            _ => Vec::new(),
        };
        let deeper = inner.into_iter().flat_map(|(step, value)| all(&value, &[here, &[step]].concat()));
        std::iter::once(here.to_vec()).chain(deeper).collect()
    }

    #[test]
    fn a_path_that_is_copied_leads_to_the_value_it_was_copied_from() {
        let value = value();
        let context = EvaluationContext {
            input: value.clone(),
            context: Value::Null,
            variables: asl_value::Map::new(),
            at: asl_aws::time::Timestamp(0),
        };
        for place in all(&value, &[]) {
            let expected = at(&value, &place).unwrap();
            let path = in_json_path("$", &place);
            let found = asl_path::Expression::parse(&path).map(|path| path.evaluate(&value, &context));
            assert_eq!(found.unwrap().as_ref().unwrap(), expected, "{path}");
            let text = in_jsonata("$states.input", &place);
            let expression = asl_jsonata::Expression::compile(&format!("{{% {text} %}}")).unwrap();
            let scope = asl_jsonata::Scope::new(&value, &context, context.at);
            assert_eq!(&expression.evaluate(&scope, "Output").unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn names_and_values_are_found_in_the_order_of_the_value() {
        let value = value();
        let found =
            |text, most| find(&value, text, most).iter().map(|place| in_json_path("$", place)).collect::<Vec<_>>();
        assert_eq!(found("FOUND", 9), [r"$['it\'s']['a\\b']", "$.and['x`y']"]);
        assert_eq!(found("2.5", 9), ["$.orders[0]['unit price']"]);
        assert_eq!(found("null", 9), ["$.orders[1][1]"]);
        assert_eq!(found("order", 9), ["$.orders"]);
        assert_eq!(found("o", 1).len(), 1);
        assert!(found(" ", 9).is_empty());
    }
}
