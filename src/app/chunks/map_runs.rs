//! The chunk of Map Runs, which the interpreter is given when it comes: only Distributed Maps have some.

use asl_sim::MAP_RUNS;

use super::Table;

/// What the chunk holds.
pub(crate) struct MapRuns {
    map_runs: fn() -> &'static asl_sim::MapRuns,
}

impl Table for MapRuns {
    fn arrive(&self) {
        MAP_RUNS.provide((self.map_runs)());
    }
}

pub(super) const TABLE: MapRuns = MapRuns { map_runs: asl_sim::map_runs };
