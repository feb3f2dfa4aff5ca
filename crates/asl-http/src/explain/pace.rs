//! 429 and 5xx: the API may well work a little later.

use super::Facts;
use super::builder::ExplanationBuilder;
use super::policy;
use super::words::{excerpt, seconds};
use crate::exchange::{Exchange, Transport};
use crate::response::HttpResponse;
use crate::retry_after::RetryAfter;

pub(super) fn explain(
    explanation: &mut ExplanationBuilder,
    exchange: &Exchange,
    response: &HttpResponse,
    facts: &Facts<'_>,
) {
    let asked = RetryAfter::of(response, exchange.answered_at).and_then(|asked| asked.seconds());
    if let Some(asked) = asked {
        let written = response.header("retry-after").unwrap_or_default();
        explanation.evidence(format!("The API asks to wait: `Retry-After: {written}`, that is {}.", seconds(asked)));
    } else if matches!(response.status, 429 | 503) && exchange.transport == Transport::Direct {
        explanation.evidence(
            "No `Retry-After` can be read: the API sent none, or does not list it in `Access-Control-Expose-Headers`.",
        );
    }
    for name in ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit", "ratelimit-policy"] {
        if let Some(value) = response.header(name) {
            explanation.evidence(format!("`{name}: {value}`."));
        }
    }
    let says = excerpt(&response.body).unwrap_or_default().to_lowercase();
    match response.status {
        429 => {
            explanation
                .cause("Too many calls in too short a time, by this workflow or by others with the same credential.");
            if says.contains("quota") || says.contains("daily") || says.contains("month") {
                explanation.cause("The quota of the day or month is used up: a retry within the run will not help.");
            }
            explanation.next("If a Map makes the calls, lower its `MaxConcurrency`.");
        }
        501 => explanation.cause("The API does not know this method at all."),
        502 => explanation
            .cause("A gateway before the API got no proper answer from it: it is down, restarts, or broke off."),
        503 => explanation.cause("The API is overloaded, or down for maintenance."),
        504 => {
            explanation.cause("The API took longer than the gateway before it waits; Amazon API Gateway waits 29 s.");
            explanation.next(
                "If the work takes that long, let the API answer at once and ask for the result later, in a loop of a \
                 Wait state and a second call.",
            );
        }
        _ => {
            explanation.cause("The API failed inside; often at an input that it does not expect.");
            explanation.next("Compare the request with one that works; the same request may fail every time.");
        }
    }
    if response.status != 501 && response.status != 505 {
        policy::judge(explanation, facts, &format!("States.Http.StatusCode.{}", response.status), asked);
        if matches!(&*exchange.request.method, "POST" | "PATCH") {
            explanation.next(format!(
                "Before retrying {}, make sure that doing it twice does no harm: the API may have done it before it \
                 failed.",
                exchange.request.method
            ));
        }
    }
}
