//! 429 and 5xx: the API may well work a little later.

use super::Facts;
use super::builder::ExplanationBuilder;
use super::words::{excerpt, seconds};
use super::{policy, rule};
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
        explanation.evidence(format!("The API asks to wait: `Retry-After: {written}`, that is, {}.", seconds(asked)));
    } else if matches!(response.status, 429 | 503) && exchange.transport == Transport::Direct {
        explanation.evidence(
            "No readable `Retry-After`: the API did not send it, or does not list it in \
             `Access-Control-Expose-Headers`.",
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
                .cause("This workflow, or another user of the same credential, sent too many calls in a short time.");
            if says.contains("quota") || says.contains("daily") || says.contains("month") {
                explanation.cause("The quota for the day or month is used up: a retry within the run does not help.");
            }
            explanation.next(if facts.task.target.is_some() {
                "Lower `InvocationRateLimitPerSecond` of the API destination: events then wait in line."
            } else {
                "If a Map makes the calls, lower its `MaxConcurrency`."
            });
        }
        501 => explanation.cause("The API does not support this method at all."),
        502 => explanation.cause(
            "A gateway in front of the API got no valid response from it: the API is down, restarting, or \
                    closed the connection.",
        ),
        503 => explanation.cause("The API is overloaded or down for maintenance."),
        504 => {
            explanation.cause(
                "The API took longer than the gateway in front of it waits. Amazon API Gateway waits \
                               29 s.",
            );
            explanation.next(if facts.task.target.is_some() {
                "If the API needs that long, make it respond immediately and do the work afterward."
            } else {
                "If the API needs that long, make it respond immediately, and poll for the result with a Wait state \
                 and a second call."
            });
        }
        _ => {
            explanation.cause("The API failed internally, often because of unexpected input.");
            explanation.next("Compare the request with one that works: the same request may fail every time.");
        }
    }
    if let Some(target) = &facts.task.target {
        rule::judge(explanation, target, response.status, facts.attempt, asked);
    } else if response.status != 501 && response.status != 505 {
        policy::judge(explanation, facts, &format!("States.Http.StatusCode.{}", response.status), asked);
        if matches!(&*exchange.request.method, "POST" | "PATCH") {
            explanation.next(format!(
                "Before you retry {}, make sure that a second call does no harm: the API may have done the work \
                 before it failed.",
                exchange.request.method
            ));
        }
    }
}
