//! What a state's `Retry` does for an error.

use super::builder::ExplanationBuilder;
use super::words::seconds;
use super::{Facts, RetryCheck};
use asl_aws::retry_policy::{Jitter, RetryPolicy};

/// Says what the state's retriers do for `error`, and whether that is enough where the API asked for `asked` seconds
/// of patience.
pub(super) fn judge(explanation: &mut ExplanationBuilder, facts: &Facts<'_>, error: &str, asked: Option<f64>) {
    let policies = &facts.task.retry;
    let Some((index, policy)) = policies.iter().enumerate().find(|(_, policy)| policy.matches(error)) else {
        explanation.cause(if policies.is_empty() {
            format!("The state has no `Retry`, so the first `{error}` is final.")
        } else {
            format!("No retrier of the state matches `{error}`. Error names must match exactly.")
        });
        let interval = asked.map_or(1.0, f64::ceil);
        explanation.next(format!(
            "Add a retrier: `{{\"ErrorEquals\": [\"{error}\"], \"IntervalSeconds\": {interval}, \"BackoffRate\": 2, \
             \"MaxAttempts\": 3{}}}`.",
            // Full jitter may wait not at all, which the API has just ruled out.
            if asked.is_some() { "" } else { ", \"JitterStrategy\": \"FULL\"" }
        ));
        return;
    };
    let schedule = policy.schedule();
    let Some(last) = schedule.last() else {
        explanation.cause(format!(
            "`Retry[{index}]` matches this error, but its `MaxAttempts` is 0, so the call is \
                                   not retried."
        ));
        return;
    };
    explanation.0.retry = Some(RetryCheck { index, asked });
    let jitter = policy.jitter == Jitter::Full;
    let times = if policy.max_attempts == 1 { "once".to_owned() } else { format!("{} times", policy.max_attempts) };
    explanation.evidence(format!(
        "`Retry[{index}]` retries {times}, the last time {}{} after the first failure.",
        if jitter { "at most " } else { "" },
        seconds(last.latest)
    ));
    let Some(asked) = asked else { return };
    let Some(next) = schedule.iter().find(|retry| retry.number >= facts.attempt) else {
        explanation.cause(format!(
            "All retries were used, and the last one came no later than {} after the first failure. The API asked \
             for {}.",
            seconds(last.latest),
            seconds(asked)
        ));
        explanation.next(enough(policy, asked));
        return;
    };
    let wait = if jitter { format!("between 0 and {}", seconds(next.longest)) } else { seconds(next.longest) };
    let ordinal = facts.attempt.saturating_add(1);
    if next.shortest >= asked {
        explanation.evidence(format!(
            "Attempt {ordinal} comes {wait} after this one, which respects the {} that the API asked for.",
            seconds(asked)
        ));
        return;
    }
    let before = schedule.iter().find(|retry| retry.number + 1 == facts.attempt).map_or(0.0, |retry| retry.earliest);
    let later = schedule.iter().find(|retry| retry.number >= facts.attempt && retry.earliest - before >= asked);
    match later {
        Some(later) => explanation.cause(format!(
            "Attempt {ordinal} comes {wait} after this one, but the API asked for {}. Attempt {} is the first that \
             waits long enough; the ones before it only add load.",
            seconds(asked),
            later.number + 1
        )),
        None => explanation.cause(format!(
            "Attempt {ordinal} comes {wait} after this one, but the API asked for {}. That is too early, and so {}.",
            seconds(asked),
            if jitter {
                "may be all later attempts, because full jitter may not wait at \
                         all"
            } else {
                "are all later attempts"
            }
        )),
    }
    explanation.next(enough(policy, asked));
}

/// The change with which the policy waits as long as the API asked.
fn enough(policy: &RetryPolicy, asked: f64) -> String {
    let mut changes = vec![format!("`IntervalSeconds` to {}", asked.ceil())];
    if policy.max_delay_seconds.is_some_and(|longest| longest < asked) {
        changes.push(format!("`MaxDelaySeconds` above {}", asked.ceil()));
    }
    if policy.jitter == Jitter::Full {
        changes.push("`JitterStrategy` to `NONE`".to_owned());
    }
    format!("Set {}, so that every retry waits long enough.", changes.join(" and "))
}

/// Says that retrying an answer that will not change is no use, where the state would.
pub(super) fn pointless(explanation: &mut ExplanationBuilder, facts: &Facts<'_>, error: &str) {
    if facts.task.retry.iter().any(|policy| policy.matches(error) && policy.max_attempts > 0) {
        explanation.evidence(
            "The state's `Retry` matches this error too, but the same request will get the same \
                              response.",
        );
    }
}
