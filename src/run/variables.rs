//! Workflow variables and their scopes (Developer Guide, "Passing data between states with variables").

use std::rc::Rc;

use crate::value::{Map, Value};

/// The variables that a state can see: those of its own scope, then those of the scopes around it.
///
/// A branch or iteration starts with a scope of its own; what it assigns is gone when it ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables(Option<Rc<Frame>>);

#[derive(Clone, Debug)]
struct Frame {
    own: Map,
    outer: Variables,
}

impl Variables {
    /// A scope inside this one.
    pub(super) fn nested(&self) -> Self {
        if self.0.is_none() {
            return Self(None);
        }
        Self(Some(Rc::new(Frame { own: Map::new(), outer: self.clone() })))
    }

    /// The variable `name`, from the nearest scope that has it.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        let frame = self.0.as_deref()?;
        frame.own.get(name).or_else(|| frame.outer.get(name))
    }

    /// Sets `name` in this scope.
    pub(super) fn assign(&mut self, name: Rc<str>, value: Value) {
        let frame = self.0.get_or_insert_with(|| Rc::new(Frame { own: Map::new(), outer: Self(None) }));
        Rc::make_mut(frame).own.insert(name, value);
    }
}
