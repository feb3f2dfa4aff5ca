//! Retriers and catchers.

use super::tree::{self, NodePath};
use super::{Case, Fix, fix};
use asl_lang::messages::ErrorProblem;
use asl_value::{Map, Value};

/// Adds, orders or removes what a retrier or catcher names.
pub(super) fn propose(case: &Case<'_>) -> Vec<Fix> {
    let Some(problem) = case.found.detail() else { return Vec::new() };
    let at_name = || tree::value_at(case.root, case.found.span);
    let proposed = match problem {
        ErrorProblem::NoRetry { repeats, .. } => add_retry(case, repeats.is_some()),
        ErrorProblem::NoErrors(_) => name_all(case),
        ErrorProblem::AllNotAlone => at_name().and_then(|name| {
            let (names, _) = name.holder()?;
            let alone = std::iter::once(Value::from("States.ALL")).collect();
            fix("Keep `States.ALL` alone", case.rewriter.replace(names, &alone))
        }),
        ErrorProblem::AllNotLast(_) => at_name().and_then(|name| move_last(case, &name)),
        _ => at_name().and_then(|name| remove(case, &name)),
    };
    proposed.into_iter().collect()
}

/// The errors with which an API refuses a call that it has not begun with.
const NOT_BEGUN: [&str; 2] = ["States.Http.StatusCode.429", "States.Http.StatusCode.503"];

/// The Retry of AWS's article on calling HTTP APIs: every error, three times, waiting longer each time, at random. A call
/// that would have its effect twice is tried again only after errors that say that it had none.
fn add_retry(case: &Case<'_>, repeats: bool) -> Option<Fix> {
    let state = tree::key_at(case.root, case.found.span)?.member()?;
    let names: Value = if repeats {
        NOT_BEGUN.into_iter().map(Value::from).collect()
    } else {
        std::iter::once(Value::from("States.ALL")).collect()
    };
    let retrier: Map = [
        ("ErrorEquals".into(), names),
        ("IntervalSeconds".into(), Value::from(1)),
        ("BackoffRate".into(), Value::from(2)),
        ("MaxAttempts".into(), Value::from(3)),
        ("JitterStrategy".into(), Value::from("FULL")),
    ]
    .into_iter()
    .collect();
    let list: Value = std::iter::once(Value::from(retrier)).collect();
    if let Some(index) = state.value.members().iter().position(|member| &*member.key.value == "Retry") {
        let member = state.value.members().get(index)?;
        return fix("Fill `Retry`", case.rewriter.replace(&member.value, &list));
    }
    fix(
        if repeats { "Add a `Retry` for 429 and 503" } else { "Add a `Retry`" },
        Some(case.rewriter.append(&state.value, "Retry", &list)),
    )
}

fn name_all(case: &Case<'_>) -> Option<Fix> {
    let names = &tree::value_at(case.root, case.found.span)?.member()?.value;
    let all: Value = std::iter::once(Value::from("States.ALL")).collect();
    fix("Use `States.ALL`", case.rewriter.replace(names, &all))
}

/// Moves the retrier, or the catcher, behind the others.
fn move_last(case: &Case<'_>, name: &NodePath<'_>) -> Option<Fix> {
    let (list, index) = entry(name)?.holder()?;
    fix("Move it to the end", case.rewriter.move_item_last(list, index))
}

/// Removes the name; with the last of them the retrier, and with the last of those the list.
fn remove(case: &Case<'_>, name: &NodePath<'_>) -> Option<Fix> {
    let (names, index) = name.holder()?;
    let written = tree::child(names, index)?.as_str()?;
    if names.items().len() > 1 {
        return fix(format!("Delete `{written}`"), case.rewriter.remove_item(names, index));
    }
    let entry = entry(name)?;
    let (list, index) = entry.holder()?;
    let field = entry.up()?;
    let (state, at) = field.holder()?;
    let what = if &*field.member()?.key.value == "Retry" { "retrier" } else { "catcher" };
    let edits = if list.items().len() > 1 {
        case.rewriter.remove_item(list, index)
    } else {
        case.rewriter.remove_member(state, at)
    };
    fix(format!("Delete this {what}"), edits)
}

/// The retrier or catcher around a name.
fn entry<'n>(name: &NodePath<'n>) -> Option<NodePath<'n>> {
    name.outwards().find(|path| {
        path.up().and_then(|outer| outer.member()).is_some_and(|member| matches!(&*member.key.value, "Retry" | "Catch"))
    })
}
