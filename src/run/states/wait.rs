//! Wait states (States Language specification, "Wait State").

use super::{Failure, Flow, Leave, Worked};
use crate::path::Environment;
use crate::run::data_flow;
use crate::run::execution::Execution;
use crate::run::runnable::{AmountCode, StateCode, WaitCode};
use crate::run::thread::{Phase, Thread};
use crate::state_error::StateError;
use crate::time::Timestamp;
use crate::value::{Number, Value};

/// The longest wait, in seconds: a year, the longest that an execution may take.
const LONGEST: i64 = 31_536_000;

/// Begins to wait.
pub(in crate::run) fn start(
    execution: &mut Execution,
    code: &StateCode,
    thread: &mut Thread,
    wait: &WaitCode,
) -> Worked {
    let mut stages = std::mem::take(&mut thread.visit.stages);
    let until = {
        let environment = execution.surroundings(code, thread);
        let now = execution.now();
        data_flow::effective_input(code, &thread.input, &environment, &mut stages)
            .and_then(|effective| until(wait, &effective, &environment, now))
    };
    thread.visit.stages = stages;
    let until = until?;
    if until <= execution.now() {
        return finish(execution, code, thread);
    }
    execution.set_timer(thread, until);
    execution.annotate(thread.visit.entered, |trace| trace.until = Some(until));
    Ok(Flow::Blocked(Phase::Waiting))
}

/// The wait is over.
pub(in crate::run) fn finish(execution: &Execution, code: &StateCode, thread: &mut Thread) -> Worked {
    let mut stages = Vec::new();
    let environment = execution.surroundings(code, thread);
    let effective = data_flow::effective_input(code, &thread.input, &environment, &mut stages)?;
    let assigned = data_flow::assignments(code.assign.as_ref(), &effective, &environment)?;
    let output = data_flow::apply_path(&code.output_path, &effective, &environment)?;
    Ok::<_, Failure>(Flow::Leave(Leave { output, assigned, next: code.next }))
}

fn until(
    wait: &WaitCode,
    data: &Value,
    environment: &dyn Environment,
    now: Timestamp,
) -> Result<Timestamp, StateError> {
    match wait {
        WaitCode::Seconds(AmountCode::Literal(seconds)) => Ok(now.plus_seconds(*seconds)),
        WaitCode::Seconds(AmountCode::Path(path, text)) => {
            let value = path.evaluate(data, environment).map_err(|_| {
                StateError::runtime(format!("The SecondsPath parameter does not reference an input value: {text}"))
            })?;
            let seconds = match &value {
                Value::Number(Number::Int(seconds)) => Some(*seconds),
                // AWS reads a string of digits too.
                Value::String(digits) => digits.parse().ok(),
                _ => None,
            };
            let seconds = seconds.ok_or_else(|| {
                let shown = value.as_str().map_or_else(|| value.to_json(), str::to_owned);
                StateError::runtime(format!(
                    "The SecondsPath parameter cannot be parsed as a long value: {text} == {shown}"
                ))
            })?;
            if seconds < 0 {
                let cause = format!("The SecondsPath parameter references a negative value: {text} == {seconds}");
                return Err(StateError::runtime(cause));
            }
            if seconds > LONGEST {
                return Err(StateError::runtime("Wait state delay is too long."));
            }
            Ok(Timestamp(now.0.saturating_add(seconds.saturating_mul(1000))))
        }
        WaitCode::Until(at) => Ok(*at),
        WaitCode::UntilPath(path, text) => {
            let value = path.evaluate(data, environment).map_err(|_| {
                StateError::runtime(format!("The TimestampPath parameter does not reference an input value: {text}"))
            })?;
            value.as_str().and_then(Timestamp::parse).ok_or_else(|| {
                let shown = value.as_str().map_or_else(|| value.to_json(), str::to_owned);
                StateError::runtime(format!(
                    "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time \
                     format string: {text} == {shown}"
                ))
            })
        }
    }
}
