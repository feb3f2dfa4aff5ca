//! The interpreter, sans-IO: it advances until it needs the world, and hands out what it needs as data.
//!
//! [`Runnable::compile`] prepares a machine; a [`Simulator`] runs it over [`Effect`]s and [`Completion`]s. It holds
//! [`Execution`]s, each with its history of [`Event`]s: the root execution and the child executions of its Distributed
//! Maps, on one clock, with one stream of effects and one seed. A line of states (the machine, a branch, an iteration)
//! is a thread; the scheduler lets threads take turns, one state at a time.
//!
//! ```text
//! StateMachine ──compile──▶ Runnable ──▶ Simulator ⇄ effects ⇄ host
//!                                           │ scheduler · threads · states
//!                                           ▼
//!                                      Execution ──▶ Event log ──▶ history · express_log
//! ```
//!
//! # Where is what
//!
//! - `simulator`: the entry point, and what happens between states; its page lists its files. `simulator/scheduler` says
//!   which thread runs next, `simulator/failure` when a retry comes and who catches.
//! - `execution`, `log`, [`event`]: an execution and its history; [`history`] and [`express_log`] give AWS's forms of it.
//! - `states`: what each type of state does, a file for each; `data_flow` what they share, `fields` fields that are
//!   computed, `environment` what expressions can see, `variables` variables.
//! - `distributed`: what a Distributed Map reads, batches, tolerates and writes.
//! - `compile`, [`runnable`], [`resource`]: a machine made ready to run.
//! - [`effect`], [`mock`], [`host`]: what is asked of the world, answers in place of it, and the driver.
//! - [`start`], [`limits`]: what a run is given, and the service's limits.
//! - `evaluation_context`: what a past visit could see, for explanations.
//!
//! # Invariants
//!
//! The same machine, start, answers and times give the same logs, byte for byte. Nothing here performs I/O, reads a clock
//! or draws randomness but from the seed. A log is only appended to, but for our own records at its newest events.
#![forbid(unsafe_code)]

mod compile;
mod data_flow;
mod distributed;
pub mod effect;
mod environment;
mod evaluation_context;
pub mod event;
pub mod execution;
pub mod express_log;
mod fields;
pub mod history;
pub mod host;
pub mod limits;
mod log;
pub mod messages;
pub mod mock;
pub mod resource;
mod retry;
pub mod runnable;
pub mod simulator;
pub mod start;
mod states;
mod thread;
mod variables;

pub use distributed::{Counts, Files, MapRun, MapRunStatus, missing_file, preview};
pub use effect::{AnsweredBy, Completion, Effect, EffectId, Request, TaskCall};
pub use evaluation_context::EvaluationContext;
pub use event::{Event, EventId, EventKind, Stage, StageKind, Trace, VisitId, Within};
pub use execution::{ActorId, Execution};
pub use limits::{Exceeded, Limit, Limits, Reported};
pub use mock::Mocks;
pub use runnable::Runnable;
pub use simulator::Simulator;
pub use start::{Identity, Outcome, Progress, Start};
pub use states::compare;
