//! An answer → the result or the error of the Task (Step Functions Developer Guide, "Call HTTPS APIs").

use std::rc::Rc;

use super::call::Method;
use crate::state_error::StateError;
use crate::value::Value;

/// An answer as it was received.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// The reason phrase; empty over HTTP/2.
    pub status_text: Rc<str>,
    /// Header names and values in order, a repeated header once for each value.
    pub headers: Vec<(Rc<str>, Rc<str>)>,
    /// The body's bytes, at most the limit and one more.
    pub body: Rc<[u8]>,
}

/// Why there is no readable answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TransportError {
    /// The browser gave no answer: network, TLS, CORS, a blocker … it does not say which.
    #[error("the browser could not read an answer: {0}")]
    NoAnswer(String),
    /// No answer within the 60 seconds that AWS allows.
    #[error("no answer within 60 seconds")]
    TimedOut,
    /// The playground did not send the request: the text says why.
    #[error("{0}")]
    NotSent(String),
}

/// What the Task makes of an answer: `{"Headers", "ResponseBody", "StatusCode", "StatusText"}` or an error.
pub fn to_result(method: Method, response: &HttpResponse) -> Result<Value, StateError> {
    let _ = (method, response);
    Err(StateError::runtime(""))
}

/// What the Task fails with when there is no answer: `States.Http.Socket`.
pub fn socket_error(error: &TransportError) -> StateError {
    StateError::new(crate::state_error::HTTP_SOCKET, error.to_string())
}
