//! Every state can be reached, and some state ends the run.

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use super::{Checker, is_placeholder};
use crate::machine::Scope;
use crate::messages::FlowProblem;
use crate::state::{State, StateKind};
use asl_text::diagnostic::{AwsWords, Diagnostic, Severity};

/// `is_topmost` says whether it is the definition's own scope: AWS wants an end of that one only.
pub(super) fn check(checker: &mut Checker<'_>, scope: &Scope, is_topmost: bool) {
    if is_open(scope) {
        return;
    }
    let states: IndexMap<&str, &State, FxBuildHasher> =
        scope.states.iter().map(|state| (&*state.name.value, state)).collect();
    let targets = scope.states.iter().flat_map(State::targets);
    if targets.chain(&scope.start_at).any(|target| !states.contains_key(&*target.value)) {
        check_behind_slip(checker, scope, is_topmost);
        return;
    }
    check_end(checker, scope, is_topmost, Severity::Error);
    let Some(start) = &scope.start_at else { return };
    let mut reached: IndexSet<&str, FxBuildHasher> = IndexSet::default();
    reached.insert(&start.value);
    let mut next = 0;
    while let Some(name) = reached.get_index(next).copied() {
        if let Some(state) = states.get(name) {
            reached.extend(state.targets().into_iter().map(|target| &*target.value));
        }
        next += 1;
    }
    let unreached = || scope.states.iter().filter(|state| !reached.contains(&*state.name.value));
    if unreached().next().is_none() {
        return;
    }
    // What other states lead to.
    let mut named: IndexSet<&str, FxBuildHasher> = IndexSet::default();
    for state in &scope.states {
        let targets = state.targets().into_iter().map(|target| &*target.value);
        named.extend(targets.filter(|target| *target != &*state.name.value));
    }
    for state in unreached() {
        let name = &state.name.value;
        let problem = FlowProblem::Unreachable(name.clone());
        // AWS was seen to refuse states that nothing leads to; of those that only such states lead to it is not known.
        if named.contains(&**name) {
            checker.warning(state.name.span, problem);
        } else {
            checker.error(state.name.span, problem);
            checker.in_aws(not_reachable(name));
        }
    }
}

/// Whether placeholders without values leave open which state leads where.
fn is_open(scope: &Scope) -> bool {
    let leads_anywhere =
        |state: &State| state.leads_anywhere || state.targets().iter().any(|target| is_placeholder(&target.value));
    scope.start_at.as_ref().is_some_and(|start| is_placeholder(&start.value) && scope.state(&start.value).is_none())
        || scope.states.iter().any(|state| is_placeholder(&state.name.value) || leads_anywhere(state))
}

/// A slip in one name cuts off the states behind it, and is reported as an error itself: beside it, only what nothing
/// names at all, which may be what was meant, and only as a warning.
fn check_behind_slip(checker: &mut Checker<'_>, scope: &Scope, is_topmost: bool) {
    let targets = scope.states.iter().flat_map(State::targets);
    let named: IndexSet<&str, FxBuildHasher> = targets.chain(&scope.start_at).map(|target| &*target.value).collect();
    for state in scope.states.iter().filter(|state| !named.contains(&*state.name.value)) {
        checker.warning(state.name.span, FlowProblem::Unnamed(state.name.value.clone()));
        checker.in_aws(not_reachable(&state.name.value).as_error());
    }
    check_end(checker, scope, is_topmost, Severity::Warning);
}

/// AWS's words for a state that nothing leads to.
fn not_reachable(name: &str) -> AwsWords {
    AwsWords::new("MISSING_TRANSITION_TARGET", format!("State \"{name}\" is not reachable."))
}

/// A scope where every state leads on can never end. AWS refuses that of the whole definition; a branch or processor
/// may go on for ever.
fn check_end(checker: &mut Checker<'_>, scope: &Scope, is_topmost: bool, severity: Severity) {
    let can_end = scope.states.iter().any(|state| {
        let leads_nowhere = state.targets().is_empty();
        state.is_terminal() || leads_nowhere || matches!(state.kind, StateKind::Unknown)
    });
    if can_end || scope.states.is_empty() {
        return;
    }
    let severity = if is_topmost { severity } else { Severity::Warning };
    checker.found.push(Diagnostic::new(severity, scope.states_at, FlowProblem::NoEnd));
    if is_topmost {
        let words = AwsWords::new("MISSING_END_STATE", "Workflow has no terminal state");
        checker.in_aws(words.without_location().as_error());
    }
}
