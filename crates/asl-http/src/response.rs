//! An answer → the result or the error of the Task (Step Functions Developer Guide, "Call HTTPS APIs").

use std::borrow::Cow;
use std::rc::Rc;

use super::call::Method;
use super::media_type::MediaType;
use super::phases::Phases;
use super::redact::Redactor;
use super::relay::Fault;
use super::status;
use asl_aws::state_error::{DATA_LIMIT_EXCEEDED, Reason, StateError};
use asl_value::{Map, Value};

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
    /// Where the time of the call went, if that is known.
    pub phases: Option<Phases>,
}

/// Why there is no readable answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TransportError {
    /// The browser gave no answer: network, TLS, CORS, a blocker … it does not say which.
    #[error("the browser could not read a response: {0}")]
    NoAnswer(String),
    /// No answer within the 60 seconds that AWS allows.
    #[error("no response within 60 seconds")]
    TimedOut,
    /// The relay has no answer, and knows why.
    #[error("{0}")]
    Relay(Fault),
    /// The browser did not take the request.
    #[error("{text}")]
    NotSent {
        /// What the browser says.
        text: String,
        /// The header that it refused, if it was one.
        header: Option<Rc<str>>,
    },
}

/// The most bytes of a body that a Task takes; AWS asks for no more (`Range: bytes=0-262144`).
pub const BODY_LIMIT: usize = 262_144;

impl HttpResponse {
    /// The first value of the header `name`, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }

    /// The same with a mask in place of each credential that it repeats; `None` if it repeats none.
    pub(crate) fn masked(&self, redactor: &Redactor) -> Option<Self> {
        let mut is_changed = false;
        let mut hide = |text: &Rc<str>| match redactor.known(text) {
            same if *same == **text => Rc::clone(text),
            masked => {
                is_changed = true;
                masked.into()
            }
        };
        let headers = self.headers.iter().map(|(name, value)| (Rc::clone(name), hide(value))).collect();
        let status_text = hide(&self.status_text);
        let body: Option<Rc<[u8]>> = match std::str::from_utf8(&self.body) {
            Ok(text) => match redactor.known(text) {
                same if *same == *text => None,
                masked => Some(masked.into_owned().into_bytes().into()),
            },
            Err(_) => match redactor.bytes(&self.body) {
                Cow::Borrowed(_) => None,
                Cow::Owned(masked) => Some(masked.into()),
            },
        };
        is_changed |= body.is_some();
        let body = body.unwrap_or_else(|| self.body.clone());
        is_changed.then_some(Self { status: self.status, status_text, headers, body, phases: self.phases })
    }

    /// The reason phrase: the server's, or the usual one where none was sent.
    pub fn phrase(&self) -> &str {
        if self.status_text.is_empty() { status::phrase(self.status).unwrap_or_default() } else { &self.status_text }
    }

    /// Its status and its headers, as a mock of a call has them.
    pub fn head(&self) -> Value {
        let mut head = Map::new();
        head.insert("Headers", header_lists(self));
        head.insert("StatusCode", Value::from(i64::from(self.status)));
        Value::from(head)
    }

    /// Whether the status is 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// What the Task makes of an answer: `{"Headers", "ResponseBody", "StatusCode", "StatusText"}` or an error.
///
/// - not 2xx: `States.Http.StatusCode.<code>`, the cause is the reason phrase; the body is lost, as on AWS.
/// - no body, status 204, or a HEAD: there is no `ResponseBody`.
/// - JSON (also `+json`) is parsed, other text is a string; AWS refuses binary content types and what is no text.
///
/// Unknown of AWS and chosen here: JSON that does not parse, and a body without a content type, are strings.
pub fn to_result(method: Method, response: &HttpResponse) -> Result<Value, StateError> {
    if !response.is_success() {
        let name = format!("States.Http.StatusCode.{}", response.status);
        let standard = status::phrase(response.status).is_some();
        return Err(if standard {
            StateError::new(&name, response.phrase())
        } else {
            StateError::without_cause(&name)
        });
    }
    if response.body.len() > BODY_LIMIT {
        return Err(StateError::new(
            DATA_LIMIT_EXCEEDED,
            "The state/task 'http' returned a result with a size exceeding the maximum number of bytes service limit.",
        ));
    }
    let mut result = Map::new();
    result.insert("Headers", header_lists(response));
    if method != Method::Head && response.status != 204 && !response.body.is_empty() {
        result.insert("ResponseBody", body(response)?);
    }
    result.insert("StatusCode", Value::from(i64::from(response.status)));
    result.insert("StatusText", Value::from(response.phrase()));
    Ok(Value::from(result))
}

/// Every header once, under the spelling that came first, with all its values in order.
fn header_lists(response: &HttpResponse) -> Value {
    let mut lists: Vec<(&Rc<str>, Vec<Value>)> = Vec::new();
    for (name, value) in &response.headers {
        let value = Value::from(Rc::clone(value));
        match lists.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, values)) => values.push(value),
            None => lists.push((name, vec![value])),
        }
    }
    Value::from(lists.into_iter().map(|(name, values)| (Rc::clone(name), Value::from(values))).collect::<Map>())
}

fn body(response: &HttpResponse) -> Result<Value, StateError> {
    let content_type = response.header("content-type").unwrap_or_default().trim();
    let unsupported = || {
        StateError::runtime(format!(
            "Unsupported response content-type '{content_type}'. Please see documentation for list of unsupported \
             content-types."
        ))
        .because(Reason::UnreadableContent)
    };
    let media_type = MediaType::parse(content_type);
    if media_type.is_binary() {
        return Err(unsupported());
    }
    let text = media_type.decode(&response.body).ok_or_else(unsupported)?;
    if media_type.is_json()
        && let Ok(value) = Value::from_json(text.trim_start_matches('\u{feff}'))
    {
        return Ok(value);
    }
    Ok(Value::from(&*text))
}

/// What the Task fails with when there is no answer: `States.Http.Socket`.
pub fn socket_error(error: &TransportError) -> StateError {
    StateError::new(asl_aws::state_error::HTTP_SOCKET, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> HttpResponse {
        let headers = headers.iter().map(|(name, value)| (Rc::from(*name), Rc::from(*value))).collect();
        HttpResponse { status, headers, body: body.into(), ..HttpResponse::default() }
    }

    #[test]
    fn the_head_of_an_answer_has_its_status_and_headers_and_no_body() {
        let head = answer(429, &[("Retry-After", "2"), ("X-A", "1"), ("x-a", "2")], b"{}").head();
        assert_eq!(head.to_json(), r#"{"Headers":{"Retry-After":["2"],"X-A":["1","2"]},"StatusCode":429}"#);
    }

    #[test]
    fn a_success_gives_the_result_that_aws_gives() {
        let json = ("Content-Type", "application/json; charset=utf-8");
        for (method, response, expected) in [
            (
                Method::Get,
                answer(200, &[json, ("X-A", "1"), ("x-a", "2")], br#"{"a":1}"#),
                r#"{"Headers":{"Content-Type":["application/json; charset=utf-8"],"X-A":["1","2"]},"ResponseBody":{"a":1},"StatusCode":200,"StatusText":"OK"}"#,
            ),
            (Method::Head, answer(200, &[], b"x"), r#"{"Headers":{},"StatusCode":200,"StatusText":"OK"}"#),
            (Method::Get, answer(204, &[], b"x"), r#"{"Headers":{},"StatusCode":204,"StatusText":"No Content"}"#),
            (Method::Get, answer(200, &[], b""), r#"{"Headers":{},"StatusCode":200,"StatusText":"OK"}"#),
            (
                Method::Get,
                answer(206, &[], b"part"),
                r#"{"Headers":{},"ResponseBody":"part","StatusCode":206,"StatusText":"Partial Content"}"#,
            ),
        ] {
            assert_eq!(to_result(method, &response).unwrap().to_json(), expected);
        }
    }

    #[test]
    fn a_body_is_read_as_its_content_type_says() {
        for (content_type, body, expected) in [
            ("application/json", "\u{feff}[1]".as_bytes(), Ok("[1]")),
            ("application/problem+json", br#"{"a":1}"#, Ok(r#"{"a":1}"#)),
            ("application/json", b"{oops", Ok(r#""{oops""#)),
            ("text/plain", b"12", Ok(r#""12""#)),
            ("text/html; charset=ISO-8859-1", b"caf\xe9", Ok("\"caf\u{e9}\"")),
            ("", b"{}", Ok(r#""{}""#)),
            ("application/octet-stream", b"text", Err("application/octet-stream")),
            ("image/png", b"text", Err("image/png")),
            ("Video/MP4", b"text", Err("Video/MP4")),
            ("audio/ogg", b"text", Err("audio/ogg")),
            ("application/pdf", b"\xff\xfe", Err("application/pdf")),
        ] {
            let read = to_result(Method::Get, &answer(200, &[("content-type", content_type)], body));
            match expected {
                Ok(json) => assert_eq!(read.unwrap().get("ResponseBody").unwrap().to_json(), json, "{content_type}"),
                Err(quoted) => {
                    let error = read.unwrap_err();
                    assert_eq!(error.name(), "States.Runtime");
                    assert!(
                        error.cause.unwrap().starts_with(&format!("Unsupported response content-type '{quoted}'."))
                    );
                }
            }
        }
    }

    #[test]
    fn a_failure_keeps_only_the_status_and_its_phrase() {
        for (status, text, name, cause) in [
            (400, "", "States.Http.StatusCode.400", Some("Bad Request")),
            (503, "Come Back Later", "States.Http.StatusCode.503", Some("Come Back Later")),
            (418, "I'm a teapot", "States.Http.StatusCode.418", None),
            (302, "", "States.Http.StatusCode.302", Some("Found")),
        ] {
            let mut response = answer(status, &[("content-type", "image/png")], b"lost");
            response.status_text = text.into();
            let error = to_result(Method::Get, &response).unwrap_err();
            assert_eq!((error.name(), error.cause.as_deref()), (name, cause));
        }
    }

    #[test]
    fn a_body_above_the_limit_exceeds_it() {
        let exact = answer(200, &[], &vec![b'x'; BODY_LIMIT]);
        assert!(to_result(Method::Get, &exact).is_ok());
        let more = answer(200, &[], &vec![b'x'; BODY_LIMIT + 1]);
        assert_eq!(to_result(Method::Get, &more).unwrap_err().name(), "States.DataLimitExceeded");
    }
}
