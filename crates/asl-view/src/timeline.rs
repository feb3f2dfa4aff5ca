//! Events → rows and segments of the execution timeline: a pure fold over the log.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_http::Exchange;
use asl_lang::StateType;
use asl_sim::{AnsweredBy, Event, EventId, EventKind, Trace, VisitId, Within};

use crate::rows::Rows;

#[cfg(test)]
mod tests;

/// One visit of a state: a row of the timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The state visit that the row shows.
    pub visit: VisitId,
    /// The state's name.
    pub name: Rc<str>,
    /// The state's type.
    pub state_type: StateType,
    /// The branch or iteration that it is in.
    pub within: Option<Within>,
    /// How deep the visit is nested in branches and iterations.
    pub depth: u32,
    /// When the state was entered.
    pub entered: Timestamp,
    /// When it was left; `None` while it runs.
    pub left: Option<Timestamp>,
    /// What it is doing, or how it ended.
    pub status: RowStatus,
    /// What happened in it, in order of time.
    pub segments: Vec<Segment>,
    /// How many attempts there were of a Task.
    pub attempts: u32,
    /// The `…StateEntered` event.
    pub first_event: EventId,
    /// Whether something other than its service answered the last attempt.
    pub answered_by: Option<AnsweredBy>,
    /// Whether the state was left in order or through a catcher.
    pub exited: bool,
    /// The error that the visit ended with, or that was caught or retried last.
    pub error: Option<Rc<str>>,
}

/// What a visit is doing, or how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowStatus {
    /// Working, or waiting for an answer.
    Running,
    /// In a Wait.
    Waiting,
    /// Between two attempts.
    BackingOff,
    /// Left in order.
    Succeeded,
    /// Left in order after at least one retry.
    SucceededWithRetries,
    /// Left through a catcher.
    Caught,
    /// Ended by an error that nothing caught.
    Failed,
    /// Ended by a time limit.
    TimedOut,
    /// Ended from outside: Stop, or a sibling's failure.
    Aborted,
}

impl RowStatus {
    /// The status in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "Running",
            Self::Waiting => "Waiting",
            Self::BackingOff => "Waiting to retry",
            Self::Succeeded => "Succeeded",
            Self::SucceededWithRetries => "Succeeded after retries",
            Self::Caught => "Caught",
            Self::Failed => "Failed",
            Self::TimedOut => "Timed out",
            Self::Aborted => "Stopped",
        }
    }

    /// Whether the visit still goes on.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Running | Self::Waiting | Self::BackingOff)
    }
}

/// A part of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// What it shows.
    pub kind: SegmentKind,
    /// When it begins, on the clock of the run.
    pub start: Timestamp,
    /// Its end; `None` while it lasts.
    pub end: Option<Timestamp>,
    /// The event that it begins with.
    pub event: EventId,
    /// The error that it ended with.
    pub error: Option<Rc<str>>,
    /// The HTTP exchange of an attempt that has ended.
    pub exchange: Option<Rc<Exchange>>,
}

/// What a [`Segment`] shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentKind {
    /// An attempt of a Task, numbered from 1.
    Attempt {
        /// The number of the attempt, from 1.
        number: u32,
        /// Whether it succeeded; `None` while it lasts.
        succeeded: Option<bool>,
    },
    /// The pause between two attempts.
    BackOff,
    /// The time of a Wait.
    Wait,
    /// Anything else that a state does.
    Work,
}

/// The rows of a log, in the order of entry.
pub fn rows(events: &[Event]) -> Rows {
    let mut fold = Fold::default();
    for event in events {
        fold.event(event);
    }
    fold.rows
}

/// Rows as far as the log was read. A longer log goes on where the last one ended: see [`Fold::event`].
#[derive(Clone, Debug, Default)]
pub struct Fold {
    rows: Rows,
    /// Visits inside of branches and iterations that were neither left nor aborted so far, each with its newest event.
    open: Vec<(VisitId, EventId)>,
    /// Whether the execution was redriven.
    redriven: bool,
}

impl Fold {
    /// The rows so far.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Takes in the next event of the log.
    pub fn event(&mut self, event: &Event) {
        if event.visit == VisitId(0) {
            return self.execution_event(event);
        }
        if let EventKind::StateEntered { name, state_type, within, .. } = &event.kind {
            if let Some(within) = within.filter(|_| self.redriven) {
                self.reopen(&Event { visit: within.visit, ..event.clone() });
            }
            let depth = within.and_then(|within| self.rows.of(within.visit)).map_or(0, |parent| parent.depth + 1);
            let mut row = Row {
                visit: event.visit,
                name: name.clone(),
                state_type: *state_type,
                within: *within,
                depth,
                entered: event.at,
                left: None,
                status: if *state_type == StateType::Wait { RowStatus::Waiting } else { RowStatus::Running },
                segments: Vec::new(),
                attempts: 0,
                first_event: event.id,
                answered_by: None,
                exited: false,
                error: None,
            };
            match state_type {
                StateType::Task => {}
                StateType::Wait => row.begin(SegmentKind::Wait, event),
                _ => row.begin(SegmentKind::Work, event),
            }
            if within.is_some() {
                self.open.push((event.visit, event.id));
            }
            return self.rows.push(row);
        }
        if !matches!(event.kind, EventKind::StateAborted { .. }) {
            self.reopen(event);
            if let Some((_, newest)) = self.open.iter_mut().find(|(visit, _)| *visit == event.visit) {
                *newest = event.id;
            }
        }
        let mut has_failed = false;
        // A state that fails has no event of its own where what is around it goes on.
        match &event.kind {
            EventKind::StateExited { .. } | EventKind::StateAborted { .. } => {
                // What is aborted because of its own last event has failed; of a sibling's it was cut off.
                has_failed = self.open.contains(&(event.visit, event.previous));
                self.open.retain(|(visit, _)| *visit != event.visit);
                // An iteration whose failure a Map tolerates may leave no event at all. Nothing is inside of other states.
                let is_container = |row: &Row| matches!(row.state_type, StateType::Map | StateType::Parallel);
                if self.rows.of(event.visit).is_some_and(is_container) {
                    self.close_inside(event, None, RowStatus::Failed);
                }
            }
            EventKind::MapIterationFailed(iteration) => {
                self.close_inside(event, Some(iteration.index), RowStatus::Failed);
            }
            EventKind::MapIterationAborted(iteration) => {
                self.close_inside(event, Some(iteration.index), RowStatus::Aborted);
            }
            EventKind::MapStateFailed | EventKind::ParallelStateFailed => {
                self.close_inside(event, None, RowStatus::Failed);
            }
            _ => {}
        }
        let Some(row) = self.rows.of_mut(event.visit) else { return };
        match &event.kind {
            EventKind::TaskScheduled(_) | EventKind::LambdaFunctionScheduled(_) | EventKind::ActivityScheduled(_) => {
                row.end(event.at);
                row.attempts += 1;
                row.status = RowStatus::Running;
                row.begin(SegmentKind::Attempt { number: row.attempts, succeeded: None }, event);
            }
            EventKind::ParallelStateStarted | EventKind::MapStateStarted { .. } => {
                row.attempts += 1;
                row.status = RowStatus::Running;
                if row.attempts > 1 {
                    row.end(event.at);
                    row.begin(SegmentKind::Work, event);
                }
            }
            EventKind::TaskSucceeded(..) | EventKind::LambdaFunctionSucceeded(_) | EventKind::ActivitySucceeded(_) => {
                row.attempt_ended(event, None);
            }
            kind if let Some(error) = kind.attempt_failure() => row.attempt_ended(event, Some(error)),
            EventKind::StateExited { .. } => {
                row.end(event.at);
                row.left = Some(event.at);
                row.exited = true;
                let last_failed = row.segments.last().is_some_and(|segment| segment.error.is_some());
                row.status = if last_failed || row.status == RowStatus::Failed {
                    RowStatus::Caught
                } else if row.attempts > 1 {
                    RowStatus::SucceededWithRetries
                } else {
                    RowStatus::Succeeded
                };
            }
            EventKind::ParallelStateFailed | EventKind::MapStateFailed => {
                row.end(event.at);
                row.status = RowStatus::Failed;
            }
            EventKind::StateAborted { .. } => {
                let has_failed = has_failed || row.status == RowStatus::Failed || row.ends_with_failed_attempt();
                row.close(event.at, if has_failed { RowStatus::Failed } else { RowStatus::Aborted });
            }
            _ => {}
        }
    }

    /// Closes what is open inside of the visit of `event`: in that branch or iteration, or in all of them.
    fn close_inside(&mut self, event: &Event, index: Option<u32>, status: RowStatus) {
        if self.open.is_empty() {
            return;
        }
        let (rows, open) = (&self.rows, std::mem::take(&mut self.open));
        let around = |rows: &Rows, visit: VisitId| rows.of(visit).and_then(|row| row.within);
        let (inside, open): (Vec<_>, Vec<_>) = open.into_iter().partition(|(visit, _)| {
            std::iter::successors(around(rows, *visit), |within| around(rows, within.visit))
                .any(|within| within.visit == event.visit && index.is_none_or(|index| within.index == index))
        });
        self.open = open;
        for (visit, _) in inside {
            if let Some(row) = self.rows.of_mut(visit) {
                row.close(event.at, status);
            }
        }
    }

    /// What was closed with the execution, and not left, goes on once a redriven execution comes back to it.
    fn reopen(&mut self, event: &Event) {
        let mut at = Some(event.visit).filter(|_| self.redriven);
        while let Some(row) = at.and_then(|visit| self.rows.of_mut(visit)) {
            if row.exited || row.left.is_none() {
                return;
            }
            row.left = None;
            row.attempts = 0;
            row.error = None;
            row.status = if row.state_type == StateType::Wait { RowStatus::Waiting } else { RowStatus::Running };
            if !matches!(row.state_type, StateType::Task) {
                let kind = if row.state_type == StateType::Wait { SegmentKind::Wait } else { SegmentKind::Work };
                row.begin(kind, event);
            }
            if row.within.is_some() {
                self.open.push((row.visit, event.id));
            }
            at = row.within.map(|within| within.visit);
        }
    }

    fn execution_event(&mut self, event: &Event) {
        let (status, error) = match &event.kind {
            EventKind::ExecutionFailed(error) => (RowStatus::Failed, Some(error)),
            EventKind::ExecutionTimedOut(_) => (RowStatus::TimedOut, None),
            EventKind::ExecutionAborted(_) => (RowStatus::Aborted, None),
            EventKind::ExecutionRedriven { .. } => {
                self.redriven = true;
                return;
            }
            _ => return,
        };
        // An error that ends the execution at once cuts off what goes on beside the state that it happened in.
        let failed = self.open.iter().find(|(_, newest)| error.is_some() && *newest == event.previous);
        let around = |visit: &VisitId| self.rows.of(*visit).and_then(|row| row.within).map(|within| within.visit);
        let failed: Option<Vec<VisitId>> =
            failed.map(|(visit, _)| std::iter::successors(Some(*visit), around).collect());
        let end = |row: &mut Row| {
            if failed.as_ref().is_some_and(|failed| !failed.contains(&row.visit)) {
                return row.close(event.at, RowStatus::Aborted);
            }
            if let Some(error) = error {
                row.error = error.name.clone().or(row.error.take());
            }
            row.close(event.at, status);
        };
        self.rows.change(|row| row.left.is_none(), end);
    }
}

impl Row {
    fn begin(&mut self, kind: SegmentKind, event: &Event) {
        self.segments.push(Segment { kind, start: event.at, end: None, event: event.id, error: None, exchange: None });
    }

    /// Ends the segment that lasts.
    fn end(&mut self, at: Timestamp) {
        if let Some(segment) = self.segments.last_mut() {
            segment.end.get_or_insert(at);
        }
    }

    fn attempt_ended(&mut self, event: &Event, error: Option<&StateError>) {
        self.end(event.at);
        self.answered_by = event.trace.as_deref().and_then(|trace| trace.answered_by);
        let name = error.map(|error| error.name.clone().unwrap_or_else(|| "error".into()));
        if let Some(segment) = self.segments.last_mut() {
            if let SegmentKind::Attempt { succeeded, .. } = &mut segment.kind {
                *succeeded = Some(error.is_none());
            }
            segment.error.clone_from(&name);
            segment.exchange = event.trace.as_deref().and_then(|trace| trace.exchange.clone());
        }
        if name.is_some() {
            self.error = name;
        }
        if let Some(Trace { until: Some(_), .. }) = event.trace.as_deref() {
            self.status = RowStatus::BackingOff;
            self.begin(SegmentKind::BackOff, event);
        }
    }

    /// Whether its last attempt failed and no other one follows.
    fn ends_with_failed_attempt(&self) -> bool {
        let is_failure =
            |segment: &Segment| matches!(segment.kind, SegmentKind::Attempt { succeeded: Some(false), .. });
        self.segments.last().is_some_and(is_failure)
    }

    fn close(&mut self, at: Timestamp, status: RowStatus) {
        self.end(at);
        self.left = Some(at);
        self.status = status;
    }
}
