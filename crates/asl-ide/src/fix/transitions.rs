//! What is missing: the end of a run, the way to a state, a field with an obvious value.

use std::rc::Rc;

use super::{Case, Fix, fix, tree};
use asl_lang::messages::{FieldProblem, FlowProblem, Vocabulary};
use asl_text::Node;
use asl_text::diagnostic::Code;
use asl_text::rewrite::Rewriter;
use asl_value::{Map, Value};

/// A state that ends the run, where one is added.
const DONE: &str = "Done";

/// Adds `Next`, `End` or a terminal state, or deletes a state that nothing leads to.
pub(super) fn propose(case: &Case<'_>) -> Vec<Fix> {
    match case.found.code {
        Code::Unreachable => delete_state(case).into_iter().collect(),
        Code::NoTerminalState => end_somewhere(case),
        Code::NoTransition => lead_on(case),
        _ => add_field(case),
    }
}

fn delete_state(case: &Case<'_>) -> Option<Fix> {
    // Beside a slip in a name, the state is probably the one that was meant.
    if matches!(case.found.detail(), Some(FlowProblem::Unnamed(_))) {
        return None;
    }
    let path = tree::key_at(case.root, case.found.span)?;
    let (states, index) = path.holder()?;
    let name = &path.member()?.key.value;
    fix(format!("Delete the state `{name}`"), case.rewriter.remove_member(states, index))
}

fn lead_on(case: &Case<'_>) -> Vec<Fix> {
    let Some(path) = tree::key_at(case.root, case.found.span) else { return Vec::new() };
    let (Some((states, index)), Some(member)) = (path.holder(), path.member()) else { return Vec::new() };
    let end = || {
        let wrong = member.value.members().iter().find(|field| &*field.key.value == "End");
        let edits = match wrong {
            Some(field) => case.rewriter.replace(&field.value, &Value::from(true)),
            None => Some(case.rewriter.append(&member.value, "End", &Value::from(true))),
        };
        fix("Add `End`", edits)
    };
    let following = states.members().get(index + 1);
    let next = following.and_then(|next| {
        let name = &next.key.value;
        let edits = case.rewriter.append(&member.value, "Next", &Value::from(Rc::clone(name)));
        fix(format!("Continue to `{name}`"), Some(edits))
    });
    let is_open = following.is_some_and(|next| !tree::words(case.root).contains(&*next.key.value));
    if is_open { next.into_iter().chain(end()).collect() } else { end().into_iter().chain(next).collect() }
}

/// Ends the run at one of the last states that lead on, or in a state of its own.
fn end_somewhere(case: &Case<'_>) -> Vec<Fix> {
    let Some(member) = tree::key_at(case.root, case.found.span).and_then(|path| path.member()) else {
        return Vec::new();
    };
    let states = &member.value;
    let leads_on: Vec<_> =
        states.members().iter().rev().filter(|state| state.value.member("Next").is_some()).take(3).collect();
    let mut fixes: Vec<Fix> = Vec::new();
    for state in &leads_on {
        if let Some(next) = state.value.member("Next") {
            let edits = case.rewriter.replace_member(&state.value, next, "End", &Value::from(true));
            fixes.extend(fix(format!("End the workflow at `{}`", state.key.value), Some(edits)));
        }
    }
    fixes.truncate(2);
    for state in leads_on {
        if let Some(next) = state.value.get("Next") {
            fixes.extend(end_in_new_state(&case.rewriter, states, next, &state.key.value));
        }
    }
    fixes
}

fn end_in_new_state(rewriter: &Rewriter<'_>, states: &Node, next: &Node, after: &str) -> Option<Fix> {
    let succeed: Map = [("Type".into(), Value::from("Succeed"))].into_iter().collect();
    let mut edits = rewriter.replace_string(next, DONE)?;
    edits.extend(rewriter.append(states, DONE, &Value::from(succeed)));
    fix(format!("Add a Succeed state after `{after}`"), Some(edits))
}

/// Adds a field for which one value is as good as any.
fn add_field(case: &Case<'_>) -> Vec<Fix> {
    let (owner, field) = match case.found.detail() {
        Some(FieldProblem::Missing { owner, field }) => (owner, *field),
        Some(FieldProblem::NoDuration(owner)) => (owner, "Seconds"),
        _ => return Vec::new(),
    };
    // An object in YAML begins where its first key does: the owner says which of them is meant.
    let object = if owner.is_reported_at_key() {
        tree::key_at(case.root, case.found.span).and_then(|path| path.member()).map(|member| &member.value)
    } else {
        tree::object_at(case.root, case.found.span)
    };
    let Some(object) = object else { return Vec::new() };
    let add = |title: String, value: Value| fix(title, Some(case.rewriter.append(object, field, &value)));
    if let Some(vocabulary) = Vocabulary::of_field(field) {
        let each = |word: &'static str| add(format!("Add `{field}`: {word}"), Value::from(word));
        return vocabulary.words().into_iter().filter_map(each).collect();
    }
    let first_state = object.get("States").and_then(|states| states.members().first());
    let value = match field {
        "Seconds" => Some(Value::from(10)),
        "StartAt" => first_state.map(|state| Value::from(Rc::clone(&state.key.value))),
        "Resource" => Some(Value::from("arn:aws:states:::http:invoke")),
        "ErrorEquals" => Some(std::iter::once(Value::from("States.ALL")).collect()),
        "Type" => Some(Value::from("Pass")),
        _ => None,
    };
    value.and_then(|value| add(format!("Add `{field}`"), value)).into_iter().collect()
}
