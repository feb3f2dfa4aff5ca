//! Names of states and labels: unique in the whole machine, and not too long.

use std::rc::Rc;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::{Checker, is_placeholder};
use crate::messages::FlowProblem;
use crate::state::StateKind;
use asl_text::diagnostic::AwsWords;

/// The longest name of a state, in characters.
const MAX_NAME: usize = 80;

pub(super) fn check(checker: &mut Checker<'_>) {
    let mut names: IndexSet<Rc<str>, FxBuildHasher> = IndexSet::default();
    let mut labels: IndexSet<Rc<str>, FxBuildHasher> = IndexSet::default();
    for scope in checker.machine.scopes() {
        for (index, state) in scope.states.iter().enumerate() {
            let name = &state.name.value;
            let length = name.chars().count();
            if length > MAX_NAME && !is_placeholder(name) {
                checker.error(state.name.span, FlowProblem::StateNameTooLong { most: MAX_NAME, length });
                let words = format!(
                    "Invalid State name: State '{name}' exceeds the {MAX_NAME}-character limit allowed by the service"
                );
                checker.in_aws(AwsWords::new("INVALID_STATE_NAME", words));
            } else if name.trim().is_empty() {
                checker.error(state.name.span, FlowProblem::EmptyStateName);
                checker.in_aws(AwsWords::new("INVALID_STATE_NAME", format!("Invalid State name: {name}")));
            }
            // Twice in one scope is a key that stands twice, which the text's reader reports.
            let stands_here = || scope.states.iter().take(index).any(|other| other.name.value == *name);
            if !names.insert(name.clone()) && !stands_here() {
                checker.error(state.name.span, FlowProblem::DuplicateState(name.clone()));
                checker.in_aws(AwsWords::new("DUPLICATE_STATE_NAME", format!("Duplicate State name: {name}")));
            }
            if let StateKind::Map(map) = &state.kind
                && let Some(label) = &map.label
                && !labels.insert(label.value.clone())
            {
                checker.error(label.span, FlowProblem::DuplicateLabel(label.value.clone()));
                checker.in_aws(AwsWords::new("DUPLICATE_LABEL_NAME", format!("Duplicate Label name: {}", label.value)));
            }
        }
    }
}
