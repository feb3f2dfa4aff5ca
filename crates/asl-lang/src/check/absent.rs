//! Paths to what no state before can have given: such a state fails whenever it is entered.

use std::rc::Rc;

use super::{Checker, nearest};
use crate::choice::{Condition, Test};
use crate::computed_fields::{Accepts, ComputedField, FieldOwner, FieldValue, Sees, computed_fields};
use crate::machine::QueryLanguage;
use crate::messages::{DataProblem, Present};
use crate::shape::{self, Shape};
use crate::state::{State, StateKind};
use asl_jsonata::{self, is_expression};
use asl_path::Expression;
use asl_text::{Node, Span};

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

/// The fields of the state itself, out of the one list of them: those that are computed before its work, and rules.
fn check_paths(checker: &mut Checker<'_>, state: &State, input: &Shape) {
    let selected = shape::selected(state, input);
    let is_known = matches!(selected, Shape::Object(_));
    for field in fields(state, QueryLanguage::JsonPath) {
        match (field.name, field.value) {
            ("InputPath", FieldValue::Path { path, span, .. }) => check_path(checker, input, path, span),
            // What leaves the state is not its input any more; a reference is a place to write to.
            ("OutputPath" | "Assign", _) | (_, FieldValue::Path { accepts: Accepts::Reference, .. }) => {}
            // Items that are read from elsewhere: the path leads into those.
            ("ItemsPath", _) if matches!(&state.kind, StateKind::Map(map) if map.item_reader.is_some()) => {}
            (_, FieldValue::Path { path, span, .. }) if is_known => check_path(checker, &selected, path, span),
            (_, FieldValue::Template(node)) if is_known => check_template(checker, &selected, node),
            _ => {}
        }
    }
    if let (StateKind::Choice(choice), true) = (&state.kind, is_known) {
        for rule in &choice.rules {
            check_condition(checker, &selected, &rule.condition, &mut Vec::new());
        }
    }
}

/// What each visit of the state computes without its result.
fn fields(state: &State, language: QueryLanguage) -> impl Iterator<Item = ComputedField<'_>> {
    let is_own = |field: &ComputedField<'_>| field.of == FieldOwner::State;
    let needs_result =
        move |field: &ComputedField<'_>| language == QueryLanguage::JsonPath && field.sees != Sees::Input;
    computed_fields(state, language).into_iter().filter(move |field| is_own(field) && !needs_result(field))
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
    for field in fields(state, QueryLanguage::Jsonata) {
        match field.value {
            FieldValue::Template(node) | FieldValue::Value(node) => {
                node.each(&mut |node| {
                    if let Some(text) = node.as_str() {
                        check_expression(checker, input, text, node.span);
                    }
                });
            }
            FieldValue::Text(text) => check_expression(checker, input, &text.value, text.span),
            FieldValue::Path { .. } => {}
        }
    }
}

fn check_expression(checker: &mut Checker<'_>, input: &Shape, text: &str, span: Span) {
    let expression = is_expression(text).then(|| asl_jsonata::Expression::compile(text).ok()).flatten();
    if let Some(names) = expression.as_ref().and_then(asl_jsonata::Expression::input_path) {
        check_names(checker, input, "$states.input", &names, span);
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
