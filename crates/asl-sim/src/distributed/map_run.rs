//! Map Runs and the child executions that they start (API reference, `DescribeMapRun`).

use std::rc::Rc;

use super::batcher::Batch;
use super::files::Files;
use super::tolerance::Tolerance;
use super::writer::{Ended, Row, Writer, Written};
use crate::course::{Course, RunId};
use crate::event::{Event, EventId, VisitId};
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
    pub(crate) run: RunId,
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
    pub(crate) children: Vec<RunId>,
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
    pub fn run(&self) -> RunId {
        self.run
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
    pub fn children(&self) -> &[RunId] {
        &self.children
    }

    /// Counts of items and of child executions. `child` looks one up.
    pub(crate) fn counts<'a>(&self, child: impl Fn(RunId) -> Option<&'a Child>) -> (Counts, Counts) {
        let (mut items, mut executions) = (Counts::default(), Counts::default());
        for (index, batch) in self.batches.iter().enumerate() {
            let child = self.children.get(index).and_then(|id| child(*id));
            for (counts, by) in [(&mut items, batch.items), (&mut executions, 1)] {
                let slot = match child.map(Child::outcome) {
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
        if self.status != MapRunStatus::Running {
            items.results_written = items.total;
            executions.results_written = executions.total;
        }
        (items, executions)
    }

    /// What is written of its results, and what the Map's result is.
    pub(crate) fn write<'a>(&self, child: impl Fn(RunId) -> Option<&'a Child>) -> Result<Written, StateError> {
        let writer = Writer::new(self.writer_parameters.as_ref(), self.writer_config.as_ref())?;
        let rows = self.batches.iter().enumerate().map(|(index, batch)| Row {
            input: batch.input.clone(),
            ended: self.children.get(index).and_then(|id| child(*id)).and_then(Child::ended),
        });
        Ok(writer.write(&self.arn, &rows.collect::<Vec<_>>()))
    }
}

/// A child execution of a Distributed Map: it has a log of its own.
#[derive(Debug)]
pub struct Child {
    pub(crate) course: Course,
    pub(crate) map_run: MapRunId,
    /// The thread that runs its own states.
    pub(crate) thread: ThreadId,
    pub(crate) index: usize,
    pub(crate) items: usize,
}

impl Child {
    /// Its ARN.
    pub fn arn(&self) -> String {
        self.course.start.identity.execution_arn()
    }

    /// Its name.
    pub fn name(&self) -> &Rc<str> {
        &self.course.start.identity.execution_name
    }

    /// Its input: an item, or a batch of items.
    pub fn input(&self) -> &Value {
        &self.course.start.input
    }

    /// The number of its item or batch, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// How many items it works on.
    pub fn item_count(&self) -> usize {
        self.items
    }

    /// When it started.
    pub fn started_at(&self) -> Timestamp {
        self.course.started_at
    }

    /// When it ended, if it has.
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.course.ended.as_ref().map(|(_, at)| *at)
    }

    /// The number of its Map Run among those of the run, from 0.
    pub fn map_run(&self) -> usize {
        self.map_run
    }

    /// Its event log so far.
    pub fn events(&self) -> &[Event] {
        self.course.log.events()
    }

    /// How it ended, if it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.course.outcome()
    }

    fn ended(&self) -> Option<Ended> {
        let (outcome, stopped) = self.course.ended.clone()?;
        let identity = &self.course.start.identity;
        Some(Ended {
            execution_arn: identity.execution_arn().into(),
            state_machine_arn: identity.state_machine_arn().into(),
            name: identity.execution_name.clone(),
            started: self.course.started_at,
            stopped,
            outcome,
        })
    }
}
