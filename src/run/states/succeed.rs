//! Succeed states (States Language specification, "Succeed State").

use super::{Worked, leave, staged};
use crate::run::data_flow;
use crate::run::execution::Execution;
use crate::run::fields::View;
use crate::run::runnable::{Next, StateCode};
use crate::run::thread::{Phase, Thread};

/// Ends its scope with its input, seen through InputPath and OutputPath, or with Output.
pub(in crate::run) fn run(execution: &Execution, code: &StateCode, thread: &mut Thread) -> Worked {
    let leaving = staged(execution, code, thread, Phase::Retrying, |surroundings, stages| {
        let effective = data_flow::effective_input(code, View::of(surroundings), stages)?;
        data_flow::leave_without_result(code, surroundings, &effective, None, code.output(), stages)
    });
    Ok(leave(leaving?, Next::End))
}
