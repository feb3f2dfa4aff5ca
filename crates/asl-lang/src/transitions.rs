//! How states hang together: where each leads to, and what stands inside of it.

use std::rc::Rc;

use super::machine::{QueryLanguage, Scope, StateMachine};
use super::state::{State, StateKind};
use asl_text::Spanned;

impl State {
    /// The names of the states that this one can lead to, as written: `Next`, rules, `Default`, catchers.
    pub fn targets(&self) -> Vec<&Spanned<Rc<str>>> {
        let mut targets: Vec<_> = self.next.iter().collect();
        if let StateKind::Choice(choice) = &self.kind {
            targets.extend(choice.rules.iter().filter_map(|rule| rule.next.as_ref()));
            targets.extend(&choice.default);
        }
        targets.extend(self.catch.iter().filter_map(|catcher| catcher.next.as_ref()));
        targets
    }

    /// The branches of a Parallel, the processor of a Map.
    pub fn scopes(&self) -> Vec<&Scope> {
        match &self.kind {
            StateKind::Parallel { branches } => branches.iter().collect(),
            StateKind::Map(map) => map.processor.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Whether a run can end with this state.
    pub fn is_terminal(&self) -> bool {
        self.end || matches!(self.kind, StateKind::Succeed | StateKind::Fail(_))
    }
}

impl StateMachine {
    /// Every scope: the machine's own first, inner ones behind the one that holds them.
    pub fn scopes(&self) -> Vec<&Scope> {
        let mut all = vec![&self.scope];
        let mut next = 0;
        while let Some(scope) = all.get(next).copied() {
            all.extend(scope.states.iter().flat_map(State::scopes));
            next += 1;
        }
        all
    }

    /// Every state, nested ones included, in the order of the text. Nothing else walks through the states of a machine but
    /// what has to know how scopes lie in each other.
    pub fn states(&self) -> Vec<&State> {
        fn add<'m>(scope: &'m Scope, all: &mut Vec<&'m State>) {
            for state in &scope.states {
                all.push(state);
                state.scopes().into_iter().for_each(|inner| add(inner, all));
            }
        }
        let mut all = Vec::new();
        add(&self.scope, &mut all);
        all
    }

    /// The first state of that name, in branches and iterations too.
    pub fn find(&self, name: &str) -> Option<&State> {
        self.scope.state(name).or_else(|| self.states().into_iter().find(|state| *state.name.value == *name))
    }

    /// The query language of `state`: its own, or else the machine's, wherever the state stands.
    pub fn language_of(&self, state: &State) -> QueryLanguage {
        let language = state.query_language.as_ref().or(self.query_language.as_ref());
        language.map_or_else(QueryLanguage::default, |language| language.value)
    }
}
