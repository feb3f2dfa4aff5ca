//! Whole executions: definition, input and the recorded answers of tasks → status, output, error, cause, events.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_sim::{
    Completion, Effect, Event, EventKind, Files, Identity, Limits, Outcome, Progress, Request, Runnable, Simulator,
    Start, VisitId, history,
};
use asl_text::diagnostic::Severity;
use asl_value::Value;
use serde_json::{Map, Value as Json, json};

use super::compare::{ANY, compare};
use super::{Failure, activity, map_run};

/// Every run starts at 2026-01-01T00:00:00Z.
pub(crate) const START: Timestamp = Timestamp(1_767_225_600_000);

pub(crate) fn run(case: &Json) -> Result<(), Failure> {
    if case.get("input_text").is_some() {
        return Err("an input that is no JSON cannot be started yet".into());
    }
    let simulator = if activity::has_workers(case) {
        activity::run(case)?
    } else {
        let mut script = Script::new(case);
        let simulator = execute(case, &mut |simulator, effect| script.answer(simulator, effect))?;
        match (script.unanswered, script.problem) {
            // The collection says so itself: nobody recorded what these Tasks answered.
            (Some(why), _) if script.is_empty && case["tier"] == "D-needs-work" => {
                return Err(Failure::Unanswered(why));
            }
            (Some(why), _) | (None, Some(why)) => return Err(why.into()),
            (None, None) => simulator,
        }
    };
    let expected = generated_names_replaced(case.get("expected").ok_or("no expectation")?);
    compare_outcome(&expected, simulator.outcome())?;
    if case["error_absent"] == true
        && simulator
            .outcome()
            .and_then(Outcome::error)
            .is_some_and(|error| error.name.is_some() || error.cause.is_some())
    {
        return Err(format!("an error, expected none: {:?}", simulator.outcome()).into());
    }
    compare_events(case, &expected, simulator.events())?;
    Ok(map_run::compare_all(&expected, &simulator)?)
}

/// Some recordings have `MapRunArnPart0_0idx` and its kin for names that the service generates.
fn generated_names_replaced(expected: &Json) -> Json {
    let text = expected.to_string();
    let mut parts = text.split("MapRunArnPart");
    let mut replaced = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        replaced += ANY;
        replaced += part.trim_start_matches(|character: char| character.is_alphanumeric() || character == '_');
    }
    serde_json::from_str(&replaced).unwrap_or_default()
}

/// What an answer to an effect can be: given now, or never.
type Answer<'a> = &'a mut dyn FnMut(&Simulator, &Effect) -> Option<Completion>;

/// A case's run before its first step.
pub(crate) fn begin(case: &Json) -> Result<Simulator, String> {
    let definition = case.get("definition").ok_or("no definition")?;
    let text = definition.as_str().map_or_else(|| definition.to_string(), str::to_owned);
    let checked = asl_lang::check_text(&text);
    if let Some(error) = checked.diagnostics.iter().find(|found| found.severity == Severity::Error) {
        return Err(format!("the definition is refused: {} {}", error.code, error.message()));
    }
    let machine = checked.machine.ok_or("the definition could not be read")?;
    let runnable = Runnable::compile(&machine).map_err(|found| format!("cannot be compiled: {found:?}"))?;
    let start = Start {
        input: case.get("input").map_or_else(Value::empty_object, Value::from),
        identity: identity(case),
        seed: 1,
        limits: Limits::default(),
        files: Rc::new(files(case)),
        activities: Some(activities(case)),
        ..Start::default()
    };
    Ok(Simulator::new(runnable, start, START))
}

/// The objects that the case's S3 holds.
fn files(case: &Json) -> Files {
    let mut files = Files::new();
    let buckets = case.get("s3").and_then(Json::as_object).into_iter().flatten();
    for (bucket, objects) in buckets {
        for (key, text) in objects.as_object().into_iter().flatten() {
            files.insert(bucket, key, text.as_str().unwrap_or_default());
        }
    }
    files
}

/// The activities that existed: those that the recording has used.
fn activities(case: &Json) -> Rc<[Rc<str>]> {
    let called = case.get("mocks").and_then(Json::as_array).into_iter().flatten();
    let called = called.filter_map(|mock| mock.pointer("/call/resource")?.as_str());
    let taken = activity::actions(case).filter_map(|action| action["activityArn"].as_str());
    called.chain(taken).map(Rc::from).collect()
}

/// Runs a case's machine with time that jumps, asking `answer` for what the world would do.
pub(crate) fn execute(case: &Json, answer: Answer<'_>) -> Result<Simulator, String> {
    let mut now = START;
    let mut simulator = begin(case)?;
    for _ in 0..100_000 {
        match simulator.advance(now, 1000) {
            Progress::Done => return Ok(simulator),
            Progress::Working => {}
            // The recording was stopped by hand while it waited, if there is no other reason for its end.
            Progress::Waiting if stopped(case) => simulator.stop(StateError::of(None, None), now),
            Progress::Waiting => {
                let mut answered = false;
                for effect in simulator.take_effects() {
                    if let Some(completion) = answer(&simulator, &effect) {
                        simulator.resume(effect.id, completion, now);
                        answered = true;
                    }
                }
                if !answered {
                    now = simulator.wake_at().ok_or("the run waits for ever")?.max(now);
                }
            }
        }
    }
    Err("the run does not end".to_owned())
}

/// Whether a case's run was stopped, and nothing of it says how.
fn stopped(case: &Json) -> bool {
    case.pointer("/expected/status") == Some(&json!("ABORTED")) && activity::actions(case).next().is_none()
}

fn identity(case: &Json) -> Identity {
    let mut identity = Identity { express: case["type"] == "EXPRESS", ..Identity::default() };
    let environment = &case["environment"];
    let set = |field: &mut Rc<str>, name: &str| {
        if let Some(text) = environment.get(name).and_then(Json::as_str) {
            *field = text.into();
        }
    };
    set(&mut identity.partition, "partition");
    set(&mut identity.region, "region");
    set(&mut identity.account, "account");
    set(&mut identity.state_machine_name, "stateMachineName");
    set(&mut identity.execution_name, "executionName");
    set(&mut identity.role_arn, "roleArn");
    // Some recordings replaced the role's name in the environment only.
    let recorded = case.pointer("/expected/events/0/details/roleArn").and_then(Json::as_str);
    if let Some(role_arn) = recorded.filter(|role_arn| role_arn.starts_with("arn:") && role_arn.contains(ANY)) {
        identity.role_arn = role_arn.into();
    }
    identity
}

/// The recorded answers of a case's tasks, each given once: to the state of that name, in order.
struct Script {
    mocks: Vec<Option<Json>>,
    /// The workers that took the tasks of activities, in order.
    workers: std::vec::IntoIter<Rc<str>>,
    /// Whether no answer at all was recorded.
    is_empty: bool,
    /// A call that no answer was recorded of.
    unanswered: Option<String>,
    problem: Option<String>,
}

impl Script {
    fn new(case: &Json) -> Self {
        let mut mocks = case.get("mocks").and_then(Json::as_array).cloned().unwrap_or_default();
        let events = case.pointer("/expected/events").and_then(Json::as_array).into_iter().flatten();
        if mocks.is_empty() {
            // Where ids were lost, no answer could be told to be some state's; the history has them all the same.
            mocks.extend(events.clone().filter_map(answer_in));
        }
        let workers: Vec<Rc<str>> =
            events.filter_map(|event| event.pointer("/details/workerName")?.as_str()).map(Rc::from).collect();
        let is_empty = mocks.is_empty();
        let mocks = mocks.into_iter().map(Some).collect();
        Self { mocks, workers: workers.into_iter(), is_empty, unanswered: None, problem: None }
    }

    fn answer(&mut self, simulator: &Simulator, effect: &Effect) -> Option<Completion> {
        let events = simulator.child(effect.actor).map_or(simulator.events(), |child| child.events());
        let iteration = iteration_of(events, effect.visit);
        let slot = self.mocks.iter_mut().find(|mock| {
            mock.as_ref().is_some_and(|mock| {
                let index = mock.pointer("/map/index").and_then(Json::as_u64);
                let state = &mock["state"];
                (state.is_null() || *state == *effect.state) && (index.is_none() || index == iteration)
            })
        });
        let Some(mock) = slot.and_then(Option::take) else {
            self.unanswered.get_or_insert_with(|| format!("no recorded answer for `{}`", effect.state));
            return Some(Completion::of(Err(StateError::without_cause("NoMock"))));
        };
        let parameters = match &effect.request {
            Request::Task(call) => Some(Json::from(&call.parameters)),
            Request::Http(_) | Request::Evaluate(_) => None,
        };
        if let Some(parameters) = parameters
            && let Some(expected) = mock.pointer("/call/parameters").or_else(|| mock.pointer("/call/input"))
            && let Err(why) = compare(&format!("call of {}", effect.state), expected, &parameters)
        {
            self.problem.get_or_insert(why);
        }
        let outcome_event = mock["outcome_event"].as_str().unwrap_or_default();
        if outcome_event.is_empty() || outcome_event.ends_with("Aborted") {
            return None;
        }
        let details = &mock["outcome"];
        let outcome = if outcome_event.ends_with("Succeeded") {
            Ok(Value::from(details.get("output").unwrap_or(&Json::Null)))
        } else {
            let text = |name: &str| match details.get(name) {
                None | Some(Json::Null) => None,
                Some(Json::String(text)) => Some(Rc::from(text.as_str())),
                Some(other) => Some(Rc::from(Value::from(other).to_json())),
            };
            Err(StateError::of(text("error"), text("cause")))
        };
        let submitted =
            mock.get("submitted").map(|submitted| Value::from(submitted.get("output").unwrap_or(submitted)));
        Some(Completion { submitted, worker_name: self.workers.next(), ..Completion::of(outcome) })
    }
}

/// Response of a task that an event of the history holds.
fn answer_in(event: &Json) -> Option<Json> {
    let kind = event["type"].as_str()?;
    matches!(kind, "TaskSucceeded" | "TaskFailed")
        .then(|| json!({ "outcome_event": kind, "outcome": event["details"] }))
}

/// The number of the iteration that a visit runs in.
fn iteration_of(events: &[Event], visit: VisitId) -> Option<u64> {
    let entered = events.iter().find(|event| event.visit == visit)?;
    match &entered.kind {
        EventKind::StateEntered { within: Some(within), .. } => Some(u64::from(within.index)),
        _ => None,
    }
}

/// AWS's word for how an execution stands.
pub(crate) fn status_of(outcome: Option<&Outcome>) -> &'static str {
    outcome.map_or("RUNNING", Outcome::status)
}

pub(crate) fn compare_outcome(expected: &Json, outcome: Option<&Outcome>) -> Result<(), String> {
    let outcome = outcome.ok_or("the run did not end")?;
    if let Some(status) = expected.get("status") {
        let error = outcome.error().map(|error| format!("{error:?}")).unwrap_or_default();
        compare("status", status, &json!(outcome.status())).map_err(|why| format!("{why} {error}"))?;
    }
    if let Some(output) = expected.get("output") {
        let actual = outcome.output().map_or(Json::Null, Json::from);
        compare("output", output, &actual)?;
    }
    if let Some(text) = expected.get("output_text").and_then(Json::as_str) {
        let actual = outcome.output().map(Value::to_json).unwrap_or_default();
        if actual != text {
            return Err(format!("output_text: is {actual}, expected {text}"));
        }
    }
    if let Some(error) = expected.get("error") {
        compare("error", error, &json!(outcome.error().and_then(|error| error.name.as_deref())))?;
    }
    if let Some(cause) = expected.get("cause") {
        compare("cause", cause, &json!(outcome.error().and_then(|error| error.cause.as_deref())))?;
    }
    Ok(())
}

fn compare_events(case: &Json, expected: &Json, events: &[Event]) -> Result<(), String> {
    let mut actual: Vec<Json> = events.iter().map(flat).collect();
    // A history may have been asked for in reverse order.
    if case["id"].as_str().is_some_and(|id| id.ends_with("reverseOrder[True]")) {
        actual.reverse();
    }
    if let Some(tail) = expected.get("events_tail").and_then(Json::as_array) {
        let skipped = actual.len().saturating_sub(tail.len());
        for (wanted, found) in tail.iter().zip(&actual[skipped..]) {
            for name in ["id", "prev", "type"] {
                compare(&format!("event {} {name}", wanted["id"]), &wanted[name], &found[name])?;
            }
        }
    }
    let Some(wanted) = expected.get("events").and_then(Json::as_array).filter(|events| !events.is_empty()) else {
        return Ok(());
    };
    if case["event_ids"] == "wiped-in-parallel" {
        return compare_as_multiset(wanted, &actual);
    }
    compare_history(&links_of_today(case, wanted), &actual, case["event_ids"] == "exact")
}

/// Events one by one; `links` says whether their numbers and links count.
pub(crate) fn compare_history(wanted: &[Json], actual: &[Json], links: bool) -> Result<(), String> {
    for (wanted, found) in wanted.iter().zip(actual) {
        let place = format!("event {}", found["id"]);
        compare(&format!("{place} type"), &wanted["type"], &found["type"])?;
        let details = wanted.get("details").cloned().unwrap_or_else(|| json!({}));
        compare(&format!("{place} {}", found["type"]), &details, &found["details"])?;
        if links {
            compare(&format!("{place} id"), &wanted["id"], &found["id"])?;
            compare(&format!("{place} {} prev", found["type"]), &wanted["prev"], &found["prev"])?;
        }
    }
    if wanted.len() == actual.len() {
        Ok(())
    } else {
        Err(format!("{} events, expected {}", actual.len(), wanted.len()))
    }
}

/// Events as the service links them today: until October 2024, the end of a Distributed Map pointed at
/// `MapRunSucceeded`; since then it points at `MapRunStarted`, as every later recording shows.
fn links_of_today(case: &Json, wanted: &[Json]) -> Vec<Json> {
    let mut wanted = wanted.to_vec();
    evaluations_linked_as_today(case, &mut wanted);
    let recorded = case.pointer("/source/recorded").and_then(Json::as_str).unwrap_or_default();
    let mut parts = recorded.split([',', '-']).filter_map(|part| part.trim().parse::<u32>().ok());
    let (_, month, year) = (parts.next(), parts.next(), parts.next());
    if (year, month) >= (Some(2024), Some(11)) || year.is_none_or(|year| year < 2000) {
        return wanted;
    }
    for at in 0..wanted.len() {
        let previous = wanted.iter().find(|event| event["id"] == wanted[at]["prev"]);
        let succeeded = previous.filter(|event| event["type"] == "MapRunSucceeded");
        if let Some(started) =
            succeeded.filter(|_| wanted[at]["type"] == "MapStateExited").map(|event| event["prev"].clone())
        {
            wanted[at]["prev"] = started;
        }
    }
    wanted
}

/// In recordings of before 2026, an `EvaluationFailed` right behind `…StateEntered` points where that one points; in
/// those of 2026, and as others measured then, at that one itself.
fn evaluations_linked_as_today(case: &Json, wanted: &mut [Json]) {
    if !case
        .pointer("/source/recorded")
        .and_then(Json::as_str)
        .is_some_and(|when| ["-2024", "-2025"].iter().any(|year| when.contains(year)))
    {
        return;
    }
    for at in 1..wanted.len() {
        let entered = wanted[at - 1].clone();
        let is_entered = entered["type"].as_str().is_some_and(|kind| kind.ends_with("StateEntered"));
        if wanted[at]["type"] == "EvaluationFailed" && is_entered && wanted[at]["prev"] == entered["prev"] {
            wanted[at]["prev"] = entered["id"].clone();
        }
    }
}

/// For recordings whose events in a Parallel were sorted and lost their ids.
fn compare_as_multiset(wanted: &[Json], actual: &[Json]) -> Result<(), String> {
    let mut left: Vec<&Json> = actual.iter().collect();
    for event in wanted {
        let details = event.get("details").cloned().unwrap_or_else(|| json!({}));
        let fits = |found: &&Json| event["type"] == found["type"] && compare("", &details, &found["details"]).is_ok();
        let at = left.iter().position(fits).ok_or_else(|| format!("no event like {event}"))?;
        left.swap_remove(at);
    }
    // The recordings lack the ends of a Parallel inside their sorted part; the ids show that they were there.
    let ends = ["ParallelStateSucceeded", "ParallelStateFailed", "ParallelStateExited"];
    let dropped = |event: &&&Json| ends.iter().any(|end| event["type"] == *end);
    match left.iter().find(|event| !dropped(event)) {
        Some(event) => Err(format!("an event too many: {event}")),
        None => Ok(()),
    }
}

/// An event in the form of the recordings: `{id, prev, type, details}`, JSON texts parsed.
pub(crate) fn flat(event: &Event) -> Json {
    let mut details = match history::details(&event.kind) {
        Some(Json::Object(details)) => details,
        _ => Map::new(),
    };
    details.remove("inputDetails");
    details.remove("outputDetails");
    for name in ["input", "output", "parameters"] {
        if let Some(Json::String(text)) = details.get(name)
            && let Ok(parsed) = serde_json::from_str(text)
        {
            details.insert(name.to_owned(), parsed);
        }
    }
    json!({ "id": event.id.0, "prev": event.previous.0, "type": event.kind.name(), "details": details })
}
