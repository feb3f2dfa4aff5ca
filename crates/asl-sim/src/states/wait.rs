//! Wait states (States Language specification, "Wait State").

use super::{Failure, Flow, WorkResult, leave, staged};
use crate::data_flow;
use crate::fields::{self, AmountCode, View};
use crate::runnable::{StateCode, WaitCode};
use crate::simulator::Simulator;
use crate::thread::{Phase, Thread};
use asl_aws::state_error::{QUERY_EVALUATION_ERROR, Reason, StateError};
use asl_aws::time::Timestamp;
use asl_value::{Number, Value};

/// The longest wait, in seconds: a year, the longest that an execution may take.
const LONGEST_SECONDS: i64 = 31_536_000;

/// Begins to wait.
pub(crate) fn start(simulator: &mut Simulator, code: &StateCode, thread: &mut Thread, wait: &WaitCode) -> WorkResult {
    let until = staged(simulator, code, thread, Phase::Retrying, |environment, stages| {
        let effective = data_flow::effective_input(code, View::of(environment), stages)?;
        until(wait, &View::of(environment).on(&effective), simulator.now())
    })?;
    if until <= simulator.now() {
        return finish(simulator, code, thread);
    }
    if until.millis_since(simulator.now()) > LONGEST_SECONDS * 1000 {
        return Err(StateError::runtime("Wait state delay is too long.").into());
    }
    simulator.set_timer(thread, until);
    simulator.annotate(thread, thread.visit.entered, |trace| trace.until = Some(until));
    Ok(Flow::Blocked(Phase::Waiting))
}

/// The wait is over.
pub(crate) fn finish(simulator: &Simulator, code: &StateCode, thread: &mut Thread) -> WorkResult {
    let leaving = staged(simulator, code, thread, Phase::Waited, |environment, stages| {
        let effective = data_flow::effective_input(code, View::of(environment), &mut Vec::new())?;
        let (assign, output) = (code.assign.as_ref(), code.output());
        data_flow::leave_without_result(code, environment, &effective, assign, output, stages)
    });
    Ok(leave(leaving?, code.next))
}

fn until(wait: &WaitCode, view: &View<'_>, now: Timestamp) -> Result<Timestamp, Failure> {
    let (data, environment) = (view.data(), view.environment());
    match wait {
        WaitCode::Seconds(AmountCode::Literal(seconds)) => Ok(now.plus_seconds(*seconds)),
        WaitCode::Seconds(AmountCode::Path(path, text)) => {
            let value = path.evaluate(data, environment).map_err(|_| {
                let cause = format!("The SecondsPath parameter does not reference an input value: {text}");
                StateError::runtime(cause).because(Reason::Path(text.clone()))
            })?;
            let seconds = match &value {
                Value::Number(Number::Int(seconds)) => Some(*seconds),
                // AWS reads a string of digits too.
                Value::String(digits) => digits.parse().ok(),
                _ => None,
            };
            let seconds = seconds.ok_or_else(|| {
                let shown = value.as_str().map_or_else(|| value.to_json(), str::to_owned);
                let cause = format!("The SecondsPath parameter cannot be parsed as a long value: {text} == {shown}");
                StateError::runtime(cause).because(Reason::Path(text.clone()))
            })?;
            if seconds < 0 {
                let cause = format!("The SecondsPath parameter references a negative value: {text} == {seconds}");
                return Err(StateError::runtime(cause).because(Reason::Path(text.clone())).into());
            }
            Ok(Timestamp(now.0.saturating_add(seconds.saturating_mul(1000))))
        }
        WaitCode::Seconds(AmountCode::Jsonata(template)) => {
            let value = fields::typed(template, view, "number")?;
            let seconds = value.as_number().and_then(Number::as_i64);
            let seconds = seconds.ok_or_else(|| template.wrong_type("integer", value))?;
            if seconds < 0 {
                let cause = format!("The Seconds parameter references a negative value: {seconds}");
                return Err(StateError::new(QUERY_EVALUATION_ERROR, cause).into());
            }
            Ok(Timestamp(now.0.saturating_add(seconds.saturating_mul(1000))))
        }
        WaitCode::UntilComputed(template) => {
            let value = fields::typed(template, view, "string")?;
            value.as_str().and_then(Timestamp::parse).ok_or_else(|| {
                let shown = value.as_str().unwrap_or_default();
                let cause = format!(
                    "The Timestamp parameter does not reference a valid ISO-8601 extended offset date-time format \
                     string: {shown}"
                );
                Failure::Evaluation {
                    error: StateError::new(QUERY_EVALUATION_ERROR, cause),
                    location: Some("Timestamp".into()),
                }
            })
        }
        WaitCode::Until(at) => Ok(*at),
        WaitCode::UntilPath(path, text) => {
            let value = path.evaluate(data, environment).map_err(|_| {
                let cause = format!("The TimestampPath parameter does not reference an input value: {text}");
                StateError::runtime(cause).because(Reason::Path(text.clone()))
            })?;
            value.as_str().and_then(Timestamp::parse).ok_or_else(|| {
                let shown = value.as_str().map_or_else(|| value.to_json(), str::to_owned);
                StateError::runtime(format!(
                    "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time \
                     format string: {text} == {shown}"
                ))
                .because(Reason::Path(text.clone()))
                .into()
            })
        }
    }
}
