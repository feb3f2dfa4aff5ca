//! What the API of EventBridge refuses of a destination or a target, in its own words.
//!
//! Constraints on single members are found all at once and told together; what needs more than the member is told by itself,
//! the first of it alone.

mod destination;
mod target;

pub use destination::{DestinationCall, DestinationProblem, Operation};
pub use target::{TargetProblem, TargetRequest};

/// A member that breaks a rule of the API's model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// The value as the API writes it.
    pub value: String,
    /// The member: `httpMethod`.
    pub member: String,
    /// The rule, as the API words it.
    pub rule: &'static str,
}

impl Constraint {
    pub(crate) fn new(value: impl Into<String>, member: impl Into<String>, rule: &'static str) -> Self {
        Self { value: value.into(), member: member.into(), rule }
    }
}

/// A `ValidationException` for these constraints; `None` for none.
pub fn constraint_message(constraints: &[Constraint]) -> Option<String> {
    let errors = match constraints {
        [] => return None,
        [_] => "error",
        _ => "errors",
    };
    let told = constraints.iter().map(|Constraint { value, member, rule }| {
        format!("Value '{value}' at '{member}' failed to satisfy constraint: {rule}")
    });
    Some(format!("{} validation {errors} detected: {}", constraints.len(), told.collect::<Vec<_>>().join("; ")))
}

/// The rule for names and ids.
pub(crate) const NAME: &str = "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+";

/// Whether a text is a name: letters, digits and `.-_`.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}
