//! The log of buses and rules: what became of each event and of each delivery. It is only appended to.
//!
//! The names of the steps are those with which EventBridge logs what a bus does (User Guide, "What Amazon EventBridge logs for
//! event buses"); why a rule takes an event or does not is computed when somebody asks ([`EventLog::explain`]).

mod delivery;
pub mod moment;

pub use asl_http::RetryAfter;
pub use delivery::{
    Answer, DeadLetter, Delivery, DeliveryId, DeliveryStatus, DropReason, ErrorCode, ExhaustedRetryCondition, Failure,
    LambdaStep, LogEntry, Message, Step, Success,
};

use asl_value::SortedMap;
use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_events::entry::{BusEvent, EntryError, EventEntry};
use asl_events::{EventSystem, Explanation};

/// An event of a log: the first one is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub u32);

/// A root execution of the world: the first one is 0. The executions that its Tasks start belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExecutionId(pub u32);

/// Everything that happened on the buses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventLog {
    /// The events in the order in which they came in.
    pub events: Vec<EventRecord>,
    /// The deliveries in the order in which they began.
    pub deliveries: Vec<Delivery>,
    /// What arrived in queues, by their names: events and dead letters.
    pub queues: SortedMap<Rc<str>, Vec<Message>>,
    /// What arrived in log groups, by their names.
    pub log_groups: SortedMap<Rc<str>, Vec<Message>>,
    /// How many entries of all lists have been made: the next one's number.
    pub(crate) entries: u32,
}

/// An event that came in, or that was refused.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRecord {
    /// Its number in the log.
    pub id: EventId,
    /// Its place in the order of everything that was logged.
    pub order: u32,
    /// When it came in.
    pub at: Timestamp,
    /// Who sent it.
    pub origin: Origin,
    /// What was sent.
    pub entry: EventEntry,
    /// The name of the bus that it was sent to.
    pub bus: Rc<str>,
    /// `EVENT_INGEST_SUCCESS` or `EVENT_INGEST_FAILURE`: the event, or why it was refused.
    pub outcome: Result<Rc<BusEvent>, EntryError>,
    /// What each rule of the bus made of it, in the order of the rules; empty for one that was refused, and where there is no
    /// such bus.
    pub rules: Vec<(usize, RuleOutcome)>,
}

/// Who sent an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// The person.
    Person,
    /// A Task of an execution that puts events.
    Execution {
        /// The root execution.
        execution: ExecutionId,
        /// The state.
        state: Rc<str>,
    },
    /// Step Functions: the status of an execution has changed.
    Status {
        /// The root execution.
        execution: ExecutionId,
    },
    /// A rule with a schedule: its position.
    Schedule(usize),
    /// A rule of another bus: its delivery.
    Delivery(DeliveryId),
    /// Lambda: a bus is the destination of a function, which this delivery has invoked.
    Function(DeliveryId),
}

/// What a rule made of an event.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleOutcome {
    /// `RULE_MATCH`: the deliveries that it began, one for each target.
    Matched(Vec<DeliveryId>),
    /// It does not take such an event.
    NotMatched,
    /// It is disabled; whether its pattern would have taken the event.
    Disabled {
        /// Whether it would have.
        would_match: bool,
    },
    /// It has no pattern that AWS takes.
    NoPattern,
}

impl EventLog {
    /// The event with this number.
    pub fn event(&self, id: EventId) -> Option<&EventRecord> {
        self.events.get(id.0 as usize)
    }

    /// The delivery with this number.
    pub fn delivery(&self, id: DeliveryId) -> Option<&Delivery> {
        self.deliveries.get(id.0 as usize)
    }

    /// The deliveries of an event.
    pub fn deliveries_of(&self, event: EventId) -> impl Iterator<Item = &Delivery> {
        self.deliveries.iter().filter(move |delivery| delivery.event == event)
    }

    /// Why a rule takes an event or does not, field by field; `None` for an event that was refused, and for a rule without a
    /// pattern.
    pub fn explain(&self, system: &EventSystem, event: EventId, rule: usize) -> Option<Explanation> {
        let event = self.event(event)?.outcome.as_ref().ok()?;
        system.rules.get(rule)?.pattern.as_ref()?.explain(&event.prepared)
    }

    /// The place of what is logged next, in the order of everything.
    pub(crate) fn next_order(&mut self) -> u32 {
        let order = self.entries;
        self.entries = self.entries.saturating_add(1);
        order
    }

    /// Whether nothing was logged.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}
