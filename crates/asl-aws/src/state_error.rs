//! The errors of the language: values that Retry and Catch see, not failures of this program.

use std::rc::Rc;

/// What went wrong in a state (States Language specification, "Errors").
#[derive(Clone, Debug)]
pub struct StateError {
    /// The error name that `ErrorEquals` is compared with; absent only for a Fail state that names none.
    pub name: Option<Rc<str>>,
    /// The cause, as AWS words it; absent where AWS gives none.
    pub cause: Option<Rc<str>>,
    /// Why, as data, where the program that made the error knows: explanations ask for it rather than read the cause.
    pub reason: Option<Rc<Reason>>,
}

/// Why something failed: what the cause says in AWS's words, as data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// An ItemReader found no such file.
    MissingFile {
        /// The bucket.
        bucket: Rc<str>,
        /// The key in it.
        key: Rc<str>,
    },
    /// An HTTP Task sets headers that AWS refuses; their names in lower case.
    ForbiddenHeaders(Vec<String>),
    /// The connection adds members to a body that is no object.
    BodyNotMergeable,
    /// The connection is bound to other origins.
    OriginNotAllowed {
        /// The name of the connection.
        connection: Rc<str>,
        /// The origin that was to be called.
        origin: Rc<str>,
    },
    /// The answer's content is of a type that an HTTP Task cannot read.
    UnreadableContent,
    /// An expression of JSONata gave a function.
    FunctionValue,
    /// An expression of JSONata gave a value of another type than its field's.
    WrongType {
        /// The type of the field: `array`.
        expected: &'static str,
    },
    /// This path or intrinsic function gave nothing, or not what its field takes.
    Path(Rc<str>),
    /// This path of a Choice rule gave nothing.
    ConditionPath(Rc<str>),
    /// This reference path leads into something that is no object.
    ReferencePath(Rc<str>),
    /// The role of the machine does not allow this action of IAM.
    NotAllowed {
        /// The action: `lambda:InvokeFunction`.
        action: &'static str,
        /// Whether a statement denies it; otherwise none allows it.
        is_denied: bool,
    },
    /// Whoever works on a Task gave no sign of life in time.
    MissedHeartbeat,
}

/// Retry, Catch and the log see the name and the cause alone.
impl PartialEq for StateError {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.cause == other.cause
    }
}

impl StateError {
    /// An error of which either may be absent.
    pub fn of(name: Option<Rc<str>>, cause: Option<Rc<str>>) -> Self {
        Self { name, cause, reason: None }
    }

    /// The same with why.
    #[must_use]
    pub fn because(self, reason: Reason) -> Self {
        Self { reason: Some(Rc::new(reason)), ..self }
    }

    /// Why, where that is known.
    pub fn reason(&self) -> Option<&Reason> {
        self.reason.as_deref()
    }

    /// An error with a cause.
    pub fn new(name: &str, cause: impl Into<Rc<str>>) -> Self {
        Self::of(Some(name.into()), Some(cause.into()))
    }

    /// An error without a cause.
    pub fn without_cause(name: &str) -> Self {
        Self::of(Some(name.into()), None)
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
/// `States.HeartbeatTimeout`: AWS says `States.Timeout` for a missed heartbeat, and lets this name match it.
pub const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";
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
