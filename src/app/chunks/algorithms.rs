//! The chunk of regular expressions and hashes, which the library is given when it comes.

use asl_playground::path::{self, ALGORITHMS};

use super::Table;

/// What the chunk holds.
pub(crate) struct Algorithms {
    algorithms: fn() -> &'static path::Algorithms,
}

impl Table for Algorithms {
    fn arrive(&self) {
        ALGORITHMS.provide((self.algorithms)());
    }
}

pub(super) const TABLE: Algorithms = Algorithms { algorithms: path::algorithms };
