//! Which errors a retrier or catcher matches, and how long a retry waits
//! (States Language specification, "Errors").

use std::rc::Rc;

use super::runnable::RetrierCode;
use crate::asl::Jitter;
use crate::state_error::{ALL, DATA_LIMIT_EXCEEDED, RUNTIME, TASK_FAILED, TIMEOUT};

/// Whether one of `names` matches the error `error`.
///
/// `States.Runtime` is matched by nothing. `States.ALL` matches all else; the Developer Guide excepts
/// `States.DataLimitExceeded`, but the service was recorded to catch it. `States.TaskFailed` matches all that a
/// Task fails with but a timeout. `States.Timeout` matches a missed heartbeat too.
pub(super) fn matches(names: &[Rc<str>], error: &str) -> bool {
    error != RUNTIME
        && names.iter().any(|name| match &**name {
            ALL => true,
            TASK_FAILED => error != TIMEOUT && error != DATA_LIMIT_EXCEEDED,
            TIMEOUT => error == TIMEOUT || error == "States.HeartbeatTimeout",
            exact => exact == error,
        })
}

/// The wait before retry number `retry` (from 1), in seconds: the interval times the rate to the power of the
/// retries before, at most `MaxDelaySeconds`; with full jitter a random part of that.
pub(super) fn back_off(retrier: &RetrierCode, retry: u32, random: &mut fastrand::Rng) -> f64 {
    let power = retrier.backoff_rate.powi(i32::try_from(retry.saturating_sub(1)).unwrap_or(i32::MAX));
    let longest = retrier.max_delay_seconds.unwrap_or(f64::INFINITY);
    // A century keeps a wait that overflowed in the calendar.
    let delay = (retrier.interval_seconds * power).min(longest).clamp(0.0, 3.2e9);
    match retrier.jitter {
        Jitter::None => delay,
        Jitter::Full => delay * random.f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::{back_off, matches};
    use crate::asl::Jitter;
    use crate::run::runnable::RetrierCode;

    #[test]
    fn wildcards_match_what_aws_says() {
        for (name, error, expected) in [
            ("States.ALL", "Custom", true),
            ("States.ALL", "States.Timeout", true),
            ("States.ALL", "States.Runtime", false),
            ("States.ALL", "States.DataLimitExceeded", true),
            ("States.DataLimitExceeded", "States.DataLimitExceeded", true),
            ("States.Runtime", "States.Runtime", false),
            ("States.TaskFailed", "States.Http.StatusCode.500", true),
            ("States.TaskFailed", "States.Timeout", false),
            ("States.Http.StatusCode.5", "States.Http.StatusCode.500", false),
            ("custom", "Custom", false),
        ] {
            assert_eq!(matches(&[name.into()], error), expected, "{name} and {error}");
        }
    }

    #[test]
    fn waits_grow_by_the_rate_up_to_the_longest() {
        let mut retrier = RetrierCode {
            errors: vec!["States.ALL".into()],
            interval_seconds: 1.0,
            max_attempts: 9,
            backoff_rate: 2.0,
            max_delay_seconds: Some(5.0),
            jitter: Jitter::None,
        };
        let mut random = fastrand::Rng::with_seed(1);
        let waits: Vec<_> = (1..=5).map(|retry| back_off(&retrier, retry, &mut random)).collect();
        assert_eq!(waits, [1.0, 2.0, 4.0, 5.0, 5.0]);
        retrier.jitter = Jitter::Full;
        assert!((0..100).map(|_| back_off(&retrier, 2, &mut random)).all(|wait| (0.0..2.0).contains(&wait)));
    }
}
