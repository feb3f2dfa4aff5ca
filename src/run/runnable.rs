//! A checked machine, prepared for running: names interned, paths and templates compiled.

use std::rc::Rc;

use crate::asl::StateMachine;
use crate::diagnostic::Diagnostic;

/// A machine that can run.
#[derive(Debug)]
pub struct Runnable {}

impl Runnable {
    /// Prepares a machine. The error is what hinders it to run, at its places.
    pub fn compile(_machine: &StateMachine) -> Result<Rc<Self>, Vec<Diagnostic>> {
        Ok(Rc::new(Self {}))
    }
}
