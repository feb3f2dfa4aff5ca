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
            "EventBridge does not try again after {status}; it does so by itself after 401, 407, 409, 429 and 5xx."
        ));
        return lost(explanation, target);
    }
    retries(explanation, target, attempt);
    if let Some(asked) = asked.filter(|_| target.retries >= attempt) {
        explanation.evidence(format!(
            "It waits as long as `Retry-After` asks, {}, or as long as its own back-off if that is longer.",
            seconds(asked)
        ));
    }
}

/// How often it is tried again.
fn retries(explanation: &mut ExplanationBuilder, target: &TargetFields, attempt: u32) {
    if target.retries == 0 {
        explanation.cause("`MaximumRetryAttempts` of the target is 0: EventBridge does not try again.");
        return lost(explanation, target);
    }
    if attempt > target.retries {
        explanation.cause(format!("This was the last attempt: `MaximumRetryAttempts` is {}.", target.retries));
        return lost(explanation, target);
    }
    explanation.evidence(format!(
        "EventBridge tries again by itself, with growing pauses: up to {} times within {} (`RetryPolicy` of the target).",
        target.retries,
        seconds(f64::from(target.maximum_age))
    ));
}

fn lost(explanation: &mut ExplanationBuilder, target: &TargetFields) {
    if target.has_dead_letters {
        explanation.evidence("The event becomes a dead letter, with the error in the message's attributes.");
    } else {
        explanation.evidence("The event is lost: the target has no dead-letter queue.");
        explanation
            .next("Give the target a `DeadLetterConfig`: what was not delivered can then be read and sent again.");
    }
}

/// The API did not answer within the time that EventBridge waits.
pub(super) fn five_seconds(exchange: &Exchange, target: &TargetFields, attempt: u32) -> ExplanationBuilder {
    let mut explanation = ExplanationBuilder::new(
        "The API did not answer within 5 seconds, the longest that EventBridge waits for a call.",
    );
    explanation.evidence("The limit is that of API destinations; it cannot be raised.");
    explanation.cause("The work takes longer than that.");
    explanation.cause("Something on the way, such as a firewall, drops the request silently.");
    explanation.next("Make the API respond immediately and do the work afterward.");
    retries(&mut explanation, target, attempt);
    if !matches!(&*exchange.request.method, "GET" | "HEAD" | "OPTIONS") {
        explanation.next(
            "The API gets the request again and may have done it already: have it tell repeated events by their `id`.",
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
            explanation.cause(format!("The API does not know {} at this path.", request.method));
            explanation.next("Check `HttpMethod` and `InvocationEndpoint` of the API destination.");
            return;
        }
        300..400 => {
            explanation.cause("The API has moved, wants `https`, or wants a slash at the end of the path.");
            explanation.next("Put the address that it leads to into `InvocationEndpoint`.");
            return;
        }
        _ => {}
    }
    if path.contains('*') {
        explanation
            .cause("A `*` of the path was left: the target has fewer `PathParameterValues` than the endpoint has `*`.");
    }
    if path.contains("//") || path.ends_with('/') {
        explanation.cause("A part of the path is empty: a path of `PathParameterValues` found nothing in the event.");
    }
    if is_encoded_twice(path) {
        explanation.cause("The path was encoded already: its `%` is encoded once more, to `%25`.");
    }
    explanation.cause("What the path names does not exist, or the API spells the path in another way.");
    explanation.cause("The API answers so where the credential may not see it; some do.");
    explanation.next(
        "Compare the URL as it was sent with the API's documentation. The values of its `*` are `PathParameterValues` of \
         the target, which read the event as it came in.",
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
        409 => explanation.cause("What the request wants to make is there already, or was changed meanwhile."),
        415 => {
            explanation.cause(format!("The API does not take `{content_type}`."));
            explanation.next(if header("content-type").is_some_and(|found| found.origin == Origin::Service) {
                "Set `Content-Type` in `HeaderParameters` of the target: without it EventBridge sends `application/json; charset=utf-8`."
            } else {
                "Compare `Content-Type` in `HeaderParameters` with what the API's documentation asks for."
            });
        }
        _ => {
            explanation.cause("The API expects other fields, or other types, than the body has.");
            explanation.next(
                "Compare the body with the API's documentation: it is what `InputTransformer`, `InputPath` or `Input` makes \
                 of the event, and the whole event without one.",
            );
        }
    }
    if let Some(says) = excerpt(&response.body) {
        explanation.evidence(format!("The API says: {says}"));
    }
}
