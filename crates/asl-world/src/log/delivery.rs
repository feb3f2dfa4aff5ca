//! What became of a delivery: of one event to one target of a rule.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_events::{Body, Undelivered};
use asl_functions::{Condition, Invocation};
use asl_http::{Exchange, HttpCall, RetryAfter};
use asl_sim::AnsweredBy;
use asl_value::Value;

use super::{EventId, ExecutionId};

/// A delivery of a log: the first one is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId(pub u32);

/// A delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Its number in the log.
    pub id: DeliveryId,
    /// The event.
    pub event: EventId,
    /// The rule, by its position in the system.
    pub rule: usize,
    /// The target, by its position in the rule.
    pub target: usize,
    /// What the target is sent, or why nothing is.
    pub body: Body,
    /// The call of an API destination, without what its connection adds.
    pub call: Option<Rc<HttpCall>>,
    /// What happened, in order; the first one is [`Step::Start`].
    pub steps: Vec<LogEntry>,
}

/// A step with its time.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEntry {
    /// Its place in the order of everything that was logged.
    pub order: u32,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub step: Step,
}

/// What happened to a delivery.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// `INVOCATION_START`: a rule has matched.
    Start,
    /// `INVOCATION_THROTTLE_START`: it waits for the rate limit of its destination.
    ThrottleStart {
        /// When its turn comes, if nothing changes.
        until: Timestamp,
        /// How many deliveries are before it.
        ahead: u32,
    },
    /// `INVOCATION_ATTEMPT_START`
    AttemptStart {
        /// Which attempt: the first one is 1.
        attempt: u32,
    },
    /// `INVOCATION_ATTEMPT_SUCCESS`: the target has taken it.
    AttemptSuccess(Answer),
    /// `INVOCATION_ATTEMPT_RETRYABLE_FAILURE`: it may be tried again.
    AttemptRetryableFailure(Failure),
    /// `INVOCATION_ATTEMPT_PERMANENT_FAILURE`: it is not tried again.
    AttemptPermanentFailure(Failure),
    /// It waits before the next attempt. EventBridge has no name for this.
    BackOff {
        /// When the next attempt begins.
        until: Timestamp,
        /// The wait that the policy of EventBridge would have, in milliseconds.
        policy_millis: i64,
        /// What the answer's `Retry-After` asked for.
        retry_after: Option<RetryAfter>,
    },
    /// `INVOCATION_SUCCESS`: it is over, and well.
    Success(Success),
    /// `INVOCATION_FAILURE`: it is over, and was not delivered.
    Failure {
        /// Why.
        failure: Failure,
        /// What was used up, if it was tried again.
        exhausted: Option<ExhaustedRetryCondition>,
        /// How often it was tried again.
        retries: u32,
    },
    /// `INVOCATION_DLQ`: the event is in the dead-letter queue.
    DeadLetter(DeadLetter),
    /// The event is lost. EventBridge logs no more than the failure.
    Dropped(DropReason),
    /// EventBridge has delivered it to a function, and Lambda goes on with it. EventBridge knows nothing of this.
    Lambda(LambdaStep),
}

/// What Lambda does with an event that a function was invoked with asynchronously.
#[derive(Clone, Debug, PartialEq)]
pub enum LambdaStep {
    /// The function failed; the event waits in Lambda's queue.
    Waits {
        /// Until then.
        until: Timestamp,
    },
    /// The function is invoked again.
    Invoked {
        /// Which invocation: the first one is 1.
        invocation: u32,
    },
    /// A function that was invoked again has ended.
    Ended(Answer),
    /// A destination got the record of the event.
    Recorded {
        /// How the event ended.
        condition: Condition,
        /// The destination's ARN.
        destination: Rc<str>,
        /// Where the record is now.
        place: Success,
    },
    /// The dead-letter queue of the function got the event.
    DeadLetter {
        /// How the event ended.
        condition: Condition,
        /// The queue's ARN.
        destination: Rc<str>,
        /// Where the event is now.
        place: Success,
    },
    /// The event is lost: there is neither a destination for failures nor a dead-letter queue.
    Discarded(Condition),
}

impl LambdaStep {
    /// A name of ours: Lambda has none.
    fn name(&self) -> &'static str {
        match self {
            Self::Waits { .. } => "function back-off",
            Self::Invoked { .. } => "function invoked again",
            Self::Ended(_) => "function ended",
            Self::Recorded { .. } => "function record",
            Self::DeadLetter { .. } => "function dead letter",
            Self::Discarded(_) => "function event discarded",
        }
    }

    fn status(&self) -> Option<DeliveryStatus> {
        Some(match self {
            Self::Waits { .. } => DeliveryStatus::BackingOff,
            Self::Invoked { .. } => DeliveryStatus::Attempting,
            Self::Ended(Answer { result: Some(Err(_)), .. }) => return None,
            Self::Ended(_) | Self::Recorded { condition: Condition::Success, .. } => DeliveryStatus::Delivered,
            Self::Recorded { .. } | Self::DeadLetter { .. } | Self::Discarded(_) => DeliveryStatus::FunctionFailed,
        })
    }
}

impl Step {
    /// EventBridge's name of the step; a name of ours where it has none.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Start => "INVOCATION_START",
            Self::ThrottleStart { .. } => "INVOCATION_THROTTLE_START",
            Self::AttemptStart { .. } => "INVOCATION_ATTEMPT_START",
            Self::AttemptSuccess(_) => "INVOCATION_ATTEMPT_SUCCESS",
            Self::AttemptRetryableFailure(_) => "INVOCATION_ATTEMPT_RETRYABLE_FAILURE",
            Self::AttemptPermanentFailure(_) => "INVOCATION_ATTEMPT_PERMANENT_FAILURE",
            Self::BackOff { .. } => "back-off",
            Self::Success(_) => "INVOCATION_SUCCESS",
            Self::Failure { .. } => "INVOCATION_FAILURE",
            Self::DeadLetter(_) => "INVOCATION_DLQ",
            Self::Dropped(_) => "dropped",
            Self::Lambda(step) => step.name(),
        }
    }
}

/// What a target answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// What was sent and received, for an API destination.
    pub exchange: Option<Rc<Exchange>>,
    /// What a function gave back, or failed with: EventBridge does not look at it.
    pub result: Option<Result<Value, StateError>>,
    /// The invocation of a function whose code ran.
    pub invocation: Option<Rc<Invocation>>,
    /// Who answered in place of the target.
    pub answered_by: Option<AnsweredBy>,
}

/// Where a delivered event is now.
#[derive(Clone, Debug, PartialEq)]
pub enum Success {
    /// The API of the destination has it.
    Called,
    /// A function was invoked with it.
    Invoked,
    /// An execution was started with it.
    Started(ExecutionId),
    /// It is in a queue: the queue's name, and the position there.
    Queued(Rc<str>, usize),
    /// It is in a log group: the group's name, and the position there.
    Logged(Rc<str>, usize),
    /// It is on another bus.
    Forwarded(EventId),
    /// The target is not simulated: it would have been sent [`Delivery::body`].
    Shown,
}

/// Why an attempt failed, or a delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// `ERROR_CODE` of the dead letter.
    pub code: ErrorCode,
    /// `ERROR_MESSAGE` of the dead letter.
    pub message: Rc<str>,
    /// What was sent and received, and who answered.
    pub answer: Answer,
}

impl Failure {
    /// A failure without an answer.
    pub(crate) fn new(code: ErrorCode, message: impl Into<Rc<str>>) -> Self {
        Self { code, message: message.into(), answer: Answer::default() }
    }

    /// A failure of which nothing is known.
    pub(crate) fn unknown() -> Self {
        Self::new(ErrorCode::Unknown, "Unknown exception.")
    }
}

/// `ERROR_CODE` of a dead letter (EventBridge User Guide, "Dead-letter queues").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are EventBridge's own")]
pub enum ErrorCode {
    ConnectionFailure,
    ErrorFromTarget,
    InternalError,
    InvalidJson,
    InvalidParameter,
    NoPermissions,
    NoResource,
    SdkClientError,
    ThirdAccountHopDetected,
    Throttling,
    Timeout,
    Unknown,
}

impl ErrorCode {
    /// EventBridge's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConnectionFailure => "CONNECTION_FAILURE",
            Self::ErrorFromTarget => "ERROR_FROM_TARGET",
            Self::InternalError => "INTERNAL_ERROR",
            Self::InvalidJson => "INVALID_JSON",
            Self::InvalidParameter => "INVALID_PARAMETER",
            Self::NoPermissions => "NO_PERMISSIONS",
            Self::NoResource => "NO_RESOURCE",
            Self::SdkClientError => "SDK_CLIENT_ERROR",
            Self::ThirdAccountHopDetected => "THIRD_ACCOUNT_HOP_DETECTED",
            Self::Throttling => "THROTTLING",
            Self::Timeout => "TIMEOUT",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// `EXHAUSTED_RETRY_CONDITION` of a dead letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExhaustedRetryCondition {
    /// `MaximumRetryAttempts`
    Attempts,
    /// `MaximumEventAgeInSeconds`
    Age,
}

impl ExhaustedRetryCondition {
    /// EventBridge's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attempts => "MaximumRetryAttempts",
            Self::Age => "MaximumEventAgeInSeconds",
        }
    }
}

/// A message that became a dead letter.
#[derive(Clone, Debug, PartialEq)]
pub struct DeadLetter {
    /// The queue's name.
    pub queue: Rc<str>,
    /// The message's position there.
    pub position: usize,
}

/// Why an event is lost.
#[derive(Clone, Debug, PartialEq)]
pub enum DropReason {
    /// The target has no dead-letter queue.
    NoQueue,
    /// The dead-letter queue is not there: its ARN.
    QueueMissing(Rc<str>),
    /// The dead-letter queue keeps the order of its messages, and takes none of EventBridge: its name.
    QueueIsFifo(Rc<str>),
    /// AWS gives up without a dead letter, whatever the target has: an empty body is sent to nobody.
    EmptyBody,
    /// The run was stopped.
    Stopped,
}

/// A message in a queue or a log group.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// When it arrived.
    pub at: Timestamp,
    /// What it says.
    pub body: Rc<str>,
    /// Its attributes; those of a dead letter are EventBridge's, in its order.
    pub attributes: Vec<(&'static str, Rc<str>)>,
    /// The delivery that brought it.
    pub delivery: DeliveryId,
}

/// How a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryStatus {
    /// It waits for the rate limit.
    Throttled,
    /// An attempt is under way.
    Attempting,
    /// It waits before the next attempt.
    BackingOff,
    /// The target has it.
    Delivered,
    /// The dead-letter queue has it.
    Dead,
    /// It is lost.
    Dropped,
    /// The function that is the target has it, and failed each time.
    FunctionFailed,
}

impl DeliveryStatus {
    /// Whether nothing more will happen.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Delivered | Self::Dead | Self::Dropped | Self::FunctionFailed)
    }
}

impl Delivery {
    /// How it stands.
    pub fn status(&self) -> DeliveryStatus {
        let of = |entry: &LogEntry| match &entry.step {
            Step::ThrottleStart { .. } => Some(DeliveryStatus::Throttled),
            Step::Start | Step::AttemptStart { .. } | Step::AttemptSuccess(_) => Some(DeliveryStatus::Attempting),
            Step::BackOff { .. } => Some(DeliveryStatus::BackingOff),
            Step::Success(_) => Some(DeliveryStatus::Delivered),
            Step::DeadLetter(_) => Some(DeliveryStatus::Dead),
            Step::Dropped(_) => Some(DeliveryStatus::Dropped),
            Step::AttemptRetryableFailure(_) | Step::AttemptPermanentFailure(_) | Step::Failure { .. } => None,
            Step::Lambda(step) => step.status(),
        };
        self.steps.iter().rev().find_map(of).unwrap_or(DeliveryStatus::Attempting)
    }

    /// How many attempts began, those of Lambda's queue among them.
    pub fn attempts(&self) -> u32 {
        let is_one = |entry: &&LogEntry| {
            matches!(entry.step, Step::AttemptStart { .. } | Step::Lambda(LambdaStep::Invoked { .. }))
        };
        u32::try_from(self.steps.iter().filter(is_one).count()).unwrap_or(u32::MAX)
    }

    /// The exchanges of its attempts, in order.
    pub fn exchanges(&self) -> impl Iterator<Item = &Rc<Exchange>> {
        self.steps.iter().filter_map(|entry| match &entry.step {
            Step::AttemptSuccess(answer) => answer.exchange.as_ref(),
            Step::AttemptRetryableFailure(failure) | Step::AttemptPermanentFailure(failure) => {
                failure.answer.exchange.as_ref()
            }
            _ => None,
        })
    }

    /// The invocations of its attempts, where the code of a function ran, in order.
    pub fn invocations(&self) -> impl Iterator<Item = &Rc<Invocation>> {
        self.steps.iter().filter_map(|entry| match &entry.step {
            Step::AttemptSuccess(answer) | Step::Lambda(LambdaStep::Ended(answer)) => answer.invocation.as_ref(),
            Step::AttemptRetryableFailure(failure) | Step::AttemptPermanentFailure(failure) => {
                failure.answer.invocation.as_ref()
            }
            _ => None,
        })
    }

    /// When it began.
    pub fn began_at(&self) -> Timestamp {
        self.steps.first().map(|entry| entry.at).unwrap_or_default()
    }

    /// When its target was called last: that is when a function has its event.
    pub(crate) fn taken_at(&self) -> Option<Timestamp> {
        let last = self.steps.iter().rev().find(|entry| matches!(entry.step, Step::AttemptStart { .. }));
        last.map(|entry| entry.at)
    }

    /// When it was over; `None` while it goes on.
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.steps.last().filter(|_| self.status().is_over()).map(|entry| entry.at)
    }

    /// Why nothing is sent, where that is so.
    pub fn undelivered(&self) -> Option<&Undelivered> {
        self.body.as_ref().err()
    }
}
