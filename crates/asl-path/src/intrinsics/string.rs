//! `States.StringSplit`, `States.UUID`.

use super::super::Environment;
use asl_aws::uuid::uuid_of;
use asl_value::Value;

/// `States.StringSplit(text, delimiters)`: every character of `delimiters` separates; empty pieces are left out.
pub(super) fn split(text: &Value, delimiters: &Value) -> Option<Value> {
    let (text, delimiters) = (text.as_str()?, delimiters.as_str()?);
    Some(text.split(|c| delimiters.contains(c)).filter(|piece| !piece.is_empty()).map(Value::from).collect())
}

/// `States.UUID()`: version 4, from the run's random bits.
pub(super) fn uuid(env: &dyn Environment) -> Value {
    Value::from(uuid_of(env.random(), env.random()))
}
