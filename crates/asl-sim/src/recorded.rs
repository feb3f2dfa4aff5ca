//! A simulation that is over before it begins: its log was recorded elsewhere. All views work on it; nothing runs.

use std::rc::Rc;

use super::event::{Event, EventKind};
use super::execution::{ActorId, Execution, Executions};
use super::log::Log;
use super::runnable::Runnable;
use super::simulator::Simulator;
use super::start::{Outcome, Start};
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;

impl Simulator {
    /// The execution of a recorded history that has ended, with its events; see [`crate::history::read`].
    pub fn recorded(machine: Rc<Runnable>, start: Start, events: Vec<Event>) -> Self {
        let at = |event: Option<&Event>| event.map(|event| event.at).unwrap_or_default();
        let (begun, ended) = (at(events.first()), at(events.last()));
        let outcome = match events.last().map(|event| &event.kind) {
            Some(EventKind::ExecutionSucceeded { output }) => Outcome::Succeeded(output.clone()),
            Some(EventKind::ExecutionFailed(error)) => Outcome::Failed(error.clone()),
            Some(EventKind::ExecutionTimedOut(error)) => Outcome::TimedOut(error.clone()),
            Some(EventKind::ExecutionAborted(error)) => Outcome::Aborted(error.clone()),
            _ => Outcome::Aborted(StateError::of(None, None)),
        };
        let input = match events.first().map(|event| &event.kind) {
            Some(EventKind::ExecutionStarted { input, .. }) => input.clone(),
            _ => start.input.clone(),
        };
        let count = events.len();
        let mut execution = Execution::new(machine, Start { input, ..start }, begun);
        execution.log = Log::of(events);
        execution.ended = Some((outcome, ended));
        let mut simulator = Self::of_executions(Executions::new(execution), ended);
        (0..count).for_each(|_| simulator.note_event(ActorId::ROOT));
        simulator
    }

    /// What the run was started with.
    pub fn start(&self) -> &Start {
        &self.root().start
    }

    /// When the run began.
    pub fn began_at(&self) -> Timestamp {
        self.root().started_at()
    }
}
