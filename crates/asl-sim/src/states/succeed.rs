//! Succeed states (States Language specification, "Succeed State").

use super::{WorkResult, leave, staged};
use crate::data_flow;
use crate::fields::View;
use crate::runnable::{Next, StateCode};
use crate::simulator::Simulator;
use crate::thread::{Phase, Thread};

/// Ends its scope with its input, seen through InputPath and OutputPath, or with Output.
pub(crate) fn run(simulator: &Simulator, code: &StateCode, thread: &mut Thread) -> WorkResult {
    let leaving = staged(simulator, code, thread, Phase::Retrying, |environment, stages| {
        let effective = data_flow::effective_input(code, View::of(environment), stages)?;
        data_flow::leave_without_result(code, environment, &effective, None, code.output(), stages)
    });
    Ok(leave(leaving?, Next::End))
}
