//! A host that answers as a case says, after 100 ms each; sleeping moves its clock.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_events::EventSystem;
use asl_http::oauth::Tokens;
use asl_http::steps::{Answered, Steps};
use asl_http::{Authorization, Connection, Connections, HttpCall, HttpResponse, Secret, TransportError};
use asl_sim::host::Host;
use asl_sim::{Completion, Effect, Request};
use asl_value::Value;
use serde_json::Value as Json;

use super::START;

pub(super) struct Answering {
    answers: RefCell<BTreeMap<String, Vec<Json>>>,
    connections: Connections,
    now: Cell<Timestamp>,
}

impl Answering {
    /// Answers by the names of destinations, functions, targets and states; the last of each goes on for ever. What has none
    /// is answered with 200, or with an empty object.
    pub(super) fn new(answers: Option<&Json>, system: &EventSystem) -> Self {
        let listed = answers.and_then(Json::as_object).into_iter().flatten();
        let list = |one: &Json| one.as_array().cloned().unwrap_or_else(|| vec![one.clone()]);
        let origins = system.destinations.iter().filter_map(|one| {
            asl_http::endpoint::Endpoint::parse(&one.endpoint).map(|endpoint| Rc::from(endpoint.origin))
        });
        let origins: Vec<Rc<str>> = origins.collect();
        let connection = |name: Rc<str>| Connection {
            name,
            authorization: Authorization::Basic { username: "me".into(), password: Secret::new("hush-password") },
            origins: origins.clone(),
            ..Connection::default()
        };
        let names = system.connections.iter().map(|one| one.name.clone()).chain([Rc::from("connection")]);
        Self {
            answers: RefCell::new(listed.map(|(name, one)| (name.clone(), list(one))).collect()),
            connections: names.map(connection).collect(),
            now: Cell::new(START),
        }
    }

    fn next(&self, name: &str) -> Json {
        let mut answers = self.answers.borrow_mut();
        match answers.get_mut(name) {
            Some(list) if list.len() > 1 => list.remove(0),
            Some(list) => list.first().cloned().unwrap_or_default(),
            None => Json::Null,
        }
    }

    fn call(&self, call: &Rc<HttpCall>, answer: &Json) -> Completion {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of a case")]
        let delay_ms = answer["seconds"].as_f64().map_or(100, |seconds| (seconds * 1000.0) as u32);
        let longest = call.caller.time_limit_millis();
        let status = answer.as_u64().or_else(|| answer["status"].as_u64()).unwrap_or(200);
        let headers = answer["headers"].as_object().into_iter().flatten();
        let headers = headers.map(|(name, value)| (name.as_str().into(), value.as_str().unwrap().into())).collect();
        let response = HttpResponse { status: status.try_into().unwrap(), headers, ..HttpResponse::default() };
        let answer = match answer["fault"].as_str() {
            _ if delay_ms > longest => Err(TransportError::TimedOut),
            Some("no answer") => Err(TransportError::NoAnswer("Failed to fetch".to_owned())),
            Some(other) => panic!("there is no fault `{other}`"),
            None => Ok(response),
        };
        let mut tokens = Tokens::default();
        let sent = Steps::begin(call, &self.connections, &"us-east-1".into())
            .and_then(|mut steps| Ok((steps.next(&tokens, self.now())?, steps)));
        let (prepared, mut steps) = match sent {
            Ok(sent) => sent,
            Err(error) => return Completion::of(Err(error)),
        };
        let at = self.now();
        let came = Answered { answer, sent_at: at, answered_at: at, notes: Vec::new() };
        let concluded = steps.answered(&prepared, came, &mut tokens).unwrap();
        Completion { delay_ms: delay_ms.min(longest), ..concluded.into() }
    }
}

impl Host for Answering {
    fn now(&self) -> Timestamp {
        self.now.get()
    }

    async fn sleep_until(&self, at: Timestamp) {
        self.now.set(self.now.get().max(at));
    }

    async fn pause(&self) {}

    async fn perform(&self, effect: Effect) -> Completion {
        let answer = self.next(&effect.state);
        if answer == "nobody" {
            return std::future::pending().await;
        }
        match &effect.request {
            Request::Http(call) => self.call(call, &answer),
            Request::Task(_) => {
                let text = |name: &str| answer[name].as_str().map(Rc::from);
                let outcome = match text("error") {
                    Some(error) => Err(StateError::of(Some(error), text("cause"))),
                    None => Ok(if answer.is_null() { Value::empty_object() } else { Value::from(&answer["result"]) }),
                };
                Completion { delay_ms: 100, ..Completion::of(outcome) }
            }
            Request::Evaluate(_) => panic!("the driver evaluates"),
        }
    }
}
