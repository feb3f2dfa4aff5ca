//! The interpreter, sans-IO: it advances until it needs the world, and hands out what it needs as data.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod access;
mod again;
mod compile;
mod data_flow;
pub mod debug;
mod distributed;
pub mod effect;
mod environment;
mod evaluation_context;
pub mod event;
pub mod execution;
pub mod express_log;
mod fields;
pub mod history;
pub mod kept;
pub mod host;
pub mod limits;
pub mod logging;
mod log;
pub mod messages;
pub mod mock;
mod nested;
pub mod resource;
mod memory;
pub mod moment;
mod recorded;
mod retry;
pub mod runnable;
pub mod simulator;
pub mod start;
mod states;
pub mod test_state;
mod thread;
mod variables;
pub mod what_if;

pub use access::{Access, AccessQuestion, Calling};
pub use distributed::{Counts, Files, MapRun, MapRunStatus, preview};
pub use effect::{AnsweredBy, Asker, Completion, Effect, EffectId, Request, TaskCall};
pub use evaluation_context::EvaluationContext;
pub use event::{Clause, Event, EventId, EventKind, Stage, StageKind, Trace, VisitId, Within};
pub use execution::{ActorId, Execution};
pub use limits::{Exceeded, Limit, Limits, Reported};
pub use mock::Mocks;
pub use moment::{Moment, Order};
pub use nested::{Machines, OtherMachine, StartedBy};
pub use runnable::Runnable;
pub use simulator::Simulator;
pub use simulator::map_runs::{MAP_RUNS, MapRuns, ask_for_parts, map_runs};
pub use simulator::redrive::NotRedriven;
pub use start::{Identity, Outcome, Progress, Start};
pub use states::compare;
