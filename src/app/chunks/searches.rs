//! The chunk of paths that search and of intrinsic functions, which the library is given when it comes.

use asl_path::SEARCHES;

use super::Table;

/// What the chunk holds.
pub(crate) struct Searches {
    searches: fn() -> &'static asl_path::Searches,
}

impl Table for Searches {
    fn arrive(&self) {
        SEARCHES.provide((self.searches)());
    }
}

pub(super) const TABLE: Searches = Searches { searches: asl_path::searches };
