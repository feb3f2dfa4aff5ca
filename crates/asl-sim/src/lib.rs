//! The interpreter, sans-IO: it advances until it needs the world, and hands out what it needs as data.
//!
//! [`Runnable::compile`] prepares a machine; an [`Execution`] runs it over [`Effect`]s and [`Completion`]s and
//! writes the log of [`Event`]s. A line of states (the machine, a branch, an iteration) is a `thread`; all
//! threads take turns, one state at a time. The child executions of a Distributed Map are threads with a log of
//! their own.
#![forbid(unsafe_code)]

pub mod host;
mod calls;
mod compile;
mod environment;
mod children;
mod course;
mod data_flow;
mod deferred;
mod distributed;
pub mod effect;
pub mod event;
pub mod execution;
pub mod express_log;
mod failure;
mod fields;
pub mod history;
pub mod limits;
mod log;
pub mod mock;
pub mod resource;
mod retry;
pub mod runnable;
mod evaluation_context;
pub mod start;
mod states;
mod thread;
mod variables;

pub use course::RunId;
pub use distributed::{Child, Counts, Files, MapRun, MapRunStatus, missing_file, preview};
pub use effect::{AnsweredBy, Completion, Effect, EffectId, Request, TaskCall};
pub use evaluation_context::EvaluationContext;
pub use event::{Event, EventId, EventKind, Stage, StageKind, Trace, VisitId, Within};
pub use execution::Execution;
pub use limits::{Exceeded, Limit, Limits, Reported};
pub use mock::Mocks;
pub use runnable::Runnable;
pub use start::{Identity, Outcome, Progress, Start};
pub use states::compare;
