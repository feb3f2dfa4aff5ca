//! `StartAt`, `Next`, `Default` and catchers lead to states of their own scope.

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::{Checker, is_placeholder, nearest};
use crate::machine::Scope;
use crate::messages::{FlowProblem, TargetAdvice};
use asl_text::diagnostic::AwsWords;

pub(super) fn check(checker: &mut Checker<'_>, scope: &Scope) {
    let here: IndexSet<&str, FxBuildHasher> = scope.states.iter().map(|state| &*state.name.value).collect();
    let is_open = here.iter().any(|name| is_placeholder(name));
    let targets = scope.states.iter().flat_map(|state| state.targets());
    for target in scope.start_at.iter().chain(targets) {
        let name = &*target.value;
        if here.contains(name) || here.is_empty() || is_open || is_placeholder(name) {
            continue;
        }
        let may_look = checker.suggestions > 0;
        checker.suggestions = checker.suggestions.saturating_sub(1);
        let is_there = |other: &Scope| other.state(name).is_some();
        let advice = if !may_look {
            TargetAdvice::Add
        } else if checker.machine.scopes().into_iter().any(is_there) {
            TargetAdvice::InAnotherScope
        } else {
            nearest(name, here.iter().copied()).map_or(TargetAdvice::Add, |near| TargetAdvice::Near(near.into()))
        };
        checker.error(target.span, FlowProblem::UnknownTarget { name: target.value.clone(), advice });
        checker.in_aws(AwsWords::new("MISSING_TRANSITION_TARGET", format!("Missing 'Next' target: {name}")));
    }
}
