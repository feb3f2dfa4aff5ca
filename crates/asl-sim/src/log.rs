//! The event log as it grows.

use super::event::{Event, EventId, EventKind, Trace, VisitId};
use asl_aws::time::Timestamp;

/// Events in order; append-only but for the records that are attached to the newest one.
#[derive(Debug, Default)]
pub(super) struct Log {
    events: Vec<Event>,
    /// The number of the last event that may be logged.
    limit: Option<u32>,
}

impl Log {
    pub(super) fn new(limit: Option<u32>) -> Self {
        Self { events: Vec::new(), limit }
    }

    /// A log that is complete.
    pub(super) fn of(events: Vec<Event>) -> Self {
        Self { events, limit: None }
    }

    pub(super) fn events(&self) -> &[Event] {
        &self.events
    }

    /// Appends an event. At the limit the last place is kept for the event that ends the run, and `None` says
    /// that there was no room.
    pub(super) fn push(
        &mut self,
        previous: EventId,
        visit: VisitId,
        at: Timestamp,
        kind: EventKind,
        trace: Option<Box<Trace>>,
    ) -> Option<EventId> {
        let id = u32::try_from(self.events.len()).unwrap_or(u32::MAX).saturating_add(1);
        let ends = kind.ends_execution();
        if self.limit.is_some_and(|limit| id >= limit) && !ends {
            return None;
        }
        self.events.push(Event { id: EventId(id), previous, at, visit, kind, trace });
        Some(EventId(id))
    }

    /// Attaches to the event `id` what became clear right after it.
    pub(super) fn annotate(&mut self, id: EventId, note: impl FnOnce(&mut Trace)) {
        if let Some(event) = index(id).and_then(|index| self.events.get_mut(index)) {
            note(event.trace.get_or_insert_default());
        }
    }
}

/// Where the event of that number stands.
fn index(id: EventId) -> Option<usize> {
    usize::try_from(id.0).ok()?.checked_sub(1)
}
