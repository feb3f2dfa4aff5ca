//! Two logs event by event: the first one that differs, in type, data, error, cause or time, and what explains it.
//!
//! Branches and iterations go on side by side, in an order that is another one in each run: the events of each of them are compared
//! in their own order. What is new in each execution (its name, times, identifiers) is expected to differ, and named apart.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_lang::StateType;
use asl_sim::{Event, EventKind, VisitId, Within, history};
use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;
use serde_json::{Map, Value as Json};

/// In what two events differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// Only one of the runs has the event.
    Missing,
    /// Its type, or the state that it enters.
    Type,
    /// Its data.
    Data,
    /// The name of its error.
    Error,
    /// The cause of its error.
    Cause,
    /// How long it took to come to it.
    Time,
}

impl Aspect {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "only in one run",
            Self::Type => "type",
            Self::Data => "data",
            Self::Error => "error",
            Self::Cause => "cause",
            Self::Time => "time",
        }
    }
}

/// Two events that differ, by their places in the logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventDifference {
    /// In what.
    pub aspect: Aspect,
    /// The event of the first run.
    pub first: Option<usize>,
    /// The event of the second run.
    pub second: Option<usize>,
    /// The member of the details that differs, such as `output.Payload.id`, or the state in which a run was stopped; empty where
    /// the whole event differs.
    pub member: String,
    /// What explains it, in a sentence.
    pub why: &'static str,
}

/// What is new in each execution, and so no difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expected {
    /// Names, ARNs, accounts, regions, and roles.
    Identity,
    /// Points in time.
    Times,
    /// Identifiers that are drawn.
    Identifiers,
    /// Headers of responses that differ from call to call.
    Headers,
}

impl Expected {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Identity => "names, ARNs, regions, and roles",
            Self::Times => "points in time",
            Self::Identifiers => "identifiers",
            Self::Headers => "response headers such as Date",
        }
    }
}

/// Two logs side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventComparison {
    /// The first events that differ in something else than time.
    pub difference: Option<EventDifference>,
    /// The first events that took clearly longer in one of the runs.
    pub slower: Option<EventDifference>,
    /// What differs as it does in any two executions, in the order in which it was met, each with the first member that it was
    /// met in.
    pub expected: Vec<(Expected, String)>,
    /// How many events are alike.
    pub alike: usize,
}

/// A place at which states run one after the other: the execution, a branch, an iteration. From the outermost to the innermost: the
/// name of the Parallel or Map, which visit of it there it is, and the number of the branch or iteration.
type Line = Vec<(Rc<str>, u32, u32)>;
/// The places in the log of the events of each line.
type Lines = IndexMap<Line, Vec<usize>, FxBuildHasher>;

/// Members whose values are JSON in a text.
const JSON_MEMBERS: [&str; 4] = ["input", "output", "parameters", "assignedVariables"];
/// Members that belong to the execution and not to what it does.
const OWN_MEMBERS: [&str; 3] = ["roleArn", "region", "mapRunArn"];
/// Response headers that differ from call to call, in lower case.
const HEADERS: [&str; 24] = [
    "age",
    "alt-svc",
    "cf-ray",
    "connection",
    "content-length",
    "date",
    "etag",
    "expires",
    "keep-alive",
    "last-modified",
    "nel",
    "report-to",
    "server-timing",
    "set-cookie",
    "via",
    "x-amz-apigw-id",
    "x-amz-cf-id",
    "x-amz-cf-pop",
    "x-amzn-requestid",
    "x-amzn-trace-id",
    "x-request-id",
    "x-runtime",
    "x-served-by",
    "x-timer",
];
/// What takes longer by less than this many milliseconds, or by less than half, took the same time.
const SLOWER_MILLIS: i64 = 1_000;

/// What differs as expected, with the first member that it was met in.
type Met = IndexMap<Expected, String>;

/// Compares the logs of two executions.
pub fn compare(first: &[Event], second: &[Event]) -> EventComparison {
    let (of_first, of_second) = (lines(first), lines(second));
    let mut expected = Met::new();
    let mut found: Vec<EventDifference> = Vec::new();
    let mut slower: Option<EventDifference> = None;
    let mut alike = 0;
    let nothing = Vec::new();
    let all: IndexSet<&Line> = of_first.keys().chain(of_second.keys()).collect();
    for line in all {
        let here = of_first.get(line).unwrap_or(&nothing);
        let there = of_second.get(line).unwrap_or(&nothing);
        let mut before: Option<(&Event, &Event)> = None;
        for place in 0..here.len().max(there.len()) {
            let (at, other) = (here.get(place).copied(), there.get(place).copied());
            let both = at.and_then(|at| first.get(at)).zip(other.and_then(|other| second.get(other)));
            let Some((one, two)) = both else {
                let stop = if at.is_some() { Stop::of(second) } else { Stop::of(first) };
                let why = match (&stop, at.is_some()) {
                    (Some(stop), is_second) => stop.why(is_second),
                    (None, true) => ONLY_FIRST,
                    (None, false) => ONLY_SECOND,
                };
                let member = stop.map(|stop| stop.state).unwrap_or_default();
                found.push(EventDifference { aspect: Aspect::Missing, first: at, second: other, member, why });
                break;
            };
            if let Some((aspect, member)) = differs(one, two, &mut expected) {
                let is_aborted = |event: &Event| matches!(event.kind, EventKind::ExecutionAborted(_));
                let stop = match (is_aborted(one), is_aborted(two)) {
                    (true, false) => Stop::of(first).map(|stop| (stop, false)),
                    (false, true) => Stop::of(second).map(|stop| (stop, true)),
                    _ => None,
                };
                let (why, member) = match stop {
                    Some((stop, is_second)) => (stop.why(is_second), stop.state),
                    None if aspect == Aspect::Type => {
                        (of_type(first, before.map(|(before, _)| before), one, two), member)
                    }
                    None => (why(aspect, &member, one), member),
                };
                found.push(EventDifference { aspect, first: at, second: other, why, member });
                break;
            }
            alike += 1;
            let is_earlier = slower.as_ref().is_none_or(|known| at < known.first);
            if is_earlier && before.is_some_and(|(earlier, other)| is_slower(one, earlier, two, other)) {
                let (aspect, member) = (Aspect::Time, String::new());
                slower = Some(EventDifference { aspect, first: at, second: other, member, why: TAKES_LONGER });
            }
            before = Some((one, two));
        }
    }
    // The first one in the order of the first run; what only the second one has comes where that one has it.
    let difference = found.into_iter().min_by_key(|one| (one.first.or(one.second), one.second));
    EventComparison { difference, slower, expected: expected.into_iter().collect(), alike }
}

/// The first member in which two answers of an API differ, except for what is new in each call; JSON in texts is read.
pub fn differing_member(one: &Json, two: &Json) -> Option<String> {
    let mut expected = Met::new();
    let member = unlike(Some(&with_texts_read(one)), Some(&with_texts_read(two)), "", &mut expected)?;
    Some(member.trim_start_matches('.').to_owned())
}

fn with_texts_read(value: &Json) -> Json {
    match value {
        Json::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), with_texts_read(value))).collect::<Map<_, _>>().into()
        }
        Json::Array(items) => items.iter().map(with_texts_read).collect(),
        Json::String(text) if text.starts_with(['{', '[']) => {
            serde_json::from_str(text).unwrap_or_else(|_| value.clone())
        }
        other => other.clone(),
    }
}

/// The events of each line of states.
fn lines(events: &[Event]) -> Lines {
    let mut lines = Lines::default();
    // The line of each visit, the name of its state, and which visit of that there it is.
    let mut visits: IndexMap<VisitId, (Line, Rc<str>, u32), FxBuildHasher> = IndexMap::default();
    let mut counts: IndexMap<(Line, Rc<str>), u32, FxBuildHasher> = IndexMap::default();
    let within = |visits: &IndexMap<VisitId, (Line, Rc<str>, u32), FxBuildHasher>, visit: VisitId, index: u32| {
        let Some((line, name, number)) = visits.get(&visit) else { return Line::new() };
        line.iter().cloned().chain([(name.clone(), *number, index)]).collect()
    };
    for (place, event) in events.iter().enumerate() {
        let line = match &event.kind {
            EventKind::StateEntered { name, within: around, .. } => {
                let line = around.map_or_else(Line::new, |Within { visit, index }| within(&visits, visit, index));
                let number = counts.entry((line.clone(), name.clone())).or_default();
                *number += 1;
                visits.insert(event.visit, (line.clone(), name.clone(), *number));
                line
            }
            EventKind::MapIterationStarted(one)
            | EventKind::MapIterationSucceeded(one)
            | EventKind::MapIterationFailed(one)
            | EventKind::MapIterationAborted(one) => within(&visits, event.visit, one.index),
            _ => visits.get(&event.visit).map(|(line, ..)| line.clone()).unwrap_or_default(),
        };
        lines.entry(line).or_default().push(place);
    }
    lines
}

/// Whether one of the runs came clearly later from the event before to this one.
fn is_slower(one: &Event, before: &Event, two: &Event, other: &Event) -> bool {
    let (took, took_there) = (one.at.millis_since(before.at), two.at.millis_since(other.at));
    let apart = (took - took_there).abs();
    apart > SLOWER_MILLIS && apart * 2 > took.max(took_there)
}

/// In what two events differ, and in which member of their details.
fn differs(one: &Event, two: &Event, expected: &mut Met) -> Option<(Aspect, String)> {
    if one.kind.name() != two.kind.name() {
        return Some((Aspect::Type, String::new()));
    }
    let (here, there) = (details(one), details(two));
    // A state of the same type is another one.
    if here.get("name") != there.get("name") {
        return Some((Aspect::Type, "name".to_owned()));
    }
    let is_error = |member: &str| matches!(member, "error" | "cause");
    let members: IndexSet<&String> = here.keys().chain(there.keys()).collect();
    let mut data = members.iter().filter(|member| !is_error(member));
    if let Some(member) = data.find_map(|member| unlike(here.get(*member), there.get(*member), member, expected)) {
        return Some((Aspect::Data, member));
    }
    for (member, aspect) in [("error", Aspect::Error), ("cause", Aspect::Cause)] {
        // Some emulators write an empty text where AWS writes none.
        let text = |details: &Map<String, Json>| details.get(member).cloned().filter(|text| text != "");
        if let Some(member) = unlike(text(&here).as_ref(), text(&there).as_ref(), member, expected) {
            return Some((aspect, member));
        }
    }
    None
}

/// The details of an event that say what it did, with the JSON in its texts read.
fn details(event: &Event) -> Map<String, Json> {
    let Some(Json::Object(all)) = history::details(&event.kind) else { return Map::new() };
    let read = |text: Json| text.as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or(text);
    let member = |(name, value): (String, Json)| {
        let value = match value {
            Json::Object(variables) if name == "assignedVariables" => {
                variables.into_iter().map(|(name, value)| (name, read(value))).collect()
            }
            value if JSON_MEMBERS.contains(&name.as_str()) => read(value),
            value => value,
        };
        (name, value)
    };
    all.into_iter().filter(|(name, _)| !name.ends_with("Details")).map(member).collect()
}

/// The first place in two values at which they differ, except for what is new in each execution.
fn unlike(one: Option<&Json>, two: Option<&Json>, at: &str, expected: &mut Met) -> Option<String> {
    if one == two {
        return None;
    }
    let last = at.rsplit('.').next().unwrap_or(at);
    if OWN_MEMBERS.contains(&at) {
        expected.entry(Expected::Identity).or_insert_with(|| at.to_owned());
        return None;
    }
    if at.contains(".Headers.") && HEADERS.contains(&last.to_ascii_lowercase().as_str()) {
        expected.entry(Expected::Headers).or_insert_with(|| at.to_owned());
        return None;
    }
    match (one, two) {
        (Some(Json::Object(one)), Some(Json::Object(two))) => {
            let members: IndexSet<&String> = one.keys().chain(two.keys()).collect();
            members
                .into_iter()
                .find_map(|member| unlike(one.get(member), two.get(member), &format!("{at}.{member}"), expected))
        }
        (Some(Json::Array(one)), Some(Json::Array(two))) if !at.contains(".Headers.") => (0..one.len().max(two.len()))
            .find_map(|index| unlike(one.get(index), two.get(index), &format!("{at}[{index}]"), expected)),
        (Some(Json::Number(one)), Some(Json::Number(two))) if one.as_f64() == two.as_f64() => None,
        (Some(Json::String(one)), Some(Json::String(two))) => match new_in_each(one, two) {
            Some(what) => {
                expected.entry(what).or_insert_with(|| at.to_owned());
                None
            }
            None => Some(at.to_owned()),
        },
        _ => Some(at.to_owned()),
    }
}

/// What two texts are that differ in any two executions.
fn new_in_each(one: &str, two: &str) -> Option<Expected> {
    let both = |is: fn(&str) -> bool| is(one) && is(two);
    if both(|text| Timestamp::parse(text).is_some()) {
        return Some(Expected::Times);
    }
    if both(is_uuid) {
        return Some(Expected::Identifiers);
    }
    (identity(one)? == identity(two)?).then_some(Expected::Identity)
}

/// What counts of an ARN (`arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`): service and resource, and of executions, state machines,
/// and Map Runs their kind alone, since those are named anew.
fn identity(text: &str) -> Option<(&str, &str)> {
    let mut parts = text.splitn(6, ':');
    let is_arn = parts.next() == Some("arn");
    let (service, resource) = (parts.nth(1)?, parts.nth(2)?);
    let kind = resource.split(':').next().unwrap_or_default();
    let is_new = service == "states" && matches!(kind, "execution" | "express" | "stateMachine" | "mapRun");
    is_arn.then_some((service, if is_new { kind } else { resource }))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(at, letter)| match at {
            8 | 13 | 18 | 23 => letter == '-',
            _ => letter.is_ascii_hexdigit(),
        })
}

const ONLY_FIRST: &str = "The first run continues here, and the second one does not.";
const ONLY_SECOND: &str = "The second run continues here, and the first one does not.";
const TAKES_LONGER: &str = "The time differs: what the services took, where they are, how long Retry waited (with jitter it draws), or how fast time passes here.";

/// Where a run was stopped by a person.
struct Stop {
    /// The state, if it was in one.
    state: String,
    /// What it waited for.
    waited: Waited,
}

enum Waited {
    /// The answer to a call.
    Call,
    /// The end of a Wait.
    Time,
    /// Nothing that is seen.
    Nothing,
}

impl Stop {
    /// Where the run of that log was stopped, if it was.
    fn of(log: &[Event]) -> Option<Self> {
        use EventKind::{ExecutionAborted, StateAborted, StateEntered, StateExited};
        let (last, before) = log.split_last()?;
        if !matches!(last.kind, ExecutionAborted(_)) {
            return None;
        }
        // AWS writes how the states end, too, or leaves it out.
        let event = before.iter().rev().find(|event| !matches!(event.kind, StateAborted { .. }))?;
        let state = before.iter().rev().filter(|entered| entered.visit == event.visit).find_map(|entered| {
            if let StateEntered { name, state_type, .. } = &entered.kind { Some((name, *state_type)) } else { None }
        });
        let has_left = matches!(event.kind, StateExited { .. });
        let waited = match state {
            Some((_, StateType::Wait)) if !has_left => Waited::Time,
            Some((_, StateType::Task)) if !has_left && !is_answer(event) => Waited::Call,
            _ => Waited::Nothing,
        };
        Some(Self { state: state.map(|(name, _)| name.to_string()).unwrap_or_default(), waited })
    }

    /// That it was stopped there, in a sentence about the second run or the first one.
    fn why(&self, is_second: bool) -> &'static str {
        match (&self.waited, is_second) {
            (Waited::Call, false) => "The first run was stopped while this state waited for the answer to its call.",
            (Waited::Call, true) => "The second run was stopped while this state waited for the answer to its call.",
            (Waited::Time, false) => "The first run was stopped while this state waited for its time.",
            (Waited::Time, true) => "The second run was stopped while this state waited for its time.",
            (Waited::Nothing, false) => "The first run was stopped here.",
            (Waited::Nothing, true) => "The second run was stopped here.",
        }
    }
}

fn is_answer(event: &Event) -> bool {
    use EventKind::{
        ActivityFailed, ActivitySucceeded, LambdaFunctionFailed, LambdaFunctionSucceeded, LambdaFunctionTimedOut,
        TaskFailed, TaskSubmitted, TaskSucceeded, TaskTimedOut,
    };
    matches!(
        event.kind,
        TaskSucceeded(..)
            | TaskFailed(..)
            | TaskTimedOut(..)
            | TaskSubmitted(..)
            | LambdaFunctionSucceeded(_)
            | LambdaFunctionFailed(_)
            | LambdaFunctionTimedOut(_)
            | ActivitySucceeded(_)
            | ActivityFailed(_)
    )
}

fn is_call(event: &Event) -> bool {
    matches!(event.kind, EventKind::TaskScheduled(_) | EventKind::LambdaFunctionScheduled(_))
}

/// What explains that events of other types follow on `before`, or other states. `log` is that of the first run.
fn of_type(log: &[Event], before: Option<&Event>, one: &Event, two: &Event) -> &'static str {
    use EventKind::{EvaluationFailed, ExecutionTimedOut, StateEntered, StateExited};
    let either = |is: &dyn Fn(&Event) -> bool| is(one) || is(two);
    // A run goes from state to state as its definition says, but for what a Choice or a Catch decides.
    let left = before.filter(|event| matches!(event.kind, StateExited { .. }));
    let is_choice = |event: &Event| matches!(event.kind, StateExited { state_type: StateType::Choice, .. });
    let is_caught = |left: &Event| {
        let fails = |event: &Event| history::details(&event.kind).is_some_and(|details| details.get("error").is_some());
        log.iter().any(|event| event.visit == left.visit && fails(event))
    };
    if is_answer(one) && is_answer(two) {
        "The call came to something else: the service answered differently, was not allowed, or was mocked in one of the runs."
    } else if either(&|event| matches!(event.kind, EvaluationFailed { .. })) {
        "An expression fails in one of the runs: compare the data that it reads. An emulator may not evaluate it as AWS does."
    } else if either(&is_call) && either(&|event| matches!(event.kind, StateExited { .. })) {
        "One run tries the call again, and the other one continues: Retry and Catch saw another error, or another number of attempts."
    } else if left.is_some_and(is_choice) {
        "The runs go to different states: a Choice decided otherwise. Compare the data of the events before."
    } else if left.is_some_and(is_caught) {
        "The runs go to different states: a Catch decided otherwise. Compare the errors in the events before."
    } else if either(&|event| matches!(event.kind, ExecutionTimedOut(_))) {
        "One of the executions took longer than its TimeoutSeconds allows, and ends here."
    } else if left.is_some() {
        "The definitions differ: another state follows here, or none."
    } else if either(&|event| matches!(event.kind, StateEntered { .. })) {
        "The definitions differ: they start with different states."
    } else if either(&|event| event.kind.ends_execution()) {
        "One of the executions ends here."
    } else {
        "The runs do different things here: the definitions differ, or one of the interpreters does."
    }
}

/// What explains that two events of the same type differ.
fn why(aspect: Aspect, member: &str, one: &Event) -> &'static str {
    match aspect {
        Aspect::Data if matches!(one.kind, EventKind::ExecutionStarted { .. }) => {
            "The executions were started with different inputs."
        }
        Aspect::Data if is_call(one) && member.starts_with("timeout") => {
            "The time limits of the call differ: the definitions differ, or an emulator leaves them out."
        }
        Aspect::Data if is_call(one) => {
            "The calls are not the same: what computes their parameters gives another result."
        }
        Aspect::Data if is_answer(one) && member.contains("Headers") => "The service answered with other headers.",
        Aspect::Data if is_answer(one) => "The service answered differently, or was mocked in one of the runs.",
        Aspect::Data => {
            "The data are not the same although all events before are: what the state computes gives another result, such as a time, a random number, or something that an emulator computes otherwise."
        }
        Aspect::Error => "Both fail here, each with another error: Retry and Catch may handle one and not the other.",
        Aspect::Cause => "Both fail here with the same error, in other words: Retry and Catch see no difference.",
        Aspect::Time => TAKES_LONGER,
        Aspect::Type | Aspect::Missing => ONLY_FIRST,
    }
}

#[cfg(test)]
mod tests {
    use asl_aws::state_error::StateError;
    use asl_sim::{Completion, Progress, Runnable, Simulator, Start};
    use asl_value::Value;

    use super::*;

    /// A run whose calls come to these, one after the other, each after so many milliseconds.
    fn run(definition: &str, input: &str, answers: &[Result<&str, &str>], millis: i64) -> Simulator {
        let machine = asl_lang::check_text(definition).machine.unwrap();
        let start = Start { input: Value::from_json(input).unwrap(), ..Start::default() };
        let mut simulator = Simulator::new(Runnable::compile(&machine).unwrap(), start, Timestamp(0));
        let (mut now, mut answers) = (0, answers.iter().cycle());
        while simulator.advance(Timestamp(now), 100) != Progress::Done {
            now += millis;
            for effect in simulator.take_effects() {
                let outcome = answers.next().unwrap().map(|text| Value::from_json(text).unwrap());
                let outcome = outcome.map_err(|error| StateError::new(error, "because"));
                simulator.resume(effect.id, Completion::of(outcome), Timestamp(now));
            }
        }
        simulator
    }

    const CALL: &str = r#"{"StartAt": "Call", "States": {
        "Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f", "Payload.$": "$"},
            "Catch": [{"ErrorEquals": ["Known"], "Next": "Sorry"}], "Next": "Is it"},
        "Is it": {"Type": "Choice", "Choices": [{"Variable": "$.ok", "BooleanEquals": true, "Next": "Yes"}], "Default": "No"},
        "Yes": {"Type": "Succeed"}, "No": {"Type": "Succeed"}, "Sorry": {"Type": "Pass", "End": true}}}"#;

    fn compared(one: &[Result<&str, &str>], two: &[Result<&str, &str>]) -> EventComparison {
        compare(run(CALL, "{}", one, 10).events(), run(CALL, "{}", two, 10).events())
    }

    #[test]
    fn the_first_event_that_differs_is_found_with_its_aspect_and_member() {
        let yes = [Ok(r#"{"ok": true, "at": "2026-01-01T00:00:00Z"}"#)];
        let told = |two: &[Result<&str, &str>]| {
            let found = compared(&yes, two).difference.unwrap();
            assert!(!found.why.is_empty());
            (found.aspect, found.member)
        };
        assert_eq!(told(&[Ok(r#"{"ok": false, "at": "2026-01-01T00:00:00Z"}"#)]), (Aspect::Data, "output.ok".into()));
        assert_eq!(told(&[Err("Known")]), (Aspect::Type, String::new()));
        let failed = compared(&[Err("Known")], &[Err("Other")]).difference.unwrap();
        assert_eq!((failed.aspect, failed.first), (Aspect::Error, failed.second));
        assert_eq!(compared(&yes, &yes).difference, None);
        // A point in time is another one in each run.
        let later = compared(&yes, &[Ok(r#"{"ok": true, "at": "2026-02-02T10:00:00Z"}"#)]);
        assert_eq!((later.difference, later.expected), (None, vec![(Expected::Times, "output.at".to_owned())]));
    }

    /// A run that is stopped as soon as it waits.
    fn stopped(definition: &str) -> Simulator {
        let machine = asl_lang::check_text(definition).machine.unwrap();
        let start = Start { input: Value::empty_object(), ..Start::default() };
        let mut simulator = Simulator::new(Runnable::compile(&machine).unwrap(), start, Timestamp(0));
        while simulator.advance(Timestamp(0), 100) != Progress::Waiting {}
        simulator.stop(StateError::new("Stopped", "by a person"), Timestamp(5));
        simulator
    }

    #[test]
    fn a_run_that_was_stopped_is_told_with_the_state_that_it_waited_in() {
        const WAIT: &str = r#"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9, "End": true}}}"#;
        let told = |one: &Simulator, two: &Simulator| {
            let found = compare(one.events(), two.events()).difference.unwrap();
            (found.member, found.why)
        };
        let here = stopped(CALL);
        let there = run(CALL, "{}", &[Err("Other")], 10);
        let sentence = "The second run was stopped while this state waited for the answer to its call.";
        assert_eq!(told(&there, &here), ("Call".to_owned(), sentence));
        let (state, why) = told(&here, &there);
        assert!(state == "Call" && why.starts_with("The first run was stopped while"), "{why}");
        let rested = compare(stopped(WAIT).events(), run(WAIT, "{}", &[], 1_000).events()).difference.unwrap();
        assert_eq!((rested.member.as_str(), rested.why.contains("its time")), ("W", true), "{}", rested.why);
    }

    #[test]
    fn definitions_that_differ_are_no_decision_of_a_choice() {
        let chain = |states: &[&str]| {
            let state = |(at, name): (usize, &&str)| match states.get(at + 1) {
                Some(next) => format!(r#""{name}": {{"Type": "Pass", "Next": "{next}"}}"#),
                None => format!(r#""{name}": {{"Type": "Pass", "End": true}}"#),
            };
            let all: Vec<String> = states.iter().enumerate().map(state).collect();
            run(&format!(r#"{{"StartAt": "{}", "States": {{{}}}}}"#, states[0], all.join(", ")), "{}", &[], 1)
        };
        let why =
            |one: &[&str], two: &[&str]| compare(chain(one).events(), chain(two).events()).difference.unwrap().why;
        assert_eq!(why(&["A", "B"], &["X", "B", "Y"]), "The definitions differ: they start with different states.");
        assert_eq!(why(&["A", "B"], &["A", "C"]), "The definitions differ: another state follows here, or none.");
        assert_eq!(why(&["A"], &["A", "C"]), "The definitions differ: another state follows here, or none.");
    }

    #[test]
    fn another_input_is_the_first_difference_and_a_longer_call_is_told_apart() {
        let answers = [Ok(r#"{"ok": true}"#)];
        let one = run(CALL, "{}", &answers, 10);
        let found = compare(one.events(), run(CALL, "[1]", &answers, 10).events()).difference.unwrap();
        assert_eq!((found.aspect, found.first, found.member.as_str()), (Aspect::Data, Some(0), "input"));
        let slow = compare(one.events(), run(CALL, "{}", &answers, 5_000).events());
        assert_eq!((slow.difference, slow.slower.map(|found| found.aspect)), (None, Some(Aspect::Time)));
    }

    #[test]
    fn iterations_are_compared_in_their_own_order_whatever_the_order_of_the_log() {
        const MAP: &str = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "F", "States": {
            "F": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f", "Payload.$": "$"}, "Next": "P"},
            "P": {"Type": "Pass", "End": true}}}}}}"#;
        let at_once = run(MAP, "[1, 2]", &[Ok("7")], 10);
        // The same, one iteration after the other.
        let mut parted: Vec<Event> = at_once.events().to_vec();
        let of_second =
            lines(&parted).into_iter().find(|(line, _)| line.last().is_some_and(|last| last.2 == 1)).unwrap().1;
        let end = parted.len();
        let mut order: Vec<usize> = (0..end).filter(|place| !of_second.contains(place)).collect();
        order.splice(order.len() - 3..order.len() - 3, of_second);
        parted = order.iter().map(|place| parted[*place].clone()).collect();
        assert_ne!(parted.as_slice(), at_once.events());
        let same = compare(at_once.events(), &parted);
        assert_eq!((same.difference, same.alike), (None, end));
        let other = run(MAP, "[1, 2]", &[Ok("7"), Ok("8")], 10);
        assert_eq!(compare(at_once.events(), other.events()).difference.unwrap().aspect, Aspect::Data);
    }

    #[test]
    fn another_account_is_expected_and_another_function_is_not() {
        let arn = |account: &str, resource: &str| format!("arn:aws:lambda:us-east-1:{account}:{resource}");
        let charge = arn("123456789012", "function:charge");
        assert_eq!(new_in_each(&charge, &arn("210987654321", "function:charge")), Some(Expected::Identity));
        assert_eq!(new_in_each(&charge, &arn("123456789012", "function:refund")), None);
        let execution = |name: &str| format!("arn:aws:states:us-east-1:1:execution:{name}");
        assert_eq!(new_in_each(&execution("here:run-1"), &execution("asl-playground-x:7")), Some(Expected::Identity));
        assert_eq!(new_in_each(&execution("x:1"), "arn:aws:states:us-east-1:1:activity:x"), None);
        assert_eq!(new_in_each("text", "other"), None);
    }

    #[test]
    fn answers_of_an_api_are_compared_member_by_member() {
        let json = |text: &str| serde_json::from_str::<Json>(text).unwrap();
        let one = json(r#"{"status": "SUCCEEDED", "output": "{\"a\": 1, \"b\": [2]}"}"#);
        assert_eq!(
            differing_member(&one, &json(r#"{"output": "{\"b\":[2.0],\"a\":1}", "status": "SUCCEEDED"}"#)),
            None
        );
        let other = json(r#"{"status": "SUCCEEDED", "output": "{\"a\": 1, \"b\": [3]}"}"#);
        assert_eq!(differing_member(&one, &other).as_deref(), Some("output.b[0]"));
        assert_eq!(differing_member(&one, &json("{}")).as_deref(), Some("status"));
    }

    #[test]
    fn a_run_that_ends_sooner_lacks_the_next_event() {
        let whole = run(CALL, "{}", &[Ok(r#"{"ok": true}"#)], 10);
        let part = whole.events().get(..3).unwrap();
        let found = compare(whole.events(), part).difference.unwrap();
        assert_eq!((found.aspect, found.first, found.second), (Aspect::Missing, Some(3), None));
        assert_eq!(compare(part, whole.events()).difference.unwrap().why, ONLY_SECOND);
    }
}
