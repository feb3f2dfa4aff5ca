//! A run as X-Ray would show it: segments of the machine, its states, their calls, and the functions that ran
//! (X-Ray Developer Guide, "AWS X-Ray segment documents"; Step Functions Developer Guide, "Trace Step Functions request data").
//!
//! AWS does not document what Step Functions writes into its segments beyond their order: the machine, in it the states, in
//! them the calls. The rest follows the format of the documents.

mod deliveries;
mod documents;
mod service_map;
mod spans;

pub use deliveries::trace_in;
pub use documents::documents;
pub use service_map::{Edge, Node, ServiceMap, Tally, service_map};
pub use spans::trace;

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_sim::{EventId, VisitId};

/// The trace of an execution.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// `trace_id`: `1-5759e988-bd862e3fe1be46a994272793`.
    pub id: Rc<str>,
    /// The segment of the machine, with all others below it.
    pub root: Segment,
}

/// A segment, or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// `id`: 16 hexadecimal digits.
    pub id: Rc<str>,
    /// `name`
    pub name: Rc<str>,
    /// What it is.
    pub kind: Kind,
    /// When it began.
    pub start: Timestamp,
    /// When it ended; `None` while it goes on.
    pub end: Option<Timestamp>,
    /// How it ended.
    pub mark: Mark,
    /// What it failed with.
    pub cause: Option<StateError>,
    /// The HTTP call that it is.
    pub http: Option<HttpBlock>,
    /// The event and the visit of the run that it was made from.
    pub event: Option<(EventId, VisitId)>,
    /// What it is made of, in the order of their beginnings.
    pub parts: Vec<Segment>,
}

/// What a segment is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The execution of a machine: its ARN.
    Machine(Rc<str>),
    /// A visit of a state: its type.
    State(Rc<str>),
    /// A call of another service: what a Task calls it, such as `lambda` and `invoke`.
    Service(Rc<str>, Rc<str>),
    /// An HTTP call.
    Http,
    /// A rule that took an event.
    Rule,
    /// The invocation of a function, in a document of its own.
    Function {
        /// The id of its request.
        request: Rc<str>,
        /// Whether the function's own tracing is on: X-Ray has nothing of it otherwise.
        is_traced: bool,
    },
}

/// How a segment ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Whoever called did something wrong: 4xx.
    pub error: bool,
    /// What was called failed: 5xx, or an error of the function.
    pub fault: bool,
    /// There were too many calls: 429.
    pub throttle: bool,
}

/// The `http` block of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpBlock {
    /// The method.
    pub method: Rc<str>,
    /// The URL, as it may be shown.
    pub url: Rc<str>,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// How many bytes the answer's body has.
    pub content_length: Option<usize>,
}

impl Mark {
    /// The mark of an answer with this status.
    fn of_status(status: u16) -> Self {
        Self { error: (400..500).contains(&status), fault: status >= 500, throttle: status == 429 }
    }

    /// The mark of what failed with this error.
    fn of_error(error: &StateError) -> Self {
        let name = error.name();
        if let Some(status) = name.strip_prefix("States.Http.StatusCode.").and_then(|code| code.parse().ok()) {
            return Self::of_status(status);
        }
        let throttle = name.contains("TooManyRequests") || name.contains("Throttl");
        let denied = name.contains("AccessDenied") || name.contains("Authorization");
        Self { error: throttle || denied, fault: !throttle && !denied, throttle }
    }

    /// Whether it ended well.
    pub fn is_ok(self) -> bool {
        self == Self::default()
    }

    /// The word for it; empty for what ended well.
    pub fn word(self) -> &'static str {
        match self {
            Self { throttle: true, .. } => "throttle",
            Self { fault: true, .. } => "fault",
            Self { error: true, .. } => "error",
            _ => "",
        }
    }
}

impl Segment {
    /// How long it took, in milliseconds; until `now` while it goes on.
    pub fn took(&self, now: Timestamp) -> i64 {
        self.end.unwrap_or(now).millis_since(self.start).max(0)
    }

    /// When the last of it and of all below ended; `now` while something goes on.
    pub fn last(&self, now: Timestamp) -> Timestamp {
        let own = self.end.unwrap_or(now);
        self.parts.iter().map(|part| part.last(now)).fold(own, Timestamp::max)
    }

    /// Calls `change` with it and all below.
    fn each_mut(&mut self, change: &mut dyn FnMut(&mut Self)) {
        change(self);
        self.parts.iter_mut().for_each(|part| part.each_mut(change));
    }

    /// Calls `visit` with it and all below, with their depths.
    pub fn each<'s>(&'s self, depth: usize, visit: &mut dyn FnMut(&'s Self, usize)) {
        visit(self, depth);
        self.parts.iter().for_each(|part| part.each(depth + 1, visit));
    }
}

#[cfg(test)]
mod tests;
