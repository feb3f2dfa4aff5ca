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
        ExplanationBuilder::new("The API did not respond within 60 seconds, the longest that AWS waits for a call.");
    explanation.evidence(
        "The 60-second limit of HTTP Tasks ended the call with `States.Http.Socket`. It can't be \
                          raised.",
    );
    match facts.task.timeout_seconds {
        Some(limit) if limit >= 60.0 => explanation
            .evidence(format!("The state's `TimeoutSeconds` of {} is longer, so it had no effect.", seconds(limit))),
        Some(_) => {}
        None => explanation.evidence("The state has no `TimeoutSeconds`."),
    }
    explanation.cause("The API needs more time.");
    explanation.cause("Something in between, such as a firewall, silently drops the request.");
    explanation.next("Make the API respond immediately, and poll for the result with a Wait state and a second call.");
    explanation.next("To give up earlier, with `States.Timeout`, set `TimeoutSeconds` below 60.");
    policy::judge(&mut explanation, facts, HTTP_SOCKET, None);
    if !matches!(&*exchange.request.method, "GET" | "HEAD" | "OPTIONS") {
        explanation.next("Before you retry, check whether the API did the work anyway: it received the request.");
    }
    explanation
}

/// A limit of the state or of the machine was over first.
pub(super) fn timed_out(error: &StateError, facts: &Facts<'_>) -> ExplanationBuilder {
    let task = facts.task;
    if error.name() != TIMEOUT {
        let limit = task.heartbeat_seconds.map(seconds).unwrap_or_default();
        let mut explanation = ExplanationBuilder::new("The API did not respond within the state's `HeartbeatSeconds`.");
        explanation.evidence(format!("`HeartbeatSeconds`: {limit}. An HTTP Task sends no heartbeats."));
        explanation.next("Remove `HeartbeatSeconds`, and use `TimeoutSeconds` to limit an HTTP Task.");
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
        format!("The execution exceeded the state machine's `TimeoutSeconds`{said} and ended.")
    } else {
        format!("The API did not respond within the state's `TimeoutSeconds`{said}.")
    });
    explanation.evidence("This is not the 60-second limit of every HTTP Task, which fails with `States.Http.Socket`.");
    if is_machines {
        explanation.evidence("Retry and Catch can't handle the end of an execution.");
        explanation.cause("Earlier states or retries took most of the time.");
        explanation.next(
            "Check the timeline to see where the time went, or raise `TimeoutSeconds` of the state \
                          machine.",
        );
        return explanation;
    }
    explanation.cause("The API needs more time than the state allows.");
    explanation.cause("The API hangs, or something in between drops the request.");
    explanation.next(match limit {
        Some(limit) if limit < 60.0 => {
            "Raise `TimeoutSeconds`. Values above 60 have no effect, because AWS does not wait longer for a \
             call."
                .to_owned()
        }
        _ => "Find out why the API is slow. AWS waits at most 60 seconds for a call.".to_owned(),
    });
    if task.retry.iter().any(|policy| policy.matches(TIMEOUT)) {
        policy::judge(&mut explanation, facts, TIMEOUT, None);
    } else if !task.retry.is_empty() {
        explanation
            .cause("No retrier matches `States.Timeout`. `States.ALL` would match it; `States.TaskFailed` does not.");
    }
    explanation
}

/// The answer is larger than a Task takes.
pub(super) fn too_large(response: &HttpResponse, request: &ShownRequest) -> ExplanationBuilder {
    let mut explanation = ExplanationBuilder::new("The response is larger than 256 KiB, the limit of a Task.");
    match response.header("content-length") {
        Some(length) if response.body.len() > BODY_LIMIT => {
            explanation.evidence(format!("The API announced {length} bytes. Reading stopped after {BODY_LIMIT}."));
        }
        _ if response.body.len() > BODY_LIMIT => {
            explanation.evidence(format!("Reading stopped after {BODY_LIMIT} bytes. The total size is unknown."));
        }
        _ => explanation.evidence(format!(
            "The body has {} bytes. With the headers and as JSON, the result exceeds the limit.",
            response.body.len()
        )),
    }
    explanation.evidence(
        "AWS requests the first 262144 bytes (`Range: bytes=0-262144`). An API that supports ranges returns 206 and \
         a part.",
    );
    explanation.cause("The API returns all data at once.");
    let query = if request.url.contains('?') { "another page size or fewer fields" } else { "a page or fewer fields" };
    explanation.next(format!("Ask for {query}, with the API's `QueryParameters` for that."));
    explanation.next("If you need all data, make the API store it in S3 and return its location.");
    explanation.next("To catch this error, name `States.DataLimitExceeded`: `States.TaskFailed` does not match it.");
    explanation
}
