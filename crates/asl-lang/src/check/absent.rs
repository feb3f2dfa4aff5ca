//! Paths to what no state before can have given: such a state fails whenever it is entered.

use std::rc::Rc;

use super::{Checker, nearest};
use crate::choice::{Condition, Test};
use crate::machine::QueryLanguage;
use crate::messages::{DataProblem, Present};
use crate::shape::{self, Shape};
use crate::state::{Amount, State, StateKind, Wait};
use asl_jsonata::{self, is_expression};
use asl_path::Expression;
use asl_text::{Node, NodeKind, Span, Spanned};

pub(super) fn check(checker: &mut Checker<'_>) {
    let machine = checker.machine;
    let flow = shape::of(machine);
    for state in machine.states() {
        let input = flow.input(state);
        // Nothing can be said of most states: the run's input and the results of Tasks can be anything.
        if matches!(input, Shape::Object(_)) {
            match machine.language_of(state) {
                QueryLanguage::JsonPath => check_paths(checker, state, &input),
                QueryLanguage::Jsonata => check_expressions(checker, state, &input),
            }
        }
    }
}

fn check_paths(checker: &mut Checker<'_>, state: &State, input: &Shape) {
    if let Some(Spanned { value: Some(path), span }) = &state.input_path {
        check_path(checker, input, path, *span);
    }
    let selected = shape::selected(state, input);
    if !matches!(selected, Shape::Object(_)) {
        return;
    }
    if let Some(parameters) = &state.parameters {
        check_template(checker, &selected, parameters);
    }
    match &state.kind {
        StateKind::Map(map) => {
            if let Some(Spanned { value: Some(path), span }) = &map.items_path
                && map.item_reader.is_none()
            {
                check_path(checker, &selected, path, *span);
            }
            if let Some(selector) = &map.item_selector {
                check_template(checker, &selected, selector);
            }
        }
        StateKind::Wait(Wait::Seconds(Amount::Path(path)) | Wait::TimestampPath(path)) => {
            check_path(checker, &selected, &path.value, path.span);
        }
        StateKind::Choice(choice) => {
            for rule in &choice.rules {
                check_condition(checker, &selected, &rule.condition, &mut Vec::new());
            }
        }
        StateKind::Fail(fail) => {
            for path in [&fail.error_path, &fail.cause_path].into_iter().flatten() {
                check_path(checker, &selected, &path.value, path.span);
            }
        }
        _ => {}
    }
}

fn check_template(checker: &mut Checker<'_>, data: &Shape, node: &Node) {
    for member in node.members() {
        match member.value.as_str() {
            Some(text) if member.key.value.ends_with(".$") => check_path(checker, data, text, member.value.span),
            _ => check_template(checker, data, &member.value),
        }
    }
    for item in node.items() {
        check_template(checker, data, item);
    }
}

/// `guarded` holds the variables that a test before this one asked `IsPresent` of.
fn check_condition<'c>(
    checker: &mut Checker<'_>,
    data: &Shape,
    condition: &'c Condition,
    guarded: &mut Vec<&'c Rc<str>>,
) {
    match condition {
        Condition::And(inner) | Condition::Or(inner) => {
            for inner in inner {
                check_condition(checker, data, inner, guarded);
            }
        }
        Condition::Not(inner) => check_condition(checker, data, inner, guarded),
        Condition::Compare { variable, operator, .. } if operator.value.test == Test::IsPresent => {
            guarded.push(&variable.value);
        }
        Condition::Compare { variable, operator, operand } => {
            if !guarded.contains(&&variable.value) {
                check_path(checker, data, &variable.value, variable.span);
            }
            if operator.value.path
                && let Some(path) = operand.as_str()
                && !guarded.contains(&path)
            {
                check_path(checker, data, path, operand.span);
            }
        }
        Condition::Expression(_) | Condition::Missing => {}
    }
}

fn check_expressions(checker: &mut Checker<'_>, state: &State, input: &Shape) {
    for node in [&state.arguments, &state.output, &state.assign].into_iter().flatten() {
        check_strings(checker, input, node);
    }
}

fn check_strings(checker: &mut Checker<'_>, input: &Shape, node: &Node) {
    match &node.kind {
        NodeKind::String(text) if is_expression(text) => {
            let Ok(expression) = asl_jsonata::Expression::compile(text) else { return };
            let Some(names) = expression.input_path() else { return };
            check_names(checker, input, "$states.input", &names, node.span);
        }
        NodeKind::Array(items) => items.iter().for_each(|item| check_strings(checker, input, item)),
        NodeKind::Object(members) => members.iter().for_each(|member| check_strings(checker, input, &member.value)),
        _ => {}
    }
}

fn check_path(checker: &mut Checker<'_>, data: &Shape, text: &str, span: Span) {
    let Ok(expression) = Expression::parse(text) else { return };
    for path in expression.inputs() {
        // A path that is not definite finds nothing without failing.
        if path.is_definite() {
            check_names(checker, data, "$", &path.leading_names(), span);
        }
    }
}

fn check_names(checker: &mut Checker<'_>, data: &Shape, root: &str, names: &[&str], span: Span) {
    let Err((index, holder)) = data.at(names) else { return };
    let path = names.iter().take(index + 1).fold(root.to_owned(), |path, name| format!("{path}.{name}"));
    let members = holder.names();
    let name = names.get(index).copied().unwrap_or_default();
    let there = match nearest(name, members.iter().map(|name| &**name)) {
        Some(near) => Present::Near(near.to_owned()),
        None if matches!(holder, Shape::Plain) => Present::NoObject,
        None if members.is_empty() => Present::Nothing,
        None => Present::Names(members.iter().map(ToString::to_string).collect()),
    };
    checker.warning(span, DataProblem::Absent { path, name: name.to_owned(), there });
}
