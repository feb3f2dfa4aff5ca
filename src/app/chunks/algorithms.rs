//! The chunk of regular expressions and hashes, which the library is given when it comes.

use asl_path::ALGORITHMS;

use super::Table;

/// What the chunk holds.
pub(crate) struct Algorithms {
    algorithms: fn() -> &'static asl_path::Algorithms,
}

impl Table for Algorithms {
    fn arrive(&self) {
        ALGORITHMS.provide((self.algorithms)());
    }
}

pub(super) const TABLE: Algorithms = Algorithms { algorithms: asl_path::algorithms };
