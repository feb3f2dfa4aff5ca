//! Our paths against the answers of Jayway itself, where that collection of cases is at hand.

use super::Path;
use crate::value::Value;

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/conformance/jsonpath_jayway.jsonl");

/// Jayway reads a path without `$` as if `$.` stood before it, and `@` as `$`. The States Language does not, so the
/// difference is made up here and not in the parser.
fn as_jayway_reads(selector: &str) -> String {
    match selector.chars().next() {
        Some('$') | None => selector.to_owned(),
        Some('@') => selector.replacen('@', "$", 1),
        Some(_) => format!("$.{selector}"),
    }
}

/// Whether the order in which the path finds things is left open: the collection sorts such answers.
fn unordered(selector: &str) -> bool {
    selector.contains("..") || selector.contains('*')
}

fn sorted(value: &Value) -> Value {
    let mut items: Vec<Value> = value.as_array().unwrap_or_default().to_vec();
    items.sort_by_key(|item| canonical(item).to_json());
    Value::from(items)
}

/// Members in the order of their keys, so that equal objects have equal texts.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(canonical).collect(),
        Value::Object(map) => {
            let mut members: Vec<_> = map.iter().map(|(key, member)| (key.clone(), canonical(member))).collect();
            members.sort_by(|left, right| left.0.cmp(&right.0));
            Value::from(members.into_iter().collect::<crate::value::Map>())
        }
        Value::Number(number) => Value::from(number.as_f64()),
        other => other.clone(),
    }
}

#[test]
fn paths_answer_as_jayway_does() {
    let Ok(text) = std::fs::read_to_string(CASES) else { return };
    let (mut right, mut total) = (0, 0);
    let mut wrong = Vec::new();
    for line in text.lines() {
        let case = Value::from_json(line).unwrap();
        let field = |name: &str| case.get(name).cloned().unwrap_or_default();
        let selector = field("selector").as_str().unwrap().to_owned();
        let expected = field("expected");
        let none = expected.as_str().is_some_and(|text| text.starts_with("NO"));
        let actual = Path::parse(&as_jayway_reads(&selector))
            .map_err(|error| error.to_string())
            .and_then(|path| path.evaluate_strictly(&field("document")).map_err(|error| error.to_string()));
        let same = match &actual {
            Ok(value) if unordered(&selector) && !none => *value == expected || sorted(value) == sorted(&expected),
            Ok(value) => !none && *value == expected,
            Err(_) => none,
        };
        total += 1;
        if same {
            right += 1;
        } else {
            let definite = field("definite").as_bool() == Some(true);
            wrong.push(format!("{selector} definite={definite}\n   expected {expected}\n   actual {actual:?}"));
        }
    }
    println!("jsonpath_jayway.jsonl {right}/{total}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
