//! Fail states (States Language specification, "Fail State").

use super::{Failure, WorkResult, staged};
use crate::fields::{TextCode, View};
use crate::runnable::StateCode;
use crate::simulator::Simulator;
use crate::thread::{Phase, Thread};
use asl_aws::state_error::StateError;

/// Fails with `Error` and `Cause`, or what their paths or intrinsic functions give.
pub(crate) fn run(
    simulator: &Simulator,
    code: &StateCode,
    thread: &mut Thread,
    error: Option<&TextCode>,
    cause: Option<&TextCode>,
) -> WorkResult {
    let error = staged(simulator, code, thread, Phase::Retrying, |environment, _| {
        let view = View::of(environment);
        let read = |text: Option<&TextCode>, field| text.map(|text| text.evaluate(field, &view)).transpose();
        Ok(StateError::of(read(error, "ErrorPath")?, read(cause, "CausePath")?))
    });
    Err(Failure::Error(error?))
}
