//! The states of a text in the order it has them, for going to one.

use asl_value::Sort;
use std::rc::Rc;

use asl_lang::{Scope, State, StateMachine, StateType};
use asl_text::Span;

/// One state of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name of the state.
    pub name: Rc<str>,
    /// Its type; `None` for one that the language does not have.
    pub kind: Option<StateType>,
    /// Where its name stands in the text.
    pub span: Span,
    /// The names of the states that it stands in, from the outside in.
    pub within: Vec<Rc<str>>,
}

/// All states, those inside of one right behind it.
pub fn of(machine: &StateMachine) -> Vec<Entry> {
    let mut entries = Vec::new();
    add(&machine.scope, &[], &mut entries);
    entries
}

fn add(scope: &Scope, within: &[Rc<str>], entries: &mut Vec<Entry>) {
    for state in &scope.states {
        entries.push(entry(state, within));
        let inside: Vec<Rc<str>> = within.iter().chain([&state.name.value]).cloned().collect();
        state.scopes().into_iter().for_each(|scope| add(scope, &inside, entries));
    }
}

fn entry(state: &State, within: &[Rc<str>]) -> Entry {
    Entry {
        name: state.name.value.clone(),
        kind: state.kind.state_type(),
        span: state.name.span,
        within: within.to_vec(),
    }
}

/// Those whose name, type or surroundings hold every word of `search`, in any case. Names that begin with it come first.
pub fn filter(entries: &[Entry], search: &str) -> Vec<Entry> {
    let search = search.trim().to_lowercase();
    let words: Vec<&str> = search.split_whitespace().collect();
    let text = |entry: &Entry| {
        let kind = entry.kind.map_or("", StateType::name);
        format!("{} {kind} {}", entry.name, entry.within.join(" ")).to_lowercase()
    };
    let mut found: Vec<Entry> =
        entries.iter().filter(|entry| words.iter().all(|word| text(entry).contains(word))).cloned().collect();
    if !search.is_empty() {
        found.order_by_key(|entry| !entry.name.to_lowercase().starts_with(&search));
    }
    found
}
