//! The rows of a log at any of its moments. Going on reads what is new; going back begins at a moment that was noted on the
//! way. The log only grows, so that what was noted stays true.

use asl_sim::{ActorId, Event};

use crate::graph::PastChildren;
use crate::rows::Rows;
use crate::timeline::Fold;

/// A moment is noted every so many events: what going back to any other one reads at most.
const STEP: usize = 512;

/// One log.
#[derive(Debug, Default)]
pub struct Replay {
    now: Fold,
    /// How many events `now` has read.
    read: usize,
    /// What was noted: after [`STEP`] events, after twice as many, …
    noted: Vec<Fold>,
}

impl Replay {
    /// The rows after `events`, which are the beginning of the log that this was called with before, of any length.
    pub fn rows(&mut self, events: &[Event]) -> Rows {
        let before = self.noted.len().min(events.len() / STEP);
        if events.len() < self.read || before * STEP > self.read {
            self.read = before * STEP;
            self.now = before.checked_sub(1).and_then(|place| self.noted.get(place).cloned()).unwrap_or_default();
        }
        for event in events.get(self.read..).unwrap_or_default() {
            self.now.event(event);
            self.read += 1;
            if self.read.is_multiple_of(STEP) && self.read / STEP == self.noted.len() + 1 {
                self.noted.push(self.now.clone());
            }
        }
        self.now.rows().clone()
    }
}

/// The logs of a run that are looked at: that of the run, that of the child execution that is open, and all of them together.
#[derive(Debug, Default)]
pub struct Replays {
    root: Replay,
    child: (ActorId, Replay),
    /// What all child executions had done, for the picture.
    pub children: PastChildren,
}

impl Replays {
    /// The log of an execution.
    pub fn of(&mut self, actor: ActorId) -> &mut Replay {
        if actor == ActorId::ROOT {
            return &mut self.root;
        }
        if self.child.0 != actor {
            self.child = (actor, Replay::default());
        }
        &mut self.child.1
    }
}

#[cfg(test)]
mod tests {
    use asl_aws::time::Timestamp;
    use asl_sim::{Event, Progress, Runnable, Simulator, Start};
    use asl_value::Value;
    use proptest::prelude::*;

    use super::Replay;
    use crate::graph::{self, Graph};
    use crate::outline::Outline;
    use crate::{states, timeline};
    use asl_value::SortedSet;

    /// Iterations that pass, wait, or fail and are caught; one Map in another; a failure in the end.
    const DEFINITION: &str = r#"{"StartAt": "Each", "States": {
        "Each": {"Type": "Map", "Next": "Pair", "ItemProcessor": {"StartAt": "Which", "States": {
            "Which": {"Type": "Choice", "Default": "Inner", "Choices": [{"Variable": "$.n", "NumericLessThan": 3, "Next": "W"}]},
            "W": {"Type": "Wait", "SecondsPath": "$.n", "End": true},
            "Inner": {"Type": "Map", "ItemsPath": "$.of", "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Sorry"}],
                "ItemProcessor": {"StartAt": "C", "States": {
                    "C": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericLessThan": 0, "Next": "F"}], "Default": "P"},
                    "F": {"Type": "Fail", "Error": "Below.Zero"},
                    "P": {"Type": "Pass", "End": true}}}},
            "Sorry": {"Type": "Pass", "End": true}}}},
        "Pair": {"Type": "Parallel", "Next": "End", "Branches": [
            {"StartAt": "One", "States": {"One": {"Type": "Pass", "End": true}}},
            {"StartAt": "Two", "States": {"Two": {"Type": "Wait", "Seconds": 2, "End": true}}}]},
        "End": {"Type": "Fail", "Error": "Over"}}}"#;

    fn log(items: usize) -> (Graph, Vec<Event>) {
        let machine = asl_lang::check_text(DEFINITION).machine.unwrap();
        let item = |n: usize| {
            let of: Vec<i64> = (0..(n % 17)).map(|m| if m == 15 { -1 } else { 7 }).collect();
            Value::from_json(&format!(r#"{{"n": {}, "of": {of:?}}}"#, n % 7)).unwrap()
        };
        let input: Value = (0..items).map(item).collect();
        let start = Start { input, ..Start::default() };
        let mut simulator = Simulator::new(Runnable::compile(&machine).unwrap(), start, Timestamp(0));
        let mut now = 0;
        while simulator.outcome().is_none() {
            while simulator.advance(Timestamp(now), 1000) == Progress::Working {}
            now += 1_000;
        }
        (Graph::of(&machine).0, simulator.events().to_vec())
    }

    #[test]
    fn going_back_and_forward_gives_the_same_views_as_reading_from_the_start() {
        let (graph, events) = log(90);
        assert!(events.len() > 2_000, "{}", events.len());
        let mut outline = Outline::default();
        outline.read(&timeline::rows(&events));
        let unfolded = SortedSet::from([(asl_sim::VisitId(1), 3)]);
        let test = |moments: Vec<usize>| {
            let mut replay = Replay::default();
            for moment in moments {
                let events = events.get(..moment).unwrap();
                let (rows, fresh) = (replay.rows(events), timeline::rows(events));
                prop_assert_eq!(&rows, &fresh, "at {}", moment);
                prop_assert_eq!(states::lines(&rows, Some(&graph)), states::lines(&fresh, Some(&graph)));
                prop_assert_eq!(outline.lines(&rows, &unfolded, true), outline.lines(&fresh, &unfolded, true));
                let progress = |rows| graph::Progress::of(&graph, rows, events);
                prop_assert_eq!(progress(&rows), progress(&fresh));
            }
            Ok(())
        };
        let config = ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() };
        let moments = prop::collection::vec(0..=events.len(), 1..12);
        proptest::test_runner::TestRunner::new(config).run(&moments, test).unwrap();
    }

    #[test]
    fn a_log_that_grows_is_read_on() {
        let (_, events) = log(40);
        let mut replay = Replay::default();
        for length in (0..=events.len()).step_by(97) {
            let events = events.get(..length).unwrap();
            assert_eq!(replay.rows(events), timeline::rows(events), "{length}");
        }
    }
}
