//! Parallel states (States Language specification, "Parallel State").

use super::join::Join;
use super::{Flow, WorkResult, finish_with, staged};
use crate::data_flow;
use crate::event::EventKind;
use crate::fields::View;
use crate::runnable::{ScopeIndex, StateCode};
use crate::simulator::Simulator;
use crate::thread::{Phase, Thread};
use asl_value::Value;

/// Starts every branch with the effective input.
pub(crate) fn start(
    simulator: &mut Simulator,
    code: &StateCode,
    thread: &mut Thread,
    branches: &[ScopeIndex],
) -> WorkResult {
    let effective = staged(simulator, code, thread, Phase::Retrying, |environment, stages| {
        data_flow::effective_input(code, View::of(environment), stages)
    })?;
    simulator.emit(thread, EventKind::ParallelStateStarted)?;
    let mut join = Join::new(branches.len(), None);
    for (index, scope) in (0..).zip(branches) {
        let child = simulator.spawn(thread, index, *scope, effective.clone(), thread.last, thread.item.clone());
        join.running.insert(index, child);
    }
    if join.open == 0 {
        return finish(simulator, code, thread, Value::from(Vec::new()));
    }
    Ok(Flow::Blocked(Phase::Joining(Box::new(join))))
}

/// All branches have ended: their results, in order, are the state's.
pub(crate) fn finish(simulator: &mut Simulator, code: &StateCode, thread: &mut Thread, results: Value) -> WorkResult {
    simulator.emit_aside(thread, EventKind::ParallelStateSucceeded)?;
    finish_with(simulator, code, thread, results)
}
