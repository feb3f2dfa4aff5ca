//! Fail states (States Language specification, "Fail State").

use super::{Failure, Worked};
use crate::run::execution::Execution;
use crate::run::fields::{TextCode, View};
use crate::run::runnable::StateCode;
use crate::run::thread::Thread;
use crate::state_error::StateError;

/// Fails with `Error` and `Cause`, or what their paths or intrinsic functions give.
pub(in crate::run) fn run(
    execution: &Execution,
    code: &StateCode,
    thread: &Thread,
    error: Option<&TextCode>,
    cause: Option<&TextCode>,
) -> Worked {
    let surroundings = execution.surroundings(code, thread);
    let view = View::of(&surroundings);
    let read = |text: Option<&TextCode>, field| text.map(|text| text.evaluate(field, &view)).transpose();
    let name = read(error, "ErrorPath")?;
    let cause = read(cause, "CausePath")?;
    Err(Failure::Error(StateError { name, cause }))
}
