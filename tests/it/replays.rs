//! Histories that go out and come back in: what is read of one is what was written, and a replay with its results gives the
//! same log.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_lang::check_text;
use asl_scenario::{Answers, Played, Setting, play, replay};
use asl_sim::{Completion, Effect, Event, Runnable, Simulator, Start, history};
use asl_value::Value;
use asl_view::comparison::compare;
use asl_view::{sequence, timeline};
use serde_json::{Value as Json, json};

use crate::support::case::machines;
use crate::support::recorded::cases;

/// What calls come to, by a seed: a result, an error, a result that is late.
struct Seeded(u32);

impl Answers for Seeded {
    fn answer(&mut self, effect: &Effect, nth: u32, _: Timestamp) -> Completion {
        let dice = (self.0.wrapping_mul(2_654_435_761) ^ nth.wrapping_mul(40_503) ^ effect.visit.0) >> 3;
        let result = || {
            Value::from_json(r#"{"StatusCode": 200, "ResponseBody": {"id": 7, "status": "done"}, "Payload": 1}"#)
                .unwrap()
        };
        let outcome = match dice % 5 {
            0 => Err(StateError::new("Lambda.TooManyRequestsException", "busy")),
            1 => Err(StateError::new("States.Http.StatusCode.503", "{}")),
            _ => Ok(result()),
        };
        Completion { delay_ms: dice % 7 * 500, ..Completion::of(outcome) }
    }
}

/// The machines of all cases that can run.
fn runnables() -> impl Iterator<Item = (String, Rc<Runnable>, Value)> {
    machines(&["run", "http", "why"]).into_iter().filter_map(|(name, definition, input)| {
        let machine = check_text(&definition).machine?;
        Some((name, Runnable::compile(&machine).ok()?, Value::from(&input)))
    })
}

fn played(machine: &Rc<Runnable>, input: Value, seed: u32) -> Played {
    play(&Setting::of(machine.clone()), input, &mut Seeded(seed), 4_000)
}

fn histories(events: &[Event]) -> Vec<Json> {
    events.iter().map(history::to_json).collect()
}

/// The runs of all machines with some answers that come to an end.
fn runs() -> impl Iterator<Item = (String, Rc<Runnable>, Played)> {
    runnables()
        .flat_map(|(name, machine, input)| {
            [1_u32, 5, 11].map(|seed| {
                let run = played(&machine, input.clone(), seed);
                (format!("{name}, answers {seed}"), machine.clone(), run)
            })
        })
        .filter(|(.., run)| run.is_ended && run.simulator.events().len() < 3_000)
}

#[test]
fn a_history_that_is_read_has_the_events_that_were_written() {
    let mut count = 0;
    for (name, machine, run) in runs() {
        let events = run.simulator.events();
        let text = json!({ "events": histories(events) }).to_string();
        let read = history::read(&text, Some(&machine)).unwrap_or_else(|why| panic!("{name}: {why}"));
        for (written, read) in events.iter().zip(&read.events) {
            let plain = |event: &Event| Event { trace: None, ..event.clone() };
            assert_eq!(plain(read), plain(written), "{name}");
        }
        assert_eq!(read.events.len(), events.len());
        let recorded = Simulator::recorded(machine, Start::default(), read.events);
        assert_eq!(recorded.outcome(), run.simulator.outcome(), "{name}");
        let rows = |events: &[Event]| {
            let rows = timeline::rows(events);
            rows.iter()
                .cloned()
                .map(|row| (row.name, row.within, row.status.word(), row.attempts, row.error))
                .collect::<Vec<_>>()
        };
        assert_eq!(rows(recorded.events()), rows(events), "{name}");
        assert_eq!(compare(events, recorded.events()).first_difference, None, "{name}");
        count += 1;
    }
    println!("{count} histories were read back");
    assert!(count > 100, "{count}");
}

#[test]
fn a_replay_of_a_run_gives_the_same_log() {
    let mut count = 0;
    for (name, machine, run) in runs() {
        let again = replay(&machine, &run.simulator);
        assert_eq!(histories(again.simulator.events()), histories(run.simulator.events()), "{name}");
        count += 1;
    }
    println!("{count} runs were replayed");
}

#[test]
fn a_replay_of_what_was_imported_does_the_same_in_every_state() {
    for (name, machine, run) in runs() {
        if !run.simulator.map_runs().is_empty() {
            // What child executions did is in histories of their own.
            continue;
        }
        let text = Json::from(histories(run.simulator.events())).to_string();
        let read = history::read(&text, Some(&machine)).unwrap();
        let imported = Simulator::recorded(machine.clone(), Start::default(), read.events);
        let again = replay(&machine, &imported);
        let compared = compare(imported.events(), again.simulator.events());
        assert_eq!((compared.first_difference, compared.ends_differ), (None, false), "{name}");
    }
}

#[test]
fn every_form_of_a_history_is_read() {
    let machine = check_text(r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#).machine.unwrap();
    let machine = Runnable::compile(&machine).unwrap();
    let run = played(&machine, Value::empty_object(), 1);
    let events = histories(run.simulator.events());
    let expected = history::read(&Json::from(events.clone()).to_string(), None).unwrap().events;
    let reversed: Vec<Json> = events.iter().rev().cloned().collect();
    let seconds: Vec<Json> = events
        .iter()
        .map(|event| {
            let mut event = event.clone();
            event["timestamp"] = json!(1_767_225_600.0);
            event
        })
        .collect();
    let records: Vec<String> = run
        .simulator
        .events()
        .iter()
        .map(|event| {
            asl_sim::express_log::to_json(event, "arn:aws:states:us-east-1:123456789012:express:m:e:1").to_string()
        })
        .collect();
    let messages: Vec<Json> = records.iter().map(|record| json!({ "message": record })).collect();
    for text in [
        json!({ "events": events }).to_string(),
        json!({ "events": reversed, "nextToken": null }).to_string(),
        Json::from(seconds).to_string(),
        records.join("\n"),
        json!({ "events": messages }).to_string(),
    ] {
        let read = history::read(&text, None).unwrap_or_else(|why| panic!("{text}: {why}"));
        assert_eq!(read.events, expected, "{text}");
        assert_eq!(read.express, text.contains(":express:"));
    }
    for (text, why) in [
        ("{", "this is not JSON: "),
        ("{}", "there is no list of events in it"),
        (r#"[{"id": 1}]"#, "event number 1 of the list has no `previousEventId`"),
        (r#"[{"id": 1, "previousEventId": 0, "timestamp": 1, "type": "Begun"}]"#, "`Begun` is not a type of event"),
        (r#"[{"id": 2, "previousEventId": 0, "timestamp": 1, "type": "ExecutionSucceeded"}]"#, "event 1 is missing: "),
        (
            r#"[{"id": 1, "previousEventId": 0, "timestamp": 1, "type": "ExecutionStarted"}]"#,
            "the history does not end: ",
        ),
    ] {
        let said = history::read(text, None).unwrap_err().to_string();
        assert!(said.starts_with(why), "{text}: {said}");
    }
}

proptest::proptest! {
    #[test]
    fn no_history_panics(name in "[a-zA-Z]{0,24}", text in "\\PC{0,20}", ids in proptest::collection::vec((0_u32..6, 0_u32..9), 0..6)) {
        let kinds = ["PassStateEntered", "PassStateExited", "MapStateEntered", "MapIterationStarted", "MapStateSucceeded",
            "ParallelStateStarted", "ParallelStateSucceeded", "TaskScheduled", "TaskFailed"];
        let event = |id: usize, kind: &str, previous: u32| json!({"id": id, "previousEventId": previous, "timestamp": 1, "type": kind,
            "stateEnteredEventDetails": {"name": name, "input": text}});
        let mut events = vec![event(1, "ExecutionStarted", 0)];
        for (previous, kind) in ids {
            events.push(event(events.len() + 1, kinds[kind as usize % kinds.len()], previous));
        }
        events.push(event(events.len() + 1, "ExecutionSucceeded", 0));
        let _ = history::read(&text, None);
        if let Ok(read) = history::read(&Json::from(events).to_string(), None) {
            let rows = timeline::rows(&read.events);
            let simulator = Simulator::recorded(Runnable::compile(&check_text(r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#).machine.unwrap()).unwrap(), Start::default(), read.events);
            let _ = sequence::diagram(&simulator, "M", &|text| text.to_owned());
            proptest::prop_assert!(rows.len() < 10);
        }
    }
}

/// The histories that were recorded from AWS, with their definitions; none where they are not at hand.
fn recorded() -> Vec<(String, Json, Json)> {
    let cases = ["executions.jsonl", "executions_2.jsonl"].into_iter().flat_map(cases).map(|case| Json::from(&case));
    let history = |case: Json| {
        let events = case["expected"]["events"].as_array()?.iter().map(|event| {
            json!({ "id": event["id"], "previousEventId": event["prev"], "timestamp": 1_767_225_600_000_i64,
                "type": event["type"], "details": event["details"] })
        });
        let events: Json = events.collect();
        Some((case["id"].as_str()?.to_owned(), case["definition"].clone(), events))
    };
    cases.filter_map(history).collect()
}

#[test]
fn histories_of_aws_are_read_and_most_replays_of_them_do_the_same_in_every_state() {
    let (mut read, mut replayed, mut same) = (0, 0, 0);
    for (name, definition, events) in recorded() {
        let text = definition.as_str().map_or_else(|| definition.to_string(), str::to_owned);
        let machine = check_text(&text).machine.and_then(|machine| Runnable::compile(&machine).ok());
        let known = match history::read(&events.to_string(), machine.as_deref()) {
            Ok(known) => known,
            // What was not recorded to its end, has pages missing, or was recorded without its numbers, as branches are.
            Err(history::NoHistory::NoEnd | history::NoHistory::Missing(_) | history::NoHistory::Member(..)) => {
                continue;
            }
            Err(why) => panic!("{name}: {why}"),
        };
        read += 1;
        let rows = timeline::rows(&known.events);
        for event in &known.events {
            if let asl_sim::EventKind::StateExited { name: state, .. } = &event.kind {
                let row = rows.iter().find(|row| row.visit == event.visit);
                assert_eq!(row.map(|row| &row.name), Some(state), "{name}, event {}", event.id.0);
            }
        }
        let Some(machine) = machine else { continue };
        let imported = Simulator::recorded(machine.clone(), Start::default(), known.events);
        let again = replay(&machine, &imported);
        replayed += 1;
        let compared = compare(imported.events(), again.simulator.events());
        // Others depend on what no history has: files, random numbers, names that were left out of the recording.
        same += usize::from(compared.first_difference.is_none());
    }
    println!("{read} histories of AWS were read, {replayed} replayed, {same} of them without a difference");
    assert!(same * 10 >= replayed * 8, "{same} of {replayed}");
}

/// Answers of two iterations: the second one fails while the first one still waits.
struct OneFails;

impl Answers for OneFails {
    fn answer(&mut self, _: &Effect, nth: u32, _: Timestamp) -> Completion {
        match nth {
            0 => Completion { delay_ms: 10_000, ..Completion::of(Ok(Value::from("late"))) },
            _ => Completion { delay_ms: 1_000, ..Completion::of(Err(StateError::new("Bad", "boom"))) },
        }
    }
}

#[test]
fn a_call_that_another_branch_cut_off_is_cut_off_in_the_replay_too() {
    let machine = check_text(
        r#"{"StartAt": "Each", "States": {
            "Each": {"Type": "Map", "ItemsPath": "$", "ItemProcessor": {"StartAt": "Call", "States": {"Call": {"Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "End": true}}},
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Sorry"}], "End": true},
            "Sorry": {"Type": "Pass", "End": true}}}"#,
    );
    let machine = Runnable::compile(&machine.machine.unwrap()).unwrap();
    let run = play(&Setting::of(machine.clone()), Value::from_json("[1, 2]").unwrap(), &mut OneFails, 1_000);
    let events = histories(run.simulator.events());
    assert!(events.iter().any(|event| event["type"] == "TaskStateAborted"), "{events:?}");
    assert_eq!(histories(replay(&machine, &run.simulator).simulator.events()), events);
    let read = history::read(&Json::from(events.clone()).to_string(), Some(&machine)).unwrap();
    let imported = Simulator::recorded(machine.clone(), Start::default(), read.events);
    let again = replay(&machine, &imported);
    assert_eq!(compare(imported.events(), again.simulator.events()).first_difference, None);
}
