//! Runs a measured case and compares its end, its history and the calls of its Tasks.

use std::collections::BTreeMap;
use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_lang::check_text;
use asl_sim::{
    Completion, Effect, EffectId, Event, Files, Identity, Limits, Machines, OtherMachine, Outcome, Progress, Request,
    Runnable, Simulator, Start,
};
use asl_text::diagnostic::Severity;
use asl_value::Value;
use serde_json::{Value as Json, json};

use super::wire::Wire;
use super::{definition as definition_text, known};
use crate::conformance::compare::compare;
use crate::conformance::execution::{START, flat};
use crate::conformance::test_state;

/// What a case may expect of a run.
pub(super) const MEMBERS: &[&str] = &[
    "status",
    "output",
    "output_text",
    "error",
    "cause",
    "cause_contains",
    "also_contains",
    "cause_lacks",
    "no_error",
    "no_cause",
    "attempts",
    "history",
    "tail",
    "previous_event_ids",
    "last_event_id",
    "last_event_details",
    "teststate_status",
    "errorDetails",
];

/// What a call of TestState answers.
fn test_state(case: &Json, request: &Json) -> Result<(), String> {
    let mut request = request.clone();
    // What people measured was allowed to them.
    request["roleArn"] = json!("arn:aws:iam::111111111111:role/test");
    let tested = test_state::tested(case, &request)?;
    for (member, wanted) in case["expected"].as_object().into_iter().flatten() {
        let error = tested.error.as_ref();
        let actual = match member.as_str() {
            "teststate_status" => json!(tested.status),
            "errorDetails" => tested.error_details().as_ref().map_or_else(|| json!({}), Json::from),
            "output" => tested.output.as_ref().map_or(Json::Null, Json::from),
            "error" => json!(error.and_then(|error| error.name.as_deref())),
            "cause" => json!(error.and_then(|error| error.cause.as_deref())),
            "cause_contains" => {
                let told = error.and_then(|error| error.cause.as_deref()).unwrap_or_default();
                match parts(wanted).into_iter().find(|part| !told.contains(part)) {
                    Some(part) => return Err(format!("the cause lacks {part:?}: {told}")),
                    None => continue,
                }
            }
            other => return Err(format!("expected.{other} of a call of TestState cannot be compared yet")),
        };
        compare(member, wanted, &actual)?;
    }
    Ok(())
}

/// Runs the case.
pub(super) fn run(case: &Json) -> Result<(), String> {
    if let Some(request) = case.get("teststate") {
        return test_state(case, request);
    }
    let mut world = World::new(case)?;
    let simulator = world.drive(begin(case)?)?;
    if let Some(problem) = world.problem() {
        return Err(problem);
    }
    let expected = &case["expected"];
    compare_end(expected, simulator.outcome().ok_or("the run did not end")?)?;
    if let Some(attempts) = expected["attempts"].as_object() {
        for (state, wanted) in attempts {
            let actual = world.calls.get(state).copied().unwrap_or_default();
            compare(&format!("calls of {state}"), wanted, &json!(actual))?;
        }
    }
    compare_history(expected, simulator.events())
}

/// The run before its first step.
fn begin(case: &Json) -> Result<Simulator, String> {
    let checked = check_text(&definition_text(case));
    if let Some(error) = checked.diagnostics.iter().find(|found| found.severity == Severity::Error) {
        return Err(format!("the definition is refused: {} {}", error.code, error.message()));
    }
    let machine = checked.machine.ok_or("the definition could not be read")?;
    let runnable = Runnable::compile(&machine).map_err(|found| format!("cannot be compiled: {found:?}"))?;
    let input = match case["input_text"].as_str() {
        Some(text) => Value::from_json(text).map_err(|error| format!("the input: {error}"))?,
        None => case.get("input").map_or_else(Value::empty_object, Value::from),
    };
    let mut files = Files::new();
    for (path, text) in case["s3"].as_object().into_iter().flatten() {
        let (bucket, key) = path.split_once('/').ok_or("a file is `bucket/key`")?;
        files.insert(bucket, key, text.as_str().ok_or("a file is a text")?);
    }
    let identity =
        Identity { account: "111111111111".into(), express: case["type"] == "EXPRESS", ..Identity::default() };
    let machines = Rc::new(machines(case)?);
    let files = Rc::new(files);
    let start = Start { input, identity, seed: 1, limits: Limits::default(), files, machines, ..Start::default() };
    Ok(Simulator::new(runnable, start, START))
}

/// The machine that the case's Tasks start: whatever they call it, it ends as `child` says.
fn machines(case: &Json) -> Result<Machines, String> {
    let Some(child) = case.get("child") else { return Ok(Machines::default()) };
    known("the child", child.as_object().ok_or("a child is an object")?, &["status", "output", "error", "cause"])?;
    let wait = json!({ "Type": "Wait", "Seconds": 5, "End": true });
    let mut end = match child["status"].as_str() {
        Some("SUCCEEDED") => json!({ "Type": "Pass", "Result": child["output"], "End": true }),
        Some("FAILED") => json!({ "Type": "Fail" }),
        Some("TIMED_OUT" | "RUNNING") => wait,
        other => return Err(format!("a child that ends {other:?} is not known")),
    };
    for (member, field) in [("error", "Error"), ("cause", "Cause")] {
        if let Some(text) = child.get(member).filter(|text| text.is_string()) {
            end[field] = text.clone();
        }
    }
    let mut definition = json!({ "StartAt": "End", "States": { "End": end } });
    if child["status"] == "TIMED_OUT" {
        definition["TimeoutSeconds"] = json!(1);
    }
    let machine = check_text(&definition.to_string()).machine.ok_or("the child could not be read")?;
    let machine = Runnable::compile(&machine).map_err(|found| format!("the child: {found:?}"))?;
    let text = definition_text(case);
    let called = text.split(":stateMachine:").skip(1).filter_map(|rest| rest.split(['"', '\\']).next());
    let names = std::iter::once("child").chain(called).map(Rc::from).collect();
    Ok(Machines::new(vec![OtherMachine { names, machine, express: false }]))
}

/// What answers the Tasks of a case.
struct World<'a> {
    case: &'a Json,
    wire: Wire,
    /// How often each state has called.
    calls: BTreeMap<String, usize>,
    /// Answers on their way.
    late: BTreeMap<(Timestamp, EffectId), Completion>,
    problem: Option<String>,
}

impl<'a> World<'a> {
    fn new(case: &'a Json) -> Result<Self, String> {
        let (calls, late) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { case, wire: Wire::new(case)?, calls, late, problem: None })
    }

    /// What was wrong with a call or the requests of the run.
    fn problem(&mut self) -> Option<String> {
        self.problem.take().or_else(|| self.wire.problem())
    }

    /// Runs to the end, with time that jumps.
    fn drive(&mut self, mut simulator: Simulator) -> Result<Simulator, String> {
        let mut now = START;
        for _ in 0..100_000 {
            while let Some(entry) = self.late.first_entry()
                && entry.key().0 <= now
            {
                let ((_, id), completion) = entry.remove_entry();
                simulator.resume(id, completion, now);
            }
            match simulator.advance(now, 1000) {
                Progress::Done => return Ok(simulator),
                Progress::Working => {}
                // It was stopped by hand while it waited.
                Progress::Waiting if self.case["expected"]["status"] == "ABORTED" => {
                    simulator.stop(StateError::of(None, None), now);
                }
                Progress::Waiting => {
                    for effect in simulator.take_effects() {
                        // Whoever performs an activity's task is its worker, and begins at once.
                        simulator.started(effect.id, None, now);
                        if let Some(completion) = self.answer(&effect) {
                            let at = now.plus_seconds(f64::from(completion.delay_ms) / 1000.0);
                            self.late.insert((at, effect.id), completion);
                        }
                    }
                    for cancelled in simulator.take_cancelled() {
                        self.late.retain(|(_, id), _| *id != cancelled);
                    }
                    let due = self.late.first_key_value().map(|((at, _), _)| *at);
                    let next = [simulator.wake_at(), due].into_iter().flatten().min();
                    now = next.ok_or("the run waits for ever")?.max(now);
                }
            }
        }
        Err("the run does not end".to_owned())
    }

    fn answer(&mut self, effect: &Effect) -> Option<Completion> {
        let calls = self.calls.entry(effect.state.to_string()).or_default();
        *calls += 1;
        let number = *calls - 1;
        let mock = match &self.case["mocks"][&*effect.state] {
            Json::Array(by_attempt) => by_attempt.get(number).or(by_attempt.last()),
            Json::Null => None,
            one => Some(one),
        };
        let answered = match (mock, &effect.request) {
            (Some(mock), _) => mocked(mock),
            (None, Request::Http(call)) => Ok(Some(self.wire.answer(call))),
            (None, _) => Err(format!("no answer for `{}`", effect.state)),
        };
        answered.unwrap_or_else(|problem| {
            self.problem.get_or_insert(problem);
            Some(Completion::of(Err(StateError::without_cause("NotMeasured"))))
        })
    }
}

/// The answer that a mock gives; none if it never comes.
fn mocked(mock: &Json) -> Result<Option<Completion>, String> {
    let members = mock.as_object().ok_or("a mock is an object")?;
    known("a mock", members, &["result", "errorOutput", "delay_seconds", "no_heartbeat"])?;
    if mock["no_heartbeat"] == true {
        return Ok(None);
    }
    let outcome = match (members.get("result"), members.get("errorOutput")) {
        (Some(result), None) => Ok(Value::from(result)),
        (None, Some(error)) => {
            let text = |name: &str| error[name].as_str().map(Rc::from);
            Err(StateError::of(text("error"), text("cause")))
        }
        _ => return Err("a mock has a result or an error".to_owned()),
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some seconds")]
    let delay_ms = (mock["delay_seconds"].as_f64().unwrap_or_default() * 1000.0) as u32;
    Ok(Some(Completion { delay_ms, ..Completion::of(outcome) }))
}

fn compare_end(expected: &Json, outcome: &Outcome) -> Result<(), String> {
    let error = outcome.error();
    let (name, cause) = (error.and_then(|error| error.name.as_deref()), error.and_then(|error| error.cause.as_deref()));
    let is = || format!("{} {name:?} {cause:?} {}", outcome.status(), outcome.output().cloned().unwrap_or_default());
    let compare = |place: &str, wanted: &Json, actual: Json| {
        compare(place, wanted, &actual).map_err(|why| format!("{why}; it was {}", is()))
    };
    for (member, wanted) in expected.as_object().into_iter().flatten() {
        match member.as_str() {
            "status" => compare(member, wanted, json!(outcome.status()))?,
            "output" => compare(member, wanted, outcome.output().map_or(Json::Null, Json::from))?,
            "output_text" => compare(member, wanted, json!(outcome.output().map(Value::to_json)))?,
            "error" => compare(member, wanted, json!(name))?,
            "cause" => compare(member, wanted, json!(cause))?,
            "cause_contains" | "also_contains" => {
                for part in parts(wanted) {
                    if !cause.is_some_and(|cause| cause.contains(part)) {
                        return Err(format!("the cause lacks {part:?}; it was {}", is()));
                    }
                }
            }
            "cause_lacks" => {
                for part in parts(wanted) {
                    if cause.is_some_and(|cause| cause.contains(part)) {
                        return Err(format!("the cause contains {part:?}; it was {}", is()));
                    }
                }
            }
            // DescribeExecution says neither for an execution that timed out.
            "no_error" if name.is_some() && outcome.status() != "TIMED_OUT" => {
                return Err(format!("there is an error; it was {}", is()));
            }
            "no_cause" if cause.is_some() => return Err(format!("there is a cause; it was {}", is())),
            _ => {}
        }
    }
    Ok(())
}

/// A text or a list of texts.
fn parts(value: &Json) -> Vec<&str> {
    value
        .as_array()
        .map_or_else(|| vec![value], |parts| parts.iter().collect())
        .into_iter()
        .filter_map(Json::as_str)
        .collect()
}

fn compare_history(expected: &Json, events: &[Event]) -> Result<(), String> {
    let events: Vec<Json> = events.iter().map(flat).collect();
    let types = |events: &[Json]| Json::Array(events.iter().map(|event| event["type"].clone()).collect());
    let compare_list = |place: &str, wanted: &Json, actual: Json| match compare(place, wanted, &actual) {
        Ok(()) => Ok(()),
        Err(why) => Err(format!("{why}; the history is {}", types(&events))),
    };
    if let Some(wanted) = expected.get("history") {
        // A list that begins with the first state leaves the beginning of the execution out.
        let from = usize::from(wanted[0] != "ExecutionStarted");
        compare_list("history", wanted, types(&events[from..]))?;
    }
    if let Some(wanted) = expected["previous_event_ids"].as_array() {
        let from = events.len().saturating_sub(wanted.len()).min(1);
        let actual = events[from..].iter().map(|event| event["prev"].clone()).collect();
        compare_list("previous_event_ids", &expected["previous_event_ids"], Json::Array(actual))?;
    }
    if let Some(wanted) = expected["tail"].as_array() {
        let from = events.len().saturating_sub(wanted.len());
        compare_list("tail", &expected["tail"], types(&events[from..]))?;
    }
    let last = events.last().ok_or("no events")?;
    if let Some(wanted) = expected.get("last_event_id") {
        compare("last_event_id", wanted, &last["id"])?;
    }
    if let Some(wanted) = expected.get("last_event_details") {
        compare("last_event_details", wanted, &last["details"])?;
    }
    Ok(())
}
