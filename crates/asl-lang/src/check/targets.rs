//! `StartAt`, `Next`, `Default` and catchers lead to states of their own scope.

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::{Checker, nearest};
use crate::machine::Scope;
use asl_text::diagnostic::{AwsWords, Code};

pub(super) fn check(checker: &mut Checker<'_>, scope: &Scope) {
    let here: IndexSet<&str, FxBuildHasher> = scope.states.iter().map(|state| &*state.name.value).collect();
    let targets = scope.states.iter().flat_map(|state| state.targets());
    let places = scope.start_at.iter().map(|target| ("StartAt", target)).chain(targets.map(|target| ("Next", target)));
    for (field, target) in places {
        let name = &*target.value;
        if here.contains(name) || here.is_empty() {
            continue;
        }
        let message = format!("there is no state `{name}` here");
        let may_look = checker.suggestions > 0;
        checker.suggestions = checker.suggestions.saturating_sub(1);
        let is_there = |other: &Scope| other.state(name).is_some();
        let hint = if !may_look {
            format!("add a state `{name}`, or name one that stands here")
        } else if checker.machine.scopes().into_iter().any(is_there) {
            format!("`{name}` stands in another scope: a transition never leaves its own `States`")
        } else {
            match nearest(name, here.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add a state `{name}`, or name one that stands here"),
            }
        };
        checker.error(Code::UnknownTarget, target.span, message, hint);
        checker.in_aws(AwsWords::new("MISSING_TRANSITION_TARGET", format!("Missing '{field}' target: {name}")));
    }
}
