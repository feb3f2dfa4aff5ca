//! Succeed states (States Language specification, "Succeed State").

use super::{Worked, leave};
use crate::run::data_flow;
use crate::run::execution::Execution;
use crate::run::fields::View;
use crate::run::runnable::{Next, StateCode};
use crate::run::thread::Thread;

/// Ends its scope with its input, seen through InputPath and OutputPath, or with Output.
pub(in crate::run) fn run(execution: &Execution, code: &StateCode, thread: &mut Thread) -> Worked {
    let mut stages = std::mem::take(&mut thread.visit.stages);
    let surroundings = execution.surroundings(code, thread);
    let leaving = data_flow::effective_input(code, View::of(&surroundings), &mut stages).and_then(|effective| {
        data_flow::leave_without_result(code, &surroundings, &effective, None, code.output(), &mut stages)
    });
    thread.visit.stages = stages;
    Ok(leave(leaving?, Next::End))
}
