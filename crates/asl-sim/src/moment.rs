//! Moments of a simulation: in which order its executions logged their events, and how far each had come when.

use std::rc::Rc;

use super::event::Event;
use super::execution::{ActorId, Execution};
use super::start::Outcome;

/// The order in which the executions of a simulator logged their events. Only what stands behind one another in one
/// execution is counted together, so that the order of a run without children takes no room.
#[derive(Clone, Debug, Default)]
pub struct Order {
    runs: Vec<(ActorId, u32)>,
    len: usize,
}

impl Order {
    /// One more event of that execution.
    pub(crate) fn note(&mut self, actor: ActorId) {
        self.len += 1;
        match self.runs.last_mut() {
            Some((last, count)) if *last == actor => *count = count.saturating_add(1),
            _ => self.runs.push((actor, 1)),
        }
    }

    /// So many events of that execution, then so many of another, and so on.
    pub(crate) fn of_runs(runs: impl Iterator<Item = (ActorId, u32)>) -> Self {
        let runs: Vec<(ActorId, u32)> = runs.collect();
        let len = runs
            .iter()
            .fold(0, |len: usize, (_, count)| len.saturating_add(usize::try_from(*count).unwrap_or_default()));
        Self { runs, len }
    }

    /// The same as it was given.
    pub(crate) fn runs(&self) -> impl Iterator<Item = (u32, u32)> {
        self.runs.iter().map(|(actor, count)| (actor.0, *count))
    }

    /// How many events all executions have logged.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing was logged.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The moment after that many events.
    pub fn moment(&self, events: usize) -> Moment {
        let mut left = events.min(self.len);
        let mut lengths = Vec::new();
        let mut newest = ActorId::ROOT;
        for (actor, count) in &self.runs {
            if left == 0 {
                break;
            }
            let taken = usize::try_from(*count).unwrap_or(usize::MAX).min(left);
            left -= taken;
            newest = *actor;
            let place = usize::try_from(actor.0).unwrap_or(usize::MAX);
            if lengths.len() <= place {
                lengths.resize(place.saturating_add(1), 0);
            }
            if let Some(length) = lengths.get_mut(place) {
                *length += taken;
            }
        }
        Moment { lengths: lengths.into(), newest }
    }

    /// All events in their order: the execution of each, and its place in the log of that one, from 0.
    pub fn places(&self) -> impl Iterator<Item = (ActorId, usize)> {
        let runs = self.runs.iter().scan(Vec::new(), |lengths: &mut Vec<usize>, (actor, count)| {
            let place = usize::try_from(actor.0).unwrap_or(usize::MAX);
            if lengths.len() <= place {
                lengths.resize(place.saturating_add(1), 0);
            }
            let length = lengths.get_mut(place)?;
            let from = *length;
            *length += usize::try_from(*count).unwrap_or(usize::MAX);
            Some((*actor, from..*length))
        });
        runs.flat_map(|(actor, range)| range.map(move |place| (actor, place)))
    }

    /// The executions of the events from the one at `from` on (counted from 0), the oldest first.
    pub fn since(&self, from: usize) -> impl Iterator<Item = ActorId> {
        let mut left = self.len.saturating_sub(from);
        let mut newest = Vec::new();
        for (actor, count) in self.runs.iter().rev() {
            if left == 0 {
                break;
            }
            let taken = usize::try_from(*count).unwrap_or(usize::MAX).min(left);
            left -= taken;
            newest.push((*actor, taken));
        }
        newest.into_iter().rev().flat_map(|(actor, taken)| std::iter::repeat_n(actor, taken))
    }
}

/// A moment of a simulation: how many events each of its executions had logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    lengths: Rc<[usize]>,
    newest: ActorId,
}

impl Moment {
    /// How many events the execution had logged; 0 if it had not started.
    pub fn len_of(&self, actor: ActorId) -> usize {
        usize::try_from(actor.0).ok().and_then(|place| self.lengths.get(place).copied()).unwrap_or_default()
    }

    /// How many events all executions had logged.
    pub fn events_before(&self) -> usize {
        self.lengths.iter().sum()
    }

    /// The execution that logged the newest event.
    pub fn newest(&self) -> ActorId {
        self.newest
    }

    /// The events that the execution had logged.
    pub fn events<'a>(&self, actor: ActorId, execution: &'a Execution) -> &'a [Event] {
        let events = execution.events();
        events.get(..self.len_of(actor)).unwrap_or(events)
    }

    /// How the execution had ended, if it had.
    pub fn outcome<'a>(&self, actor: ActorId, execution: &'a Execution) -> Option<&'a Outcome> {
        let events = self.events(actor, execution);
        if !events.last().is_some_and(|event| event.kind.ends_execution()) {
            return None;
        }
        if execution.ended_before.is_empty() {
            return execution.outcome();
        }
        execution.outcome_of(events.iter().filter(|event| event.kind.ends_execution()).count().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::Order;
    use crate::execution::ActorId;

    #[test]
    fn a_moment_is_what_was_logged_before_it() {
        let mut order = Order::default();
        let all = [0, 0, 1, 2, 2, 1, 0];
        for actor in all {
            order.note(ActorId(actor));
        }
        for at in 0..=all.len() + 1 {
            let moment = order.moment(at);
            for actor in 0..4 {
                let before = all.iter().take(at).filter(|one| **one == actor).count();
                assert_eq!(moment.len_of(ActorId(actor)), before, "{actor} at {at}");
            }
            let rest: Vec<_> = order.since(at).map(|actor| actor.0).collect();
            assert_eq!(rest, all.get(at..).unwrap_or_default(), "since {at}");
        }
        let places: Vec<_> = order.places().map(|(actor, place)| (actor.0, place)).collect();
        assert_eq!(places, [(0, 0), (0, 1), (1, 0), (2, 0), (2, 1), (1, 1), (0, 2)]);
        assert_eq!(order.moment(4).newest(), ActorId(2));
        assert_eq!(order.runs.len(), 5, "neighbors are counted together");
    }
}
