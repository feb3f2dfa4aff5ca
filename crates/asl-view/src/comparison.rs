//! Two runs side by side: the first difference of their states, and what differs in each state's data and time.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_sim::{Event, EventKind, VisitId};
use asl_value::Value;
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::rows::Rows;
use crate::state_visit::{self, StateVisit};
use crate::timeline::{self, Row, RowStatus};

/// What differs between two visits of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Only the first run has the visit.
    OnlyFirst,
    /// Only the second run has it.
    OnlySecond,
    /// What it was given.
    Input,
    /// How it ended.
    Status,
    /// The error that it met.
    Error,
    /// How many attempts it took.
    Attempts,
    /// What it handed on.
    Output,
}

impl Difference {
    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Self::OnlyFirst => "only in the first run",
            Self::OnlySecond => "only in the second run",
            Self::Input => "input",
            Self::Status => "status",
            Self::Error => "error",
            Self::Attempts => "attempts",
            Self::Output => "output",
        }
    }
}

/// A visit of a state in both runs, or in one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The name of the state.
    pub name: Rc<str>,
    /// Which visit of the state at that place it is, from 1.
    pub number: u32,
    /// The visit in the first run.
    pub first: Option<Side>,
    /// The visit in the second run.
    pub second: Option<Side>,
    /// What differs, in the order of the work; empty if nothing does.
    pub differences: Vec<Difference>,
}

/// A visit in one of the runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// The visit.
    pub visit: VisitId,
    /// How it ended, or what it is doing.
    pub status: RowStatus,
    /// How long it took, in milliseconds; `None` while it lasts.
    pub millis: Option<i64>,
    /// What it was given.
    pub input: Option<Value>,
    /// What it handed on.
    pub output: Option<Value>,
    /// The error that it met last.
    pub error: Option<Rc<str>>,
}

impl Pair {
    /// How much longer the second run took, in milliseconds.
    pub fn longer(&self) -> Option<i64> {
        Some(self.second.as_ref()?.millis?.saturating_sub(self.first.as_ref()?.millis?))
    }
}

/// Two runs side by side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The visits of both, in the order of the first run, then what only the second one has.
    pub pairs: Vec<Pair>,
    /// The place in `pairs` of the first difference, in the order in which the runs came to it.
    pub first_difference: Option<usize>,
    /// Whether the inputs of the executions differ.
    pub inputs_differ: bool,
    /// Whether the ends of the executions differ: their kinds, outputs, errors.
    pub ends_differ: bool,
}

/// What makes a visit of one run the same as one of the other: the state, the branches and iterations around it, and which
/// visit of them it is.
type Place = (Rc<str>, Vec<u32>, u32);
/// The visits of both runs at a place, each with the number of its attempts.
type Both = (Option<(Side, u32)>, Option<(Side, u32)>);

/// Compares the logs of two executions.
pub fn compare(first: &[Event], second: &[Event]) -> Comparison {
    let mut pairs: IndexMap<Place, Both, FxBuildHasher> = IndexMap::default();
    for (place, side) in places(first) {
        pairs.entry(place).or_default().0 = Some(side);
    }
    for (place, side) in places(second) {
        pairs.entry(place).or_default().1 = Some(side);
    }
    let pairs: Vec<Pair> = pairs
        .into_iter()
        .map(|((name, _, number), (first, second))| {
            let differences = differences(first.as_ref(), second.as_ref());
            let side = |side: Option<(Side, u32)>| side.map(|(side, _)| side);
            Pair { name, number, first: side(first), second: side(second), differences }
        })
        .collect();
    // Whichever run comes to it first: visits are numbered in the order of entry.
    let entered = |pair: &Pair| [&pair.first, &pair.second].into_iter().flatten().map(|side| side.visit).min();
    let differing = pairs.iter().enumerate().filter(|(_, pair)| !pair.differences.is_empty());
    let first_difference = differing.min_by_key(|(_, pair)| entered(pair)).map(|(place, _)| place);
    let input = |events: &[Event]| match events.first().map(|event| &event.kind) {
        Some(EventKind::ExecutionStarted { input, .. }) => Some(input.clone()),
        _ => None,
    };
    let end = |events: &[Event]| events.last().map(|event| event.kind.clone()).filter(EventKind::ends_execution);
    Comparison {
        first_difference,
        pairs,
        inputs_differ: input(first) != input(second),
        ends_differ: end(first) != end(second),
    }
}

/// The visits of a run, each with its place and the number of its attempts.
fn places(events: &[Event]) -> Vec<(Place, (Side, u32))> {
    let rows = timeline::rows(events);
    let mut visits: Vec<StateVisit> = Vec::new();
    let mut counts: IndexMap<(Rc<str>, Vec<u32>), u32, FxBuildHasher> = IndexMap::default();
    let gathered = state_visit::gather_all(events, rows.len());
    visits.extend(gathered);
    let mut places = Vec::with_capacity(rows.len());
    for (row, visit) in rows.iter().zip(visits) {
        let within = around(&rows, row);
        let number = counts.entry((row.name.clone(), within.clone())).or_default();
        *number += 1;
        let millis = row.left.map(|left: Timestamp| left.millis_since(row.entered));
        let side = Side {
            visit: row.visit,
            status: row.status,
            millis,
            input: visit.input,
            output: visit.output,
            error: row.error.clone(),
        };
        places.push(((row.name.clone(), within, *number), (side, row.attempts)));
    }
    places
}

/// The numbers of the branches and iterations around a visit, the innermost first.
fn around(rows: &Rows, row: &Row) -> Vec<u32> {
    let mut numbers = Vec::new();
    let mut within = row.within;
    while let Some(inner) = within {
        numbers.push(inner.index);
        let place = usize::try_from(inner.visit.0).ok().and_then(|visit| visit.checked_sub(1));
        within = place.and_then(|place| rows.get(place)).and_then(|row| row.within);
    }
    numbers
}

fn differences(first: Option<&(Side, u32)>, second: Option<&(Side, u32)>) -> Vec<Difference> {
    let ((first, tried), (second, tried_second)) = match (first, second) {
        (Some(first), Some(second)) => (first, second),
        (Some(_), None) => return vec![Difference::OnlyFirst],
        _ => return vec![Difference::OnlySecond],
    };
    let all = [
        (first.input != second.input, Difference::Input),
        (first.status != second.status, Difference::Status),
        (first.error != second.error, Difference::Error),
        (tried != tried_second, Difference::Attempts),
        (first.output != second.output, Difference::Output),
    ];
    all.into_iter().filter_map(|(differs, difference)| differs.then_some(difference)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Difference, compare};
    use asl_aws::state_error::StateError;
    use asl_aws::time::Timestamp;
    use asl_sim::{Completion, Progress, Runnable, Simulator, Start};
    use asl_value::Value;

    const DEFINITION: &str = r#"{"StartAt": "A", "States": {
        "A": {"Type": "Pass", "Next": "Call"},
        "Call": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Next": "C",
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Sorry"}]},
        "C": {"Type": "Pass", "End": true}, "Sorry": {"Type": "Pass", "End": true}}}"#;

    fn run(input: &str, result: Result<i64, &str>) -> Simulator {
        let machine = asl_lang::check_text(DEFINITION).machine.unwrap();
        let start = Start { input: Value::from_json(input).unwrap(), ..Start::default() };
        let mut simulator = Simulator::new(Runnable::compile(&machine).unwrap(), start, Timestamp(0));
        while simulator.advance(Timestamp(5), 10) != Progress::Done {
            for effect in simulator.take_effects() {
                let outcome = result.map(Value::from).map_err(StateError::without_cause);
                simulator.resume(effect.id, Completion::of(outcome), Timestamp(20));
            }
        }
        simulator
    }

    fn told(first: &Simulator, second: &Simulator) -> Vec<(String, Vec<Difference>)> {
        let comparison = compare(first.events(), second.events());
        comparison.pairs.iter().map(|pair| (pair.name.to_string(), pair.differences.clone())).collect()
    }

    #[test]
    fn what_is_the_same_differs_in_nothing() {
        let comparison = compare(run("{}", Ok(1)).events(), run("{}", Ok(1)).events());
        assert!(comparison.pairs.iter().all(|pair| pair.differences.is_empty()), "{comparison:?}");
        assert_eq!(
            (comparison.first_difference, comparison.ends_differ, comparison.inputs_differ),
            (None, false, false)
        );
        assert_eq!(comparison.pairs[1].longer(), Some(0));
    }

    #[test]
    fn each_difference_is_told_and_the_first_one_is_where_the_runs_part() {
        let (good, bad) = (run("{}", Ok(1)), run("{}", Err("Broken")));
        let expected = [
            ("A".to_owned(), vec![]),
            ("Call".to_owned(), vec![Difference::Status, Difference::Error, Difference::Output]),
            ("C".to_owned(), vec![Difference::OnlyFirst]),
            ("Sorry".to_owned(), vec![Difference::OnlySecond]),
        ];
        assert_eq!(told(&good, &bad), expected);
        let comparison = compare(good.events(), bad.events());
        assert_eq!((comparison.first_difference, comparison.ends_differ), (Some(1), true));
        let other = compare(good.events(), run("[]", Ok(1)).events());
        assert_eq!((other.first_difference, other.inputs_differ), (Some(0), true));
    }
}
