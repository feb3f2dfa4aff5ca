//! How shapes go from state to state.

use std::collections::VecDeque;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::{DEEPEST, Shape, template};
use crate::machine::{QueryLanguage, Scope, StateMachine};
use crate::retry::Catcher;
use crate::state::{PathField, State, StateKind};
use asl_path::ReferencePath;
use asl_text::Spanned;

/// The shapes of all states' inputs.
#[derive(Debug, Default)]
pub struct Flow {
    /// By the place of the state's object: names may repeat in a broken definition.
    inputs: IndexMap<u32, Shape, FxBuildHasher>,
}

impl Flow {
    /// What the input of `state` can look like at most.
    pub fn input(&self, state: &State) -> Shape {
        self.inputs.get(&state.span.start).cloned().unwrap_or_default()
    }
}

/// Follows the data through all scopes of the machine.
pub fn of(machine: &StateMachine) -> Flow {
    let mut flow = Flow::default();
    follow(machine, &machine.scope, Shape::Any, &mut flow);
    flow
}

fn follow(machine: &StateMachine, scope: &Scope, start: Shape, flow: &mut Flow) {
    let states: IndexMap<&str, &State, FxBuildHasher> =
        scope.states.iter().map(|state| (&*state.name.value, state)).collect();
    let mut waiting = VecDeque::new();
    let first = scope.start_at.as_ref().and_then(|name| states.get(&*name.value));
    if let Some(first) = first {
        flow.inputs.insert(first.span.start, start);
        waiting.push_back(*first);
    }
    while let Some(state) = waiting.pop_front() {
        let input = flow.input(state);
        for (target, shape) in outputs(state, machine.language_of(state), &input) {
            let Some(next) = states.get(&*target.value) else { continue };
            let shape = shape.bounded(DEEPEST);
            let joined = match flow.inputs.get(&next.span.start) {
                Some(known) => known.or(&shape),
                None => shape,
            };
            // Shapes only grow, within bounds, so this comes to an end.
            if flow.inputs.get(&next.span.start) != Some(&joined) {
                flow.inputs.insert(next.span.start, joined);
                waiting.push_back(next);
            }
        }
    }
    for state in &scope.states {
        for inner in state.scopes() {
            follow(machine, inner, inner_start(state, machine.language_of(state), &flow.input(state)), flow);
        }
    }
}

/// The input of a branch or of an iteration.
fn inner_start(state: &State, language: QueryLanguage, input: &Shape) -> Shape {
    match &state.kind {
        StateKind::Parallel { .. } => effective(state, language, input),
        StateKind::Map(map) if map.item_batcher.is_none() => map
            .item_selector
            .as_ref()
            .map_or(Shape::Any, |selector| template::shape(selector, language, &selected(state, input))),
        _ => Shape::Any,
    }
}

/// What `InputPath` leaves of the input.
pub(crate) fn selected(state: &State, input: &Shape) -> Shape {
    through(state.input_path.as_ref(), input)
}

/// The input behind `InputPath` and `Parameters`, or `Arguments`.
fn effective(state: &State, language: QueryLanguage, input: &Shape) -> Shape {
    let selected = selected(state, input);
    let given = state.parameters.as_ref().or(state.arguments.as_ref());
    given.map_or_else(|| selected.clone(), |given| template::shape(given, language, &selected))
}

/// What a path field leaves: null gives an empty object.
fn through(field: Option<&PathField>, shape: &Shape) -> Shape {
    match field {
        None => shape.clone(),
        Some(Spanned { value: None, .. }) => Shape::object([]),
        Some(Spanned { value: Some(text), .. }) => template::path(text, shape),
    }
}

/// What each state that this one leads to can be given by it.
fn outputs<'s>(
    state: &'s State,
    language: QueryLanguage,
    input: &Shape,
) -> Vec<(&'s Spanned<std::rc::Rc<str>>, Shape)> {
    let mut found = Vec::new();
    if let StateKind::Choice(choice) = &state.kind {
        let output = output(state, language, input);
        for rule in &choice.rules {
            let own = rule.output.as_ref().map(|own| template::shape(own, language, input));
            found.extend(rule.next.iter().map(|next| (next, own.clone().unwrap_or_else(|| output.clone()))));
        }
        found.extend(choice.default.iter().map(|next| (next, output.clone())));
        return found;
    }
    found.extend(state.next.iter().map(|next| (next, output(state, language, input))));
    for catcher in &state.catch {
        found.extend(catcher.next.iter().map(|next| (next, caught(catcher, language, input))));
    }
    found
}

fn caught(catcher: &Catcher, language: QueryLanguage, input: &Shape) -> Shape {
    match language {
        QueryLanguage::JsonPath => placed(catcher.result_path.as_ref(), input, Shape::error_output()),
        QueryLanguage::Jsonata => {
            catcher.output.as_ref().map_or_else(Shape::error_output, |output| template::shape(output, language, input))
        }
    }
}

fn output(state: &State, language: QueryLanguage, input: &Shape) -> Shape {
    let works = matches!(state.kind, StateKind::Task(_) | StateKind::Parallel { .. } | StateKind::Map(_));
    if language == QueryLanguage::Jsonata {
        return match &state.output {
            Some(output) => template::shape(output, language, input),
            None if works => Shape::Any,
            None => input.clone(),
        };
    }
    let result = match &state.kind {
        StateKind::Pass { result: Some(result) } => template::literal(result),
        StateKind::Unknown => return Shape::Any,
        _ if works => state
            .result_selector
            .as_ref()
            .map_or(Shape::Any, |selector| template::shape(selector, language, &Shape::Any)),
        _ => effective(state, language, input),
    };
    through(state.output_path.as_ref(), &combined(state, input, result))
}

/// What `OutputPath` is applied to.
fn combined(state: &State, input: &Shape, result: Shape) -> Shape {
    match state.kind {
        StateKind::Task(_) | StateKind::Parallel { .. } | StateKind::Map(_) | StateKind::Pass { .. } => {
            placed(state.result_path.as_ref(), input, result)
        }
        _ => result,
    }
}

/// What `ResultPath` makes of the input and the result.
fn placed(field: Option<&PathField>, input: &Shape, result: Shape) -> Shape {
    match field {
        None => result,
        Some(Spanned { value: None, .. }) => input.clone(),
        Some(Spanned { value: Some(text), .. }) => {
            match ReferencePath::parse(text).ok().and_then(|path| path.names()) {
                Some(names) => input.with(&names.iter().map(|name| &**name).collect::<Vec<_>>(), result),
                None => Shape::Any,
            }
        }
    }
}
