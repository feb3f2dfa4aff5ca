//! Fail states (States Language specification, "Fail State").

use super::{Failure, Worked, staged};
use crate::run::execution::Execution;
use crate::run::fields::{TextCode, View};
use crate::run::runnable::StateCode;
use crate::run::thread::{Phase, Thread};
use crate::state_error::StateError;

/// Fails with `Error` and `Cause`, or what their paths or intrinsic functions give.
pub(in crate::run) fn run(
    execution: &Execution,
    code: &StateCode,
    thread: &mut Thread,
    error: Option<&TextCode>,
    cause: Option<&TextCode>,
) -> Worked {
    let error = staged(execution, code, thread, Phase::Retrying, |surroundings, _| {
        let view = View::of(surroundings);
        let read = |text: Option<&TextCode>, field| text.map(|text| text.evaluate(field, &view)).transpose();
        Ok(StateError { name: read(error, "ErrorPath")?, cause: read(cause, "CausePath")? })
    });
    Err(Failure::Error(error?))
}
