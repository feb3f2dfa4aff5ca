//! JSONPath in AWS's dialect (Java's Jayway), reference paths, payload templates and intrinsic functions.

use crate::value::Value;

/// What an expression may ask of the run it is evaluated in.
pub trait Environment {
    /// The context object, `$$`.
    fn context(&self) -> Value;

    /// The variable `name`, `$name`.
    fn variable(&self, name: &str) -> Option<Value>;

    /// The next random bits of the run, for `States.MathRandom` and `States.UUID`.
    fn random(&self) -> u64;
}
