//! What each type of state does: one file per type.
//!
//! A state works on its thread and answers with a [`Flow`]; the execution does the rest.

pub(super) mod choice;
pub mod compare;
pub(super) mod distributed;
pub(super) mod fail;
pub(super) mod join;
pub(super) mod map;
pub(super) mod parallel;
pub(super) mod pass;
pub(super) mod succeed;
pub(super) mod task;
pub(super) mod wait;

use std::rc::Rc;

use super::data_flow::{self, Leaving};
use super::environment::StateEnvironment;
use super::event::{Assigned, Stage, StageKind};
use super::runnable::{Next, StateCode};
use super::simulator::Simulator;
use super::thread::{Phase, Thread};
use asl_aws::state_error::StateError;
use asl_jsonata::{Evaluation, EvaluationError};
use asl_value::Value;

/// What comes of a state's work.
pub(super) enum Flow {
    /// The state is done.
    Leave(Leave),
    /// It waits; the thread goes on when it is woken.
    Blocked(Phase),
}

/// How a state is left.
pub(super) struct Leave {
    pub(super) output: Value,
    pub(super) assigned: Option<Assigned>,
    pub(super) next: Next,
    /// The place of the rule or the catcher that leads on.
    pub(super) clause: Option<usize>,
}

/// How a state failed.
pub(super) enum Failure {
    /// An error of the state's own work: a failed task, a Fail, a failed branch. Retry and Catch see it.
    Error(StateError),
    /// An error in the processing of the state's data, which AWS words with the state's name.
    Processing(StateError),
    /// As `Processing`, of an expression in the field `location`: it has an event of its own.
    Evaluation { error: StateError, location: Option<Rc<str>> },
    /// The variables became too large, which has such an event too.
    Variables(StateError),
    /// The history is full: the run has to end.
    HistoryFull,
    /// No failure yet: an expression takes long, and the thread goes on in this phase when it was evaluated.
    Deferred(Rc<Evaluation>, Box<Phase>),
}

impl From<StateError> for Failure {
    fn from(error: StateError) -> Self {
        Self::Processing(error)
    }
}

impl From<EvaluationError> for Failure {
    fn from(error: EvaluationError) -> Self {
        Self::Evaluation { error: error.to_state_error(), location: Some(error.field.into()) }
    }
}

/// What a state's work gives.
pub(super) type WorkResult = Result<Flow, Failure>;

/// The state is done, and goes on to `next`.
pub(super) fn leave(leaving: Leaving, next: Next) -> Flow {
    let (output, assigned) = leaving;
    Flow::Leave(Leave { output, assigned, next, clause: None })
}

/// What a Task, Parallel or Map makes of its result.
pub(super) fn finish_with(simulator: &Simulator, code: &StateCode, thread: &mut Thread, result: Value) -> WorkResult {
    let again = Phase::Concluding(result.clone());
    let leaving = staged(simulator, code, thread, again, |environment, stages| {
        stages.push(Stage { kind: StageKind::Result, value: result.clone() });
        data_flow::leave_with_result(code, environment, result, stages)
    });
    Ok(leave(leaving?, code.next))
}

/// Processes a state's data with what its expressions can see; the stages are kept, whatever comes of it. If an
/// expression takes long, the thread does that again in the phase `again`: nothing may have changed since it began.
pub(super) fn staged<T>(
    simulator: &Simulator,
    code: &StateCode,
    thread: &mut Thread,
    again: Phase,
    process: impl FnOnce(&StateEnvironment<'_>, &mut Vec<Stage>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    simulator.section(thread, again, |thread| {
        let mut stages = std::mem::take(&mut thread.visit.stages);
        let processed = process(&simulator.environment(code, thread), &mut stages);
        thread.visit.stages = stages;
        processed
    })
}
