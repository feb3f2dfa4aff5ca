//! Whether the role of an execution lets a state make its call. The simulator asks; what a role allows is for others to know.

use std::fmt::Debug;

use crate::start::Identity;
use asl_aws::state_error::StateError;
use asl_value::Value;

/// What of a state makes a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calling {
    /// A Task.
    Task,
    /// A Distributed Map, which starts its child executions.
    MapRun,
    /// An `ItemReader`.
    ItemReader,
    /// A `ResultWriter`.
    ResultWriter,
}

/// What a state is about to call.
pub struct AccessQuestion<'a> {
    /// What of it calls.
    pub calling: Calling,
    /// The names of the execution, that of its machine among them.
    pub identity: &'a Identity,
    /// `Resource` of the Task, the reader or the writer; empty for a Map Run.
    pub resource: &'a str,
    /// The evaluated `Parameters` or `Arguments`, or the effective input.
    pub parameters: &'a Value,
    /// The role in the Task's `Credentials`, evaluated: the call is then made with it.
    pub assumed: Option<&'a str>,
    /// Gives an identifier that is unique in the run: for the ID of a request, or the name of a session.
    pub unique: &'a dyn Fn() -> String,
}

/// Who knows what the roles of machines allow.
pub trait Access: Debug {
    /// What the state fails with, unless the role allows its call. Whatever nobody knows is allowed.
    fn refusal(&self, question: &AccessQuestion<'_>) -> Option<StateError>;

    /// The ARN of the role of the machine with this name, if that is known.
    fn role_arn(&self, machine: &str) -> Option<std::rc::Rc<str>>;
}
