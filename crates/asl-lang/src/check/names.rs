//! Names of states and labels: unique in the whole machine, and not too long.

use std::rc::Rc;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::Checker;
use crate::state::StateKind;
use asl_text::diagnostic::{AwsWords, Code};

/// The longest name of a state, in characters.
const MAX_NAME: usize = 80;

pub(super) fn check(checker: &mut Checker<'_>) {
    let mut names: IndexSet<Rc<str>, FxBuildHasher> = IndexSet::default();
    let mut labels: IndexSet<Rc<str>, FxBuildHasher> = IndexSet::default();
    for scope in checker.machine.scopes() {
        for (index, state) in scope.states.iter().enumerate() {
            let name = &state.name.value;
            let length = name.chars().count();
            if length > MAX_NAME {
                let message = format!("the name of a state has at most {MAX_NAME} characters, this one {length}");
                checker.error(Code::StateName, state.name.span, message, "shorten it, and what leads to it");
                checker.in_aws(AwsWords::new("INVALID_STATE_NAME", format!("Invalid State name: {name}")));
            } else if name.trim().is_empty() {
                checker.error(Code::StateName, state.name.span, "a state needs a name", "write one between the quotes");
                checker.in_aws(AwsWords::new("INVALID_STATE_NAME", format!("Invalid State name: {name}")));
            }
            // Twice in one scope is a key that stands twice, which the text's reader reports.
            let stands_here = || scope.states.iter().take(index).any(|other| other.name.value == *name);
            if !names.insert(name.clone()) && !stands_here() {
                let message = format!("another state of this definition has the name `{name}` already");
                let hint = "names are unique in the whole definition, branches and processors included";
                checker.error(Code::StateName, state.name.span, message, hint);
                checker.in_aws(AwsWords::new("DUPLICATE_STATE_NAME", format!("Duplicate State name: {name}")));
            }
            if let StateKind::Map(map) = &state.kind
                && let Some(label) = &map.label
                && !labels.insert(label.value.clone())
            {
                let message = format!("another Map has the label `{}` already", label.value);
                checker.error(Code::StateName, label.span, message, "labels are unique in the whole definition");
                checker.in_aws(AwsWords::new("DUPLICATE_LABEL_NAME", format!("Duplicate label name: {}", label.value)));
            }
        }
    }
}
