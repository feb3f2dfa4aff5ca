//! Answers of the Practice API, put together.

use std::rc::Rc;

use super::PracticeAnswer;
use crate::response::HttpResponse;
use crate::status;
use asl_value::{Map, Value};

/// An answer without a body.
pub(super) fn empty(status: u16) -> PracticeAnswer {
    let response = HttpResponse {
        status,
        status_text: status::phrase(status).unwrap_or_default().into(),
        ..HttpResponse::default()
    };
    PracticeAnswer { response, delay_ms: 0 }
}

/// An answer with bytes.
pub(super) fn bytes(status: u16, content_type: &str, body: &[u8]) -> PracticeAnswer {
    let mut answer = with_header(empty(status), "Content-Type", content_type);
    answer.response.body = body.into();
    answer
}

/// An answer with JSON.
pub(super) fn json(status: u16, body: &Value) -> PracticeAnswer {
    bytes(status, "application/json", body.to_json().as_bytes())
}

/// An answer that says what is wrong.
pub(super) fn problem(status: u16, message: &str) -> PracticeAnswer {
    json(status, &object([("error", Value::from(message))]))
}

/// `answer` with one header more.
pub(super) fn with_header(mut answer: PracticeAnswer, name: &str, value: &str) -> PracticeAnswer {
    answer.response.headers.push((name.into(), value.into()));
    answer
}

/// A JSON object.
pub(super) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::from(members.into_iter().map(|(key, value)| (Rc::from(key), value)).collect::<Map>())
}
