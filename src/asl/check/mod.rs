//! What only the whole machine shows: targets, reachability, names. One file per family of rules.

use super::machine::StateMachine;
use crate::diagnostic::Diagnostic;

/// Everything that is wrong with a machine beyond what reading it showed.
pub fn check(machine: &StateMachine) -> Vec<Diagnostic> {
    let _ = machine;
    Vec::new()
}
