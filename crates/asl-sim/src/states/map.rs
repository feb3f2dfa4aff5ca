//! Map states (States Language specification, "Map State").

use std::rc::Rc;

use super::join::{Items, Join, Starting};
use super::{Failure, Flow, WorkResult, distributed, finish_with, staged};
use crate::data_flow;
use crate::event::{EventId, EventKind, Iteration};
use crate::fields::{self, View};
use crate::runnable::{ItemsCode, MapCode, PathCode, StateCode, ToleranceCode};
use crate::simulator::{Simulator, map_runs};
use crate::thread::{Item, Phase, Thread};
use asl_aws::state_error::{QUERY_EVALUATION_ERROR, Reason, StateError};
use asl_value::Value;

/// Starts the first iterations.
pub(crate) fn start(simulator: &mut Simulator, code: &StateCode, thread: &mut Thread, map: &MapCode) -> WorkResult {
    if let Some(distributed) = &map.distributed {
        // INVARIANT: they are there before a run starts, see `ask_for_parts`.
        let Some(map_runs) = map_runs::get() else { return Err(Failure::HistoryFull) };
        return (map_runs.start)(simulator, code, thread, map, distributed);
    }
    let prepared = staged(simulator, code, thread, Phase::Retrying, |environment, stages| {
        let data = data_flow::effective_input(code, View::of(environment), stages)?;
        let view = View::of(environment).on(&data);
        let values = items(map, &view)?;
        let at_once = at_once(map, &view)?;
        let ToleranceCode { count, percentage } = &map.tolerance;
        let declared = count.is_some() || percentage.is_some();
        let tolerance = declared.then(|| distributed::tolerance(&map.tolerance, &view)).transpose()?;
        Ok((data, values, at_once, tolerance))
    });
    let (data, values, at_once, tolerance) = prepared?;
    let count = values.as_array().map_or(0, <[Value]>::len);
    let length = u32::try_from(count).unwrap_or(u32::MAX);
    simulator.emit(thread, EventKind::MapStateStarted { length })?;
    if count == 0 {
        return finish(simulator, code, thread, Value::from(Vec::new()));
    }
    let at_once = if at_once == 0 { count } else { at_once.min(count) };
    let join = Box::new(Join { tolerance, ..Join::new(count, Some(Items { values, data, next: 0 })) });
    let starting = Starting { join, left: at_once, after: thread.last };
    start_iterations(simulator, code, thread, map, starting)
}

/// Starts the iterations that are to be started now.
pub(crate) fn start_iterations(
    simulator: &mut Simulator,
    code: &StateCode,
    thread: &mut Thread,
    map: &MapCode,
    mut starting: Starting,
) -> WorkResult {
    while starting.left > 0 {
        match start_next(simulator, code, thread, map, &mut starting.join, starting.after) {
            Ok(()) => starting.left -= 1,
            Err(Failure::Deferred(evaluation, _)) => {
                return Err(Failure::Deferred(evaluation, Box::new(Phase::Starting(Box::new(starting)))));
            }
            Err(failure) => {
                simulator.drop_running(&starting.join);
                return Err(failure);
            }
        }
    }
    Ok(Flow::Blocked(Phase::Joining(starting.join)))
}

/// `MaxConcurrency`; 0 is no limit.
pub(crate) fn at_once(map: &MapCode, view: &View<'_>) -> Result<usize, Failure> {
    let Some(amount) = &map.max_concurrency else { return Ok(0) };
    let at_once = amount.evaluate_whole("MaxConcurrencyPath", view)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float out of range saturates")]
    Ok(at_once as usize)
}

/// The array of the items.
pub(crate) fn items(map: &MapCode, view: &View<'_>) -> Result<Value, Failure> {
    match &map.items {
        ItemsCode::Path(path) => {
            let values = data_flow::apply_path(path, view.data(), view.environment())?;
            if values.as_array().is_some() {
                return Ok(values);
            }
            let path = match path {
                PathCode::Path(_, text) => text,
                PathCode::Whole | PathCode::Discard => "$",
            };
            // A path of the context object is named with one dollar.
            let named = path.strip_prefix('$').filter(|path| path.starts_with('$')).unwrap_or(path);
            let cause = format!("Reference path \"{named}\" must point to array.");
            Err(Failure::Error(StateError::runtime(cause).because(Reason::Path(path.into()))))
        }
        ItemsCode::Jsonata(Some(template)) => fields::typed(template, view, "array"),
        ItemsCode::Jsonata(None) if view.data().as_array().is_some() => Ok(view.data().clone()),
        ItemsCode::Jsonata(None) => {
            let cause = format!("Map state input must be an array but was: {}", view.data());
            Err(Failure::Evaluation { error: StateError::new(QUERY_EVALUATION_ERROR, cause), location: None })
        }
    }
}

/// Starts the next iteration, if one is left; it follows from the event `after`.
pub(crate) fn start_next(
    simulator: &mut Simulator,
    code: &StateCode,
    thread: &mut Thread,
    map: &MapCode,
    join: &mut Join,
    after: EventId,
) -> Result<(), Failure> {
    let Some(items) = &mut join.items else { return Ok(()) };
    let Some(value) = items.values.as_array().and_then(|values| values.get(items.next)).cloned() else { return Ok(()) };
    let index = u32::try_from(items.next).unwrap_or(u32::MAX);
    let input = match &map.selector {
        // Whoever asked for the iteration knows how to go on.
        Some(selector) => simulator.section(thread, Phase::Retrying, |thread| {
            let mut environment = simulator.environment(code, thread);
            environment.item = Some((index, &value));
            selector.evaluate(&View::of(&environment).on(&items.data))
        })?,
        None => value.clone(),
    };
    items.next += 1;
    let iteration = Iteration { name: code.name.clone(), index };
    let started = simulator.emit_after(thread, after, EventKind::MapIterationStarted(iteration), None)?;
    let item = Some(Rc::new(Item { index, value }));
    let child = simulator.spawn(thread, index, map.processor, input, started, item);
    join.running.insert(index, child);
    Ok(())
}

/// All iterations have ended: their results, in order, are the state's.
pub(crate) fn finish(simulator: &mut Simulator, code: &StateCode, thread: &mut Thread, results: Value) -> WorkResult {
    simulator.emit_aside(thread, EventKind::MapStateSucceeded)?;
    finish_with(simulator, code, thread, results)
}
