//! What the data of the last run looked like, read from its log when a list is asked for: names of members alone,
//! never values.

use asl_value::SortedSet;
use std::rc::Rc;

use asl_sim::{Event, EventKind, StageKind};
use asl_value::Value;

/// Values of one kind that are looked at: those of a loop are mostly alike.
const MOST_VALUES: usize = 10;
/// Items of an array that are looked at.
const MOST_ITEMS: usize = 5;
/// Names that are proposed for one object.
const MOST_NAMES: usize = 200;

/// A stage of a state's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// What it was given.
    Input,
    /// What its fields read: the input, behind `InputPath`.
    Selected,
    /// What the task, the branches or the iterations gave.
    Result,
    /// What `OutputPath` is applied to.
    Combined,
}

/// The values that the state `name` had at `stage`.
pub(super) fn of_state<'e>(events: &'e [Event], name: &str, stage: Stage) -> Vec<&'e Value> {
    let mut visits = SortedSet::new();
    let mut plain = Vec::new();
    let mut better = Vec::new();
    for event in events {
        if plain.len() >= MOST_VALUES || better.len() >= MOST_VALUES {
            break;
        }
        if let EventKind::StateEntered { name: entered, input, .. } = &event.kind
            && **entered == *name
        {
            visits.insert(event.visit);
            if matches!(stage, Stage::Input | Stage::Selected) {
                plain.push(input);
            }
        }
        if !visits.contains(&event.visit) {
            continue;
        }
        match &event.kind {
            EventKind::TaskSucceeded(_, value)
            | EventKind::LambdaFunctionSucceeded(value)
            | EventKind::ActivitySucceeded(value)
                if stage == Stage::Result =>
            {
                plain.push(value);
            }
            EventKind::StateExited { output, .. } if stage == Stage::Combined => plain.push(output),
            _ => {}
        }
        let wanted = match stage {
            Stage::Input => continue,
            Stage::Selected => StageKind::AfterInputPath,
            Stage::Result => StageKind::Result,
            Stage::Combined => StageKind::AfterResultPath,
        };
        let stages = event.trace.iter().flat_map(|trace| &trace.stages);
        better.extend(stages.filter(|stage| stage.kind == wanted).map(|stage| &stage.value));
    }
    if better.is_empty() { plain } else { better }
}

/// What the execution was started with.
pub(super) fn execution_input(events: &[Event]) -> Vec<&Value> {
    let started = |event| match event {
        &Event { kind: EventKind::ExecutionStarted { ref input, .. }, .. } => Some(input),
        _ => None,
    };
    events.iter().find_map(started).into_iter().collect()
}

/// The values that were assigned to the variable.
pub(super) fn variable<'e>(events: &'e [Event], name: &str) -> Vec<&'e Value> {
    let assigned = events.iter().filter_map(|event| match &event.kind {
        EventKind::StateExited { assigned: Some(assigned), .. } => assigned.iter().find(|(known, _)| **known == *name),
        _ => None,
    });
    assigned.map(|(_, value)| value).take(MOST_VALUES).collect()
}

/// The names of the members that a path of these names leads to. A name may have brackets behind it: `items[0]`. An
/// array needs them, but where a language looks into each item by itself: `maps`.
pub(super) fn members(values: Vec<&Value>, path: &[&str], maps: bool) -> Vec<Rc<str>> {
    let mut values = items(values, path.first().is_some_and(|first| first.starts_with('[')), maps);
    for step in path.iter().skip(usize::from(path.first().is_some_and(|first| first.starts_with('[')))) {
        let name = step.split('[').next().unwrap_or_default().trim_matches('`');
        let inner = values.into_iter().filter_map(|value| value.get(name)).collect();
        values = items(inner, step.ends_with(']'), maps);
    }
    let mut names: Vec<Rc<str>> = Vec::new();
    for value in values {
        let Value::Object(object) = value else { continue };
        for (name, _) in object.iter().take(MOST_NAMES) {
            if names.len() < MOST_NAMES && !names.iter().any(|known| **known == **name) {
                names.push(Rc::from(&**name));
            }
        }
    }
    names
}

/// The values with the items of arrays in their place; those that need brackets and have none are left out.
fn items(values: Vec<&Value>, brackets: bool, maps: bool) -> Vec<&Value> {
    let mut found = Vec::new();
    for value in values {
        match value {
            Value::Array(items) if brackets || maps => found.extend(items.iter().take(MOST_ITEMS)),
            Value::Array(_) => {}
            // JSONata takes a single value for an array of one.
            _ if brackets && !maps => {}
            _ => found.push(value),
        }
    }
    found
}
