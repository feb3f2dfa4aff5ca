//! A retrier as numbers: which errors it is for, how long it waits, and when its retries come
//! (States Language specification, "Errors"; Developer Guide, "Error handling").

use std::rc::Rc;

use crate::state_error::{ALL, DATA_LIMIT_EXCEEDED, HEARTBEAT_TIMEOUT, RUNTIME, TASK_FAILED, TIMEOUT};

/// One of a state's `Retry`, its defaults filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct RetryPolicy {
    /// `ErrorEquals`
    pub errors: Vec<Rc<str>>,
    /// `IntervalSeconds`: the wait before the first retry; 1 if absent.
    pub interval_seconds: f64,
    /// `MaxAttempts`: how many retries; 3 if absent.
    pub max_attempts: u32,
    /// `BackoffRate`: what each wait is multiplied by for the next; 2 if absent.
    pub backoff_rate: f64,
    /// `MaxDelaySeconds`: the longest wait.
    pub max_delay_seconds: Option<f64>,
    /// `JitterStrategy`
    pub jitter: Jitter,
}

/// `JitterStrategy` of a retrier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Jitter {
    /// `NONE`: the wait as computed.
    #[default]
    None,
    /// `FULL`: a random wait up to the computed one.
    Full,
}

/// One retry of a [`RetryPolicy`]; all times are seconds, and those of the calls themselves are left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Retry {
    /// Its number, from 1: retry 1 is attempt 2.
    pub number: u32,
    /// The shortest wait before it.
    pub shortest: f64,
    /// The longest wait before it.
    pub longest: f64,
    /// The shortest time from the first failure to it.
    pub earliest: f64,
    /// The longest time from the first failure to it.
    pub latest: f64,
}

/// The retries that a list of retries names one by one.
pub const LISTED: u32 = 100;

impl RetryPolicy {
    /// Whether it is for `error`.
    pub fn matches(&self, error: &str) -> bool {
        matches(&self.errors, error)
    }

    /// The wait before retry number `retry` (from 1), in seconds: the interval times the rate to the power of the
    /// retries before, at most `MaxDelaySeconds`; jitter apart.
    pub fn wait(&self, retry: u32) -> f64 {
        let power = self.backoff_rate.powi(i32::try_from(retry.saturating_sub(1)).unwrap_or(i32::MAX));
        let longest = self.max_delay_seconds.unwrap_or(f64::INFINITY);
        // A century keeps a wait that overflowed in the calendar.
        (self.interval_seconds * power).min(longest).clamp(0.0, 3.2e9)
    }

    /// The shortest wait before retry number `retry`, in seconds: jitter may take all of it.
    pub fn shortest_wait(&self, retry: u32) -> f64 {
        match self.jitter {
            Jitter::None => self.wait(retry),
            Jitter::Full => 0.0,
        }
    }

    /// The retries if every attempt fails, at most [`LISTED`] of them.
    pub fn schedule(&self) -> Vec<Retry> {
        let (mut earliest, mut latest) = (0.0, 0.0);
        let retry = |number| {
            let (shortest, longest) = (self.shortest_wait(number), self.wait(number));
            earliest += shortest;
            latest += longest;
            Retry { number, shortest, longest, earliest, latest }
        };
        (1..=self.max_attempts.min(LISTED)).map(retry).collect()
    }
}

/// Whether one of `names` matches the error `error`.
///
/// `States.Runtime` is matched by nothing. `States.ALL` matches all else; the Developer Guide excepts
/// `States.DataLimitExceeded`, but the service was recorded to catch it. `States.TaskFailed` matches all that a
/// Task fails with but a timeout. `States.Timeout` matches a missed heartbeat too.
pub fn matches(names: &[Rc<str>], error: &str) -> bool {
    error != RUNTIME
        && names.iter().any(|name| match &**name {
            ALL => true,
            TASK_FAILED => error != TIMEOUT && error != DATA_LIMIT_EXCEEDED,
            TIMEOUT => error == TIMEOUT || error == HEARTBEAT_TIMEOUT,
            exact => exact == error,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> RetryPolicy {
        RetryPolicy {
            errors: vec!["States.ALL".into()],
            interval_seconds: 1.0,
            max_attempts: 5,
            backoff_rate: 2.0,
            max_delay_seconds: Some(5.0),
            jitter: Jitter::None,
        }
    }

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
    fn waits_grow_by_the_rate_up_to_the_longest_and_add_up() {
        let times: Vec<_> = policy().schedule().iter().map(|retry| (retry.longest, retry.latest)).collect();
        assert_eq!(times, [(1.0, 1.0), (2.0, 3.0), (4.0, 7.0), (5.0, 12.0), (5.0, 17.0)]);
        assert!(policy().schedule().iter().all(|retry| retry.shortest.total_cmp(&retry.longest).is_eq()));
        let jittery = RetryPolicy { jitter: Jitter::Full, ..policy() }.schedule();
        assert!(jittery.iter().all(|retry| retry.shortest == 0.0 && retry.earliest == 0.0 && retry.longest >= 1.0));
    }

    #[test]
    fn a_policy_without_bounds_stays_in_the_calendar_and_is_listed_in_part() {
        let endless = RetryPolicy { max_attempts: 99_999_999, max_delay_seconds: None, ..policy() };
        let times = endless.schedule();
        assert_eq!(times.len(), LISTED as usize);
        assert!(times.iter().all(|retry| retry.longest <= 3.2e9 && retry.latest.is_finite()));
        assert!(RetryPolicy { max_attempts: 0, ..policy() }.schedule().is_empty());
    }
}
