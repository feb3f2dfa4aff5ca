//! `States.StringToJson`, `States.JsonToString`, `States.JsonMerge`.

use super::format::MAX_TEXT;
use asl_value::{MAX_NESTING, Value};

/// `States.StringToJson(text)`: blank text is null.
pub(super) fn string_to_json(text: &Value) -> Option<Value> {
    match text.as_str()?.trim() {
        "" => Some(Value::Null),
        // A whole number has no negative zero.
        "-0" => Some(Value::from(0)),
        json => Value::from_json(json).ok(),
    }
}

/// `States.JsonToString(value)`: on one line, without spaces.
pub(super) fn json_to_string(value: &Value) -> Option<Value> {
    let measure = value.measure();
    let fits = measure.json_len as usize <= MAX_TEXT && measure.depth <= MAX_NESTING;
    fits.then(|| Value::from(value.to_json()))
}

/// `States.JsonMerge(a, b, false)`: members of `b` replace those of `a`; AWS merges no deeper.
pub(super) fn merge(a: &Value, b: &Value, deep: &Value) -> Option<Value> {
    if deep.as_bool()? {
        return None;
    }
    let (Value::Object(a), Value::Object(b)) = (a, b) else { return None };
    let mut merged = (**a).clone();
    for (key, member) in b.iter() {
        merged.insert(key.clone(), member.clone());
    }
    Some(Value::from(merged))
}
