//! Map Runs and the child executions that they start (API reference, `DescribeMapRun`).

use std::rc::Rc;

use super::batcher::Batch;
use super::files::Files;
use super::tolerance::Tolerance;
use super::writer::{Ended, Row, Writer, Written};
use crate::event::{EventId, VisitId};
use crate::execution::{ActorId, Execution};
use crate::start::Outcome;
use crate::thread::ThreadId;
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_value::Value;

/// A Map Run's place among those of a run.
pub(crate) type MapRunId = usize;

/// The child executions that a Distributed Map started in one attempt.
#[derive(Debug)]
pub struct MapRun {
    pub(crate) arn: Rc<str>,
    /// The execution that the Map belongs to.
    pub(crate) actor: ActorId,
    /// The thread of the Map.
    pub(crate) thread: ThreadId,
    pub(crate) visit: VisitId,
    /// The Map's name.
    pub(crate) name: Rc<str>,
    pub(crate) started_at: Timestamp,
    /// When its status became another than running.
    pub(crate) ended_at: Option<Timestamp>,
    /// `MapRunStarted`
    pub(crate) started: EventId,
    pub(crate) status: MapRunStatus,
    pub(crate) max_concurrency: usize,
    pub(crate) tolerance: Tolerance,
    /// The inputs of the child executions.
    pub(crate) batches: Vec<Batch>,
    /// How many items are in them.
    pub(crate) items: usize,
    /// Those started so far; they have the first batches.
    pub(crate) children: Vec<ActorId>,
    /// The batches whose children are started again once there is room for them, the next one last.
    pub(crate) again: Vec<usize>,
    /// The children that others took the place of, with the numbers of their batches.
    pub(crate) replaced: Vec<(usize, ActorId)>,
    /// How often it was redriven.
    pub(crate) redriven: u32,
    /// How many of the children have not ended.
    pub(crate) running: usize,
    /// How many items were in batches that failed.
    pub(crate) failed_items: usize,
    /// Whether too much has failed: nothing more is started.
    pub(crate) breached: bool,
    /// `Parameters` or `Arguments` of the ResultWriter.
    pub(crate) writer_parameters: Option<Value>,
    /// `WriterConfig`
    pub(crate) writer_config: Option<Value>,
    /// The files that its ResultWriter wrote.
    pub(crate) written: Files,
}

/// How a Map Run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are AWS's own")]
pub enum MapRunStatus {
    Running,
    Succeeded,
    Failed,
    Aborted,
}

impl MapRunStatus {
    /// AWS's word: `RUNNING`, `SUCCEEDED`, `FAILED`, `ABORTED`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Aborted => "ABORTED",
        }
    }
}

/// How many items, or child executions, of a Map Run stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are AWS's own")]
pub struct Counts {
    pub pending: usize,
    pub running: usize,
    pub succeeded: usize,
    pub failed: usize,
    pub timed_out: usize,
    pub aborted: usize,
    pub total: usize,
    /// Counted without a ResultWriter too: all, once the Map Run has ended.
    pub results_written: usize,
}

impl MapRun {
    /// Its ARN.
    pub fn arn(&self) -> &Rc<str> {
        &self.arn
    }

    /// The execution whose Map it is.
    pub fn execution(&self) -> ActorId {
        self.actor
    }

    /// The name of the Map state.
    pub fn name(&self) -> &Rc<str> {
        &self.name
    }

    /// When it started.
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }

    /// When it ended, if it has.
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.ended_at
    }

    /// The files that its ResultWriter has written.
    pub fn written(&self) -> &Files {
        &self.written
    }

    /// The visit of the Map in that execution.
    pub fn visit(&self) -> VisitId {
        self.visit
    }

    /// How it stands.
    pub fn status(&self) -> MapRunStatus {
        self.status
    }

    /// The most children that run at once; 0 is no limit.
    pub fn max_concurrency(&self) -> usize {
        self.max_concurrency
    }

    /// How many items may fail.
    pub fn tolerated_failure_count(&self) -> i64 {
        self.tolerance.count()
    }

    /// How many of a hundred items may fail.
    pub fn tolerated_failure_percentage(&self) -> f64 {
        self.tolerance.percentage()
    }

    /// How many child executions it has, those included that have not been started.
    pub fn child_count(&self) -> usize {
        self.batches.len()
    }

    /// Its child executions, in the order of their start.
    pub fn children(&self) -> &[ActorId] {
        &self.children
    }

    /// How often it was redriven.
    pub fn redriven(&self) -> u32 {
        self.redriven
    }

    /// Whether the child execution is the one that works on its batch: another one took its place otherwise.
    pub fn has_child(&self, child: ActorId) -> bool {
        self.replaced.iter().all(|(_, replaced)| *replaced != child)
    }

    /// The event `MapRunStarted` in the log of the execution that it belongs to.
    pub fn started(&self) -> EventId {
        self.started
    }

    /// Counts of items and of child executions. `child` says how one that has started ended, if it has.
    pub(crate) fn counts<'a>(
        &self,
        has_ended: bool,
        child: impl Fn(ActorId) -> Option<Option<&'a Outcome>>,
    ) -> (Counts, Counts) {
        let (mut items, mut executions) = (Counts::default(), Counts::default());
        for (index, batch) in self.batches.iter().enumerate() {
            let replaced = self.replaced.iter().rev().filter(|(at, _)| *at == index).map(|(_, id)| id);
            let mut all = self.children.get(index).filter(|_| !self.again.contains(&index)).into_iter().chain(replaced);
            let child = all.find_map(|id| child(*id));
            for (counts, by) in [(&mut items, batch.items), (&mut executions, 1)] {
                let slot = match child {
                    None => &mut counts.pending,
                    Some(None) => &mut counts.running,
                    Some(Some(Outcome::Succeeded(_))) => &mut counts.succeeded,
                    Some(Some(Outcome::Failed(_))) => &mut counts.failed,
                    Some(Some(Outcome::TimedOut(_))) => &mut counts.timed_out,
                    Some(Some(Outcome::Aborted(_))) => &mut counts.aborted,
                };
                *slot += by;
                counts.total += by;
            }
        }
        if has_ended {
            items.results_written = items.total;
            executions.results_written = executions.total;
        }
        (items, executions)
    }

    /// What is written of its results, and what the Map's result is.
    pub(crate) fn write<'a>(&self, child: impl Fn(ActorId) -> Option<&'a Execution>) -> Result<Written, StateError> {
        let writer = Writer::new(self.writer_parameters.as_ref(), self.writer_config.as_ref())?;
        let rows = self.batches.iter().enumerate().map(|(index, batch)| Row {
            input: batch.input.clone(),
            ended: self.children.get(index).and_then(|id| child(*id)).and_then(ended),
        });
        Ok(writer.write(&self.arn, &rows.collect::<Vec<_>>()))
    }
}

/// What a ResultWriter writes of a child execution that has ended.
fn ended(child: &Execution) -> Option<Ended> {
    let (outcome, stopped) = child.ended.clone()?;
    let identity = &child.start.identity;
    Some(Ended {
        execution_arn: identity.execution_arn().into(),
        state_machine_arn: identity.state_machine_arn().into(),
        name: identity.execution_name.clone(),
        started: child.started_at,
        stopped,
        outcome,
    })
}
