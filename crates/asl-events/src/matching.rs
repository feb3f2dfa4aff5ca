//! Whether an event matches: every key of one way is met, by values that stand in the same elements of arrays.

use asl_value::{SortedMap, SortedSet};
use std::ops::Range;

use crate::event::{Event, Field, Membership};
use crate::pattern::{Key, Pattern};

/// More combinations of array elements than this are not followed; only keys written several times make so many.
const MOST_STATES: usize = 100_000;
/// From this many comparisons on, the fields are looked up by their array elements.
const MANY: usize = 256;

impl Pattern {
    /// Whether the event matches.
    pub fn matches(&self, event: &Event) -> bool {
        self.ways.iter().any(|way| {
            let mut elements = Elements::default();
            (0..way.len()).all(|at| elements.step(way, at, event))
        })
    }
}

/// How a key stands by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Met {
    No,
    Yes,
    /// By what stands in an array: other keys may look into the same one.
    InArray,
    /// By nothing that is there, though together with other keys by what an element of an array lacks.
    Elsewhere,
}

/// Which elements of arrays the values found so far stand in, each way to combine them.
#[derive(Default)]
pub(crate) struct Elements {
    /// None as long as nothing was found in an array.
    states: Option<Vec<Membership>>,
    /// For each array, the last key that looks into it; found out when it is needed.
    last: Option<SortedMap<u32, usize>>,
}

/// For each array, the last key that looks into it.
fn last_keys(way: &[Key], event: &Event) -> SortedMap<u32, usize> {
    let mut last = SortedMap::new();
    for (at, key) in way.iter().enumerate() {
        for (array, _) in event.named(&key.name).iter().flat_map(|field| &field.membership) {
            last.insert(*array, at);
        }
    }
    last
}

impl Elements {
    /// Goes on to the key at this place of the way; whether it is met.
    pub(crate) fn step(&mut self, way: &[Key], at: usize, event: &Event) -> bool {
        let Some(key) = way.get(at) else { return true };
        let fields = event.named(&key.name);
        if fields.is_empty() {
            return key.may_be_absent;
        }
        // Most events have a value once, and in no array.
        if self.states.is_none() && fields.iter().all(|field| field.membership.is_empty()) {
            return fields.iter().any(|field| key.is_met(field));
        }
        let met: Vec<bool> = fields.iter().map(|field| key.is_met(field)).collect();
        if !key.may_be_absent && !met.contains(&true) {
            return false;
        }
        let last = self.last.get_or_insert_with(|| last_keys(way, event));
        let states = self.states.take().unwrap_or_else(|| vec![Membership::new()]);
        let index = (states.len() * fields.len() > MANY).then(|| Index::of(fields));
        let mut next = SortedSet::new();
        'states: for state in &states {
            let mut is_there = false;
            let range = index.as_ref().map_or(0..fields.len(), |index| index.range(state, fields.len()));
            let candidates = fields.iter().zip(&met).take(range.end).skip(range.start);
            for (field, is_met) in candidates {
                if !(is_consistent(state, &field.membership)) {
                    continue;
                }
                is_there = true;
                if *is_met {
                    next.insert(joined(last, state, &field.membership, at));
                    if next.len() >= MOST_STATES {
                        break 'states;
                    }
                }
            }
            if !is_there && key.may_be_absent {
                next.insert(joined(last, state, &[], at));
            }
        }
        let is_met = !next.is_empty();
        let is_free = next.len() == 1 && next.first().is_some_and(Vec::is_empty);
        self.states = (!is_free).then(|| next.into_iter().collect());
        is_met
    }
}

/// Both memberships, without the arrays that no later key looks into.
fn joined(last: &SortedMap<u32, usize>, state: &[(u32, u32)], field: &[(u32, u32)], at: usize) -> Membership {
    let is_needed = |array: u32| last.get(&array).is_some_and(|last| *last > at);
    let mut all: Membership = state.iter().chain(field).filter(|(array, _)| is_needed(*array)).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl Key {
    /// How the fields of its name stand to it, as long as no other key is looked at.
    pub(crate) fn alone(&self, fields: &[Field]) -> Met {
        let is_in_array = fields.iter().any(|field| !field.membership.is_empty());
        if fields.is_empty() {
            return if self.may_be_absent { Met::Yes } else { Met::No };
        }
        match fields.iter().any(|field| self.is_met(field)) {
            true if is_in_array => Met::InArray,
            true => Met::Yes,
            // Another element of the array may lack what may be absent.
            false if is_in_array && self.may_be_absent => Met::Elsewhere,
            false => Met::No,
        }
    }

    pub(crate) fn is_met(&self, field: &Field) -> bool {
        self.conditions.iter().any(|condition| {
            *condition != crate::condition::Condition::Exists(false) && condition.meets(&field.value, self.numbers)
        })
    }
}

/// Whether no array is in both with different elements.
fn is_consistent(state: &[(u32, u32)], field: &[(u32, u32)]) -> bool {
    field.iter().all(|(array, element)| {
        state
            .binary_search_by_key(array, |(array, _)| *array)
            .ok()
            .and_then(|at| state.get(at))
            .is_none_or(|(_, found)| found == element)
    })
}

/// Where the fields of an array, and of an element of it, begin and end.
struct Index {
    arrays: SortedMap<u32, Range<usize>>,
    elements: SortedMap<(u32, u32), Range<usize>>,
}

impl Index {
    fn of(fields: &[Field]) -> Self {
        let mut index = Self { arrays: SortedMap::new(), elements: SortedMap::new() };
        for (at, field) in fields.iter().enumerate() {
            for (array, element) in &field.membership {
                index.arrays.get_or_insert_with(*array, || at..at).end = at + 1;
                index.elements.get_or_insert_with((*array, *element), || at..at).end = at + 1;
            }
        }
        index
    }

    /// The fields that can agree with a state: arrays are taken from the outside in, as long as all fields stand in them.
    fn range(&self, state: &[(u32, u32)], count: usize) -> Range<usize> {
        let mut range = 0..count;
        for (array, element) in state {
            match self.arrays.get(array) {
                None => {}
                Some(whole) if *whole == range => match self.elements.get(&(*array, *element)) {
                    Some(inside) => range = inside.clone(),
                    None => return 0..0,
                },
                Some(_) => break,
            }
        }
        range
    }
}
