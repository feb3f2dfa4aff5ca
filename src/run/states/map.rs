//! Inline Map states (States Language specification, "Map State").

use std::rc::Rc;

use super::join::{Items, Join};
use super::{Failure, Flow, Worked, finish_with};
use crate::run::data_flow;
use crate::run::event::{EventId, EventKind, Iteration};
use crate::run::execution::Execution;
use crate::run::runnable::{MapCode, PathCode, StateCode};
use crate::run::thread::{Item, Phase, Thread};
use crate::state_error::StateError;
use crate::value::Value;

/// Starts the first iterations.
pub(in crate::run) fn start(execution: &mut Execution, code: &StateCode, thread: &mut Thread, map: &MapCode) -> Worked {
    let mut stages = std::mem::take(&mut thread.visit.stages);
    let prepared = (|| {
        let environment = execution.surroundings(code, thread);
        let data = data_flow::effective_input(code, &thread.input, &environment, &mut stages)?;
        let values = data_flow::apply_path(&map.items, &data, &environment)?;
        if values.as_array().is_none() {
            let path = match &map.items {
                PathCode::Path(_, text) => text,
                PathCode::Whole | PathCode::Discard => "$",
            };
            let cause = format!("Reference path \"{path}\" must point to array.");
            return Err(Failure::Error(StateError::runtime(cause)));
        }
        let at_once = match &map.max_concurrency {
            Some(amount) => data_flow::whole_amount(amount, "MaxConcurrencyPath", &data, &environment)?,
            None => 0.0,
        };
        Ok((data, values, at_once))
    })();
    thread.visit.stages = stages;
    let (data, values, at_once) = prepared?;
    let count = values.as_array().map_or(0, <[Value]>::len);
    let length = u32::try_from(count).unwrap_or(u32::MAX);
    execution.emit(thread, EventKind::MapStateStarted { length })?;
    if count == 0 {
        return finish(execution, code, thread, Value::from(Vec::new()));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float too large saturates")]
    let at_once = if at_once < 1.0 { count } else { (at_once as usize).min(count) };
    let mut join = Join::new(count, Some(Items { values, data, next: 0 }));
    let started = thread.last;
    for _ in 0..at_once {
        start_next(execution, code, thread, map, &mut join, started)?;
    }
    Ok(Flow::Blocked(Phase::Joining(Box::new(join))))
}

/// Starts the next iteration, if one is left; it follows from the event `after`.
pub(in crate::run) fn start_next(
    execution: &mut Execution,
    code: &StateCode,
    thread: &mut Thread,
    map: &MapCode,
    join: &mut Join,
    after: EventId,
) -> Result<(), Failure> {
    let Some(items) = &mut join.items else { return Ok(()) };
    let Some(value) = items.values.as_array().and_then(|values| values.get(items.next)).cloned() else { return Ok(()) };
    let index = u32::try_from(items.next).unwrap_or(u32::MAX);
    items.next += 1;
    let input = match &map.selector {
        Some(selector) => {
            let mut environment = execution.surroundings(code, thread);
            environment.item = Some((index, &value));
            data_flow::evaluate_template(selector, &items.data, &environment)?
        }
        None => value.clone(),
    };
    let iteration = Iteration { name: code.name.clone(), index };
    let started = execution.emit_after(after, thread.visit.id, EventKind::MapIterationStarted(iteration), None)?;
    let item = Some(Rc::new(Item { index, value }));
    let child = execution.spawn(thread, index, map.processor, input, started, item);
    join.running.push((index, child));
    Ok(())
}

/// All iterations have ended: their results, in order, are the state's.
pub(in crate::run) fn finish(
    execution: &mut Execution,
    code: &StateCode,
    thread: &mut Thread,
    results: Value,
) -> Worked {
    execution.emit_aside(thread, EventKind::MapStateSucceeded)?;
    finish_with(execution, code, thread, results)
}
