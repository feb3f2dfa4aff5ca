//! What a call that went wrong may mean, for people: the evidence, the likely causes in order, and the next step.
//!
//! Rules over what was recorded, one file for each family of failures. None claims more than is known: a browser does
//! not tell a refused origin from a dead network, so there the causes are listed by how likely the request makes them.

mod address;
mod body;
mod browser;
mod content;
pub mod cors;
mod credentials;
mod limits;
mod not_sent;
mod pace;
mod policy;
mod rule;
mod stand_in;
mod token;
mod builder;
mod words;

use super::exchange::{Exchange, Purpose, Transport};
use super::relay::explain as relay;
use super::response::TransportError;
use asl_aws::retry_policy::RetryPolicy;
use asl_aws::state_error::{DATA_LIMIT_EXCEEDED, HTTP_SOCKET, RUNTIME, StateError, TIMEOUT};
use asl_value::Value;
pub(super) use builder::ExplanationBuilder;
pub use rule::TargetFields;
use std::rc::Rc;
pub use words::seconds;

/// What is known of an attempt.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The request and what came of it; `None` if nothing left or the answer was no longer waited for.
    pub exchange: Option<&'a Exchange>,
    /// What the attempt failed with; `None` if it succeeded.
    pub error: Option<&'a StateError>,
    /// The attempt's number, from 1.
    pub attempt: u32,
    /// The state that made it.
    pub task: &'a TaskFields,
    /// The page that made it.
    pub page: &'a Page,
    /// What answered in place of the API, if it was not asked.
    pub stand_in: Option<StandIn<'a>>,
}

/// What answered an attempt in place of the API.
#[derive(Clone, Copy, Debug)]
pub struct StandIn<'a> {
    /// Who it was, as the sentence "Answered by …" ends: "your mock", "you".
    pub by: &'a str,
    /// The evaluated parameters of the call.
    pub parameters: &'a Value,
}

/// The fields of a Task that an explanation looks at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskFields {
    /// Whether its `Resource` is the HTTP Task's.
    pub is_http: bool,
    /// `Retry`, in order.
    pub retry: Vec<RetryPolicy>,
    /// `TimeoutSeconds`, if it is a literal number.
    pub timeout_seconds: Option<f64>,
    /// `HeartbeatSeconds`, if it is a literal number.
    pub heartbeat_seconds: Option<f64>,
    /// `TimeoutSeconds` of the state machine.
    pub machine_timeout_seconds: Option<f64>,
    /// Whether the state's query language is JSONata.
    pub is_jsonata: bool,
    /// The target of a rule that made the call, where no state did: EventBridge retries by itself.
    pub target: Option<TargetFields>,
}

/// The page that makes the calls.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Where it was loaded from: `https://play.example`; `null` for a file.
    pub origin: String,
    /// Whether the browser says that it has no network. Only a yes means something.
    pub is_offline: bool,
    /// What a request that asks for no permission came to, if one was made.
    pub probe: Option<Probe>,
    /// Whether the same origin answered another call since the page was opened.
    pub answered_before: bool,
}

/// What came of asking for the API's origin in `no-cors` mode, without credentials: the answer cannot be read, only
/// that there was one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// There was an answer.
    Answered,
    /// There was none.
    Failed,
    /// There was none within ten seconds.
    TimedOut,
}

/// An explanation, to be read from top to bottom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explanation {
    /// Whether the call succeeded, and this is only a hint.
    pub is_hint: bool,
    /// What happened, in a sentence.
    pub headline: String,
    /// What was seen that the causes are concluded from.
    pub evidence: Vec<String>,
    /// Likely causes, the likeliest first.
    pub causes: Vec<String>,
    /// What to do, the first thing first.
    pub next_steps: Vec<String>,
    /// The headers with which the API lets this page send exactly this request and read the answer; empty where
    /// they are not the question. All but the last are for the preflight (`OPTIONS`), all for the call itself.
    pub cors_headers: Vec<(&'static str, String)>,
    /// The URL that a probe may ask, where one would tell more.
    pub probe: Option<String>,
    /// What the state's `Retry` does for the error, where that matters.
    pub retry: Option<RetryCheck>,
    /// Whether only the browser may be in the way, so that a mock, the Practice API or a relay is a way around.
    pub has_ways_around: bool,
    /// A connection's name and the origin that it would have to be bound to for the call to leave.
    pub add_origin: Option<(Rc<str>, Rc<str>)>,
    /// The name of a connection whose credentials were not accepted.
    pub edit_connection: Option<Rc<str>>,
}

/// The retrier that is for an error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryCheck {
    /// Which of the state's `Retry`, from 0.
    pub index: usize,
    /// The seconds of patience that the API asked for.
    pub asked: Option<f64>,
}

/// Explains an attempt that failed, or whose success holds a surprise; else `None`.
pub fn explain(facts: &Facts<'_>) -> Option<Explanation> {
    let explanation = match (facts.exchange, facts.error) {
        (None, None) => return None,
        (None, Some(error)) if let Some(stand_in) = &facts.stand_in => stand_in::explain(error, stand_in, facts),
        (None, Some(error)) => without_exchange(error, facts),
        (Some(exchange), _) if exchange.purpose == Purpose::Token => token::explain(exchange, facts)?,
        (Some(exchange), error) => match &exchange.response {
            Ok(response) if response.is_success() => match error {
                Some(error) if error.name() == DATA_LIMIT_EXCEEDED => limits::too_large(response, &exchange.request),
                Some(error) if error.name() == RUNTIME => content::unreadable(response, &exchange.request, error),
                Some(error) => other(error),
                None => content::surprise(response)?,
            },
            Ok(response) => status(response.status, exchange, facts),
            Err(TransportError::NoAnswer(text)) => browser::no_answer(exchange, text, facts),
            Err(TransportError::TimedOut) => match &facts.task.target {
                Some(target) => rule::five_seconds(exchange, target, facts.attempt),
                None => limits::sixty_seconds(exchange, facts),
            },
            Err(TransportError::Relay(fault)) => relay::explain(fault, &exchange.request, &facts.page.origin),
            Err(TransportError::NotSent { text, header }) => {
                not_sent::by_the_page(text, header.as_deref(), &exchange.request)
            }
        },
    };
    let mut explanation = explanation.0;
    explanation.edit_connection = refused_connection(facts);
    Some(explanation)
}

/// The connection of a request that was answered by a server that did not accept it; an API is asked on its behalf, not a mock.
fn refused_connection(facts: &Facts<'_>) -> Option<Rc<str>> {
    let exchange = facts.exchange?;
    let status = exchange.response.as_ref().ok()?.status;
    let is_refused = match exchange.purpose {
        Purpose::Call => matches!(status, 401 | 403 | 407),
        Purpose::Token => status >= 400,
    };
    exchange.request.connection.clone().filter(|_| is_refused)
}

fn without_exchange(error: &StateError, facts: &Facts<'_>) -> ExplanationBuilder {
    match error.name() {
        TIMEOUT | "States.HeartbeatTimeout" => limits::timed_out(error, facts),
        HTTP_SOCKET => other(error),
        _ => not_sent::by_the_state(error),
    }
}

fn status(status: u16, exchange: &Exchange, facts: &Facts<'_>) -> ExplanationBuilder {
    let Ok(response) = &exchange.response else { return ExplanationBuilder::new("") };
    let request = &exchange.request;
    let phrase = response.phrase();
    let space = if phrase.is_empty() { "" } else { " " };
    let mut explanation = ExplanationBuilder::new(format!("The API returned {status}{space}{phrase}."));
    match status {
        401 | 403 | 407 => credentials::explain(&mut explanation, request, response),
        400 | 406 | 409 | 411..=413 | 415 | 422 if facts.task.target.is_some() => {
            rule::body(&mut explanation, request, response);
        }
        404 | 405 | 410 | 414 | 300..400 if facts.task.target.is_some() => {
            rule::address(&mut explanation, request, response);
        }
        400 | 406 | 409 | 411..=413 | 415 | 422 => body::explain(&mut explanation, exchange, response, facts.task),
        404 | 405 | 410 | 414 | 300..400 => address::explain(&mut explanation, request, response, facts.task),
        429 | 500.. => pace::explain(&mut explanation, exchange, response, facts),
        _ => explanation.next("Read the API's response below."),
    }
    explanation.answer(response);
    if exchange.transport == Transport::Direct {
        browser::left_out(&mut explanation, request);
    }
    if let Some(target) = facts.task.target.as_ref().filter(|_| !matches!(status, 429 | 500..)) {
        rule::judge(&mut explanation, target, status, facts.attempt, None);
    } else if status < 500 && !matches!(status, 401 | 403 | 407 | 429) {
        policy::pointless(&mut explanation, facts, &format!("States.Http.StatusCode.{status}"));
    }
    explanation
}

fn other(error: &StateError) -> ExplanationBuilder {
    let mut explanation = ExplanationBuilder::new(format!("The attempt failed with `{}`.", error.name()));
    if let Some(cause) = &error.cause {
        explanation.evidence(format!("Cause: {cause}"));
    }
    explanation.next("To read it in full, open the Error tab.");
    explanation
}
