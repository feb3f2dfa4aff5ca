//! Parts of a crate that may come later than the rest of it.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// A part of a crate behind its table of functions `T`.
#[derive(Debug)]
pub struct Part<T: 'static> {
    table: OnceLock<&'static T>,
    missed: AtomicBool,
}

impl<T> Part<T> {
    /// A part that is still to be provided.
    #[must_use]
    pub const fn new() -> Self {
        Self { table: OnceLock::new(), missed: AtomicBool::new(false) }
    }

    /// Provides the part, once and for all; a second table changes nothing.
    pub fn provide(&self, table: &'static T) {
        self.table.get_or_init(|| table);
    }

    /// The part, if it was provided; otherwise it is noted that it was missed.
    pub fn get(&self) -> Option<&'static T> {
        let table = self.table.get().copied();
        if table.is_none() {
            self.missed.store(true, Ordering::Relaxed);
        }
        table
    }

    /// Whether [`get`](Self::get) gave nothing since this was last asked.
    pub fn take_missed(&self) -> bool {
        self.missed.swap(false, Ordering::Relaxed)
    }
}

impl<T> Default for Part<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::Part;

    #[test]
    fn a_part_is_missed_until_it_is_provided() {
        static TABLE: fn() -> u8 = || 7;
        let part = Part::<fn() -> u8>::new();
        assert!(!part.take_missed());
        assert!(part.get().is_none());
        assert!(part.take_missed());
        assert!(!part.take_missed(), "it is told once");
        part.provide(&TABLE);
        assert_eq!(part.get().map(|table| table()), Some(7));
        assert!(!part.take_missed());
    }
}
