//! Limits of time and size.

use super::Facts;
use super::builder::ExplanationBuilder;
use super::policy;
use super::words::seconds;
use crate::exchange::Exchange;
use crate::request::ShownRequest;
use crate::response::{BODY_LIMIT, HttpResponse};
use asl_aws::state_error::{HTTP_SOCKET, StateError, TIMEOUT};

/// The API did not answer within the time that Step Functions waits for any.
pub(super) fn sixty_seconds(exchange: &Exchange, facts: &Facts<'_>) -> ExplanationBuilder {
    let mut explanation =
        ExplanationBuilder::new("The API did not answer within 60 seconds, the longest that AWS waits for a call.");
    explanation.evidence("The limit that ended it is that of HTTP Tasks, `States.Http.Socket`; it cannot be raised.");
    match facts.task.timeout_seconds {
        Some(limit) if limit >= 60.0 => explanation
            .evidence(format!("The state's `TimeoutSeconds` of {} is longer, so it did not matter.", seconds(limit))),
        Some(_) => {}
        None => explanation.evidence("The state has no `TimeoutSeconds` of its own."),
    }
    explanation.cause("The work takes longer than that.");
    explanation.cause("Something on the way, such as a firewall, drops the request without a word.");
    explanation
        .next("Let the API answer at once and ask for the result later, in a loop of a Wait state and a second call.");
    explanation.next("Set `TimeoutSeconds` below 60 to give up earlier, with `States.Timeout`.");
    policy::judge(&mut explanation, facts, HTTP_SOCKET, None);
    if !matches!(&*exchange.request.method, "GET" | "HEAD" | "OPTIONS") {
        explanation.next("Before retrying, find out whether the API has done it all the same: it got the request.");
    }
    explanation
}

/// A limit of the state or of the machine was over first.
pub(super) fn timed_out(error: &StateError, facts: &Facts<'_>) -> ExplanationBuilder {
    let task = facts.task;
    if error.name() != TIMEOUT {
        let limit = task.heartbeat_seconds.map(seconds).unwrap_or_default();
        let mut explanation =
            ExplanationBuilder::new("The state's `HeartbeatSeconds` were over before an answer came.");
        explanation.evidence(format!("`HeartbeatSeconds`: {limit}. An HTTP Task sends no heartbeats."));
        explanation.next("Take `HeartbeatSeconds` out: `TimeoutSeconds` is the limit of an HTTP Task.");
        return explanation;
    }
    let is_machines = match (task.timeout_seconds, task.machine_timeout_seconds) {
        (None, Some(_)) => true,
        (Some(own), Some(machine)) => machine < own,
        _ => false,
    };
    let limit = if is_machines { task.machine_timeout_seconds } else { task.timeout_seconds };
    let said = limit.map(|limit| format!(" of {}", seconds(limit))).unwrap_or_default();
    let mut explanation = ExplanationBuilder::new(if is_machines {
        format!("The `TimeoutSeconds`{said} of the state machine were over: the whole execution ended.")
    } else {
        format!("The `TimeoutSeconds`{said} of the state were over before an answer came.")
    });
    explanation.evidence("It is not the limit of 60 seconds of every HTTP Task: that gives `States.Http.Socket`.");
    if is_machines {
        explanation.evidence("The end of an execution is not retried and not caught, whatever the states say.");
        explanation.cause("The states before took most of the time, or retries did.");
        explanation.next("Look at the timeline for where the time went, or raise the machine's `TimeoutSeconds`.");
        return explanation;
    }
    explanation.cause("The API is slower than the state allows.");
    explanation.cause("The API hangs, or something on the way drops the request.");
    explanation.next(match limit {
        Some(limit) if limit < 60.0 => {
            "Raise `TimeoutSeconds`; above 60 it has no effect, since AWS waits no longer for a call.".to_owned()
        }
        _ => "Find out why the API is slow: AWS waits at most 60 seconds for a call.".to_owned(),
    });
    if task.retry.iter().any(|policy| policy.matches(TIMEOUT)) {
        policy::judge(&mut explanation, facts, TIMEOUT, None);
    } else if !task.retry.is_empty() {
        explanation
            .cause("No retrier is for `States.Timeout`: `States.TaskFailed` does not match it, `States.ALL` does.");
    }
    explanation
}

/// The answer is larger than a Task takes.
pub(super) fn too_large(response: &HttpResponse, request: &ShownRequest) -> ExplanationBuilder {
    let mut explanation = ExplanationBuilder::new("The answer is larger than a Task takes: 256 KiB.");
    match response.header("content-length") {
        Some(length) if response.body.len() > BODY_LIMIT => {
            explanation.evidence(format!("The API announced {length} bytes; reading stopped after {BODY_LIMIT}."));
        }
        _ if response.body.len() > BODY_LIMIT => {
            explanation.evidence(format!("Reading stopped after {BODY_LIMIT} bytes; how many there are is not known."));
        }
        _ => explanation.evidence(format!(
            "The body has {} bytes; with the headers and as JSON the result is above the limit.",
            response.body.len()
        )),
    }
    explanation.evidence(
        "AWS asks for the first 262144 bytes (`Range: bytes=0-262144`); an API that keeps to it answers 206 with a part.",
    );
    explanation.cause("The API answers with everything at once.");
    let query = if request.url.contains('?') { "another page size or fewer fields" } else { "a page or a few fields" };
    explanation.next(format!("Ask for {query}, with `QueryParameters` that the API has for it."));
    explanation.next("If it must be whole, let the API put it into S3 and answer with its place.");
    explanation.next("To catch this, name `States.DataLimitExceeded`: `States.TaskFailed` does not match it.");
    explanation
}
