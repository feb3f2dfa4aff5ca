//! Calls of an API destination, which a rule's target makes: EventBridge retries by itself, within five seconds a call, and
//! what a person can change has other names than in a Task.

use super::builder::ExplanationBuilder;
use super::words::{excerpt, is_encoded_twice, path, seconds};
use crate::exchange::Exchange;
use crate::request::{Origin, ShownRequest};
use crate::response::HttpResponse;

/// The fields of a rule's target that an explanation looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TargetFields {
    /// `MaximumRetryAttempts`
    pub retries: u32,
    /// `MaximumEventAgeInSeconds`
    pub maximum_age: u32,
    /// Whether it has a dead-letter queue.
    pub has_dead_letters: bool,
}

/// Whether EventBridge tries again after this status.
fn is_retried(status: u16) -> bool {
    matches!(status, 401 | 407 | 409 | 429 | 500..=599)
}

/// Says what EventBridge does after this status, where the API asked for `asked` seconds of patience.
pub(super) fn judge(
    explanation: &mut ExplanationBuilder,
    target: &TargetFields,
    status: u16,
    attempt: u32,
    asked: Option<f64>,
) {
    if !is_retried(status) {
        explanation.evidence(format!(
            "EventBridge does not retry after {status}. It retries after 401, 407, 409, 429, and 5xx."
        ));
        return lost(explanation, target);
    }
    retries(explanation, target, attempt);
    if let Some(asked) = asked.filter(|_| target.retries >= attempt) {
        explanation
            .evidence(format!("It waits for the longer of `Retry-After`, {}, and its own back-off.", seconds(asked)));
    }
}

/// How often it is tried again.
fn retries(explanation: &mut ExplanationBuilder, target: &TargetFields, attempt: u32) {
    if target.retries == 0 {
        explanation.cause("`MaximumRetryAttempts` of the target is 0, so EventBridge does not retry.");
        return lost(explanation, target);
    }
    if attempt > target.retries {
        explanation.cause(format!("This was the last attempt: `MaximumRetryAttempts` is {}.", target.retries));
        return lost(explanation, target);
    }
    explanation.evidence(format!(
        "EventBridge retries with increasing delays, up to {} times within {} (`RetryPolicy` of the target).",
        target.retries,
        seconds(f64::from(target.maximum_age))
    ));
}

fn lost(explanation: &mut ExplanationBuilder, target: &TargetFields) {
    if target.has_dead_letters {
        explanation.evidence("The event becomes a dead letter, with the error in the message's attributes.");
    } else {
        explanation.evidence("The event is lost: the target has no dead-letter queue.");
        explanation.next("Add a `DeadLetterConfig` to the target, so that you can read and resend undelivered events.");
    }
}

/// The API did not answer within the time that EventBridge waits.
pub(super) fn five_seconds(exchange: &Exchange, target: &TargetFields, attempt: u32) -> ExplanationBuilder {
    let mut explanation = ExplanationBuilder::new(
        "The API did not respond within 5 seconds, the longest that EventBridge waits for a call.",
    );
    explanation.evidence("This limit of API destinations cannot be raised.");
    explanation.cause("The API takes longer than that.");
    explanation.cause("A firewall or a proxy drops the request silently.");
    explanation.next("Make the API respond immediately and do the work afterward.");
    retries(&mut explanation, target, attempt);
    if !matches!(&*exchange.request.method, "GET" | "HEAD" | "OPTIONS") {
        explanation.next(
            "The API may have processed the request already and receives it again: detect repeated events by their `id`.",
        );
    }
    explanation
}

/// 404, 405, 410 and redirects.
pub(super) fn address(explanation: &mut ExplanationBuilder, request: &ShownRequest, response: &HttpResponse) {
    explanation.evidence(format!("The request went to {} `{}`.", request.method, request.url));
    let path = path(&request.url);
    match response.status {
        405 => {
            explanation.cause(format!("The API does not support {} at this path.", request.method));
            explanation.next("Check `HttpMethod` and `InvocationEndpoint` of the API destination.");
            return;
        }
        300..400 => {
            explanation.cause("The API has moved, requires `https`, or expects a slash at the end of the path.");
            explanation.next("Set `InvocationEndpoint` to the address that it redirects to.");
            return;
        }
        _ => {}
    }
    if path.contains('*') {
        explanation.cause(
            "A `*` in the path was not replaced: the target has fewer `PathParameterValues` than the endpoint has `*`.",
        );
    }
    if path.contains("//") || path.ends_with('/') {
        explanation.cause("A part of the path is empty: a path in `PathParameterValues` found nothing in the event.");
    }
    if is_encoded_twice(path) {
        explanation.cause("The path was already encoded, so its `%` was encoded again, as `%25`.");
    }
    explanation.cause("The resource does not exist, or the path is misspelled.");
    explanation.cause("The credential has no access to it. Some APIs then return 404.");
    explanation.next(
        "Compare the URL that was sent with the API's documentation. The values of its `*` come from `PathParameterValues` of \
         the target, which are paths into the original event.",
    );
}

/// 400, 415, 422 and their like.
pub(super) fn body(explanation: &mut ExplanationBuilder, request: &ShownRequest, response: &HttpResponse) {
    let header = |name: &str| request.headers.iter().find(|known| known.name.eq_ignore_ascii_case(name));
    let content_type = header("content-type").map(|found| found.value.to_string()).unwrap_or_default();
    match &request.body {
        Some(body) => {
            explanation.evidence(format!("The body has {} bytes and is sent as `{content_type}`.", body.len()));
        }
        None => explanation.evidence("The request has no body."),
    }
    match response.status {
        409 => explanation.cause("The resource already exists, or was changed in the meantime."),
        415 => {
            explanation.cause(format!("The API does not accept `{content_type}`."));
            explanation.next(if header("content-type").is_some_and(|found| found.origin == Origin::Service) {
                "Set `Content-Type` in `HeaderParameters` of the target: otherwise EventBridge sends `application/json; charset=utf-8`."
            } else {
                "Compare `Content-Type` in `HeaderParameters` with what the API's documentation asks for."
            });
        }
        _ => {
            explanation.cause("The API expects other fields or other types than those in the body.");
            explanation.next(
                "Compare the body with the API's documentation: `InputTransformer`, `InputPath`, or `Input` creates it \
                 from the event. Without any of them, the body is the whole event.",
            );
        }
    }
    if let Some(says) = excerpt(&response.body) {
        explanation.evidence(format!("The API says: {says}"));
    }
}
