//! The log of the buses line by line, in the order in which things happened, with EventBridge's names.

use asl_value::Sort;
use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_events::EventSystem;
use asl_world::log::{Answer, DropReason, LambdaStep, RetryAfter, Success};
use asl_world::{Delivery, EventLog, RuleOutcome, Step};

use super::rows::RowSubject;

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    /// Its number, from 1.
    pub number: usize,
    /// When it happened.
    pub at: Timestamp,
    /// What it is about.
    pub subject: RowSubject,
    /// EventBridge's name for it; one in small letters where it has none.
    pub name: &'static str,
    /// The bus, the rule, or the rule and the target.
    pub part: Rc<str>,
    /// What else there is to know.
    pub detail: String,
    /// Whether something went wrong.
    pub is_failure: bool,
}

/// The lines of a log.
pub fn lines(system: &EventSystem, log: &EventLog) -> Vec<LogLine> {
    // Where they stand in the order of everything, and among those of one entry.
    let mut all: Vec<((u32, u32), LogLine)> = Vec::new();
    for event in &log.events {
        let subject = RowSubject::Event(event.id);
        let mut push = |place: u32, name: &'static str, part: Rc<str>, detail: String, is_failure: bool| {
            let line = LogLine { number: 0, at: event.at, subject, name, part, detail, is_failure };
            all.push(((event.order, place), line));
        };
        match &event.outcome {
            Err(error) => {
                let detail = format!("{}: {}", error.code(), error.message());
                push(0, "EVENT_INGEST_FAILURE", event.bus.clone(), detail, true);
                continue;
            }
            Ok(taken) => {
                let detail = format!("{} · {}", taken.text("source"), taken.text("detail-type"));
                push(0, "EVENT_INGEST_SUCCESS", event.bus.clone(), detail, false);
            }
        }
        let mut matched = 0;
        for (rule, outcome) in &event.rules {
            if let RuleOutcome::Matched(deliveries) = outcome {
                matched += 1;
                let name = system.rules.get(*rule).map_or_else(|| "".into(), |rule| rule.resource.name.clone());
                let detail = match deliveries.len() {
                    1 => "1 target".to_owned(),
                    count => format!("{count} targets"),
                };
                push(matched, "RULE_MATCH", name, detail, false);
            }
        }
        if matched == 0 {
            push(1, "NO_STANDARD_RULES_MATCHED", event.bus.clone(), String::new(), false);
        }
    }
    for delivery in &log.deliveries {
        let part = part(system, delivery);
        for entry in &delivery.steps {
            let (detail, is_failure) = told(&entry.step);
            let line = LogLine {
                number: 0,
                at: entry.at,
                subject: RowSubject::Delivery(delivery.id),
                name: entry.step.name(),
                part: part.clone(),
                detail,
                is_failure,
            };
            all.push(((entry.order, 0), line));
        }
    }
    all.order_by_key(|(place, _)| *place);
    all.into_iter().enumerate().map(|(at, (_, line))| LogLine { number: at + 1, ..line }).collect()
}

/// The rule and the target of a delivery in words.
pub fn part(system: &EventSystem, delivery: &Delivery) -> Rc<str> {
    let rule = system.rules.get(delivery.rule).map_or("", |rule| &rule.resource.name);
    let target = system.target(delivery.rule, delivery.target).map_or("", |target| &target.id);
    format!("{rule} → {target}").into()
}

fn told(step: &Step) -> (String, bool) {
    let exchange = |answer: &asl_world::Answer| match answer.exchange.as_ref().map(|exchange| &exchange.response) {
        Some(Ok(response)) => format!("{} {}", response.status, response.phrase()).trim().to_owned(),
        _ => String::new(),
    };
    match step {
        Step::Start => (String::new(), false),
        Step::ThrottleStart { ahead, .. } => (format!("{ahead} before it"), false),
        Step::AttemptStart { attempt } => (format!("attempt {attempt}"), false),
        Step::AttemptSuccess(answer) => (exchange(answer), false),
        Step::AttemptRetryableFailure(failure) | Step::AttemptPermanentFailure(failure) => {
            (format!("{}: {}", failure.code.as_str(), failure.message), true)
        }
        Step::BackOff { until: _, policy_millis, retry_after } => {
            let asked = match retry_after {
                Some(RetryAfter::Wait(millis)) => format!(", Retry-After: {}", seconds(*millis)),
                Some(RetryAfter::Never) => ", Retry-After: never".to_owned(),
                Some(RetryAfter::Unreadable(text)) => format!(", Retry-After not read: {text}"),
                None => String::new(),
            };
            (format!("policy: {}{asked}", seconds(*policy_millis)), false)
        }
        Step::Lambda(step) => lambda(step),
        Step::Success(success) => {
            let told = match success {
                Success::Queued(queue, _) => queue.to_string(),
                Success::Logged(group, _) => group.to_string(),
                Success::Shown => "not simulated".to_owned(),
                Success::Called | Success::Invoked | Success::Started(_) | Success::Forwarded(_) => String::new(),
            };
            (told, false)
        }
        Step::Failure { failure, exhausted, retries } => {
            let used_up = exhausted.map(|what| format!(", {}", what.as_str())).unwrap_or_default();
            (format!("{} after {retries} retries{used_up}", failure.code.as_str()), true)
        }
        Step::DeadLetter(letter) => (letter.queue.to_string(), true),
        Step::Dropped(reason) => {
            let told = match reason {
                DropReason::NoQueue => "the target has no dead-letter queue".to_owned(),
                DropReason::QueueMissing(arn) => format!("there is no queue {arn}"),
                DropReason::QueueIsFifo(name) => format!("{name} is a FIFO queue, which cannot hold dead letters"),
                DropReason::Stopped => "stopped".to_owned(),
                DropReason::EmptyBody => "the body is empty".to_owned(),
            };
            (told, true)
        }
    }
}

fn lambda(step: &LambdaStep) -> (String, bool) {
    let place = |destination: &Rc<str>, place: &Success| match place {
        Success::Queued(name, _) => name.to_string(),
        _ => destination.to_string(),
    };
    match step {
        LambdaStep::Waits { .. } => ("the function failed".to_owned(), true),
        LambdaStep::Invoked { invocation } => (format!("invocation {invocation}"), false),
        LambdaStep::Ended(Answer { result: Some(Err(error)), .. }) => (error.name().to_owned(), true),
        LambdaStep::Ended(_) => (String::new(), false),
        LambdaStep::Recorded { condition, destination, place: at } => {
            (format!("{}: {}", condition.as_str(), place(destination, at)), false)
        }
        LambdaStep::DeadLetter { condition, destination, place: at } => {
            (format!("{}: {}", condition.as_str(), place(destination, at)), true)
        }
        LambdaStep::Discarded(condition) => (condition.as_str().to_owned(), true),
    }
}

fn seconds(millis: i64) -> String {
    format!("{}.{:03} s", millis / 1000, millis % 1000)
}
