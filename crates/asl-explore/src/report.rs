//! What an exploration came to.

use asl_scenario::Place;
use asl_value::SortedSet;

use crate::explore::Progress;
use crate::findings::{Finding, Kind};

/// What was found, and how much was tried for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What was found, by kind, the most urgent kind first.
    pub findings: Vec<Finding>,
    /// How much was tried.
    pub progress: Progress,
    /// Whether all was tried; otherwise the budget was used up first, and what was not seen may exist.
    pub is_complete: bool,
    /// What some run has reached.
    pub reached: SortedSet<Place>,
    /// What there is to reach.
    pub places: Vec<Place>,
}

impl Report {
    /// The findings of a kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.kind == kind)
    }
}
