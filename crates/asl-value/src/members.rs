//! The members of an object in order, in chunks that clones share: a change of a large object copies one chunk.

use std::cell::Cell;
use std::rc::Rc;
use std::slice;

use super::Value;
use super::held::members_bytes;
use super::measure::Measure;

/// A key with its value.
pub(super) type Entry = (Rc<str>, Value);

/// The most members of a chunk.
const CHUNK: usize = 32;

/// Members by their places. Up to two chunks' worth stand together, which is less to allocate and to walk.
#[derive(Clone, Debug)]
pub(super) enum Members {
    Few(Vec<Entry>),
    /// All chunks but the last are full.
    Many(Vec<Rc<Chunk>>),
}

/// Some members, and how large they are once that was asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Chunk {
    entries: Vec<Entry>,
    measure: Cell<Option<Measure>>,
}

impl Default for Members {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Members {
    /// No members, and room for some.
    pub(super) fn with_capacity(count: usize) -> Self {
        Self::Few(Vec::with_capacity(count.min(2 * CHUNK)))
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Few(entries) => entries.len(),
            Self::Many(chunks) => chunks.last().map_or(0, |last| (chunks.len() - 1) * CHUNK + last.entries.len()),
        }
    }

    pub(super) fn get(&self, place: usize) -> Option<&Entry> {
        match self {
            Self::Few(entries) => entries.get(place),
            Self::Many(chunks) => chunks.get(place / CHUNK)?.entries.get(place % CHUNK),
        }
    }

    pub(super) fn get_mut(&mut self, place: usize) -> Option<&mut Entry> {
        match self {
            Self::Few(entries) => entries.get_mut(place),
            Self::Many(chunks) => {
                let chunk = Rc::make_mut(chunks.get_mut(place / CHUNK)?);
                chunk.measure.set(None);
                chunk.entries.get_mut(place % CHUNK)
            }
        }
    }

    pub(super) fn push(&mut self, entry: Entry) {
        match self {
            Self::Few(entries) if entries.len() < 2 * CHUNK => entries.push(entry),
            Self::Few(entries) => {
                let all = std::mem::take(entries).into_iter().chain([entry]);
                *self = Self::Many(Vec::new());
                all.for_each(|entry| self.push(entry));
            }
            Self::Many(chunks) => {
                if let Some(last) = chunks.last_mut().filter(|last| last.entries.len() < CHUNK) {
                    let last = Rc::make_mut(last);
                    last.measure.set(None);
                    last.entries.push(entry);
                } else {
                    let mut entries = Vec::with_capacity(CHUNK);
                    entries.push(entry);
                    chunks.push(Rc::new(Chunk { entries, measure: Cell::new(None) }));
                }
            }
        }
    }

    /// Takes the member at `place` out. Takes the time of all behind it.
    pub(super) fn remove(&mut self, place: usize) -> Option<Entry> {
        if let Self::Few(entries) = self {
            return (place < entries.len()).then(|| entries.remove(place));
        }
        let removed = self.get(place)?.clone();
        let mut rest = Self::with_capacity(self.len());
        self.iter().enumerate().filter(|(at, _)| *at != place).for_each(|(_, entry)| rest.push(entry.clone()));
        *self = rest;
        Some(removed)
    }

    pub(super) fn iter(&self) -> Iter<'_> {
        let (first, chunks): (&[Entry], &[Rc<Chunk>]) = match self {
            Self::Few(entries) => (entries, &[]),
            Self::Many(chunks) => (&[], chunks),
        };
        Iter { front: first.iter(), middle: chunks.iter(), back: [].iter(), left: self.len() }
    }

    /// The members from `place` on, in order.
    pub(super) fn from(&self, place: usize) -> impl Iterator<Item = &Entry> {
        (place..self.len()).filter_map(|place| self.get(place))
    }

    /// About the bytes that the members take which no clone has, too.
    pub(super) fn own_bytes(&self) -> usize {
        match self {
            Self::Few(entries) => members_bytes(entries),
            Self::Many(chunks) => {
                let alone = chunks.iter().filter(|chunk| Rc::strong_count(chunk) == 1);
                size_of_val(chunks.as_slice()) + alone.map(|chunk| members_bytes(&chunk.entries)).sum::<usize>()
            }
        }
    }

    /// The sum of what `measure` finds for each stretch of members; what is known of a chunk is not asked again.
    pub(super) fn measures(&self, measure: impl Fn(&[Entry]) -> Measure) -> impl Iterator<Item = Measure> {
        let (few, chunks): (Option<&Vec<Entry>>, &[Rc<Chunk>]) = match self {
            Self::Few(entries) => (Some(entries), &[]),
            Self::Many(chunks) => (None, chunks),
        };
        let stretch = few.map(|entries| measure(entries));
        let known = chunks.iter().map(move |chunk| {
            chunk.measure.get().unwrap_or_else(|| {
                let found = measure(&chunk.entries);
                chunk.measure.set(Some(found));
                found
            })
        });
        stretch.into_iter().chain(known)
    }
}

/// The members in order, from both ends.
pub(super) struct Iter<'m> {
    front: slice::Iter<'m, Entry>,
    middle: slice::Iter<'m, Rc<Chunk>>,
    back: slice::Iter<'m, Entry>,
    left: usize,
}

impl<'m> Iterator for Iter<'m> {
    type Item = &'m Entry;

    fn next(&mut self) -> Option<&'m Entry> {
        let next = loop {
            match self.front.next() {
                Some(entry) => break Some(entry),
                None => match self.middle.next() {
                    Some(chunk) => self.front = chunk.entries.iter(),
                    None => break self.back.next(),
                },
            }
        };
        self.left -= usize::from(next.is_some());
        next
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let next = loop {
            match self.back.next_back() {
                Some(entry) => break Some(entry),
                None => match self.middle.next_back() {
                    Some(chunk) => self.back = chunk.entries.iter(),
                    None => break self.front.next_back(),
                },
            }
        };
        self.left -= usize::from(next.is_some());
        next
    }
}

impl ExactSizeIterator for Iter<'_> {}
