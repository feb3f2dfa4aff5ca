//! Where somebody stands who goes back in a run of the buses.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_events::EventSystem;
use asl_world::EventLog;
use asl_world::log::moment::Happening;

use super::lines::part;

/// A moment among all of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    /// The moment that is shown: after so many things that happened.
    pub at: usize,
    /// How many there are.
    pub total: usize,
    /// The step before it: where an event came in, an attempt began, or a delivery ended.
    pub previous: usize,
    /// The step after it.
    pub next: usize,
    /// What happened last before it.
    pub newest: Option<Newest>,
}

/// What happened last before a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newest {
    /// EventBridge's name for it; one in small letters where it has none.
    pub name: &'static str,
    /// The bus, or the rule and the target.
    pub part: Rc<str>,
    /// When it happened.
    pub at: Timestamp,
}

impl Moments {
    /// The moment `at` of that log; the newest one if `None`.
    pub fn of(system: &EventSystem, log: &EventLog, at: Option<usize>) -> Self {
        let all = log.happenings();
        let total = all.len();
        let at = at.map_or(total, |at| at.min(total));
        let turns = || (1..).zip(&all).filter(|(_, one)| one.is_turn()).map(|(moment, _)| moment);
        Self {
            at,
            total,
            previous: turns().take_while(|moment| *moment < at).last().unwrap_or(1),
            next: turns().find(|moment| *moment > at).unwrap_or(total),
            newest: at.checked_sub(1).and_then(|last| all.get(last)).map(|one| newest(system, one)),
        }
    }
}

fn newest(system: &EventSystem, happening: &Happening<'_>) -> Newest {
    match happening {
        Happening::Event(event) => Newest {
            name: if event.outcome.is_ok() { "EVENT_INGEST_SUCCESS" } else { "EVENT_INGEST_FAILURE" },
            part: event.bus.clone(),
            at: event.at,
        },
        Happening::Step(delivery, entry) => {
            Newest { name: entry.step.name(), part: part(system, delivery), at: entry.at }
        }
    }
}
