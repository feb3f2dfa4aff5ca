//! The items of a JSON array.

use std::cell::Cell;
use std::ops::{Deref, DerefMut};

use super::Value;
use super::measure::Measure;

/// Items in order: a vector that remembers how large its JSON is.
#[derive(Clone, Debug, Default)]
pub struct Array {
    items: Vec<Value>,
    /// Known once it was asked for, until the items change.
    pub(super) measure: Cell<Option<Measure>>,
}

impl From<Vec<Value>> for Array {
    fn from(items: Vec<Value>) -> Self {
        Self { items, measure: Cell::new(None) }
    }
}

impl Deref for Array {
    type Target = Vec<Value>;

    fn deref(&self) -> &Vec<Value> {
        &self.items
    }
}

impl DerefMut for Array {
    fn deref_mut(&mut self) -> &mut Vec<Value> {
        self.measure.set(None);
        &mut self.items
    }
}

impl PartialEq for Array {
    fn eq(&self, other: &Self) -> bool {
        self.items == other.items
    }
}
