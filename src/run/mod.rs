//! The interpreter, sans-IO: it advances until it needs the world, and hands out what it needs as data.

pub mod effect;
pub mod event;
pub mod execution;
pub mod history;
pub mod runnable;

pub use effect::{Completion, Effect, EffectId, Request, TaskCall};
pub use event::{Event, EventId, EventKind, Stage, StageKind, Trace, VisitId};
pub use execution::{Execution, Identity, Limits, Outcome, Progress, Start};
pub use runnable::Runnable;
