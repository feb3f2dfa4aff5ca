//! What only the whole machine shows: targets, reachability, names. One file per family of rules.

mod nearest;

use super::machine::StateMachine;
use crate::diagnostic::Diagnostic;

pub use nearest::nearest;

/// Everything that is wrong with a machine beyond what reading it showed.
pub fn check(machine: &StateMachine) -> Vec<Diagnostic> {
    let _ = machine;
    Vec::new()
}
