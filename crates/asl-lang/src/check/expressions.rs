//! Expressions of JSONata states: that AWS can read them, and that they use of `$states` what exists where they
//! stand (Developer Guide, "Transforming data with JSONata").

use std::rc::Rc;

use super::{Checker, is_placeholder, nearest};
use crate::choice::Condition;
use crate::machine::QueryLanguage;
use crate::messages::DataProblem;
use crate::state::{Amount, State, StateKind, Wait};
use asl_jsonata::{Expression, function_names, is_expression};
use asl_text::diagnostic::AwsWords;
use asl_text::{Node, NodeKind, Span, Spanned};

/// Where an expression stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the state's work, or in a state that has none: no result yet.
    Before,
    /// Behind the state's work.
    After,
    /// In a catcher.
    Catcher,
}

pub(super) fn check(checker: &mut Checker<'_>, state: &State, language: QueryLanguage) {
    if language == QueryLanguage::JsonPath {
        return;
    }
    let works = matches!(state.kind, StateKind::Task(_) | StateKind::Parallel { .. } | StateKind::Map(_));
    let after = if works { Place::After } else { Place::Before };
    let mut nodes = vec![(Place::Before, &state.arguments), (after, &state.output), (after, &state.assign)];
    let mut texts: Vec<&Spanned<Rc<str>>> = Vec::new();
    for catcher in &state.catch {
        nodes.extend([(Place::Catcher, &catcher.output), (Place::Catcher, &catcher.assign)]);
    }
    match &state.kind {
        StateKind::Task(task) => {
            nodes.push((Place::Before, &task.credentials));
            texts.extend([&task.timeout, &task.heartbeat].into_iter().flatten().filter_map(computed));
        }
        StateKind::Choice(choice) => {
            for rule in &choice.rules {
                nodes.extend([(Place::Before, &rule.output), (Place::Before, &rule.assign)]);
                if let Condition::Expression(condition) = &rule.condition {
                    check_node(checker, Place::Before, condition);
                }
            }
        }
        StateKind::Wait(Wait::Seconds(amount)) => texts.extend(computed(amount)),
        StateKind::Wait(Wait::Timestamp(text)) => texts.push(text),
        StateKind::Fail(fail) => texts.extend([&fail.error, &fail.cause].into_iter().flatten()),
        StateKind::Map(map) => {
            let parts = [&map.items, &map.item_selector, &map.item_reader, &map.item_batcher, &map.result_writer];
            nodes.extend(parts.map(|part| (Place::Before, part)));
            let amounts = [&map.max_concurrency, &map.tolerated_failure_count, &map.tolerated_failure_percentage];
            texts.extend(amounts.into_iter().flatten().filter_map(computed));
        }
        _ => {}
    }
    for (place, node) in nodes {
        if let Some(node) = node {
            check_node(checker, place, node);
        }
    }
    for text in texts {
        check_text(checker, Place::Before, &text.value, text.span);
    }
}

fn computed(amount: &Amount) -> Option<&Spanned<Rc<str>>> {
    match amount {
        Amount::Expression(text) => Some(text),
        Amount::Literal(_) | Amount::Path(_) => None,
    }
}

fn check_node(checker: &mut Checker<'_>, place: Place, node: &Node) {
    match &node.kind {
        NodeKind::Array(items) => items.iter().for_each(|item| check_node(checker, place, item)),
        NodeKind::Object(members) => members.iter().for_each(|member| check_node(checker, place, &member.value)),
        NodeKind::String(text) => check_text(checker, place, text, node.span),
        _ => {}
    }
}

fn check_text(checker: &mut Checker<'_>, place: Place, text: &str, span: Span) {
    if !is_expression(text) {
        return;
    }
    let expression = match Expression::compile(text) {
        Ok(expression) => expression,
        // What a placeholder will be filled with is not known here.
        Err(_) if is_placeholder(text) => return,
        Err(errors) => {
            for error in errors {
                let span = checker.within(span, error.span);
                let (message, hint) = (error.message, error.hint);
                checker.error(span, DataProblem::Expression { message, hint });
            }
            return;
        }
    };
    for (name, range) in expression.states_fields() {
        if !exists(place, name) {
            let span = checker.within(span, *range);
            checker.error(span, DataProblem::StatesField(name.to_string()));
            let words = format!("Field '$states.{name}' does not exist.");
            checker.in_aws(AwsWords::new("UNSUPPORTED_JSONATA_EXPRESSION", words));
        }
    }
    for (name, range) in expression.unknown_functions() {
        let near = nearest(name, function_names()).map(str::to_owned);
        let span = checker.within(span, *range);
        checker.warning(span, DataProblem::UnknownFunction { name: name.to_string(), near });
    }
    if expression.reads_input() && expression.unknown_functions().is_empty() {
        checker.warning(span, DataProblem::NoTopLevelInput);
    }
}

/// Whether `$states` has that member there.
fn exists(place: Place, name: &str) -> bool {
    match name {
        "input" | "context" => true,
        "result" => place == Place::After,
        "errorOutput" => place == Place::Catcher,
        _ => false,
    }
}
