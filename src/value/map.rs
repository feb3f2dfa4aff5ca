//! The members of a JSON object.

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::Value;

/// Members in the order they were put in, found by key.
///
/// The representation is private: it may become a persistent tree without a change elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Map(IndexMap<Rc<str>, Value, FxBuildHasher>);

impl Map {
    /// No members.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value under `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// The value under `key`, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.0.get_mut(key)
    }

    /// Whether there is a member `key`.
    pub fn contains_key(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Puts `value` under `key`; a key that is there keeps its position. Returns the value replaced.
    pub fn insert(&mut self, key: impl Into<Rc<str>>, value: Value) -> Option<Value> {
        self.0.insert(key.into(), value)
    }

    /// The value under `key`, to be changed; `make` gives it if there is none yet.
    pub fn entry_or_insert_with(&mut self, key: &Rc<str>, make: impl FnOnce() -> Value) -> &mut Value {
        self.0.entry(key.clone()).or_insert_with(make)
    }

    /// Takes the member `key` out; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.0.shift_remove(key)
    }

    /// The members in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Rc<str>, &Value)> + ExactSizeIterator {
        self.0.iter()
    }

    /// The keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Rc<str>> + ExactSizeIterator {
        self.0.keys()
    }

    /// The value at `position` in the order, to be changed.
    pub fn value_at_mut(&mut self, position: usize) -> Option<&mut Value> {
        self.0.get_index_mut(position).map(|(_, value)| value)
    }

    /// The values in order.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Value> + ExactSizeIterator {
        self.0.values()
    }
}

impl PartialEq for Map {
    /// The same keys with equal values, in any order.
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl FromIterator<(Rc<str>, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (Rc<str>, Value)>>(members: I) -> Self {
        Self(members.into_iter().collect())
    }
}
