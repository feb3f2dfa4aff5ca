//! One run of a machine.

use std::rc::Rc;

use super::effect::{Completion, Effect, EffectId};
use super::event::Event;
use super::runnable::Runnable;
use crate::state_error::StateError;
use crate::time::Timestamp;
use crate::value::Value;

/// A run of a machine: give it time and answers, take events and effects.
pub struct Execution {
    events: Vec<Event>,
}

/// Everything that a run is given at its start. The same of it, with the same answers at the same times,
/// gives the same event log.
#[derive(Clone, Debug)]
pub struct Start {
    /// The execution's input.
    pub input: Value,
    /// Names that appear in the context object.
    pub identity: Identity,
    /// Seed of the run's randomness: jitter, `States.MathRandom`, `States.UUID`.
    pub seed: u64,
    /// The service's limits.
    pub limits: Limits,
}

/// The names of an execution and of what it runs in.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names are AWS's own")]
pub struct Identity {
    pub partition: Rc<str>,
    pub region: Rc<str>,
    pub account: Rc<str>,
    pub state_machine_name: Rc<str>,
    pub execution_name: Rc<str>,
    pub role_arn: Rc<str>,
    /// Whether the machine is an Express one.
    pub express: bool,
}

impl Default for Identity {
    fn default() -> Self {
        Self {
            partition: "aws".into(),
            region: "us-east-1".into(),
            account: "123456789012".into(),
            state_machine_name: "Playground".into(),
            execution_name: "run".into(),
            role_arn: "arn:aws:iam::123456789012:role/Playground".into(),
            express: false,
        }
    }
}

/// Limits of the service that end a run.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most events of a history; AWS: 25,000. `None`: no limit.
    pub events: Option<u32>,
    /// The most bytes of a state's input, output or result; AWS: 262,144. `None`: no limit.
    pub payload: Option<usize>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { events: Some(25_000), payload: Some(262_144) }
    }
}

/// Where a run is after [`Execution::advance`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It can go on at once: the allowed number of steps was used up.
    Working,
    /// It waits for an answer to an effect, or for [`Execution::wake_at`].
    Waiting,
    /// It has ended.
    Done,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are AWS's own")]
pub enum Outcome {
    Succeeded(Value),
    Failed(StateError),
    TimedOut(StateError),
    Aborted(StateError),
}

impl Outcome {
    /// AWS's word: `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`.
    pub fn status(&self) -> &'static str {
        match self {
            Self::Succeeded(_) => "SUCCEEDED",
            Self::Failed(_) => "FAILED",
            Self::TimedOut(_) => "TIMED_OUT",
            Self::Aborted(_) => "ABORTED",
        }
    }
}

impl Execution {
    /// Starts a run: logs `ExecutionStarted`. Nothing else happens before [`Execution::advance`].
    pub fn new(_machine: Rc<Runnable>, _start: Start, _now: Timestamp) -> Self {
        Self { events: Vec::new() }
    }

    /// Goes on for at most `steps` state transitions; `now` must not go back.
    pub fn advance(&mut self, _now: Timestamp, _steps: usize) -> Progress {
        Progress::Done
    }

    /// What the world is asked to do since the last call.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        Vec::new()
    }

    /// Effects whose answers are no longer wanted since the last call.
    pub fn take_cancelled(&mut self) -> Vec<EffectId> {
        Vec::new()
    }

    /// When the run wants to go on by itself: the end of a wait, a back-off or a time limit.
    pub fn wake_at(&self) -> Option<Timestamp> {
        None
    }

    /// Hands in the answer to an effect. An answer nobody waits for is ignored.
    pub fn resume(&mut self, _id: EffectId, _completion: Completion, _now: Timestamp) {}

    /// Ends the run as StopExecution does: `ExecutionAborted`. Does nothing on an ended one.
    pub fn stop(&mut self, _error: StateError, _now: Timestamp) {}

    /// The event log so far.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// How the run ended, if it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        None
    }
}
