//! What the run of a way shows, read from its logs.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_functions::Source;
use asl_http::redact::Redactor;
use asl_http::{Exchange, TransportError};
use asl_sim::{Event, EventKind, Outcome};
use asl_value::SortedSet;
use asl_world::log::{DeliveryStatus, Step};
use asl_world::{Delivery, World};

/// What happened in a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// How the execution ended: `SUCCEEDED`; empty while it runs.
    pub status: &'static str,
    /// Its output, or its error and cause: what the caller gets to know.
    pub said: String,
    /// When the execution ended, in milliseconds from its start.
    pub caller_millis: i64,
    /// When the last attempt was over, likewise.
    pub settled_millis: i64,
    /// The attempts to call the API, in order.
    pub attempts: Vec<Attempt>,
    /// Whether the API accepted the call in the end.
    pub is_accepted: bool,
    /// What is paid for.
    pub usage: Usage,
    /// Events in the history of the execution.
    pub history: usize,
    /// Lines in the log of the function.
    pub log_lines: usize,
    /// Messages in the dead-letter queue.
    pub dead_letters: usize,
    /// What became of the delivery of the event, if there was one.
    pub delivery: Option<DeliveryStatus>,
    /// What a response said that the caller did not get, of the last attempt.
    pub unsaid: Option<String>,
}

/// What is paid for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// State transitions, retries among them.
    pub transitions: u32,
    /// Invocations of the function.
    pub invocations: u32,
    /// Their billed duration, in milliseconds.
    pub billed_millis: u32,
    /// Events that were put on a bus.
    pub events: u32,
    /// Calls of the API destination.
    pub deliveries: u32,
}

/// An attempt to call the API.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attempt {
    /// When it began, in milliseconds from the start of the execution.
    pub at_millis: i64,
    /// How long the whole attempt took, with what is around the call.
    pub took_millis: i64,
    /// How long the API took to answer.
    pub api_millis: Option<i64>,
    /// How long the code of the function took to load.
    pub init_millis: Option<i64>,
    /// How long the handler of the function took.
    pub handler_millis: Option<i64>,
    /// The status of the response.
    pub status: Option<u16>,
    /// The seconds that the response asked to wait.
    pub retry_after: Option<i64>,
    /// Whether the caller took it for a success.
    pub is_success: bool,
    /// What it failed with.
    pub why: String,
    /// The URL that was called.
    pub url: Rc<str>,
}

impl Attempt {
    /// What came of it, in a word or two: `503`, `no response in 5 s`.
    pub fn word(&self) -> String {
        match self.status {
            Some(status) if self.why == "States.DataLimitExceeded" => format!("{status} (too large)"),
            Some(status) => status.to_string(),
            None => self.why.clone(),
        }
    }

    /// How long the function took beside the API: loading its code, and running it, in milliseconds.
    pub(crate) fn of_function(&self) -> (i64, i64) {
        let code = self.handler_millis.map_or(0, |handler| (handler - self.api_millis.unwrap_or_default()).max(0));
        (self.init_millis.unwrap_or_default(), code)
    }
}

/// The longest text of an error or an output that is kept.
const LONGEST: usize = 400;

impl Evidence {
    /// What the logs of a world with one workflow say.
    pub fn of(world: &World) -> Self {
        let mut found = Self::default();
        let Some((_, execution)) = world.executions().next() else { return found };
        let Ok(simulator) = execution.simulator().try_borrow() else { return found };
        let events = simulator.events();
        let start = events.first().map(|event| event.at).unwrap_or_default();
        found.history = events.len();
        found.caller_millis = events.last().map_or(0, |event| event.at.millis_since(start));
        found.settled_millis = found.caller_millis;
        if let Some(outcome) = simulator.outcome() {
            found.status = outcome.status();
            found.said = match outcome {
                Outcome::Succeeded(output) => shortened(&output.to_json()),
                Outcome::Failed(error) | Outcome::TimedOut(error) | Outcome::Aborted(error) => said(error),
            };
        }
        found.read(events, start);
        if let Some(delivery) = world.log().deliveries.first() {
            found.read_delivery(delivery, start);
        } else {
            found.is_accepted = found.attempts.last().is_some_and(|attempt| attempt.is_success);
        }
        found.usage.events = u32::try_from(world.log().events.len()).unwrap_or(u32::MAX);
        found.dead_letters = world.log().queues.values().map(Vec::len).sum();
        found
    }

    /// The execution's own attempts.
    fn read(&mut self, events: &[Event], start: Timestamp) {
        let mut visits = SortedSet::new();
        let mut began = start;
        for event in events {
            match &event.kind {
                EventKind::StateEntered { .. } => self.usage.transitions += 1,
                EventKind::TaskScheduled(_) => {
                    began = event.at;
                    // A retry is a transition, too.
                    if !visits.insert(event.visit) {
                        self.usage.transitions += 1;
                    }
                }
                EventKind::TaskSucceeded(..) => self.attempt(event, began, start, None),
                EventKind::TaskFailed(_, error) | EventKind::TaskTimedOut(_, error) => {
                    self.attempt(event, began, start, Some(error));
                }
                _ => {}
            }
        }
    }

    fn attempt(&mut self, event: &Event, began: Timestamp, start: Timestamp, error: Option<&StateError>) {
        let Some(trace) = &event.trace else { return };
        let mut attempt = Attempt {
            at_millis: began.millis_since(start),
            took_millis: event.at.millis_since(began),
            is_success: error.is_none(),
            why: error.map(|error| error.name().to_owned()).unwrap_or_default(),
            ..Attempt::default()
        };
        if let Some(invocation) = &trace.invocation {
            let usage = invocation.usage;
            self.usage.invocations += 1;
            self.usage.billed_millis =
                self.usage.billed_millis.saturating_add(u32::try_from(usage.billed_millis).unwrap_or(u32::MAX));
            self.log_lines += invocation.lines.iter().filter(|line| line.source != Source::Playground).count();
            attempt.init_millis = usage.init_millis;
            attempt.handler_millis = Some(usage.duration_millis);
            attempt.see(invocation.exchanges.last());
        } else if let Some(exchange) = &trace.exchange {
            attempt.see(Some(exchange));
        } else if is_call(event) {
            // It failed before anything was sent.
        } else {
            return;
        }
        self.unsaid = None;
        let exchange = trace.exchange.as_ref().or_else(|| trace.invocation.as_ref()?.exchanges.last());
        if let (Some(error), Some(exchange)) = (error, exchange) {
            self.unsaid = body(exchange).filter(|body| !said(error).contains(&**body));
        }
        self.attempts.push(attempt);
    }

    fn read_delivery(&mut self, delivery: &Delivery, start: Timestamp) {
        let status = delivery.status();
        self.delivery = Some(status);
        self.is_accepted = status == DeliveryStatus::Delivered;
        let mut began = start;
        for entry in &delivery.steps {
            let (answer, failure) = match &entry.step {
                Step::AttemptStart { .. } => {
                    began = entry.at;
                    continue;
                }
                Step::AttemptSuccess(answer) => (answer, None),
                Step::AttemptRetryableFailure(failure) | Step::AttemptPermanentFailure(failure) => {
                    (&failure.answer, Some(failure))
                }
                _ => continue,
            };
            self.usage.deliveries += 1;
            let mut attempt = Attempt {
                at_millis: began.millis_since(start),
                took_millis: entry.at.millis_since(began),
                is_success: failure.is_none(),
                why: failure.map(|failure| failure.code.as_str().to_owned()).unwrap_or_default(),
                ..Attempt::default()
            };
            attempt.see(answer.exchange.as_ref());
            self.unsaid = answer.exchange.as_ref().filter(|_| failure.is_some()).and_then(|exchange| body(exchange));
            self.settled_millis = self.settled_millis.max(entry.at.millis_since(start));
            self.attempts.push(attempt);
        }
    }

    /// The same with a mask in place of each credential that an API repeats.
    #[must_use]
    pub fn masked(mut self, redactor: &Redactor) -> Self {
        let hide = |text: &str| redactor.known(text).into_owned();
        self.said = hide(&self.said);
        self.unsaid = self.unsaid.map(|text| hide(&text));
        for attempt in &mut self.attempts {
            attempt.why = hide(&attempt.why);
            attempt.url = hide(&attempt.url).into();
        }
        self
    }

    /// Whether the caller knows what the API answered: not where only an event was accepted.
    pub fn caller_knows(&self) -> bool {
        self.delivery.is_none()
    }
}

impl Attempt {
    fn see(&mut self, exchange: Option<&Rc<Exchange>>) {
        let Some(exchange) = exchange else { return };
        self.api_millis = Some(exchange.answered_at.millis_since(exchange.sent_at));
        self.url = exchange.request.url.clone();
        match &exchange.response {
            Ok(response) => {
                self.status = Some(response.status);
                self.retry_after = response.header("retry-after").and_then(|seconds| seconds.trim().parse().ok());
            }
            Err(TransportError::TimedOut) => {
                let seconds = exchange.request.caller.time_limit_millis() / 1000;
                self.why = format!("no response in {seconds} s");
            }
            Err(_) => "not reached".clone_into(&mut self.why),
        }
    }
}

/// Whether a Task calls the API, or what calls it.
fn is_call(event: &Event) -> bool {
    match &event.kind {
        EventKind::TaskFailed(task, _) | EventKind::TaskTimedOut(task, _) => {
            matches!(&*task.resource_type, "http" | "lambda")
        }
        _ => false,
    }
}

/// The body of a response, if it is a short text.
fn body(exchange: &Exchange) -> Option<String> {
    let response = exchange.response.as_ref().ok()?;
    let text = std::str::from_utf8(&response.body).ok()?.trim();
    (!text.is_empty() && text.len() <= LONGEST).then(|| text.to_owned())
}

fn said(error: &StateError) -> String {
    let cause = error.cause.as_deref().map(|cause| format!(": {cause}")).unwrap_or_default();
    shortened(&format!("{}{cause}", error.name()))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
