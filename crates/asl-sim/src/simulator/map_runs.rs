//! Map Runs as the rest of the simulator uses them: behind one table of functions, so that the page can fetch what only
//! Distributed Maps need when a definition first has one.

use asl_lang::{StateKind, StateMachine};
use asl_parts::Part;

use super::Simulator;
use crate::distributed::map_run::MapRunId;
use crate::execution::ActorId;
use crate::runnable::{DistributedCode, MapCode, StateCode};
use crate::states::{Failure, WorkResult, distributed};
use crate::thread::{Thread, ThreadId};

/// Starts a Map Run with its first child executions.
type Start = fn(&mut Simulator, &StateCode, &mut Thread, &MapCode, &DistributedCode) -> WorkResult;

/// The functions.
#[expect(missing_debug_implementations, reason = "a table of functions")]
pub struct MapRuns {
    pub(crate) start: Start,
    /// A child execution has ended: its Map goes on, or ends.
    pub(super) child_ended: fn(&mut Simulator, ActorId),
    /// Too much of a Map Run has failed.
    pub(super) fail: fn(&mut Simulator, Box<Thread>, &StateCode, MapRunId),
    /// Goes on with a Map Run in the thread of its Map, whose execution was redriven.
    pub(super) redrive: fn(&mut Simulator, MapRunId, ThreadId),
    /// Ends a Map Run from outside.
    pub(super) abort: fn(&mut Simulator, MapRunId) -> Result<(), Failure>,
}

/// Map Runs themselves. Only who provides them to [`MAP_RUNS`] calls this.
pub fn map_runs() -> &'static MapRuns {
    static TABLE: MapRuns = MapRuns {
        start: distributed::start,
        child_ended: Simulator::child_ended,
        fail: Simulator::fail_map_run,
        redrive: Simulator::redrive_map_run,
        abort: Simulator::abort_map_run,
    };
    &TABLE
}

/// Map Runs, where the feature `deferred` leaves them to be provided. Until then no machine that has some can be run: see
/// [`ask_for_parts`].
pub static MAP_RUNS: Part<MapRuns> = Part::new();

/// Map Runs, if they are here.
pub(crate) fn get() -> Option<&'static MapRuns> {
    if cfg!(feature = "deferred") { MAP_RUNS.get() } else { Some(map_runs()) }
}

/// Notes what a run of this machine needs and is not here: a run cannot wait for it.
pub fn ask_for_parts(machine: &StateMachine) {
    let is_distributed = |kind: &StateKind| matches!(kind, StateKind::Map(map) if map.distributed);
    if machine.states().iter().any(|state| is_distributed(&state.kind)) {
        let _ = get();
    }
}
