//! Going back: what a log was after so many of its entries.

use asl_value::{Sort, SortedMap, SortedSet};
use std::rc::Rc;

use asl_aws::time::Timestamp;

use super::{Delivery, DeliveryId, EventLog, EventRecord, LambdaStep, LogEntry, Message, Step, Success};

/// Something that happened on the buses.
#[derive(Clone, Copy, Debug)]
pub enum Happening<'a> {
    /// An event came in. Its rules were asked in the same moment, and the deliveries that they begin belong to it.
    Event(&'a EventRecord),
    /// A step of a delivery after its start.
    Step(&'a Delivery, &'a LogEntry),
}

impl Happening<'_> {
    /// Its place in the order of everything that was logged.
    pub fn order(&self) -> u32 {
        match self {
            Self::Event(event) => event.order,
            Self::Step(_, entry) => entry.order,
        }
    }

    /// The error that it is about, if something failed.
    pub fn failure(&self) -> Option<Rc<str>> {
        match self {
            Self::Event(event) => event.outcome.as_ref().err().map(|error| error.code().into()),
            Self::Step(_, entry) => match &entry.step {
                Step::AttemptRetryableFailure(failure)
                | Step::AttemptPermanentFailure(failure)
                | Step::Failure { failure, .. } => Some(failure.code.as_str().into()),
                Step::Lambda(LambdaStep::Ended(answer)) | Step::AttemptSuccess(answer) => {
                    answer.result.as_ref().and_then(|result| result.as_ref().err()).map(|error| error.name().into())
                }
                _ => None,
            },
        }
    }

    /// Whether an event came in here, an attempt began, or a delivery ended: what people go by when they go from step to step.
    pub fn is_turn(&self) -> bool {
        let Self::Step(_, entry) = self else { return true };
        matches!(
            entry.step,
            Step::AttemptStart { .. }
                | Step::Success(_)
                | Step::DeadLetter(_)
                | Step::Dropped(_)
                | Step::Lambda(LambdaStep::Invoked { .. } | LambdaStep::Ended(_))
        )
    }
}

impl EventLog {
    /// How many moments it has: one after each of its [happenings](Self::happenings).
    pub fn moments(&self) -> usize {
        let steps = |delivery: &Delivery| delivery.steps.len().saturating_sub(1);
        self.events.len() + self.deliveries.iter().map(steps).sum::<usize>()
    }

    /// Everything that happened, in order.
    pub fn happenings(&self) -> Vec<Happening<'_>> {
        let steps = |delivery| Delivery::later_steps(delivery).map(move |entry| Happening::Step(delivery, entry));
        let mut all: Vec<Happening<'_>> =
            self.events.iter().map(Happening::Event).chain(self.deliveries.iter().flat_map(steps)).collect();
        all.order_by_key(Happening::order);
        all
    }

    /// What happened in places of the order from `order` on, in no order of its own. This looks at the ends of the lists alone.
    pub(crate) fn since(&self, order: u32) -> impl Iterator<Item = Happening<'_>> {
        let events = self.events.iter().rev().take_while(move |event| event.order >= order).map(Happening::Event);
        let steps = self.deliveries.iter().flat_map(move |delivery| {
            let newest = delivery.steps.iter().skip(1).rev().take_while(move |entry| entry.order >= order);
            newest.map(move |entry| Happening::Step(delivery, entry))
        });
        events.chain(steps)
    }

    /// How many entries all lists have: the number of the next one.
    pub(crate) fn entries(&self) -> u32 {
        self.entries
    }

    /// When the last thing happened; `None` before anything has.
    pub fn latest(&self) -> Option<Timestamp> {
        let steps = self.deliveries.iter().filter_map(|delivery| delivery.steps.last()).map(|entry| entry.at);
        self.events.iter().map(|event| event.at).chain(steps).max()
    }

    /// The deliveries that have started an execution.
    pub fn started(&self) -> SortedSet<DeliveryId> {
        let has_started = |delivery: &&Delivery| {
            delivery.steps.iter().any(|entry| matches!(entry.step, Step::Success(Success::Started(_))))
        };
        self.deliveries.iter().filter(has_started).map(|delivery| delivery.id).collect()
    }

    /// The log as it was after so many of its moments.
    #[must_use]
    pub fn before(&self, moments: usize) -> Self {
        let end = match moments.checked_sub(1).and_then(|last| self.happenings().get(last).map(Happening::order)) {
            Some(order) => order,
            None if moments == 0 => return Self::default(),
            None => return self.clone(),
        };
        let events: Vec<EventRecord> = self.events.iter().take_while(|event| event.order <= end).cloned().collect();
        let mut deliveries = Vec::new();
        for delivery in self.deliveries.iter().take_while(|delivery| (delivery.event.0 as usize) < events.len()) {
            // The start of a delivery belongs to its event.
            let start = delivery.steps.iter().take(1);
            let steps = start.chain(delivery.later_steps().take_while(|entry| entry.order <= end)).cloned().collect();
            let Delivery { id, event, rule, target, body, call, .. } = delivery.clone();
            deliveries.push(Delivery { id, event, rule, target, body, call, steps });
        }
        let arrived = Arrived::of(&deliveries);
        Self {
            queues: shortened(&self.queues, &arrived.queues),
            log_groups: shortened(&self.log_groups, &arrived.log_groups),
            events,
            deliveries,
            entries: end.saturating_add(1),
        }
    }
}

impl Delivery {
    /// Its steps after the start.
    fn later_steps(&self) -> impl Iterator<Item = &LogEntry> {
        self.steps.iter().skip(1)
    }
}

/// How many messages there are in queues and log groups.
#[derive(Default)]
struct Arrived {
    queues: SortedMap<Rc<str>, usize>,
    log_groups: SortedMap<Rc<str>, usize>,
}

impl Arrived {
    /// So many as deliveries tell of.
    fn of(deliveries: &[Delivery]) -> Self {
        let mut arrived = Self::default();
        for entry in deliveries.iter().flat_map(|delivery| &delivery.steps) {
            match &entry.step {
                Step::DeadLetter(letter) => note(&mut arrived.queues, &letter.queue, letter.position),
                Step::Success(place)
                | Step::Lambda(LambdaStep::Recorded { place, .. } | LambdaStep::DeadLetter { place, .. }) => {
                    match place {
                        Success::Queued(queue, position) => note(&mut arrived.queues, queue, *position),
                        Success::Logged(group, position) => note(&mut arrived.log_groups, group, *position),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        arrived
    }
}

fn note(counts: &mut SortedMap<Rc<str>, usize>, name: &Rc<str>, position: usize) {
    let count = counts.get(name).copied().unwrap_or_default().max(position + 1);
    counts.insert(name.clone(), count);
}

/// The first messages of each place, as many as had arrived.
fn shortened(
    all: &SortedMap<Rc<str>, Vec<Message>>,
    arrived: &SortedMap<Rc<str>, usize>,
) -> SortedMap<Rc<str>, Vec<Message>> {
    let first = |(name, count): (&Rc<str>, &usize)| Some((name.clone(), all.get(name)?.get(..*count)?.to_vec()));
    arrived.iter().filter_map(first).collect()
}
