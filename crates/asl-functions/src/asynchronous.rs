//! What Lambda does with an event that nobody waits for: it keeps it in a queue of its own, invokes the function again when it
//! fails, and tells somebody in the end (Lambda Developer Guide, "Invoking a Lambda function asynchronously").

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_value::{Map, Value};

/// How a function is invoked asynchronously: `EventInvokeConfig`, and `DeadLetterConfig` of the function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asynchronous {
    /// `MaximumRetryAttempts`: how often it is invoked again when it fails.
    pub retries: u32,
    /// `MaximumEventAgeInSeconds`: how long an event is kept.
    pub maximum_age: u32,
    /// The destination `OnSuccess`: its ARN.
    pub on_success: Option<Rc<str>>,
    /// The destination `OnFailure`: its ARN.
    pub on_failure: Option<Rc<str>>,
    /// `TargetArn` of `DeadLetterConfig`.
    pub dead_letters: Option<Rc<str>>,
}

/// `MaximumRetryAttempts`, where it is not said, and the most that AWS allows.
const RETRIES: u32 = 2;
/// `MaximumEventAgeInSeconds`, where it is not said, and the longest that AWS allows; the shortest is a minute.
const LONGEST_AGE: u32 = 21_600;
const SHORTEST_AGE: u32 = 60;
/// The first wait before the function is invoked again; the second one is twice as long.
const FIRST_WAIT_MILLIS: i64 = 60_000;
/// The most bytes of an error message in the attributes of a dead letter.
const LONGEST_MESSAGE: usize = 1024;

impl Default for Asynchronous {
    fn default() -> Self {
        Self { retries: RETRIES, maximum_age: LONGEST_AGE, on_success: None, on_failure: None, dead_letters: None }
    }
}

impl Asynchronous {
    /// The same with these limits, as far as AWS allows them.
    #[must_use]
    pub fn with_limits(self, retries: Option<u32>, maximum_age: Option<u32>) -> Self {
        Self {
            retries: retries.unwrap_or(RETRIES).min(RETRIES),
            maximum_age: maximum_age.unwrap_or(LONGEST_AGE).clamp(SHORTEST_AGE, LONGEST_AGE),
            ..self
        }
    }

    /// How long the queue waits after failure number `failures`, in milliseconds: a minute, then two.
    pub fn wait_millis(failures: u32) -> i64 {
        FIRST_WAIT_MILLIS << failures.saturating_sub(1).min(8)
    }
}

/// How an event of the queue ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The function has handled it.
    Success,
    /// The function failed, and was invoked again as often as it may be.
    RetriesExhausted,
    /// The function failed, and the event is too old to try again.
    EventAgeExceeded,
}

impl Condition {
    /// `condition` of the record.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "Success",
            Self::RetriesExhausted => "RetriesExhausted",
            Self::EventAgeExceeded => "EventAgeExceeded",
        }
    }
}

/// What a record tells of.
#[derive(Clone, Copy, Debug)]
pub struct Handled<'a> {
    /// When it ended.
    pub at: Timestamp,
    /// The id of the request.
    pub request_id: &'a str,
    /// The ARN of the function.
    pub function_arn: &'a str,
    /// How it ended.
    pub condition: Condition,
    /// How often the function was invoked.
    pub invocations: u32,
    /// The event.
    pub payload: &'a Value,
    /// What the function gave back in the end, or failed with.
    pub result: &'a Result<Value, StateError>,
}

impl Handled<'_> {
    /// The record that a destination gets.
    pub fn record(&self) -> Value {
        let (text, number) = (|text: &str| Value::from(text), |number: u32| Value::from(i64::from(number)));
        let mut response = vec![("statusCode", number(200)), ("executedVersion", text("$LATEST"))];
        if self.result.is_err() {
            response.push(("functionError", text("Unhandled")));
        }
        object([
            ("version", text("1.0")),
            ("timestamp", text(&self.at.to_string())),
            (
                "requestContext",
                object([
                    ("requestId", text(self.request_id)),
                    ("functionArn", text(&format!("{}:$LATEST", self.function_arn))),
                    ("condition", text(self.condition.as_str())),
                    ("approximateInvokeCount", number(self.invocations)),
                ]),
            ),
            ("requestPayload", self.payload.clone()),
            ("responseContext", object(response)),
            ("responsePayload", self.response()),
        ])
    }

    /// The attributes of the event in a dead-letter queue.
    pub fn attributes(&self) -> Vec<(&'static str, Rc<str>)> {
        let message = match self.result {
            Ok(_) => String::new(),
            Err(error) => {
                let payload = self.response();
                let said = payload.get("errorMessage").and_then(Value::as_str).map(str::to_owned);
                said.unwrap_or_else(|| error.cause.as_deref().unwrap_or_default().to_owned())
            }
        };
        let cut = message.get(..message.floor_char_boundary(LONGEST_MESSAGE)).unwrap_or_default();
        vec![("RequestID", self.request_id.into()), ("ErrorCode", "200".into()), ("ErrorMessage", cut.into())]
    }

    /// What the function answered: of a failure the object that its runtime makes of it.
    fn response(&self) -> Value {
        match self.result {
            Ok(value) => value.clone(),
            Err(error) => {
                let cause = error.cause.as_deref().unwrap_or_default();
                let written = Value::from_json(cause).ok().filter(|value| value.get("errorMessage").is_some());
                written.unwrap_or_else(|| object([("errorMessage", cause.into()), ("errorType", error.name().into())]))
            }
        }
    }
}

fn object(members: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::from(members.into_iter().map(|(key, value)| (Rc::from(key), value)).collect::<Map>())
}

#[cfg(test)]
mod tests {
    use super::{Asynchronous, Condition, Handled};
    use asl_aws::state_error::StateError;
    use asl_aws::time::Timestamp;
    use asl_value::Value;

    #[test]
    fn limits_are_those_that_aws_allows() {
        let of = |retries, age| {
            let found = Asynchronous::default().with_limits(retries, age);
            (found.retries, found.maximum_age)
        };
        assert_eq!(of(None, None), (2, 21_600));
        assert_eq!(of(Some(0), Some(10)), (0, 60));
        assert_eq!(of(Some(9), Some(99_999)), (2, 21_600));
        assert_eq!([1, 2].map(Asynchronous::wait_millis), [60_000, 120_000]);
    }

    #[test]
    fn a_record_is_that_of_the_guide() {
        let cause = r#"{"errorType":"TicketError","errorMessage":"no","trace":[]}"#;
        let (payload, result) = (Value::from_json(r#"{"id":1}"#).unwrap(), Err(StateError::new("TicketError", cause)));
        let handled = Handled {
            at: Timestamp(1_704_067_200_000),
            request_id: "e4b46cbf",
            function_arn: "arn:aws:lambda:us-east-1:123456789012:function:F",
            condition: Condition::RetriesExhausted,
            invocations: 3,
            payload: &payload,
            result: &result,
        };
        assert_eq!(
            handled.record().to_json(),
            r#"{"version":"1.0","timestamp":"2024-01-01T00:00:00.000Z","requestContext":{"requestId":"e4b46cbf","functionArn":"arn:aws:lambda:us-east-1:123456789012:function:F:$LATEST","condition":"RetriesExhausted","approximateInvokeCount":3},"requestPayload":{"id":1},"responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},"responsePayload":{"errorType":"TicketError","errorMessage":"no","trace":[]}}"#
        );
        assert_eq!(handled.attributes()[2], ("ErrorMessage", "no".into()));
        let fine = Ok(Value::Null);
        let record = Handled { condition: Condition::Success, invocations: 1, result: &fine, ..handled }.record();
        assert_eq!(record.get("responseContext").unwrap().get("functionError"), None);
        let plain = Err(StateError::new("E", "said"));
        let record = Handled { result: &plain, ..handled }.record();
        assert_eq!(record.get("responsePayload").unwrap().to_json(), r#"{"errorMessage":"said","errorType":"E"}"#);
    }
}
