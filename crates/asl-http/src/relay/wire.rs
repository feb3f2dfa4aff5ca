//! What goes between page and relay: JSON, in which a body that comes back is base64.

use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

use super::VERSION;
use super::aws::AwsStatus;
use super::fault::{Fault, FaultKind};
use crate::connection::Secret;
use crate::phases::Phases;
use crate::request::OutgoingRequest;
use crate::response::{HttpResponse, TransportError};

/// A call to be sent. It holds the connection's secrets, so it has no `Debug`.
#[derive(Serialize, Deserialize)]
pub struct Call {
    /// The version of these words.
    pub v: u32,
    /// The method.
    pub method: String,
    /// The whole URL, encoded as it is to be sent.
    pub url: String,
    /// Header names and values, to be sent in this order and spelling. `Host` and `Content-Length` are the relay's.
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(default)]
    pub body: Option<String>,
    /// How many redirects to follow, within the origin that is called. None, unless the person wants it.
    #[serde(default)]
    pub redirects: u8,
}

/// What came of a call.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reply {
    /// The API's answer.
    Answer(Answer),
    /// Why there is none.
    Fault(Fault),
}

/// An API's answer, as it came.
#[derive(Serialize, Deserialize)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The reason phrase.
    pub reason: String,
    /// Header names and values in order, spelled as they came.
    pub headers: Vec<(String, String)>,
    /// The body in base64: what a Task may take and one byte more, so that going over it shows.
    pub body: String,
    /// How many redirects were followed.
    pub redirects: u8,
    /// Where the time of the call went; an older relay does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phases: Option<Phases>,
}

impl Answer {
    /// The body in the form that it travels in.
    pub fn encoded(body: &[u8]) -> String {
        BASE64.encode(body)
    }
}

/// What a relay says of itself to whoever has its token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The version of its words.
    pub v: u32,
    /// The origins that it calls.
    pub origins: Vec<String>,
    /// What it signs for, if it was started for AWS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aws: Option<AwsStatus>,
}

/// An answer that came through a relay.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// The API's answer.
    pub response: HttpResponse,
    /// How many redirects were followed.
    pub redirects: u8,
}

impl Call {
    /// `request` as a call, secrets included.
    pub fn of(request: &OutgoingRequest, redirects: u8) -> Self {
        let header = |(name, value): &(Rc<str>, Secret)| (name.to_string(), value.expose().to_owned());
        Self {
            v: VERSION,
            method: request.method.as_str().to_owned(),
            url: request.url.expose().to_owned(),
            headers: request.headers.iter().map(header).collect(),
            body: request.body.as_ref().map(|body| body.expose().to_owned()),
            redirects,
        }
    }
}

/// `request` for a relay, secrets included.
pub fn call_text(request: &OutgoingRequest, redirects: u8) -> Secret {
    // Text, numbers and lists of them are always JSON.
    Secret::new(serde_json::to_string(&Call::of(request, redirects)).unwrap_or_default())
}

/// Reads what a relay sent back.
pub fn read_reply(text: &str) -> Result<Received, TransportError> {
    received(serde_json::from_str(text).map_err(|_| not_understood())?)
}

/// What a reply means.
pub fn received(reply: Reply) -> Result<Received, TransportError> {
    match reply {
        Reply::Answer(answer) => {
            let body = BASE64.decode(answer.body).map_err(|_| not_understood())?;
            let headers = answer.headers.into_iter().map(|(name, value)| (Rc::from(name), Rc::from(value))).collect();
            let response = HttpResponse {
                status: answer.status,
                status_text: answer.reason.into(),
                headers,
                body: body.into(),
                phases: answer.phases,
            };
            Ok(Received { response, redirects: answer.redirects })
        }
        Reply::Fault(fault) if fault.kind == FaultKind::TimedOut => Err(TransportError::TimedOut),
        Reply::Fault(fault) => Err(TransportError::Relay(fault)),
    }
}

fn not_understood() -> TransportError {
    let detail = "the server at the relay's address is not a relay of this version";
    TransportError::Relay(Fault::new(FaultKind::NotUnderstood, detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Method;

    #[test]
    fn a_call_keeps_the_order_and_spelling_of_its_headers_and_says_its_version() {
        let header = |name: &str, value: &str| (Rc::from(name), Secret::new(value));
        let request = OutgoingRequest {
            method: Method::Get,
            url: Secret::new("https://a.example/?k=s3cret"),
            headers: vec![header("X-A", "1"), header("x-a", "2")],
            body: Some(Secret::new("{}")),
            shown: Rc::default(),
        };
        let text = call_text(&request, 0);
        assert_eq!(
            text.expose(),
            r#"{"v":1,"method":"GET","url":"https://a.example/?k=s3cret","headers":[["X-A","1"],["x-a","2"]],"body":"{}","redirects":0}"#
        );
        assert!(!format!("{text:?}").contains("s3cret"));
    }

    #[test]
    fn a_reply_is_an_answer_or_a_fault_and_anything_else_is_no_relay() {
        let answer = r#"{"answer":{"status":200,"reason":"Splendid","headers":[["X-A","1"],["x-a","2"]],"body":"AP8=","redirects":1}}"#;
        let Received { response, redirects } = read_reply(answer).unwrap();
        assert_eq!(
            (response.status, &*response.status_text, &*response.body, redirects),
            (200, "Splendid", &[0, 255][..], 1)
        );
        assert_eq!(response.headers.len(), 2);

        let kind = |text: &str| match read_reply(text).unwrap_err() {
            TransportError::Relay(fault) => Some(fault.kind),
            _ => None,
        };
        assert_eq!(kind(r#"{"fault":{"kind":"not-listed","detail":"x"}}"#), Some(FaultKind::NotListed));
        assert_eq!(kind(r#"{"fault":{"kind":"made-up-later","detail":"x"}}"#), Some(FaultKind::Other));
        assert_eq!(kind(r#"{"fault":{"kind":"timed-out","detail":"x"}}"#), None);
        for text in ["", "<html>", "{}", r#"{"answer":{"status":200}}"#, &answer.replace("AP8=", "?")] {
            assert_eq!(kind(text), Some(FaultKind::NotUnderstood), "{text}");
        }
    }
}
