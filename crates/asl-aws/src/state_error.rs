//! The errors of the language: values that Retry and Catch see, not failures of this program.

use std::rc::Rc;

/// What went wrong in a state (States Language specification, "Errors").
#[derive(Clone, Debug, PartialEq)]
pub struct StateError {
    /// The error name that `ErrorEquals` is compared with; absent only for a Fail state that names none.
    pub name: Option<Rc<str>>,
    /// The cause, as AWS words it; absent where AWS gives none.
    pub cause: Option<Rc<str>>,
}

impl StateError {
    /// An error with a cause.
    pub fn new(name: &str, cause: impl Into<Rc<str>>) -> Self {
        Self { name: Some(name.into()), cause: Some(cause.into()) }
    }

    /// An error without a cause.
    pub fn without_cause(name: &str) -> Self {
        Self { name: Some(name.into()), cause: None }
    }

    /// `States.Runtime`: never retried, never caught.
    pub fn runtime(cause: impl Into<Rc<str>>) -> Self {
        Self::new(RUNTIME, cause)
    }

    /// The name, empty if there is none.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }
}

/// `States.Runtime`
pub const RUNTIME: &str = "States.Runtime";
/// `States.Timeout`
pub const TIMEOUT: &str = "States.Timeout";
/// `States.TaskFailed`
pub const TASK_FAILED: &str = "States.TaskFailed";
/// `States.ALL`
pub const ALL: &str = "States.ALL";
/// `States.DataLimitExceeded`
pub const DATA_LIMIT_EXCEEDED: &str = "States.DataLimitExceeded";
/// `States.QueryEvaluationError`: a JSONata expression gave nothing that its field can use.
pub const QUERY_EVALUATION_ERROR: &str = "States.QueryEvaluationError";
/// `States.Http.Socket`: no readable answer.
pub const HTTP_SOCKET: &str = "States.Http.Socket";
