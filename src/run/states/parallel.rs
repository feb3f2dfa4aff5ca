//! Parallel states (States Language specification, "Parallel State").

use super::join::Join;
use super::{Flow, Worked, finish_with, staged};
use crate::run::data_flow;
use crate::run::event::EventKind;
use crate::run::execution::Execution;
use crate::run::fields::View;
use crate::run::runnable::{ScopeIndex, StateCode};
use crate::run::thread::{Phase, Thread};
use crate::value::Value;

/// Starts every branch with the effective input.
pub(in crate::run) fn start(
    execution: &mut Execution,
    code: &StateCode,
    thread: &mut Thread,
    branches: &[ScopeIndex],
) -> Worked {
    let effective = staged(execution, code, thread, Phase::Retrying, |surroundings, stages| {
        data_flow::effective_input(code, View::of(surroundings), stages)
    })?;
    execution.emit(thread, EventKind::ParallelStateStarted)?;
    let mut join = Join::new(branches.len(), None);
    for (index, scope) in (0..).zip(branches) {
        let child = execution.spawn(thread, index, *scope, effective.clone(), thread.last, thread.item.clone());
        join.running.insert(index, child);
    }
    if join.open == 0 {
        return finish(execution, code, thread, Value::from(Vec::new()));
    }
    Ok(Flow::Blocked(Phase::Joining(Box::new(join))))
}

/// All branches have ended: their results, in order, are the state's.
pub(in crate::run) fn finish(
    execution: &mut Execution,
    code: &StateCode,
    thread: &mut Thread,
    results: Value,
) -> Worked {
    execution.emit_aside(thread, EventKind::ParallelStateSucceeded)?;
    finish_with(execution, code, thread, results)
}
