//! What each type of state does: one file per type.
//!
//! A state works on its thread and answers with a [`Flow`]; the execution does the rest.

pub(super) mod choice;
pub(super) mod compare;
pub(super) mod fail;
pub(super) mod join;
pub(super) mod map;
pub(super) mod parallel;
pub(super) mod pass;
pub(super) mod succeed;
pub(super) mod task;
pub(super) mod wait;

use super::data_flow;
use super::event::{Assigned, Stage, StageKind};
use super::execution::Execution;
use super::runnable::{Next, StateCode};
use super::thread::{Phase, Thread};
use crate::state_error::StateError;
use crate::value::Value;

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
}

/// How a state failed.
pub(super) enum Failure {
    /// An error of the state's own work: a failed task, a Fail, a failed branch. Retry and Catch see it.
    Error(StateError),
    /// An error in the processing of the state's data, which AWS words with the state's name.
    Processing(StateError),
    /// The history is full: the run has to end.
    HistoryFull,
}

impl From<StateError> for Failure {
    fn from(error: StateError) -> Self {
        Self::Processing(error)
    }
}

/// What a state's work gives.
pub(super) type Worked = Result<Flow, Failure>;

/// What a Task, Parallel or Map makes of its result: ResultSelector, Assign, ResultPath, OutputPath.
pub(super) fn finish_with(execution: &Execution, code: &StateCode, thread: &mut Thread, result: Value) -> Worked {
    let mut stages = std::mem::take(&mut thread.visit.stages);
    stages.push(Stage { kind: StageKind::Result, value: result.clone() });
    let worked = (|| {
        let environment = execution.surroundings(code, thread);
        let selected = data_flow::select_result(code, result, &environment, &mut stages)?;
        let assigned = data_flow::assignments(code.assign.as_ref(), &selected, &environment)?;
        let output = data_flow::output(code, &thread.input, selected, &environment, &mut stages)?;
        Ok::<_, Failure>(Flow::Leave(Leave { output, assigned, next: code.next }))
    })();
    thread.visit.stages = stages;
    worked
}
