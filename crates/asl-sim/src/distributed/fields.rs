//! Members of evaluated `Parameters`, `ReaderConfig` and `WriterConfig`.

use asl_aws::state_error::StateError;
use asl_value::Value;

/// The text under `name`, or an error named `error`.
pub(super) fn text<'a>(of: &'a Value, name: &str, error: &str) -> Result<&'a str, StateError> {
    optional_text(of, name).ok_or_else(|| StateError::new(error, format!("The field '{name}' must be a string.")))
}

/// The text under `name`, if there is one.
pub(super) fn optional_text<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
    of.get(name).and_then(Value::as_str)
}
