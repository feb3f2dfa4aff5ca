//! The endpoints of a measured case: each request that goes out has to be the next of the case's, and is answered.

use std::collections::VecDeque;
use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_http::oauth::Tokens;
use asl_http::record::ConnectionRecord;
use asl_http::steps::{Answered, Steps};
use asl_http::{Connection, Connections, HttpCall, HttpResponse, OutgoingRequest};
use asl_sim::Completion;
use serde_json::{Value as Json, json};

use super::known;
use crate::conformance::compare::compare;
use crate::conformance::execution::START;

/// The network of a case.
pub(super) struct Wire {
    connections: Vec<Connection>,
    /// What is to go out, with its answers.
    exchanges: VecDeque<Json>,
    /// Whether the case says what goes out.
    is_told: bool,
    tokens: Tokens,
    problem: Option<String>,
}

impl Wire {
    pub(super) fn new(case: &Json) -> Result<Self, String> {
        let connections = case["connections"].as_array().into_iter().flatten().map(connection);
        let exchanges: VecDeque<Json> = case["http"].as_array().cloned().unwrap_or_default().into();
        for exchange in &exchanges {
            let members = exchange.as_object().ok_or("an exchange is an object")?;
            known("an exchange", members, &["request", "response"])?;
            let request = exchange["request"].as_object().ok_or("an exchange has a request")?;
            known("a request", request, &["method", "url", "headers", "body", "body_percent_decoded"])?;
            let response = exchange["response"].as_object().ok_or("an exchange has a response")?;
            known("a response", response, &["status", "headers", "body"])?;
        }
        Ok(Self {
            connections: connections.collect::<Result<_, _>>()?,
            exchanges,
            is_told: case.get("http").is_some(),
            tokens: Tokens::default(),
            problem: None,
        })
    }

    /// What went wrong: another request than expected, or none.
    pub(super) fn problem(&mut self) -> Option<String> {
        let missing =
            self.exchanges.front().map(|exchange| format!("no request was sent like {}", exchange["request"]));
        self.problem.take().or(missing)
    }

    /// The answer to a call.
    pub(super) fn answer(&mut self, call: &Rc<HttpCall>) -> Completion {
        self.try_answer(call).unwrap_or_else(|problem| {
            self.problem.get_or_insert(problem);
            Completion::of(Err(StateError::without_cause("NotMeasured")))
        })
    }

    fn try_answer(&mut self, call: &Rc<HttpCall>) -> Result<Completion, String> {
        if !self.is_told {
            return Err("the case does not say what is answered".to_owned());
        }
        let mut connections = self.connections.clone();
        if Connections::new(connections.clone()).find(&call.connection).is_none() {
            connections.push(connection(&json!({ "arn": &*call.connection }))?);
        }
        let origin = url::Url::parse(&call.endpoint).map(|url| url.origin().ascii_serialization());
        for connection in &mut connections {
            connection.origins.extend(origin.iter().map(|origin| Rc::from(origin.as_str())));
        }
        let connections = Connections::new(connections);
        let mut steps = match Steps::begin(call, &connections, &"us-east-1".into()) {
            Ok(steps) => steps,
            Err(error) => return Ok(Completion::of(Err(error))),
        };
        loop {
            let prepared = match steps.next(&self.tokens, START) {
                Ok(prepared) => prepared,
                Err(error) => return Ok(Completion::of(Err(error))),
            };
            let exchange = self.exchanges.pop_front().ok_or("a request goes out that is not expected")?;
            same_request(&exchange["request"], &prepared.request)?;
            let answer = Ok(response(&exchange["response"])?);
            let brought = Answered { answer, sent_at: START, answered_at: START, notes: Vec::new() };
            if let Some(concluded) = steps.answered(&prepared, brought, &mut self.tokens) {
                return Ok(concluded.into());
            }
        }
    }
}

/// A connection of the case; one that only has an ARN is an API key.
fn connection(given: &Json) -> Result<Connection, String> {
    let members = given.as_object().ok_or("a connection is an object")?;
    known("a connection", members, &["arn", "AuthorizationType", "AuthParameters"])?;
    let record = json!({
        "ConnectionArn": given["arn"],
        "AuthorizationType": given.get("AuthorizationType").unwrap_or(&json!("API_KEY")),
        "AuthParameters": given.get("AuthParameters").unwrap_or(&json!({
            "ApiKeyAuthParameters": { "ApiKeyName": "x-api-key", "ApiKeyValue": "key" }
        })),
    });
    let record: ConnectionRecord = serde_json::from_value(record).map_err(|error| error.to_string())?;
    Connection::try_from(record).map_err(|error| format!("the connection: {error}"))
}

fn response(given: &Json) -> Result<HttpResponse, String> {
    let body = match &given["body"] {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        value => value.to_string(),
    };
    let headers = given["headers"].as_object().into_iter().flatten();
    Ok(HttpResponse {
        status: given["status"].as_u64().and_then(|status| status.try_into().ok()).ok_or("a response has a status")?,
        headers: headers
            .map(|(name, value)| (name.as_str().into(), value.as_str().unwrap_or_default().into()))
            .collect(),
        body: body.as_bytes().into(),
        ..HttpResponse::default()
    })
}

fn same_request(expected: &Json, sent: &OutgoingRequest) -> Result<(), String> {
    let body = sent.body.as_ref().map_or("", |body| body.expose());
    for (member, wanted) in expected.as_object().into_iter().flatten() {
        let place = format!("request.{member}");
        match member.as_str() {
            "method" => compare(&place, wanted, &json!(sent.method.as_str()))?,
            "url" => compare(&place, wanted, &json!(sent.url.expose()))?,
            "body" => compare(&place, wanted, &json!(body))?,
            "body_percent_decoded" => compare(&place, wanted, &json!(percent_decoded(body)))?,
            _ => {
                for (name, wanted) in wanted.as_object().into_iter().flatten() {
                    let same = sent.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
                    let values: Vec<&str> = same.map(|(_, value)| value.expose()).collect();
                    compare(&format!("{place}.{name}"), wanted, &json!(values.join(",")))?;
                }
            }
        }
    }
    Ok(())
}

/// A form's text as people read it.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
