//! What belongs to one execution alone: its start, its log, its end. A run has one of its own, and one for each
//! child execution of its Distributed Maps; threads, time and effects are shared by all of them.

use std::cell::OnceCell;

use super::distributed::map_run::MapRunId;
use super::event::{EventId, EventKind, VisitId};
use super::log::Log;
use super::start::{Outcome, Start};
use asl_aws::time::Timestamp;
use asl_value::Map;

/// Names an execution within a run: 0 is the run itself, others are its child executions in the order of their start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub u32);

/// One execution.
#[derive(Debug)]
pub(super) struct Course {
    pub(super) start: Start,
    pub(super) started_at: Timestamp,
    pub(super) log: Log,
    /// What its context object always holds, once that was asked for.
    pub(super) context: OnceCell<Map>,
    pub(super) next_visit: u32,
    /// The Map Runs that its Maps have started.
    pub(super) map_runs: Vec<MapRunId>,
    /// How it ended, and when.
    pub(super) ended: Option<(Outcome, Timestamp)>,
}

impl Course {
    /// Begins an execution: logs `ExecutionStarted`.
    pub(super) fn new(start: Start, now: Timestamp) -> Self {
        let mut log = Log::new(start.limits.last_event(start.identity.express));
        let started =
            EventKind::ExecutionStarted { input: start.input.clone(), role_arn: start.identity.role_arn.clone() };
        let _ = log.push(EventId(0), VisitId(0), now, started, None);
        Self { start, started_at: now, log, context: OnceCell::new(), next_visit: 0, map_runs: Vec::new(), ended: None }
    }

    /// Logs the end. Does nothing on an ended one; says whether it did.
    pub(super) fn end(&mut self, previous: EventId, kind: EventKind, outcome: Outcome, now: Timestamp) -> bool {
        if self.ended.is_some() {
            return false;
        }
        let _ = self.log.push(previous, VisitId(0), now, kind, None);
        self.ended = Some((outcome, now));
        true
    }

    pub(super) fn outcome(&self) -> Option<&Outcome> {
        self.ended.as_ref().map(|(outcome, _)| outcome)
    }
}
