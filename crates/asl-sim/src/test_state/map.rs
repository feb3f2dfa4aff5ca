//! What a Map does before its iterations, which a mock stands for: its items, its limits, and the iterations' inputs.

use super::read_items;
use crate::Simulator;
use crate::data_flow;
use crate::distributed::tolerance::Tolerance;
use crate::execution::ActorId;
use crate::fields::View;
use crate::runnable::{ItemsCode, KindCode, MapCode};
use crate::states::map::{at_once, items};
use crate::states::{Failure, distributed};
use asl_aws::state_error::StateError;
use asl_lang::MapState;
use asl_value::{Map, Value};

/// How far a Map comes before its iterations.
#[derive(Default)]
pub(super) struct Before {
    /// What `inspectionData` shows of it.
    pub(super) shown: Map,
    /// How many iterations there are.
    pub(super) iterations: usize,
    /// How many may fail, if the state says so.
    pub(super) tolerance: Option<Tolerance>,
    /// What it failed with.
    pub(super) error: Option<StateError>,
}

/// Prepares the Map that `simulator` has entered; `given` is the data for its ItemReader.
pub(super) fn before(simulator: &Simulator, state: &MapState, given: Option<&Value>) -> Before {
    let mut before = Before::default();
    let error = match prepare(simulator, state, given, &mut before) {
        Ok(()) | Err(Failure::HistoryFull | Failure::Deferred(..)) => None,
        Err(
            Failure::Error(error)
            | Failure::Processing(error)
            | Failure::Variables(error)
            | Failure::Evaluation { error, .. },
        ) => Some(error),
    };
    before.error = error;
    before
}

fn prepare(simulator: &Simulator, state: &MapState, given: Option<&Value>, before: &mut Before) -> Result<(), Failure> {
    let visit = simulator.events().last().map(|event| event.visit).unwrap_or_default();
    let Some(past) = simulator.past(ActorId::ROOT, visit, 0) else { return Ok(()) };
    let KindCode::Map(map) = &past.code.kind else { return Ok(()) };
    let environment = simulator.environment_of(&past);
    let data = data_flow::effective_input(past.code, View::of(&environment), &mut Vec::new())?;
    let view = || View::of(&environment).on(&data);
    let values = match state.item_reader.as_ref().zip(given) {
        Some((reader, given)) => {
            let read = read_items(reader, given).unwrap_or_default();
            before.shown.insert("afterItemsPointer", read.to_json().into());
            read
        }
        None => items(map, &view())?,
    };
    let values = values.as_array().unwrap_or_default();
    if matches!(map.items, ItemsCode::Path(_)) && state.item_reader.is_none() {
        before.shown.insert("afterItemsPath", listed(values).into());
    }
    let at_once = at_once(map, &view())?;
    before.shown.insert("maxConcurrency", i64::try_from(at_once).unwrap_or(i64::MAX).into());
    limits(map, &view(), before)?;
    let mut inputs = values.to_vec();
    if let Some(selector) = &map.selector {
        for (index, input) in (0..).zip(&mut inputs) {
            let mut environment = simulator.environment_of(&past);
            environment.item = Some((index, &*input));
            let selected = selector.evaluate(&View::of(&environment).on(&data))?;
            *input = selected;
        }
        before.shown.insert("afterItemSelector", listed(&inputs).into());
    }
    before.iterations = inputs.len();
    let batching =
        map.distributed.as_ref().map(|distributed| distributed::batching(&view(), distributed)).transpose()?;
    if let Some(batching) = batching.flatten() {
        let batches: Vec<Value> = batching.batches(inputs).into_iter().map(|batch| spelled(batch.input)).collect();
        before.shown.insert("afterItemBatcher", listed(&batches).into());
        before.iterations = batches.len();
    }
    Ok(())
}

/// How many iterations may fail.
fn limits(map: &MapCode, view: &View<'_>, before: &mut Before) -> Result<(), Failure> {
    let (count, percentage) = (&map.tolerance.count, &map.tolerance.percentage);
    if count.is_none() && percentage.is_none() {
        return Ok(());
    }
    let tolerance = distributed::tolerance(&map.tolerance, view)?;
    if count.is_some() {
        before.shown.insert("toleratedFailureCount", tolerance.count().into());
    }
    if percentage.is_some() {
        before.shown.insert("toleratedFailurePercentage", tolerance.percentage().into());
    }
    before.tolerance = Some(tolerance);
    Ok(())
}

/// A list as TestState shows it: each of its items without spaces, and a space behind each comma between them.
fn listed(items: &[Value]) -> String {
    let items: Vec<_> = items.iter().map(Value::to_json).collect();
    format!("[{}]", items.join(", "))
}

/// A batch as TestState shows it: its items are texts.
fn spelled(batch: Value) -> Value {
    let Some(items) = batch.get("Items").and_then(Value::as_array) else { return batch };
    let items: Vec<Value> = items.iter().map(|item| item.to_json().into()).collect();
    let mut shown: Map = batch.as_object().cloned().unwrap_or_default();
    shown.insert("Items", items.into());
    shown.into()
}
