//! What an answer means for a delivery: it is there, it may be tried again, or it will never be (EventBridge User Guide, "API
//! destinations" and "How EventBridge retries delivering events").
//!
//! The messages about time limits and unreachable endpoints are AWS's, as is the code of the former; that of another status
//! is ours.

use asl_aws::state_error::{HTTP_SOCKET, StateError, TIMEOUT};
use asl_aws::time::Timestamp;
use asl_http::{HttpResponse, Purpose, RetryAfter, TransportError};
use asl_sim::Completion;
use asl_value::Value;

use crate::log::{Answer, ErrorCode, Failure};

#[derive(Debug, PartialEq)]
pub(super) enum Verdict {
    Success(Answer),
    /// It may be tried again, at the earliest when the answer says.
    Retry(Failure, Option<RetryAfter>),
    Permanent(Failure),
}

const ENDPOINT: &str = "Unable to invoke ApiDestination endpoint";

impl Verdict {
    /// There was no answer within the time limit.
    pub(super) fn timed_out() -> Self {
        Self::Retry(timed_out(), None)
    }

    fn with(self, answer: &Answer) -> Self {
        match self {
            Self::Success(_) => Self::Success(answer.clone()),
            Self::Retry(failure, after) => Self::Retry(Failure { answer: answer.clone(), ..failure }, after),
            Self::Permanent(failure) => Self::Permanent(Failure { answer: answer.clone(), ..failure }),
        }
    }
}

fn timed_out() -> Failure {
    Failure::new(
        ErrorCode::Unknown,
        format!("{ENDPOINT}: Timeout calling endpoint for API Destination: socket closed."),
    )
}

fn unreachable() -> Failure {
    Failure::new(ErrorCode::SdkClientError, format!("{ENDPOINT}: API destination endpoint cannot be reached."))
}

/// The answer of an API destination.
pub(super) fn of_call(completion: &Completion, now: Timestamp) -> Verdict {
    let answered_by = completion.answered_by;
    let result = answered_by.map(|_| completion.outcome.clone());
    let answer = Answer { exchange: completion.exchange.clone(), result, answered_by, ..Answer::default() };
    let verdict = match &completion.exchange {
        Some(exchange) => match &exchange.response {
            Ok(response) if exchange.purpose == Purpose::Token => {
                let message = format!(
                    "{ENDPOINT}: The authorization endpoint of the connection answered with {}.",
                    response.status
                );
                Verdict::Retry(Failure::new(ErrorCode::SdkClientError, message), None)
            }
            Ok(response) => of_status(response.status, RetryAfter::of(response, exchange.answered_at)),
            Err(TransportError::TimedOut) => Verdict::timed_out(),
            Err(TransportError::NoAnswer(_) | TransportError::Relay(_)) => Verdict::Retry(unreachable(), None),
            Err(error @ TransportError::NotSent { .. }) => {
                Verdict::Permanent(Failure::new(ErrorCode::SdkClientError, format!("{ENDPOINT}: {error}")))
            }
        },
        None => match &completion.outcome {
            Ok(value) => {
                let response = response_in(value);
                of_status(response.status, RetryAfter::of(&response, now))
            }
            Err(error) => of_error(error),
        },
    };
    verdict.with(&answer)
}

fn of_status(status: u16, after: Option<RetryAfter>) -> Verdict {
    if (200..300).contains(&status) {
        return Verdict::Success(Answer::default());
    }
    let failure = Failure::new(
        ErrorCode::ErrorFromTarget,
        format!("{ENDPOINT}: The endpoint answered with status code {status}."),
    );
    if matches!(status, 401 | 407 | 409 | 429 | 500..) {
        Verdict::Retry(failure, after)
    } else {
        Verdict::Permanent(failure)
    }
}

/// The answer that stands in a mock, in the form of an HTTP Task's result.
fn response_in(value: &Value) -> HttpResponse {
    let status = value.get("StatusCode").and_then(Value::as_number).and_then(asl_value::Number::as_i64);
    let headers = value.get("Headers").and_then(Value::as_object);
    let texts = |value: &Value| match value {
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(Into::into).collect(),
        Value::String(text) => vec![text.clone()],
        Value::Number(_) => vec![value.to_json().into()],
        _ => Vec::new(),
    };
    let pairs = headers.into_iter().flat_map(|headers| {
        headers.iter().flat_map(|(name, value)| texts(value).into_iter().map(|text| (name.clone(), text)))
    });
    HttpResponse {
        status: status.and_then(|status| u16::try_from(status).ok()).unwrap_or(200),
        headers: pairs.collect(),
        ..HttpResponse::default()
    }
}

/// What failed before anything was sent, or an error that somebody answered with.
fn of_error(error: &StateError) -> Verdict {
    let cause = || error.cause.as_deref().unwrap_or_default().to_owned();
    let permanent = |code| Verdict::Permanent(Failure::new(code, cause()));
    let name = error.name();
    if let Some(status) = name.strip_prefix("States.Http.StatusCode.").and_then(|code| code.parse().ok()) {
        return of_status(status, None);
    }
    match name {
        TIMEOUT => Verdict::timed_out(),
        HTTP_SOCKET => Verdict::Retry(unreachable(), None),
        "Events.ConnectionResource.ResourceNotFound" => permanent(ErrorCode::NoResource),
        "Events.ConnectionResource.AccessDenied" | "States.Http.AccessDenied" => permanent(ErrorCode::NoPermissions),
        "Events.ConnectionResource.AuthInProgress"
        | "Events.ConnectionResource.ConcurrentModification"
        | "Events.ConnectionResource.InternalError" => {
            Verdict::Retry(Failure::new(ErrorCode::InternalError, cause()), None)
        }
        name if name.starts_with("Events.ConnectionResource.") => permanent(ErrorCode::SdkClientError),
        _ => permanent(ErrorCode::InvalidParameter),
    }
}

/// What a function answered, or a target that is not simulated.
pub(super) fn answer_of_target(completion: &Completion) -> Answer {
    Answer {
        exchange: None,
        result: Some(completion.outcome.clone()),
        invocation: completion.invocation.clone(),
        answered_by: completion.answered_by,
    }
}

/// What that means. A function's own failure is Lambda's, and not EventBridge's.
pub(super) fn of_target(completion: &Completion) -> Verdict {
    let answer = answer_of_target(completion);
    let failed = completion.outcome.as_ref().err().map(StateError::name);
    let (code, is_retryable) = match failed {
        Some("Lambda.TooManyRequestsException") => (ErrorCode::Throttling, true),
        Some("Lambda.ServiceException" | "Lambda.AWSLambdaException") => (ErrorCode::InternalError, true),
        Some("Lambda.SdkClientException") => (ErrorCode::SdkClientError, true),
        Some("Lambda.ResourceNotFoundException") => (ErrorCode::NoResource, false),
        Some("States.Permissions") => (ErrorCode::NoPermissions, false),
        _ => return Verdict::Success(answer),
    };
    let cause = completion.outcome.as_ref().err().and_then(|error| error.cause.clone()).unwrap_or_default();
    let failure = Failure { code, message: cause, answer };
    if is_retryable { Verdict::Retry(failure, None) } else { Verdict::Permanent(failure) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> Verdict {
        of_call(&Completion::of(Ok(Value::from_json(value).unwrap())), Timestamp(0))
    }

    #[test]
    fn a_status_is_taken_tried_again_or_given_up() {
        for status in [200, 201, 204, 299] {
            assert!(matches!(of(&format!(r#"{{"StatusCode":{status}}}"#)), Verdict::Success(_)), "{status}");
        }
        for status in [401, 407, 409, 429, 500, 502, 503, 504, 599] {
            assert!(matches!(of(&format!(r#"{{"StatusCode":{status}}}"#)), Verdict::Retry(_, None)), "{status}");
        }
        for status in [100, 301, 302, 400, 402, 403, 404, 405, 408, 410, 418, 422] {
            assert!(matches!(of(&format!(r#"{{"StatusCode":{status}}}"#)), Verdict::Permanent(_)), "{status}");
        }
        assert!(matches!(of("{}"), Verdict::Success(_)), "a mock that names no status");
    }

    #[test]
    fn an_error_has_the_code_of_its_kind() {
        let code = |name: &str| match of_call(&Completion::of(Err(StateError::new(name, "why"))), Timestamp(0)) {
            Verdict::Retry(failure, _) => ("again", failure.code),
            Verdict::Permanent(failure) => ("never", failure.code),
            Verdict::Success(_) => ("taken", ErrorCode::Unknown),
        };
        for (name, expected) in [
            ("States.Http.StatusCode.429", ("again", ErrorCode::ErrorFromTarget)),
            ("States.Http.StatusCode.404", ("never", ErrorCode::ErrorFromTarget)),
            ("States.Timeout", ("again", ErrorCode::Unknown)),
            ("States.Http.Socket", ("again", ErrorCode::SdkClientError)),
            ("Events.ConnectionResource.ResourceNotFound", ("never", ErrorCode::NoResource)),
            ("Events.ConnectionResource.AccessDenied", ("never", ErrorCode::NoPermissions)),
            ("Events.ConnectionResource.AuthInProgress", ("again", ErrorCode::InternalError)),
            ("Events.ConnectionResource.InvalidConnectionState", ("never", ErrorCode::SdkClientError)),
            ("States.Runtime", ("never", ErrorCode::InvalidParameter)),
        ] {
            assert_eq!(code(name), expected, "{name}");
        }
    }

    #[test]
    fn retry_after_of_a_mock_is_read_in_any_case() {
        let verdict = of(r#"{"StatusCode":429,"Headers":{"retry-after":["120"]}}"#);
        assert!(matches!(verdict, Verdict::Retry(_, Some(RetryAfter::Wait(120_000)))));
        let verdict = of(r#"{"StatusCode":503,"Headers":{"Retry-After":-1}}"#);
        assert!(matches!(verdict, Verdict::Retry(_, Some(RetryAfter::Never))));
    }

    #[test]
    fn a_function_that_fails_has_its_event_and_a_busy_service_does_not() {
        let verdict = |name: &str| of_target(&Completion::of(Err(StateError::new(name, ""))));
        assert!(matches!(verdict("Error"), Verdict::Success(_)));
        assert!(matches!(verdict("Lambda.TooManyRequestsException"), Verdict::Retry(..)));
        assert!(matches!(verdict("Lambda.ResourceNotFoundException"), Verdict::Permanent(_)));
    }
}
