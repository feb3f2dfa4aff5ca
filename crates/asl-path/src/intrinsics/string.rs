//! `States.StringSplit`, `States.UUID`.

use super::super::Environment;
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

/// The text of a UUID of version 4 that is made of these bits.
pub fn uuid_of(high: u64, low: u64) -> String {
    let third = (high & 0x0fff) | 0x4000;
    let fourth = (low >> 48 & 0x3fff) | 0x8000;
    let (first, second, last) = (high >> 32, high >> 16 & 0xffff, low & 0xffff_ffff_ffff);
    format!("{first:08x}-{second:04x}-{third:04x}-{fourth:04x}-{last:012x}")
}
