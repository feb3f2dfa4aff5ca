//! Transitions that lead nowhere.

use super::{Case, Fix, fix, tree};
use asl_lang::messages::FlowProblem;
use asl_value::{Map, Value};

/// Creates the state, or leads to the one state that nothing leads to.
pub(super) fn propose(case: &Case<'_>) -> Vec<Fix> {
    let Some(path) = tree::value_at(case.root, case.found.span) else { return Vec::new() };
    let (Some((holder, index)), Some(scope)) = (path.holder(), path.scope()) else { return Vec::new() };
    let (Some(FlowProblem::UnknownTarget { name, .. }), Some(states)) = (case.found.detail(), scope.get("States"))
    else {
        return Vec::new();
    };
    let mut fixes = Vec::new();
    let words = tree::words(scope);
    let names = states.members().iter().map(|member| &*member.key.value);
    let alone: Vec<&str> = names.filter(|state| !words.contains(state)).collect();
    if let ([only], Some(target)) = (&alone[..], tree::child(holder, index)) {
        fixes.extend(fix(format!("Write `{only}`"), case.rewriter.replace_string(target, only)));
    }
    let title = format!("Create the state `{name}`");
    fixes.extend(fix(title, Some(case.rewriter.append(states, name, &pass()))));
    fixes
}

/// The smallest state.
fn pass() -> Value {
    let map: Map = [("Type".into(), Value::from("Pass")), ("End".into(), Value::from(true))].into_iter().collect();
    Value::from(map)
}
