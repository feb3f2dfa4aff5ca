//! The log of the buses as rows of a timeline: each event, and below it its deliveries with their attempts and waits.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_events::EventSystem;
use asl_functions::Condition;
use asl_world::log::{Answer, DeadLetter, DropReason, LambdaStep, Success};
use asl_world::{Delivery, DeliveryId, EventId, EventLog, EventRecord, ExecutionId, RuleOutcome, Step};

use super::counts::status_of;
use crate::timeline::{RowStatus, SegmentKind};

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowSubject {
    /// An event.
    Event(EventId),
    /// A delivery.
    Delivery(DeliveryId),
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    /// What it stands for.
    pub subject: RowSubject,
    /// How deep it stands.
    pub depth: u32,
    /// What it is called: the event's detail-type, or the target.
    pub name: Rc<str>,
    /// What stands beside the name: the event's source, or the rule.
    pub detail: Rc<str>,
    /// What it is doing, or how it ended.
    pub status: RowStatus,
    /// The same in a word.
    pub word: &'static str,
    /// When it began.
    pub entered: Timestamp,
    /// When it was over; `None` while it goes on.
    pub left: Option<Timestamp>,
    /// What happened in it, in order of time.
    pub bars: Vec<Bar>,
    /// How many attempts there were.
    pub attempts: u32,
    /// The error that it met last.
    pub error: Option<Rc<str>>,
    /// The execution that it started.
    pub execution: Option<ExecutionId>,
}

/// A part of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it shows; a wait is one for the rate limit.
    pub kind: SegmentKind,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends; `None` while it lasts.
    pub end: Option<Timestamp>,
    /// The error that it ended with.
    pub error: Option<Rc<str>>,
}

/// The word for what arrived at a function that failed each time.
const FUNCTION_FAILED: &str = "Function failed";

/// The rows of a log: events in their order, each with its deliveries.
pub fn rows(system: &EventSystem, log: &EventLog) -> Vec<EventRow> {
    let mut of_event: Vec<Vec<EventRow>> = vec![Vec::new(); log.events.len()];
    for delivery in &log.deliveries {
        if let Some(list) = of_event.get_mut(delivery.event.0 as usize) {
            list.push(delivery_row(system, delivery));
        }
    }
    let mut rows = Vec::new();
    for (event, deliveries) in log.events.iter().zip(of_event) {
        rows.push(event_row(event, &deliveries));
        rows.extend(deliveries);
    }
    rows
}

fn event_row(event: &EventRecord, deliveries: &[EventRow]) -> EventRow {
    let is_open = deliveries.iter().any(|row| row.status.is_open());
    let mut wrong = deliveries.iter().filter(|row| row.status == RowStatus::Failed).peekable();
    let failed = wrong.peek().is_some();
    let is_functions = wrong.all(|row| row.word == FUNCTION_FAILED);
    let is_stopped = deliveries.iter().any(|row| row.status == RowStatus::Aborted);
    let matched = event.rules.iter().any(|(_, outcome)| matches!(outcome, RuleOutcome::Matched(_)));
    let (status, word) = match &event.outcome {
        Err(_) => (RowStatus::Failed, "Refused"),
        Ok(_) if is_open => (RowStatus::Running, "Being delivered"),
        Ok(_) if is_stopped => (RowStatus::Aborted, "Stopped"),
        Ok(_) if failed && is_functions => (RowStatus::Failed, FUNCTION_FAILED),
        Ok(_) if failed => (RowStatus::Failed, "Not delivered"),
        Ok(_) if matched => (RowStatus::Succeeded, "Delivered"),
        Ok(_) => (RowStatus::Aborted, "No rule"),
    };
    let end = deliveries.iter().filter_map(|row| row.left).max().unwrap_or(event.at);
    let left = (!is_open).then_some(end);
    let text = |text: &Option<Rc<str>>, otherwise: &str| text.clone().unwrap_or_else(|| otherwise.into());
    EventRow {
        subject: RowSubject::Event(event.id),
        depth: 0,
        name: text(&event.entry.detail_type, "event"),
        detail: text(&event.entry.source, ""),
        status,
        word,
        entered: event.at,
        left,
        bars: vec![Bar { kind: SegmentKind::Work, start: event.at, end: left, error: None }],
        attempts: 0,
        error: event.outcome.as_ref().err().map(|error| error.code().into()),
        execution: None,
    }
}

fn delivery_row(system: &EventSystem, delivery: &Delivery) -> EventRow {
    let rule = system.rules.get(delivery.rule);
    let target = system.target(delivery.rule, delivery.target);
    let name = target.map_or_else(
        || "target".into(),
        |target| match target.kind.name() {
            "" => target.id.clone(),
            name => Rc::from(name),
        },
    );
    let (mut bars, mut error, mut execution) = (Vec::new(), None, None);
    let mut word = None;
    for entry in &delivery.steps {
        let end = |bars: &mut Vec<Bar>| {
            if let Some(bar) = bars.last_mut().filter(|bar| bar.end.is_none()) {
                bar.end = Some(entry.at);
            }
        };
        let begin = |bars: &mut Vec<Bar>, kind: SegmentKind| {
            end(bars);
            bars.push(Bar { kind, start: entry.at, end: None, error: None });
        };
        match &entry.step {
            Step::Start => {}
            Step::ThrottleStart { .. } => begin(&mut bars, SegmentKind::Wait),
            Step::BackOff { .. } => begin(&mut bars, SegmentKind::BackOff),
            Step::AttemptStart { attempt } => {
                begin(&mut bars, SegmentKind::Attempt { number: *attempt, succeeded: None });
            }
            Step::AttemptSuccess(answer) | Step::Lambda(LambdaStep::Ended(answer)) => {
                let failed = function_error(answer);
                settle(&mut bars, failed.is_none(), failed.clone());
                end(&mut bars);
                error = failed;
            }
            Step::Lambda(LambdaStep::Waits { .. }) => {
                word = None;
                begin(&mut bars, SegmentKind::BackOff);
            }
            Step::Lambda(LambdaStep::Invoked { invocation }) => {
                begin(&mut bars, SegmentKind::Attempt { number: *invocation, succeeded: None });
            }
            Step::Lambda(step) => {
                end(&mut bars);
                word = Some(match step {
                    LambdaStep::Recorded { condition: Condition::Success, .. } => "Invoked",
                    _ => FUNCTION_FAILED,
                });
            }
            Step::AttemptRetryableFailure(failure) | Step::AttemptPermanentFailure(failure) => {
                let code: Rc<str> = failure.code.as_str().into();
                settle(&mut bars, false, Some(code.clone()));
                end(&mut bars);
                error = Some(code);
            }
            Step::Success(success) => {
                end(&mut bars);
                word = Some(match success {
                    Success::Called => "Delivered",
                    Success::Invoked => "Invoked",
                    Success::Started(started) => {
                        execution = Some(*started);
                        "Started"
                    }
                    Success::Queued(..) => "Queued",
                    Success::Logged(..) => "Logged",
                    Success::Forwarded(_) => "Forwarded",
                    Success::Shown => "Not simulated",
                });
            }
            Step::Failure { failure, .. } => {
                end(&mut bars);
                error = Some(failure.code.as_str().into());
            }
            Step::DeadLetter(DeadLetter { .. }) => word = Some("Dead letter"),
            Step::Dropped(reason) => {
                end(&mut bars);
                word = Some(match reason {
                    DropReason::EmptyBody => "Nothing sent",
                    DropReason::Stopped => "Stopped",
                    _ => "Dropped",
                });
            }
        }
    }
    let status = status_of(delivery);
    if status.is_open() {
        error = None;
    }
    let left = delivery.ended_at();
    if bars.is_empty() {
        bars.push(Bar { kind: SegmentKind::Work, start: delivery.began_at(), end: left, error: error.clone() });
    }
    EventRow {
        subject: RowSubject::Delivery(delivery.id),
        depth: 1,
        name,
        detail: rule.map_or_else(|| "".into(), |rule| rule.resource.name.clone()),
        status,
        word: word.unwrap_or_else(|| open_word(status)),
        entered: delivery.began_at(),
        left,
        bars,
        attempts: delivery.attempts(),
        error,
        execution,
    }
}

fn open_word(status: RowStatus) -> &'static str {
    match status {
        RowStatus::Waiting => "Waiting for the rate limit",
        RowStatus::BackingOff => "Waiting to retry",
        other => other.word(),
    }
}

/// What a function failed with, which EventBridge does not look at.
fn function_error(answer: &Answer) -> Option<Rc<str>> {
    Some(answer.result.as_ref()?.as_ref().err()?.name().into())
}

/// Notes how the attempt that goes on came out.
fn settle(bars: &mut [Bar], succeeded: bool, error: Option<Rc<str>>) {
    if let Some(bar) = bars.last_mut()
        && let SegmentKind::Attempt { number, .. } = bar.kind
    {
        bar.kind = SegmentKind::Attempt { number, succeeded: Some(succeeded) };
        bar.error = error;
    }
}
