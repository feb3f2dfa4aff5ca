//! The event log: the one truth of a run. Events are AWS's, with our own records attached.

use std::rc::Rc;

use super::effect::AnsweredBy;
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_functions::{CutOff, Invocation};
use asl_http::Exchange;
use asl_lang::StateType;
use asl_value::Value;

/// An event's number: 1, 2, 3, … in the order of the log; 0 is "none".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub u32);

/// One visit of one state, retries included; 0 is the execution itself. Numbered in the order of entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VisitId(pub u32);

/// One event of an execution (API reference, `HistoryEvent`).
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The event's number, from 1; AWS's `id`.
    pub id: EventId,
    /// The event that led to it, as AWS has it: causal, not always the one before.
    pub previous: EventId,
    /// When it happened.
    pub at: Timestamp,
    /// The visit that it belongs to (ours; AWS's events do not say).
    pub visit: VisitId,
    /// What happened.
    pub kind: EventKind,
    /// Our own records about it.
    pub trace: Option<Box<Trace>>,
}

/// Our own records about an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// The stages of the state's data so far, in order; only those that the state's fields made.
    pub stages: Vec<Stage>,
    /// The HTTP exchange of this attempt.
    pub exchange: Option<Rc<Exchange>>,
    /// The invocation of this attempt, where the code of a Lambda function ran.
    pub invocation: Option<Rc<Invocation>>,
    /// What is left of an invocation that is cut off: at the event that scheduled it.
    pub cut_off: CutOff,
    /// Who answered this attempt in place of the service.
    pub answered_by: Option<AnsweredBy>,
    /// Until when the state waits, for a Wait, or for the back-off that follows a failed attempt.
    pub until: Option<Timestamp>,
    /// The name of the state that the execution goes to next, by a rule, a catcher or `Next`.
    pub next: Option<Rc<str>>,
    /// What decided how it goes on: the rule of a Choice or the catcher by which its state is left, or the retrier that
    /// makes it wait.
    pub clause: Option<Clause>,
}

/// One of the entries of `Choices`, `Catch` or `Retry` of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The visit of the state that has it.
    pub visit: VisitId,
    /// Its place in the list, from 0.
    pub index: u32,
}

/// The data of a state after one step of its processing.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// The step, named as TestState names it.
    pub kind: StageKind,
    /// The data after it.
    pub value: Value,
}

/// The steps of a state's data processing (API reference, `InspectionData`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are TestState's own")]
pub enum StageKind {
    Input,
    AfterInputPath,
    AfterParameters,
    AfterArguments,
    Result,
    AfterResultSelector,
    AfterResultPath,
    Output,
}

impl StageKind {
    /// All of them, in the order of processing.
    pub const ALL: [Self; 8] = [
        Self::Input,
        Self::AfterInputPath,
        Self::AfterParameters,
        Self::AfterArguments,
        Self::Result,
        Self::AfterResultSelector,
        Self::AfterResultPath,
        Self::Output,
    ];

    /// TestState's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::AfterInputPath => "afterInputPath",
            Self::AfterParameters => "afterParameters",
            Self::AfterArguments => "afterArguments",
            Self::Result => "result",
            Self::AfterResultSelector => "afterResultSelector",
            Self::AfterResultPath => "afterResultPath",
            Self::Output => "output",
        }
    }
}

/// Where a state runs when it is not at the top: in a branch or an iteration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within {
    /// The visit of the Parallel or Map.
    pub visit: VisitId,
    /// The number of the branch or iteration, from 0.
    pub index: u32,
}

/// What a service task is called: `resourceType` and `resource` of AWS's events (`http` and `invoke`).
#[derive(Clone, Debug, PartialEq)]
pub struct TaskResource {
    /// `resourceType`
    pub resource_type: Rc<str>,
    /// `resource`
    pub resource: Rc<str>,
}

/// The details of `TaskScheduled`.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheduled {
    /// What is called.
    pub task: TaskResource,
    /// `region`
    pub region: Rc<str>,
    /// `parameters`: evaluated, without what the connection adds.
    pub parameters: Value,
    /// `timeoutInSeconds`
    pub timeout_seconds: Option<i64>,
    /// `heartbeatInSeconds`
    pub heartbeat_seconds: Option<i64>,
    /// `taskCredentials.roleArn`
    pub role_arn: Option<Rc<str>>,
}

/// The details of `LambdaFunctionScheduled` and `ActivityScheduled`.
#[derive(Clone, Debug, PartialEq)]
pub struct InvocationScheduled {
    /// `resource`: the ARN.
    pub resource: Rc<str>,
    /// `input`
    pub input: Value,
    /// `timeoutInSeconds`
    pub timeout_seconds: Option<i64>,
    /// `heartbeatInSeconds`
    pub heartbeat_seconds: Option<i64>,
    /// `taskCredentials.roleArn`
    pub role_arn: Option<Rc<str>>,
}

/// A Map and the number of one of its iterations.
#[derive(Clone, Debug, PartialEq)]
pub struct Iteration {
    /// The Map's name.
    pub name: Rc<str>,
    /// The number, from 0.
    pub index: u32,
}

/// Variables that a state assigned, with their new values.
pub type Assigned = Rc<[(Rc<str>, Value)]>;

/// What happened, named as AWS names it (API reference, `HistoryEvent`, `type`).
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names and fields are AWS's own")]
pub enum EventKind {
    ExecutionStarted {
        input: Value,
        role_arn: Rc<str>,
    },
    ExecutionSucceeded {
        output: Value,
    },
    ExecutionFailed(StateError),
    ExecutionAborted(StateError),
    ExecutionTimedOut(StateError),
    /// `redriveCount`
    ExecutionRedriven {
        count: u32,
    },
    /// `<Type>StateEntered`
    StateEntered {
        name: Rc<str>,
        state_type: StateType,
        input: Value,
        within: Option<Within>,
    },
    /// `<Type>StateExited`
    StateExited {
        name: Rc<str>,
        state_type: StateType,
        output: Value,
        assigned: Option<Assigned>,
    },
    /// `TaskStateAborted`, `WaitStateAborted`, `ParallelStateAborted`, `MapStateAborted`
    StateAborted {
        state_type: StateType,
    },
    TaskScheduled(Box<Scheduled>),
    TaskStarted(TaskResource),
    TaskSubmitted(TaskResource, Value),
    TaskSucceeded(TaskResource, Value),
    TaskFailed(TaskResource, StateError),
    TaskTimedOut(TaskResource, StateError),
    LambdaFunctionScheduled(Box<InvocationScheduled>),
    LambdaFunctionStarted,
    LambdaFunctionSucceeded(Value),
    LambdaFunctionFailed(StateError),
    LambdaFunctionTimedOut(StateError),
    ActivityScheduled(Box<InvocationScheduled>),
    ActivityStarted {
        worker_name: Option<Rc<str>>,
    },
    ActivitySucceeded(Value),
    ActivityFailed(StateError),
    ActivityTimedOut(StateError),
    ParallelStateStarted,
    ParallelStateSucceeded,
    ParallelStateFailed,
    MapStateStarted {
        length: u32,
    },
    MapStateSucceeded,
    MapStateFailed,
    MapIterationStarted(Iteration),
    MapIterationSucceeded(Iteration),
    MapIterationFailed(Iteration),
    MapIterationAborted(Iteration),
    MapRunStarted {
        map_run_arn: Rc<str>,
    },
    /// `mapRunArn` and `redriveCount`
    MapRunRedriven {
        map_run_arn: Rc<str>,
        count: u32,
    },
    MapRunSucceeded,
    MapRunFailed(StateError),
    MapRunAborted,
    /// A JSONata expression could not be evaluated, in the field `location` of `state`.
    EvaluationFailed {
        error: StateError,
        location: Option<Rc<str>>,
        state: Rc<str>,
    },
}

impl EventKind {
    /// Whether an execution ends with it.
    pub fn ends_execution(&self) -> bool {
        matches!(
            self,
            Self::ExecutionSucceeded { .. }
                | Self::ExecutionFailed(_)
                | Self::ExecutionAborted(_)
                | Self::ExecutionTimedOut(_)
        )
    }

    /// What an attempt of a Task failed with, where the event says that.
    pub fn attempt_failure(&self) -> Option<&StateError> {
        match self {
            Self::TaskFailed(_, error)
            | Self::TaskTimedOut(_, error)
            | Self::LambdaFunctionFailed(error)
            | Self::LambdaFunctionTimedOut(error)
            | Self::ActivityFailed(error)
            | Self::ActivityTimedOut(error) => Some(error),
            _ => None,
        }
    }

    /// What an attempt, a Map Run, or an expression failed with, where the event says that.
    pub fn failure(&self) -> Option<&StateError> {
        match self {
            Self::MapRunFailed(error) | Self::EvaluationFailed { error, .. } => Some(error),
            _ => self.attempt_failure(),
        }
    }

    /// AWS's name of the event's type: `TaskStateEntered`, `ExecutionFailed`, …
    pub fn name(&self) -> std::borrow::Cow<'static, str> {
        let name = match self {
            Self::ExecutionStarted { .. } => "ExecutionStarted",
            Self::ExecutionSucceeded { .. } => "ExecutionSucceeded",
            Self::ExecutionFailed(_) => "ExecutionFailed",
            Self::ExecutionAborted(_) => "ExecutionAborted",
            Self::ExecutionTimedOut(_) => "ExecutionTimedOut",
            Self::ExecutionRedriven { .. } => "ExecutionRedriven",
            Self::StateEntered { state_type, .. } => return format!("{state_type}StateEntered").into(),
            Self::StateExited { state_type, .. } => return format!("{state_type}StateExited").into(),
            Self::StateAborted { state_type } => return format!("{state_type}StateAborted").into(),
            Self::TaskScheduled(_) => "TaskScheduled",
            Self::TaskStarted(_) => "TaskStarted",
            Self::TaskSubmitted(..) => "TaskSubmitted",
            Self::TaskSucceeded(..) => "TaskSucceeded",
            Self::TaskFailed(..) => "TaskFailed",
            Self::TaskTimedOut(..) => "TaskTimedOut",
            Self::LambdaFunctionScheduled(_) => "LambdaFunctionScheduled",
            Self::LambdaFunctionStarted => "LambdaFunctionStarted",
            Self::LambdaFunctionSucceeded(_) => "LambdaFunctionSucceeded",
            Self::LambdaFunctionFailed(_) => "LambdaFunctionFailed",
            Self::LambdaFunctionTimedOut(_) => "LambdaFunctionTimedOut",
            Self::ActivityScheduled(_) => "ActivityScheduled",
            Self::ActivityStarted { .. } => "ActivityStarted",
            Self::ActivitySucceeded(_) => "ActivitySucceeded",
            Self::ActivityFailed(_) => "ActivityFailed",
            Self::ActivityTimedOut(_) => "ActivityTimedOut",
            Self::ParallelStateStarted => "ParallelStateStarted",
            Self::ParallelStateSucceeded => "ParallelStateSucceeded",
            Self::ParallelStateFailed => "ParallelStateFailed",
            Self::MapStateStarted { .. } => "MapStateStarted",
            Self::MapStateSucceeded => "MapStateSucceeded",
            Self::MapStateFailed => "MapStateFailed",
            Self::MapIterationStarted(_) => "MapIterationStarted",
            Self::MapIterationSucceeded(_) => "MapIterationSucceeded",
            Self::MapIterationFailed(_) => "MapIterationFailed",
            Self::MapIterationAborted(_) => "MapIterationAborted",
            Self::MapRunStarted { .. } => "MapRunStarted",
            Self::MapRunRedriven { .. } => "MapRunRedriven",
            Self::MapRunSucceeded => "MapRunSucceeded",
            Self::MapRunFailed(_) => "MapRunFailed",
            Self::MapRunAborted => "MapRunAborted",
            Self::EvaluationFailed { .. } => "EvaluationFailed",
        };
        name.into()
    }
}
