//! What the scratch pad of expressions begins with: the data of one step.

use std::rc::Rc;

use asl_value::{Map, Value};

/// The data that expressions are tried on, with masks where they are shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TryStart {
    /// The state whose data it is.
    pub(crate) state: Rc<str>,
    /// The stages of its data, by name, of which one is `$` to a path.
    pub(crate) stages: Vec<(Rc<str>, Value)>,
    /// Which of them is meant.
    pub(crate) stage: usize,
    /// What `$states` is to JSONata.
    pub(crate) states: Map,
    /// The context object.
    pub(crate) context: Value,
    /// The variables when the state was entered.
    pub(crate) variables: Map,
    /// When it was, in milliseconds since 1970.
    pub(crate) at: i64,
    /// The path to begin with.
    pub(crate) path: Rc<str>,
    /// The expression in JSONata to begin with.
    pub(crate) expression: Rc<str>,
    /// Whether the state's language is JSONata.
    pub(crate) jsonata: bool,
}
