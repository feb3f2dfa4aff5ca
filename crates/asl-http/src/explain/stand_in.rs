//! Attempts that a mock or a person answered in place of the API.

use std::rc::Rc;

use super::builder::ExplanationBuilder;
use super::{Facts, StandIn, status, without_exchange};
use crate::exchange::{Exchange, Purpose, Transport};
use crate::request::ShownRequest;
use crate::response::HttpResponse;
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_value::Value;

/// The ordinary advice for the error, without what is concluded from a request: none was sent.
pub(super) fn explain(error: &StateError, stand_in: &StandIn<'_>, facts: &Facts<'_>) -> ExplanationBuilder {
    let code = error.name().strip_prefix("States.Http.StatusCode.").and_then(|code| code.parse::<u16>().ok());
    let (mut explanation, answer) = match code {
        Some(code) => {
            let exchange = exchange(code, stand_in.parameters);
            let phrase = exchange.response.as_ref().map(HttpResponse::phrase).unwrap_or_default();
            (status(code, &exchange, facts), format!("{code} {phrase}").trim_end().to_owned())
        }
        None => (without_exchange(error, facts), format!("the error `{}`", error.name())),
    };
    let by = stand_in.by;
    explanation.0.headline = format!("Answered by {by}: {answer}.");
    explanation.0.evidence = vec!["Nothing was sent to the API.".to_owned()];
    if let Some(cause) = error.cause.as_deref().filter(|cause| !cause.is_empty()) {
        explanation.evidence(format!("Cause: {cause}"));
    }
    explanation.0.cors_headers.clear();
    explanation.0.probe = None;
    explanation.0.has_ways_around = false;
    explanation
}

/// The call as far as its evaluated parameters tell it, answered with that status.
fn exchange(code: u16, parameters: &Value) -> Exchange {
    let text = |name: &str| Rc::<str>::from(parameters.get(name).and_then(Value::as_str).unwrap_or_default());
    let body = parameters.get("RequestBody").map(|body| Rc::from(body.to_json()));
    let request = ShownRequest { method: text("Method"), url: text("ApiEndpoint"), body, ..ShownRequest::default() };
    Exchange {
        transport: Transport::Mock,
        request: Rc::new(request),
        response: Ok(HttpResponse { status: code, ..HttpResponse::default() }),
        sent_at: Timestamp::default(),
        answered_at: Timestamp::default(),
        notes: Vec::new(),
        purpose: Purpose::Call,
        earlier: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use asl_aws::state_error::StateError;
    use asl_value::Value;

    use crate::explain::{Facts, Page, StandIn, TaskFields, explain};

    #[test]
    fn a_mocked_error_is_the_mocks_and_has_the_ordinary_advice() {
        let parameters = Value::from_json(r#"{"Method":"POST","ApiEndpoint":"https://a.example/x"}"#).unwrap();
        for (name, headline, advice) in [
            ("States.Http.StatusCode.429", "Answered by your mock: 429 Too Many Requests.", "too many calls"),
            ("States.Http.StatusCode.404", "Answered by your mock: 404 Not Found.", ""),
            (
                "Events.ConnectionResource.ResourceNotFound",
                "Answered by your mock: the error `Events.",
                "The connection does not exist",
            ),
            ("Mine", "Answered by your mock: the error `Mine`.", ""),
        ] {
            let error = StateError::without_cause(name);
            let (task, page) = (TaskFields::default(), Page::default());
            let stand_in = Some(StandIn { by: "your mock", parameters: &parameters });
            let facts = Facts { exchange: None, error: Some(&error), attempt: 1, task: &task, page: &page, stand_in };
            let told = explain(&facts).unwrap();
            assert!(told.headline.starts_with(headline), "{}", told.headline);
            assert_eq!(told.evidence, ["Nothing was sent to the API."], "nothing is concluded from a request");
            assert!(told.causes.iter().any(|cause| cause.contains(advice)) || advice.is_empty(), "{:?}", told.causes);
            assert!(!told.has_ways_around && told.cors_headers.is_empty());
        }
    }
}
