//! Events → rows and segments of the execution timeline.

use std::rc::Rc;

use crate::asl::StateType;
use crate::run::{Event, EventId, VisitId};
use crate::time::Timestamp;

/// One visit of a state: a row of the timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The visit.
    pub visit: VisitId,
    /// The state's name.
    pub name: Rc<str>,
    /// The state's type.
    pub state_type: StateType,
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

/// A part of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// What it shows.
    pub kind: SegmentKind,
    /// Its start.
    pub start: Timestamp,
    /// Its end; `None` while it lasts.
    pub end: Option<Timestamp>,
    /// The event that it begins with.
    pub event: EventId,
    /// The error that it ended with.
    pub error: Option<Rc<str>>,
}

/// What a [`Segment`] shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentKind {
    /// An attempt of a Task, numbered from 1.
    Attempt {
        /// The number.
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
pub fn rows(_events: &[Event]) -> Vec<Row> {
    Vec::new()
}
