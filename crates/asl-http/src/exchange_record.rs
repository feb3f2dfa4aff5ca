//! An exchange as it is kept with a run beyond the page: what may be shown of it, and nothing else.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

use super::call::Caller;
use super::exchange::{Exchange, Purpose, Transport};
use super::phases::Phases;
use super::relay::Fault;
use super::request::{Origin, ShownHeader, ShownRequest};
use super::response::{HttpResponse, TransportError};

/// The wire form of an [`Exchange`]. Members may be added; those that are here stay.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExchangeRecord {
    transport: TransportName,
    request: Request,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    response: Option<Response>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
    sent_at: i64,
    answered_at: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Rc<str>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_for_token: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    earlier: Vec<ExchangeRecord>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum TransportName {
    Direct,
    Relay,
    Practice,
    Mock,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Request {
    method: Rc<str>,
    url: Rc<str>,
    /// Name, value, and who put it there.
    headers: Vec<(Rc<str>, Rc<str>, OriginName)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Rc<str>>,
    region: Rc<str>,
    caller: CallerName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    connection: Option<Rc<str>>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum OriginName {
    Task,
    Connection,
    Service,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum CallerName {
    HttpTask,
    ApiDestination,
    Function,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Response {
    status: u16,
    text: Rc<str>,
    headers: Vec<(Rc<str>, Rc<str>)>,
    /// A body that is text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Rc<str>>,
    /// Any other body, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phases: Option<Phases>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Failure {
    NoAnswer(String),
    TimedOut,
    Relay(Fault),
    NotSent(String, Option<Rc<str>>),
}

impl From<&Exchange> for ExchangeRecord {
    fn from(exchange: &Exchange) -> Self {
        Self {
            transport: match exchange.transport {
                Transport::Direct => TransportName::Direct,
                Transport::Relay => TransportName::Relay,
                Transport::Practice => TransportName::Practice,
                Transport::Mock => TransportName::Mock,
            },
            request: Request::from(&*exchange.request),
            response: exchange.response.as_ref().ok().map(Response::from),
            failure: exchange.response.as_ref().err().map(Failure::from),
            sent_at: exchange.sent_at.0,
            answered_at: exchange.answered_at.0,
            notes: exchange.notes.clone(),
            is_for_token: exchange.purpose == Purpose::Token,
            earlier: exchange.earlier.iter().map(|earlier| Self::from(&**earlier)).collect(),
        }
    }
}

impl ExchangeRecord {
    /// The exchange; one whose answer is not in the record had none.
    pub fn into_exchange(self) -> Exchange {
        let failure = || self.failure.map_or_else(|| TransportError::NoAnswer(String::new()), Failure::into_error);
        Exchange {
            transport: match self.transport {
                TransportName::Direct => Transport::Direct,
                TransportName::Relay => Transport::Relay,
                TransportName::Practice => Transport::Practice,
                TransportName::Mock => Transport::Mock,
            },
            request: Rc::new(self.request.into_shown()),
            response: self.response.map(Response::into_response).ok_or_else(failure),
            sent_at: Timestamp(self.sent_at),
            answered_at: Timestamp(self.answered_at),
            notes: self.notes,
            purpose: if self.is_for_token { Purpose::Token } else { Purpose::Call },
            earlier: self.earlier.into_iter().map(|earlier| Rc::new(earlier.into_exchange())).collect(),
        }
    }
}

impl From<&ShownRequest> for Request {
    fn from(request: &ShownRequest) -> Self {
        let header = |header: &ShownHeader| {
            let origin = match header.origin {
                Origin::Task => OriginName::Task,
                Origin::Connection => OriginName::Connection,
                Origin::Service => OriginName::Service,
            };
            (header.name.clone(), header.value.clone(), origin)
        };
        Self {
            method: request.method.clone(),
            url: request.url.clone(),
            headers: request.headers.iter().map(header).collect(),
            body: request.body.clone(),
            region: request.region.clone(),
            caller: match request.caller {
                Caller::HttpTask => CallerName::HttpTask,
                Caller::ApiDestination => CallerName::ApiDestination,
                Caller::Function => CallerName::Function,
            },
            connection: request.connection.clone(),
        }
    }
}

impl Request {
    fn into_shown(self) -> ShownRequest {
        let header = |(name, value, origin)| {
            let origin = match origin {
                OriginName::Task => Origin::Task,
                OriginName::Connection => Origin::Connection,
                OriginName::Service => Origin::Service,
            };
            ShownHeader { name, value, origin }
        };
        ShownRequest {
            method: self.method,
            url: self.url,
            headers: self.headers.into_iter().map(header).collect(),
            body: self.body,
            region: self.region,
            caller: match self.caller {
                CallerName::HttpTask => Caller::HttpTask,
                CallerName::ApiDestination => Caller::ApiDestination,
                CallerName::Function => Caller::Function,
            },
            connection: self.connection,
        }
    }
}

impl From<&HttpResponse> for Response {
    fn from(response: &HttpResponse) -> Self {
        let body = std::str::from_utf8(&response.body).ok().map(Rc::from);
        let bytes = if body.is_none() { Some(BASE64.encode(&response.body)) } else { None };
        Self {
            status: response.status,
            text: response.status_text.clone(),
            headers: response.headers.clone(),
            body,
            bytes,
            phases: response.phases,
        }
    }
}

impl Response {
    fn into_response(self) -> HttpResponse {
        let bytes = self.bytes.and_then(|bytes| BASE64.decode(bytes).ok());
        let body = bytes.unwrap_or_else(|| self.body.map(|text| text.as_bytes().to_vec()).unwrap_or_default());
        let (status_text, body) = (self.text, body.into());
        HttpResponse { status: self.status, status_text, headers: self.headers, body, phases: self.phases }
    }
}

impl From<&TransportError> for Failure {
    fn from(error: &TransportError) -> Self {
        match error.clone() {
            TransportError::NoAnswer(text) => Self::NoAnswer(text),
            TransportError::TimedOut => Self::TimedOut,
            TransportError::Relay(fault) => Self::Relay(fault),
            TransportError::NotSent { text, header } => Self::NotSent(text, header),
        }
    }
}

impl Failure {
    fn into_error(self) -> TransportError {
        match self {
            Self::NoAnswer(text) => TransportError::NoAnswer(text),
            Self::TimedOut => TransportError::TimedOut,
            Self::Relay(fault) => TransportError::Relay(fault),
            Self::NotSent(text, header) => TransportError::NotSent { text, header },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relay::FaultKind;

    fn exchange(response: Result<HttpResponse, TransportError>) -> Exchange {
        let header = |name: &str, origin| ShownHeader { name: name.into(), value: "v".into(), origin };
        Exchange {
            transport: Transport::Relay,
            request: Rc::new(ShownRequest {
                method: "POST".into(),
                url: "https://api.example.com/a?key=%2A".into(),
                headers: vec![
                    header("A", Origin::Task),
                    header("Authorization", Origin::Connection),
                    header("User-Agent", Origin::Service),
                ],
                body: Some("{}".into()),
                region: "eu-west-1".into(),
                caller: Caller::Function,
                connection: Some("orders".into()),
            }),
            response,
            sent_at: Timestamp(7),
            answered_at: Timestamp(40),
            notes: vec!["A note.".into()],
            purpose: Purpose::Call,
            earlier: Vec::new(),
        }
    }

    #[test]
    fn an_exchange_is_the_same_after_it_was_kept() {
        let answer = |body: &[u8]| HttpResponse {
            status: 201,
            status_text: "Created".into(),
            headers: vec![("Set-Cookie".into(), "a".into()), ("Set-Cookie".into(), "b".into())],
            body: body.into(),
            phases: Some(Phases { dns: 1, connect: 2, tls: 3, wait: 4, receive: 5 }),
        };
        let fault = Fault::new(FaultKind::Tls, "no");
        let not_sent = TransportError::NotSent { text: "refused".to_owned(), header: Some("Host".into()) };
        for response in [
            Ok(answer("{\"a\": \"ü\"}".as_bytes())),
            Ok(answer(&[0, 159, 255])),
            Ok(answer(b"")),
            Err(TransportError::NoAnswer("Failed to fetch".to_owned())),
            Err(TransportError::TimedOut),
            Err(TransportError::Relay(fault)),
            Err(not_sent),
        ] {
            let token =
                Exchange { purpose: Purpose::Token, transport: Transport::Direct, ..exchange(Ok(answer(b"t"))) };
            let exchange = Exchange { earlier: vec![Rc::new(token)], ..exchange(response) };
            let text = serde_json::to_string(&ExchangeRecord::from(&exchange)).unwrap();
            let read: ExchangeRecord = serde_json::from_str(&text).unwrap();
            assert_eq!(read.into_exchange(), exchange, "{text}");
        }
    }
}
