//! How long a retry waits in a run (States Language specification, "Errors").

use std::rc::Rc;

use asl_aws::retry_policy::{self, Jitter, RetryPolicy};
use asl_aws::state_error::{HEARTBEAT_TIMEOUT, Reason, StateError};

/// Whether one of `names` matches `error`. A missed heartbeat is called `States.Timeout`, and is matched by
/// `States.HeartbeatTimeout` all the same (measured on AWS).
pub(super) fn matches(names: &[Rc<str>], error: &StateError) -> bool {
    let missed = error.reason() == Some(&Reason::MissedHeartbeat);
    retry_policy::matches(names, error.name()) || (missed && names.iter().any(|name| **name == *HEARTBEAT_TIMEOUT))
}

/// The wait before retry number `retry` (from 1), in seconds; with full jitter a random part of the policy's.
pub(super) fn back_off(policy: &RetryPolicy, retry: u32, random: &mut fastrand::Rng) -> f64 {
    let delay = policy.wait(retry);
    match policy.jitter {
        Jitter::None => delay,
        Jitter::Full => delay * random.f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::back_off;
    use asl_aws::retry_policy::{Jitter, RetryPolicy};

    #[test]
    fn a_wait_is_the_policys_or_a_random_part_of_it() {
        let mut policy = RetryPolicy {
            errors: vec!["States.ALL".into()],
            interval_seconds: 1.0,
            max_attempts: 9,
            backoff_rate: 2.0,
            max_delay_seconds: Some(5.0),
            jitter: Jitter::None,
        };
        let mut random = fastrand::Rng::with_seed(1);
        let waits: Vec<_> = (1..=5).map(|retry| back_off(&policy, retry, &mut random)).collect();
        assert_eq!(waits, [1.0, 2.0, 4.0, 5.0, 5.0]);
        policy.jitter = Jitter::Full;
        assert!((0..100).map(|_| back_off(&policy, 2, &mut random)).all(|wait| (0.0..2.0).contains(&wait)));
    }
}
