//! Running again from a state, with what it was given in an earlier run, or with another input.

use std::rc::Rc;

use super::event::VisitId;
use super::execution::ActorId;
use super::runnable::{Runnable, ScopeIndex, StateIndex};
use super::simulator::Simulator;
use asl_value::Value;

impl Simulator {
    /// A run that has not begun begins at the state of a visit of an earlier run, with the input, the variables and the item
    /// that this had, or with another input. A state of a branch or an iteration is run to the end of that. Says whether the
    /// machine has a state of that name; it begins at its own start otherwise.
    pub fn begin_at(&mut self, earlier: &Self, actor: ActorId, visit: VisitId, input: Option<Value>) -> bool {
        let Some(past) = earlier.past(actor, visit, 0) else { return false };
        let root = self.root();
        let (machine, first) = (Rc::clone(&root.machine), root.first_thread);
        let Some((scope, state)) = machine.place_of(&past.code.name) else { return false };
        let Some(mut thread) = self.take(first) else { return false };
        thread.scope = scope;
        thread.state = state;
        thread.input = input.unwrap_or(past.thread.input);
        thread.variables = past.thread.variables;
        thread.item = past.thread.item;
        self.put(thread);
        true
    }
}

impl Runnable {
    /// Where the state of that name stands.
    pub(super) fn place_of(&self, name: &str) -> Option<(ScopeIndex, StateIndex)> {
        let places = self.scopes.iter().enumerate();
        places
            .flat_map(|(scope, code)| code.states.iter().enumerate().map(move |(state, code)| (scope, state, code)))
            .find_map(|(scope, state, code)| (*code.name == *name).then_some((scope, state)))
    }
}
