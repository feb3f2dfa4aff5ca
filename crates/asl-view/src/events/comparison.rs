//! Two runs of the buses side by side: what differs between their events, deliveries, and the executions that rules started.
//!
//! What differs in any two runs does not count: ids and times of events, and what AWS tells of executions, which is full of their
//! names.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_world::{EventLog, EventRecord, World};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::executions::{ExecutionReplays, ExecutionRow, Folds};
use super::rows::{EventRow, RowSubject, rows};
use crate::comparison::Difference;
use crate::timeline::RowStatus;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An event that came in.
    Event,
    /// A delivery of an event.
    Delivery,
    /// The execution that a delivery, or the person, started.
    Execution,
}

/// The same event, delivery or execution in both runs, or one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// What it is.
    pub kind: Kind,
    /// The event's detail-type, the target, or the machine.
    pub name: Rc<str>,
    /// The event's source, or the rule.
    pub detail: Rc<str>,
    /// Which one of those it is, from 1.
    pub number: u32,
    /// How it is in the first run.
    pub first: Option<Side>,
    /// How it is in the second run.
    pub second: Option<Side>,
    /// What differs; empty if nothing does.
    pub differences: Vec<Difference>,
}

/// An event, a delivery or an execution of one of the runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// How it stands.
    pub status: RowStatus,
    /// The same in a word.
    pub word: &'static str,
    /// How many attempts there were.
    pub attempts: u32,
    /// The error that it met last.
    pub error: Option<Rc<str>>,
    /// When it began, in milliseconds since the run did.
    pub began: i64,
    /// How long it took, in milliseconds; `None` while it lasts.
    pub millis: Option<i64>,
    /// What came in or was sent, without what differs in any two runs; `None` where that is not compared.
    body: Option<Rc<str>>,
}

impl Pair {
    /// How much longer it took in the second run, in milliseconds.
    pub fn longer(&self) -> Option<i64> {
        Some(self.second.as_ref()?.millis?.saturating_sub(self.first.as_ref()?.millis?))
    }
}

/// Two runs side by side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// What both have, in the order of the first run, then what the second one alone has.
    pub pairs: Vec<Pair>,
    /// The place in `pairs` of the first difference, by the time since the beginning of the runs.
    pub first_difference: Option<usize>,
}

/// What makes something of one run the same as something of the other: what it came from, what it is, and which one of those.
type Key = (Option<usize>, Kind, Rc<str>, Rc<str>, u32);
type Both = (Option<Side>, Option<Side>);

/// Compares two runs.
pub fn compare(first: &World, second: &World) -> Comparison {
    let mut all = Paired::default();
    all.take(first, |both, side| both.0 = Some(side));
    all.take(second, |both, side| both.1 = Some(side));
    let pairs: Vec<Pair> = all
        .found
        .into_iter()
        .map(|((_, kind, name, detail, number), (first, second))| {
            let differences = differences(kind, first.as_ref(), second.as_ref());
            Pair { kind, name, detail, number, first, second, differences }
        })
        .collect();
    let began = |pair: &Pair| [&pair.first, &pair.second].into_iter().flatten().map(|side| side.began).min();
    let differing = pairs.iter().enumerate().filter(|(_, pair)| !pair.differences.is_empty());
    let first_difference = differing.min_by_key(|(_, pair)| began(pair)).map(|(place, _)| place);
    Comparison { pairs, first_difference }
}

#[derive(Default)]
struct Paired {
    found: IndexMap<Key, Both, FxBuildHasher>,
}

impl Paired {
    /// Takes in what happened in a run.
    fn take(&mut self, world: &World, put: impl Fn(&mut Both, Side)) {
        let (log, rows) = (world.log(), rows(world.system(), world.log()));
        let executions = ExecutionReplays::default().read(world, None, &Folds::default(), false);
        let begun = log.events.first().map(|event| event.at);
        let begun =
            begun.into_iter().chain(executions.iter().flatten().map(|row| row.entered)).min().unwrap_or_default();
        // How many there were so far, by the key of the first one.
        let mut counts: IndexMap<Key, u32, FxBuildHasher> = IndexMap::default();
        let mut add = |from: Option<usize>, kind: Kind, name: &Rc<str>, detail: &Rc<str>, side: Side| {
            let number = counts.entry((from, kind, name.clone(), detail.clone(), 1)).or_default();
            *number += 1;
            let entry = self.found.entry((from, kind, name.clone(), detail.clone(), *number));
            let place = entry.index();
            put(entry.or_default(), side);
            place
        };
        let nobody: Rc<str> = "".into();
        for row in executions.iter().flatten().filter(|row| row.delivery.is_none()) {
            add(None, Kind::Execution, &row.name, &nobody, Side::of_execution(row, begun));
        }
        let mut event = None;
        for row in &rows {
            match row.subject {
                RowSubject::Event(id) => {
                    let body = log.event(id).and_then(told);
                    event = Some(add(None, Kind::Event, &row.name, &row.detail, Side::of_row(row, body, begun)));
                }
                RowSubject::Delivery(_) => {
                    let body = sent(log, row);
                    let side = Side::of_row(row, body, begun);
                    let delivery = add(event, Kind::Delivery, &row.name, &row.detail, side);
                    let execution = row.execution.and_then(|id| executions.get(id.0 as usize)?.as_ref());
                    if let Some(execution) = execution {
                        let side = Side::of_execution(execution, begun);
                        add(Some(delivery), Kind::Execution, &execution.name, &nobody, side);
                    }
                }
            }
        }
    }
}

impl Side {
    fn of_row(row: &EventRow, body: Option<Rc<str>>, begun: Timestamp) -> Self {
        Self {
            status: row.status,
            word: row.word,
            attempts: row.attempts,
            error: row.error.clone(),
            began: row.entered.millis_since(begun),
            millis: row.left.map(|left| left.millis_since(row.entered)),
            body,
        }
    }

    fn of_execution(row: &ExecutionRow, begun: Timestamp) -> Self {
        Self {
            status: row.status,
            word: row.status.word(),
            attempts: 0,
            error: row.error.clone(),
            began: row.entered.millis_since(begun),
            millis: row.left.map(|left| left.millis_since(row.entered)),
            body: None,
        }
    }
}

fn is_of_aws(event: &EventRecord) -> bool {
    event.entry.source.as_deref().is_some_and(|source| source.starts_with("aws."))
}

/// What an event says.
fn told(event: &EventRecord) -> Option<Rc<str>> {
    event.entry.detail.clone().filter(|_| !is_of_aws(event))
}

/// What a delivery sends, without the id and the time of its event.
fn sent(log: &EventLog, row: &EventRow) -> Option<Rc<str>> {
    let RowSubject::Delivery(id) = row.subject else { return None };
    let delivery = log.delivery(id)?;
    let event = log.event(delivery.event).filter(|event| !is_of_aws(event))?;
    let taken = event.outcome.as_ref().ok()?;
    let body = delivery.body.as_ref().map_or_else(|undelivered| &*undelivered.body, |body| &**body);
    let time = taken.text("time");
    let own = [&*taken.id, time].into_iter().filter(|part| !part.is_empty());
    Some(own.fold(body.to_owned(), |body, part| body.replace(part, "")).into())
}

/// What differs. How an event stands is what its deliveries came to, which are compared for themselves.
fn differences(kind: Kind, first: Option<&Side>, second: Option<&Side>) -> Vec<Difference> {
    let (first, second) = match (first, second) {
        (Some(first), Some(second)) => (first, second),
        (Some(_), None) => return vec![Difference::OnlyFirst],
        _ => return vec![Difference::OnlySecond],
    };
    let all = [
        (first.body != second.body, Difference::Input),
        (kind != Kind::Event && (first.status, first.word) != (second.status, second.word), Difference::Status),
        (first.error != second.error, Difference::Error),
        (first.attempts != second.attempts, Difference::Attempts),
    ];
    all.into_iter().filter_map(|(differs, difference)| differs.then_some(difference)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Comparison, Kind, compare};
    use crate::comparison::Difference;
    use crate::events::tree::tests::world;

    fn told(compared: &Comparison) -> Vec<(Kind, u32, Vec<Difference>)> {
        let differing = compared.pairs.iter().filter(|pair| !pair.differences.is_empty());
        differing.map(|pair| (pair.kind, pair.number, pair.differences.clone())).collect()
    }

    #[test]
    fn runs_of_the_same_events_do_not_differ_though_their_ids_do() {
        let events = [(2, false), (0, true)];
        let (first, second) = (world(&events, 1), world(&events, 2));
        let id = |world: &asl_world::World| world.log().events[0].outcome.as_ref().unwrap().id.clone();
        assert_ne!(id(&first), id(&second));
        let compared = compare(&first, &second);
        assert_eq!(told(&compared), []);
        assert_eq!(compared.first_difference, None);
        let kinds: Vec<Kind> = compared.pairs.iter().take(4).map(|pair| pair.kind).collect();
        assert_eq!(kinds, [Kind::Event, Kind::Delivery, Kind::Execution, Kind::Delivery]);
    }

    #[test]
    fn another_event_differs_in_what_it_says_and_what_came_of_it() {
        let compared = compare(&world(&[(2, false), (0, false)], 1), &world(&[(2, false), (0, true)], 2));
        let input = || vec![Difference::Input];
        assert_eq!(
            told(&compared),
            [
                (Kind::Event, 2, input()),
                (Kind::Delivery, 1, input()),
                (Kind::Execution, 1, vec![Difference::Status, Difference::Error]),
                (Kind::Delivery, 1, input()),
            ]
        );
        let first = &compared.pairs[compared.first_difference.unwrap()];
        assert_eq!((first.kind, first.number, first.first.as_ref().unwrap().began), (Kind::Event, 2, 100));
        let execution = compared.pairs.iter().find(|pair| pair.differences.len() == 2).unwrap();
        assert_eq!(execution.second.as_ref().unwrap().error.as_deref(), Some("Shop.Closed"));
        assert_eq!(execution.longer(), Some(0));
    }

    #[test]
    fn what_one_run_alone_has_stands_behind_what_both_have() {
        let compared = compare(&world(&[(1, false)], 1), &world(&[(1, false), (1, false)], 2));
        let only = || vec![Difference::OnlySecond];
        let found = told(&compared);
        assert!(found.len() >= 4 && found.iter().all(|(_, _, differences)| *differences == only()), "{found:?}");
        assert_eq!(compare(&world(&[], 1), &world(&[], 2)), Comparison::default());
    }
}
