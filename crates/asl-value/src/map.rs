//! The members of a JSON object.

use std::cell::Cell;
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::Value;
use super::measure::Measure;
use super::members::{Entry, Members};

/// Up to this many members are searched one by one: faster than hashing, and no table is made.
const SMALL: usize = 8;
/// So many new members of a clone are searched one by one before it gets an index of its own.
const TAIL: usize = 64;

/// Members in the order they were put in, found by key.
///
/// A clone shares nearly all with its original: a change copies a few members, however many there are.
#[derive(Clone, Debug, Default)]
pub struct Map {
    members: Members,
    /// Where each key stands, once there are more than [`SMALL`]: of the first members, as many as it has. Clones share
    /// it; the keys that they add stand behind and are searched one by one, until there are too many.
    index: Option<Rc<IndexMap<Rc<str>, usize, FxBuildHasher>>>,
    /// How large the object's JSON is, once it was asked for, until the members change.
    pub(super) measure: Cell<Option<Measure>>,
}

impl Map {
    /// No members.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.members.len() == 0
    }

    /// The value under `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.members.get(self.position(key)?).map(|(_, value)| value)
    }

    /// The value under `key`, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let position = self.position(key)?;
        self.value_at_mut(position)
    }

    /// Whether there is a member `key`.
    pub fn contains_key(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// Puts `value` under `key`; a key that is there keeps its position. Returns the value replaced.
    pub fn insert(&mut self, key: impl Into<Rc<str>>, value: Value) -> Option<Value> {
        self.measure.set(None);
        let key = key.into();
        if let Some(place) = self.get_mut(&key) {
            return Some(std::mem::replace(place, value));
        }
        let place = self.members.len();
        self.members.push((key.clone(), value));
        let indexed = self.index.as_ref().map_or(0, |index| index.len());
        if let Some(own) = self.index.as_mut().and_then(Rc::get_mut)
            && indexed == place
        {
            own.insert(key, place);
        } else if self.index.is_none() || place - indexed >= TAIL {
            self.reindex();
        }
        None
    }

    /// Takes the member `key` out; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.measure.set(None);
        let (_, value) = self.members.remove(self.position(key)?)?;
        self.reindex();
        Some(value)
    }

    /// The members in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Rc<str>, &Value)> + ExactSizeIterator {
        self.members.iter().map(|(key, value)| (key, value))
    }

    /// The keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Rc<str>> + ExactSizeIterator {
        self.members.iter().map(|(key, _)| key)
    }

    /// The value at `position` in the order, to be changed.
    pub fn value_at_mut(&mut self, position: usize) -> Option<&mut Value> {
        self.measure.set(None);
        self.members.get_mut(position).map(|(_, value)| value)
    }

    /// The values in order.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Value> + ExactSizeIterator {
        self.members.iter().map(|(_, value)| value)
    }

    /// Where `key` stands.
    fn position(&self, key: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).copied().or_else(|| {
                let indexed = index.len();
                self.members.from(indexed).position(|(known, _)| **known == *key).map(|place| indexed + place)
            }),
            None => self.members.iter().position(|(known, _)| **known == *key),
        }
    }

    /// About the bytes that it takes beside what clones share.
    pub(super) fn own_bytes(&self) -> usize {
        let index =
            self.index.as_ref().filter(|index| Rc::strong_count(index) == 1).map_or(0, |index| index.len() * 32);
        size_of::<Self>() + index + self.members.own_bytes()
    }

    /// The sum of what `measure` finds for each stretch of members, remembered for parts of large objects.
    pub(super) fn measures(&self, measure: impl Fn(&[Entry]) -> Measure) -> impl Iterator<Item = Measure> {
        self.members.measures(measure)
    }

    /// Makes the index anew, or none if there are few members.
    fn reindex(&mut self) {
        let places = || self.members.iter().enumerate().map(|(place, (key, _))| (key.clone(), place));
        self.index = (self.members.len() > SMALL).then(|| Rc::new(places().collect()));
    }
}

impl PartialEq for Map {
    /// The same keys with equal values, in any order.
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl FromIterator<(Rc<str>, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (Rc<str>, Value)>>(members: I) -> Self {
        let members = members.into_iter();
        let mut map = Self { members: Members::with_capacity(members.size_hint().0), ..Self::default() };
        for (key, value) in members {
            map.insert(key, value);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Map, SMALL};
    use crate::Value;

    #[test]
    fn a_clone_that_changes_leaves_the_original_alone_whatever_its_size() {
        for size in [1, SMALL, SMALL + 1, 64, 65, 100, 1000] {
            let map: Map = (0..size).map(|n| (n.to_string().into(), Value::Null)).collect();
            let mut changed = map.clone();
            changed.insert("0", Value::from(1));
            changed.insert("new", Value::from(2));
            assert_eq!((map.len(), map.get("0"), map.get("new")), (size, Some(&Value::Null), None));
            assert_eq!((changed.len(), changed.get("new")), (size + 1, Some(&Value::from(2))));
            assert_eq!(changed.remove("0"), Some(Value::from(1)));
            assert_eq!((changed.contains_key("0"), changed.get("new")), (false, Some(&Value::from(2))));
        }
    }

    proptest! {
        #[test]
        fn members_are_found_and_ordered_as_in_a_list(changes in proptest::collection::vec((0..20_u8, any::<bool>()), 0..60)) {
            let (mut map, mut list): (Map, Vec<(String, Value)>) = (Map::new(), Vec::new());
            for (step, (key, put)) in changes.into_iter().enumerate() {
                let (key, value) = (key.to_string(), Value::from(i64::try_from(step).unwrap()));
                let place = list.iter().position(|(known, _)| *known == key);
                match (put, place) {
                    (true, Some(place)) => list[place].1 = value.clone(),
                    (true, None) => list.push((key.clone(), value.clone())),
                    (false, Some(place)) => drop(list.remove(place)),
                    (false, None) => {}
                }
                if put { map.insert(key, value); } else { map.remove(&key); }
                prop_assert!(map.iter().map(|(key, value)| (&**key, value)).eq(list.iter().map(|(key, value)| (key.as_str(), value))));
                prop_assert!(list.iter().all(|(key, value)| map.get(key) == Some(value)));
            }
        }
    }
}
