//! Retriers and catchers (States Language specification, "Errors").

use std::rc::Rc;

use super::state::PathField;
pub use asl_aws::retry_policy::Jitter;
use asl_aws::retry_policy::RetryPolicy;
use asl_text::{Node, Span, Spanned};

/// One of a state's `Retry`.
#[derive(Clone, Debug, PartialEq)]
pub struct Retrier {
    /// `ErrorEquals`
    pub error_equals: Vec<Spanned<Rc<str>>>,
    /// `IntervalSeconds`: the wait before the first retry; 1 if absent.
    pub interval_seconds: Option<f64>,
    /// `MaxAttempts`: how many retries; 3 if absent.
    pub max_attempts: Option<u32>,
    /// `BackoffRate`: what each wait is multiplied by for the next; 2 if absent.
    pub backoff_rate: Option<f64>,
    /// `MaxDelaySeconds`: the longest wait.
    pub max_delay_seconds: Option<f64>,
    /// `JitterStrategy`
    pub jitter: Jitter,
    /// The place of the retrier's object.
    pub span: Span,
}

impl Retrier {
    /// The retrier as numbers, its defaults filled in.
    pub fn policy(&self) -> RetryPolicy {
        RetryPolicy {
            errors: self.error_equals.iter().map(|name| Rc::clone(&name.value)).collect(),
            interval_seconds: self.interval_seconds.unwrap_or(1.0),
            max_attempts: self.max_attempts.unwrap_or(3),
            backoff_rate: self.backoff_rate.unwrap_or(2.0),
            max_delay_seconds: self.max_delay_seconds,
            jitter: self.jitter,
        }
    }
}

/// One of a state's `Catch`.
#[derive(Clone, Debug, PartialEq)]
pub struct Catcher {
    /// `ErrorEquals`
    pub error_equals: Vec<Spanned<Rc<str>>>,
    /// `Next`
    pub next: Option<Spanned<Rc<str>>>,
    /// `ResultPath`: where the error output goes; `$` if absent.
    pub result_path: Option<PathField>,
    /// `Output` (JSONata).
    pub output: Option<Node>,
    /// `Assign`
    pub assign: Option<Node>,
    /// The place of the catcher's object.
    pub span: Span,
}
