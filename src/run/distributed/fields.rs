//! Members of evaluated `Parameters`, `ReaderConfig` and `WriterConfig`.

use crate::state_error::StateError;
use crate::value::{Number, Value};

/// The text under `name`, or an error named `error`.
pub(super) fn text<'a>(of: &'a Value, name: &str, error: &str) -> Result<&'a str, StateError> {
    optional_text(of, name).ok_or_else(|| StateError::new(error, format!("The field '{name}' must be a string.")))
}

/// The text under `name`, if there is one.
pub(super) fn optional_text<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
    of.get(name).and_then(Value::as_str)
}

/// A number that AWS reads out of a number or a string.
pub(super) fn number(value: &Value) -> Option<Number> {
    value.as_number().or_else(|| value.as_str().and_then(Number::parse))
}

/// A value as AWS quotes it in a cause: the bare text of a string, the JSON of anything else.
pub(super) fn quoted(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_json(), str::to_owned)
}

/// A whole number behind a path; `field` and `path` are for the error that anything else is.
pub(in crate::run) fn whole(value: &Value, field: &str, path: &str) -> Result<i64, StateError> {
    number(value).and_then(Number::as_i64).ok_or_else(|| not_valid(value, field, path, "integer"))
}

/// A number behind a path; `field` and `path` are for the error that anything else is.
pub(in crate::run) fn float(value: &Value, field: &str, path: &str) -> Result<f64, StateError> {
    number(value).map(Number::as_f64).ok_or_else(|| not_valid(value, field, path, "float"))
}

fn not_valid(value: &Value, field: &str, path: &str, kind: &str) -> StateError {
    let shown = quoted(value);
    StateError::runtime(format!("The {field} field refers to value \"{shown}\" which is not a valid {kind}: {path}"))
}
