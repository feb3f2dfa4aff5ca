//! A history that was taken elsewhere, read back into events: the output of GetExecutionHistory (API reference,
//! `HistoryEvent`), what the console exports, and the records of an Express execution in CloudWatch Logs.
//!
//! AWS's events do not say which visit of a state they belong to: [`super::visits`] finds out.

use std::fmt;
use std::rc::Rc;

use super::visits::Visits;
use crate::event::{Event, EventId, EventKind, InvocationScheduled, Iteration, Scheduled, TaskResource, VisitId};
use crate::runnable::Runnable;
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_lang::StateType;
use asl_value::{Number, Sort, Value};

/// A history that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedHistory {
    /// Its events.
    pub events: Vec<Event>,
    /// Whether it is that of an Express execution.
    pub express: bool,
    /// The ARN of the execution, where the records say it.
    pub execution_arn: Option<Rc<str>>,
}

/// Why a text is no history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoHistory {
    /// It is no JSON.
    NoJson(String),
    /// It has no events.
    NoEvents,
    /// An event without a member that all have.
    Member(usize, &'static str),
    /// A type of events that is not known.
    Type(String),
    /// The events do not begin with the first one, or one is missing.
    Missing(u32),
    /// The execution goes on after the last event.
    NoEnd,
}

impl fmt::Display for NoHistory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoJson(why) => write!(f, "this is not JSON: {why}"),
            Self::NoEvents => f.write_str("there is no list of events in it"),
            Self::Member(place, member) => write!(f, "event number {place} of the list has no `{member}`"),
            Self::Type(name) => write!(f, "`{name}` is not a type of event"),
            Self::Missing(id) => {
                write!(f, "event {id} is missing: join all pages of the history (`nextToken`) into one list of events")
            }
            Self::NoEnd => f.write_str(
                "the history does not end: the execution was still running, or the last pages of the history are missing",
            ),
        }
    }
}

/// Whether a text may be a history, at a glance.
pub fn is_history(text: &str) -> bool {
    let has = |word: &str| text.contains(word);
    has("\"ExecutionStarted\"") && (has("\"previousEventId\"") || has("previous_event_id"))
}

/// Reads a history; `machine` is the one that it is thought to be of, which tells branches and catchers apart. Of several the first is
/// read.
///
/// # Errors
///
/// Why it is none, or not a whole one.
pub fn read(text: &str, machine: Option<&Runnable>) -> Result<RecordedHistory, NoHistory> {
    let first = groups(text)?.into_iter().next().ok_or(NoHistory::NoEvents)?;
    of_records(first, machine)
}

/// Reads the history of an execution that may go on, as far as it is known.
///
/// # Errors
///
/// Why it is none.
pub fn read_open(text: &str, machine: &Runnable) -> Result<RecordedHistory, NoHistory> {
    parse(groups(text)?.into_iter().next().ok_or(NoHistory::NoEvents)?, Some(machine))
}

/// Reads histories of several executions: a list of what GetExecutionHistory gives, each with its `executionArn` if that is known, or
/// the records of a log. Each is thought to be of one of the `machines`: of the one that its first state is in.
///
/// # Errors
///
/// Why one is none, or not a whole one.
pub fn read_all(text: &str, machines: &[Rc<Runnable>]) -> Result<Vec<(RecordedHistory, Option<usize>)>, NoHistory> {
    let of_machine = |group: Group| {
        let entered = |record: &Value| {
            let name = record.get("type").and_then(Value::as_str)?;
            let is_entry = name.ends_with("StateEntered");
            is_entry.then(|| Details::of(name, record).name())
        };
        // The first events come first, or last.
        let mut all = group.records.iter();
        let first = all.find_map(entered).into_iter().chain(group.records.iter().rev().find_map(entered));
        let has = |machine: &Rc<Runnable>| first.clone().any(|name| machine.place_of(&name).is_some());
        let machine = machines.iter().position(has);
        Ok((of_records(group, machine.and_then(|at| machines.get(at)).map(Rc::as_ref))?, machine))
    };
    groups(text)?.into_iter().map(of_machine).collect()
}

/// The history in the records of a kept run: one that may go on.
pub(crate) fn of_kept(records: Vec<Value>, machine: &Runnable) -> Result<Vec<Event>, NoHistory> {
    Ok(parse(Group { arn: None, records }, Some(machine))?.events)
}

fn of_records(group: Group, machine: Option<&Runnable>) -> Result<RecordedHistory, NoHistory> {
    let read = parse(group, machine)?;
    let has_end = read.events.last().is_some_and(|event| event.kind.ends_execution());
    if has_end { Ok(read) } else { Err(NoHistory::NoEnd) }
}

fn parse(Group { mut arn, records }: Group, machine: Option<&Runnable>) -> Result<RecordedHistory, NoHistory> {
    let mut raw = Vec::with_capacity(records.len());
    for (place, record) in (1..).zip(records) {
        let whole = |name: &'static str, other: &'static str| {
            let value = record.get(name).or_else(|| record.get(other));
            let number = value.and_then(|value| match value {
                Value::String(text) => text.parse::<i64>().ok(),
                other => other.as_number().and_then(Number::as_i64),
            });
            number.and_then(|number| u32::try_from(number).ok()).ok_or(NoHistory::Member(place, name))
        };
        let id = whole("id", "id")?;
        let previous = whole("previousEventId", "previous_event_id")?;
        let at = time(&record).ok_or(NoHistory::Member(place, "timestamp"))?;
        let name = record.get("type").and_then(Value::as_str).ok_or(NoHistory::Member(place, "type"))?;
        if let Some(Value::String(known)) = record.get("execution_arn") {
            arn = Some(known.clone());
        }
        let kind = kind(name, &Details::of(name, &record)).ok_or_else(|| NoHistory::Type(name.to_owned()))?;
        raw.push((id, previous, at, kind));
    }
    raw.order_by_key(|(id, ..)| *id);
    // Pages may overlap.
    raw.dedup_by_key(|(id, ..)| *id);
    if let Some((expected, _)) = (1..).zip(&raw).find(|(expected, (id, ..))| expected != id) {
        return Err(NoHistory::Missing(expected));
    }
    let mut visits = Visits::new(machine);
    let mut events: Vec<Event> = Vec::with_capacity(raw.len());
    for (id, previous, at, mut kind) in raw {
        let visit = visits.of(&events, EventId(previous), &mut kind);
        events.push(Event { id: EventId(id), previous: EventId(previous), at, visit, kind, trace: None });
    }
    visits.annotate(&mut events);
    let express = arn.as_ref().is_some_and(|arn: &Rc<str>| arn.contains(":express:"));
    Ok(RecordedHistory { events, express, execution_arn: arn })
}

/// The records of the events of one execution.
struct Group {
    arn: Option<Rc<str>>,
    records: Vec<Value>,
}

/// The records of the events, whatever stands around them, of each execution.
fn groups(text: &str) -> Result<Vec<Group>, NoHistory> {
    let value = match Value::from_json(text) {
        Ok(value) => value,
        // Records of a log, one a line.
        Err(error) => {
            let lines: Result<Vec<Value>, _> =
                text.lines().filter(|line| !line.trim().is_empty()).map(Value::from_json).collect();
            match lines {
                Ok(lines) if lines.len() > 1 => Value::from(lines),
                _ => return Err(NoHistory::NoJson(error.to_string())),
            }
        }
    };
    let parts = value.as_array().unwrap_or_default();
    if !parts.is_empty() && parts.iter().all(|part| events_of(part).is_some()) {
        return Ok(parts.iter().filter_map(group).collect());
    }
    if let Some(group) = group(&value) {
        return Ok(vec![group]);
    }
    let list = value.as_array().filter(|list| !list.is_empty()).ok_or(NoHistory::NoEvents)?;
    let mut groups: Vec<Group> = Vec::new();
    for record in list.iter().map(message) {
        let arn = record.get("execution_arn").and_then(Value::as_str).map(Rc::from);
        // Records without an ARN are all of one execution.
        match groups.iter_mut().find(|group| group.arn == arn) {
            Some(group) => group.records.push(record),
            None => groups.push(Group { arn, records: vec![record] }),
        }
    }
    Ok(groups)
}

/// The list of events in what GetExecutionHistory gives.
fn events_of(value: &Value) -> Option<&[Value]> {
    let list = ["events", "Events", "historyEvents"].iter().find_map(|name| value.get(name))?;
    list.as_array().filter(|list| !list.is_empty())
}

fn group(value: &Value) -> Option<Group> {
    let arn = ["executionArn", "ExecutionArn", "execution_arn"].iter().find_map(|name| value.get(name)?.as_str());
    Some(Group { arn: arn.map(Rc::from), records: events_of(value)?.iter().map(message).collect() })
}

/// A record; CloudWatch Logs has each one as the text of a message.
fn message(record: &Value) -> Value {
    match record.get("message").or_else(|| record.get("@message")) {
        Some(Value::String(text)) => Value::from_json(text).unwrap_or_else(|_| record.clone()),
        Some(inner @ Value::Object(_)) => inner.clone(),
        _ => record.clone(),
    }
}

/// When an event happened: RFC 3339, seconds, or milliseconds.
fn time(record: &Value) -> Option<Timestamp> {
    #[expect(clippy::cast_possible_truncation, reason = "a time too far saturates")]
    let number = |number: f64| {
        // Until the year 5138 seconds are fewer than that.
        Timestamp(if number.abs() < 1e11 { (number * 1000.0).round() as i64 } else { number.round() as i64 })
    };
    match record.get("timestamp").or_else(|| record.get("event_timestamp"))? {
        Value::String(text) => {
            let normal = text.replacen(' ', "T", 1);
            Timestamp::parse(&normal).or_else(|| text.parse::<f64>().ok().map(number))
        }
        other => other.as_number().map(Number::as_f64).map(number),
    }
}

/// The details of an event.
struct Details<'r>(Option<&'r Value>);

impl<'r> Details<'r> {
    fn of(name: &str, record: &'r Value) -> Self {
        let shared = ["StateEntered", "StateExited"].into_iter().find(|shared| name.ends_with(shared));
        let mut characters = shared.unwrap_or(name).chars();
        let first = characters.next().map(|first| first.to_ascii_lowercase());
        let key: String = first.into_iter().chain(characters).chain("EventDetails".chars()).collect();
        Self(record.get(&key).or_else(|| record.get("details")))
    }

    fn member(&self, name: &str) -> Option<&'r Value> {
        self.0?.get(name)
    }

    fn text(&self, name: &str) -> Option<Rc<str>> {
        match self.member(name)? {
            Value::String(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn name(&self) -> Rc<str> {
        self.text("name").unwrap_or_default()
    }

    /// JSON text; what was cut off, or was not JSON, is a text.
    fn data(&self, name: &str) -> Value {
        match self.member(name) {
            Some(Value::String(text)) => Value::from_json(text).unwrap_or_else(|_| Value::String(text.clone())),
            Some(other) => other.clone(),
            None => Value::Null,
        }
    }

    fn whole(&self, name: &str) -> Option<i64> {
        match self.member(name)? {
            Value::String(text) => text.parse().ok(),
            other => other.as_number().and_then(Number::as_i64),
        }
    }

    fn error(&self) -> StateError {
        StateError::of(self.text("error"), self.text("cause"))
    }

    fn task(&self) -> TaskResource {
        let text = |name: &str| self.text(name).unwrap_or_default();
        TaskResource { resource_type: text("resourceType"), resource: text("resource") }
    }

    fn role(&self) -> Option<Rc<str>> {
        self.member("taskCredentials")?.get("roleArn")?.as_str().map(Rc::from)
    }

    fn scheduled(&self) -> Scheduled {
        Scheduled {
            task: self.task(),
            region: self.text("region").unwrap_or_default(),
            parameters: self.data("parameters"),
            timeout_seconds: self.whole("timeoutInSeconds"),
            heartbeat_seconds: self.whole("heartbeatInSeconds"),
            role_arn: self.role(),
        }
    }

    fn invocation(&self) -> InvocationScheduled {
        InvocationScheduled {
            resource: self.text("resource").unwrap_or_default(),
            input: self.data("input"),
            timeout_seconds: self.whole("timeoutInSeconds"),
            heartbeat_seconds: self.whole("heartbeatInSeconds"),
            role_arn: self.role(),
        }
    }

    fn number(&self, name: &str) -> u32 {
        self.whole(name).and_then(|number| u32::try_from(number).ok()).unwrap_or_default()
    }

    fn iteration(&self) -> Iteration {
        Iteration { name: self.name(), index: self.number("index") }
    }

    fn assigned(&self) -> Option<crate::event::Assigned> {
        let variables = self.member("assignedVariables")?.as_object()?;
        let value = |value: &Value| match value {
            Value::String(text) => Value::from_json(text).unwrap_or_else(|_| value.clone()),
            other => other.clone(),
        };
        Some(variables.iter().map(|(name, text)| (name.clone(), value(text))).collect())
    }
}

/// What happened; `None` for a type that there is not.
fn kind(name: &str, details: &Details<'_>) -> Option<EventKind> {
    let state = |suffix: &str| name.strip_suffix(suffix).and_then(StateType::from_name);
    if let Some(state_type) = state("StateEntered") {
        let (name, input) = (details.name(), details.data("input"));
        return Some(EventKind::StateEntered { name, state_type, input, within: None });
    }
    if let Some(state_type) = state("StateExited") {
        let (name, output, assigned) = (details.name(), details.data("output"), details.assigned());
        return Some(EventKind::StateExited { name, state_type, output, assigned });
    }
    if let Some(state_type) = state("StateAborted") {
        return Some(EventKind::StateAborted { state_type });
    }
    let (error, task) = (|| details.error(), || details.task());
    Some(match name {
        "ExecutionStarted" => EventKind::ExecutionStarted {
            input: details.data("input"),
            role_arn: details.text("roleArn").unwrap_or_default(),
        },
        "ExecutionSucceeded" => EventKind::ExecutionSucceeded { output: details.data("output") },
        "ExecutionFailed" => EventKind::ExecutionFailed(error()),
        "ExecutionAborted" => EventKind::ExecutionAborted(error()),
        "ExecutionTimedOut" => EventKind::ExecutionTimedOut(error()),
        "ExecutionRedriven" => EventKind::ExecutionRedriven { count: details.number("redriveCount") },
        "TaskScheduled" => EventKind::TaskScheduled(Box::new(details.scheduled())),
        "TaskStarted" => EventKind::TaskStarted(task()),
        "TaskSubmitted" => EventKind::TaskSubmitted(task(), details.data("output")),
        "TaskSucceeded" => EventKind::TaskSucceeded(task(), details.data("output")),
        "TaskFailed" | "TaskStartFailed" | "TaskSubmitFailed" => EventKind::TaskFailed(task(), error()),
        "TaskTimedOut" => EventKind::TaskTimedOut(task(), error()),
        "LambdaFunctionScheduled" => EventKind::LambdaFunctionScheduled(Box::new(details.invocation())),
        "LambdaFunctionStarted" => EventKind::LambdaFunctionStarted,
        "LambdaFunctionSucceeded" => EventKind::LambdaFunctionSucceeded(details.data("output")),
        "LambdaFunctionFailed" | "LambdaFunctionScheduleFailed" | "LambdaFunctionStartFailed" => {
            EventKind::LambdaFunctionFailed(error())
        }
        "LambdaFunctionTimedOut" => EventKind::LambdaFunctionTimedOut(error()),
        "ActivityScheduled" => EventKind::ActivityScheduled(Box::new(details.invocation())),
        "ActivityStarted" => EventKind::ActivityStarted { worker_name: details.text("workerName") },
        "ActivitySucceeded" => EventKind::ActivitySucceeded(details.data("output")),
        "ActivityFailed" | "ActivityScheduleFailed" => EventKind::ActivityFailed(error()),
        "ActivityTimedOut" => EventKind::ActivityTimedOut(error()),
        "ParallelStateStarted" => EventKind::ParallelStateStarted,
        "ParallelStateSucceeded" => EventKind::ParallelStateSucceeded,
        "ParallelStateFailed" => EventKind::ParallelStateFailed,
        "MapStateStarted" => EventKind::MapStateStarted { length: details.number("length") },
        "MapStateSucceeded" => EventKind::MapStateSucceeded,
        "MapStateFailed" => EventKind::MapStateFailed,
        "MapIterationStarted" => EventKind::MapIterationStarted(details.iteration()),
        "MapIterationSucceeded" => EventKind::MapIterationSucceeded(details.iteration()),
        "MapIterationFailed" => EventKind::MapIterationFailed(details.iteration()),
        "MapIterationAborted" => EventKind::MapIterationAborted(details.iteration()),
        "MapRunStarted" => EventKind::MapRunStarted { map_run_arn: details.text("mapRunArn").unwrap_or_default() },
        "MapRunRedriven" => EventKind::MapRunRedriven {
            map_run_arn: details.text("mapRunArn").unwrap_or_default(),
            count: details.number("redriveCount"),
        },
        "MapRunSucceeded" => EventKind::MapRunSucceeded,
        "MapRunFailed" => EventKind::MapRunFailed(error()),
        "MapRunAborted" => EventKind::MapRunAborted,
        "EvaluationFailed" => EventKind::EvaluationFailed {
            error: error(),
            location: details.text("location"),
            state: details.text("state").unwrap_or_default(),
        },
        _ => return None,
    })
}

/// What `visits` numbers belong to: the execution itself.
pub(super) const EXECUTION: VisitId = VisitId(0);
