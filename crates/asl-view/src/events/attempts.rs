//! The attempts of a delivery, each with its answer and the wait after it.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_http::Exchange;
use asl_sim::AnsweredBy;
use asl_world::log::{Answer, Failure, LambdaStep, RetryAfter};
use asl_world::{Delivery, Step};

/// An attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveryAttempt {
    /// Its number, from 1.
    pub number: u32,
    /// When it began.
    pub started: Timestamp,
    /// When it was over; `None` while it goes on.
    pub ended: Option<Timestamp>,
    /// Why it failed; `None` while it goes on and where it succeeded.
    pub failure: Option<Failure>,
    /// What was answered, if it is over.
    pub answer: Option<Answer>,
    /// How long it is waited after it.
    pub wait: Option<Wait>,
}

/// A wait before the next attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// How long it is, in milliseconds.
    pub millis: i64,
    /// How long EventBridge's own policy would wait, in milliseconds; `None` where Lambda waits.
    pub policy_millis: Option<i64>,
    /// What the answer's `Retry-After` asked for.
    pub retry_after: Option<RetryAfter>,
}

impl DeliveryAttempt {
    /// What was sent and received.
    pub fn exchange(&self) -> Option<&Rc<Exchange>> {
        self.answer.as_ref()?.exchange.as_ref()
    }

    /// Who answered in place of the target.
    pub fn answered_by(&self) -> Option<AnsweredBy> {
        self.answer.as_ref()?.answered_by
    }

    /// Whether it has succeeded; `None` while it goes on.
    pub fn succeeded(&self) -> Option<bool> {
        self.answer.as_ref().map(|_| self.failure.is_none() && self.function_error().is_none())
    }

    /// What the function that was invoked failed with, which EventBridge does not look at.
    pub fn function_error(&self) -> Option<&StateError> {
        let answer = self.answer.as_ref().filter(|_| self.failure.is_none())?;
        answer.result.as_ref()?.as_ref().err()
    }

    /// The failure as an error, for explanations.
    pub fn error(&self) -> Option<StateError> {
        let failure = self.failure.as_ref()?;
        Some(StateError::new(failure.code.as_str(), &*failure.message))
    }
}

/// The attempts of a delivery, in order.
pub fn attempts(delivery: &Delivery) -> Vec<DeliveryAttempt> {
    let mut all: Vec<DeliveryAttempt> = Vec::new();
    let begun = |number: usize, started: Timestamp| DeliveryAttempt {
        number: u32::try_from(number).unwrap_or(u32::MAX),
        started,
        ended: None,
        failure: None,
        answer: None,
        wait: None,
    };
    for entry in &delivery.steps {
        match &entry.step {
            Step::AttemptStart { .. } | Step::Lambda(LambdaStep::Invoked { .. }) => {
                all.push(begun(all.len() + 1, entry.at));
            }
            Step::AttemptSuccess(answer) | Step::Lambda(LambdaStep::Ended(answer)) => {
                if let Some(last) = all.last_mut() {
                    (last.ended, last.answer) = (Some(entry.at), Some(answer.clone()));
                }
            }
            Step::AttemptRetryableFailure(failure) | Step::AttemptPermanentFailure(failure) => {
                if let Some(last) = all.last_mut() {
                    last.ended = Some(entry.at);
                    (last.answer, last.failure) = (Some(failure.answer.clone()), Some(failure.clone()));
                }
            }
            Step::BackOff { until, policy_millis, retry_after } => {
                if let Some(last) = all.last_mut() {
                    let millis = until.millis_since(entry.at);
                    let policy_millis = Some(*policy_millis);
                    last.wait = Some(Wait { millis, policy_millis, retry_after: retry_after.clone() });
                }
            }
            Step::Lambda(LambdaStep::Waits { until }) => {
                if let Some(last) = all.last_mut() {
                    let millis = until.millis_since(entry.at);
                    last.wait = Some(Wait { millis, policy_millis: None, retry_after: None });
                }
            }
            _ => {}
        }
    }
    all
}
