//! State machines and their scopes (States Language specification, "Top-level fields").

use std::rc::Rc;

use super::state::{Amount, State};
use asl_text::{Span, Spanned};

/// A whole definition.
#[derive(Clone, Debug, PartialEq)]
pub struct StateMachine {
    /// `Comment`
    pub comment: Option<Rc<str>>,
    /// `QueryLanguage`; JSONPath if absent.
    pub query_language: Option<Spanned<QueryLanguage>>,
    /// `TimeoutSeconds` of an execution.
    pub timeout: Option<Amount>,
    /// `StartAt` and `States`.
    pub scope: Scope,
}

/// A `StartAt` with its `States`: the machine itself, a branch of a Parallel, the processor of a Map.
///
/// Transitions never leave their scope.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// `StartAt`
    pub start_at: Option<Spanned<Rc<str>>>,
    /// The states in the order they are written; names may repeat in a broken document.
    pub states: Vec<State>,
    /// The place of the key `States`, or of the object that should have it.
    pub states_at: Span,
    /// The place of the object that holds both.
    pub span: Span,
}

impl Scope {
    /// The first state of that name in this scope; nested scopes are not searched.
    pub fn state(&self, name: &str) -> Option<&State> {
        self.states.iter().find(|state| &*state.name.value == name)
    }
}

/// The language of a state's paths or expressions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueryLanguage {
    /// JSONPath: paths, payload templates, intrinsic functions.
    #[default]
    JsonPath,
    /// JSONata: `{% … %}`
    Jsonata,
}

/// The type of a workflow: AWS refuses a few things in Express ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkflowType {
    /// Runs for up to a year, every step recorded.
    #[default]
    Standard,
    /// Runs for up to five minutes; waits for no callback.
    Express,
}
