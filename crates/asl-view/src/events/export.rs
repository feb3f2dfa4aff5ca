//! The log of the buses as a file: events, deliveries, and what arrived in queues and log groups.

use std::rc::Rc;

use asl_events::EventSystem;
use asl_http::{Exchange, HttpCall, Purpose};
use asl_value::{Map, Sort, Value};
use asl_world::log::Message;
use asl_world::{EventLog, Origin, RuleOutcome};

use super::lines::{lines, part};
use super::rows::RowSubject;

/// The whole log as JSON.
pub fn json(system: &EventSystem, log: &EventLog) -> Value {
    let events: Value = log
        .events
        .iter()
        .map(|event| {
            let rules: Value = event
                .rules
                .iter()
                .filter(|(_, outcome)| matches!(outcome, RuleOutcome::Matched(_)))
                .filter_map(|(rule, _)| system.rules.get(*rule))
                .map(|rule| Value::String(rule.resource.name.clone()))
                .collect();
            let (name, outcome) = match &event.outcome {
                Ok(taken) => ("event", taken.value.clone()),
                Err(error) => {
                    let error = object([("ErrorCode", text(error.code())), ("ErrorMessage", text(&error.message()))]);
                    ("error", error)
                }
            };
            object([
                ("at", text(&event.at.to_string())),
                ("bus", Value::String(event.bus.clone())),
                ("origin", text(origin(&event.origin))),
                ("entry", event.entry.to_value()),
                (name, outcome),
                ("matchedRules", rules),
            ])
        })
        .collect();
    let all = lines(system, log);
    let deliveries: Value = log
        .deliveries
        .iter()
        .map(|delivery| {
            let steps: Value = all
                .iter()
                .filter(|line| line.subject == RowSubject::Delivery(delivery.id))
                .map(|line| {
                    let detail = (!line.detail.is_empty()).then(|| ("detail", text(&line.detail)));
                    let members = [("at", text(&line.at.to_string())), ("type", text(line.name))];
                    object(members.into_iter().chain(detail))
                })
                .collect();
            let body = delivery.body.as_ref().map_or_else(|undelivered| undelivered.body.as_str(), String::as_str);
            object([
                ("event", Value::from(i64::from(delivery.event.0))),
                ("ruleAndTarget", Value::String(part(system, delivery))),
                ("body", text(body)),
                ("steps", steps),
            ])
        })
        .collect();
    let messages = |all: &asl_value::SortedMap<Rc<str>, Vec<Message>>| {
        let list = |messages: &Vec<Message>| messages.iter().map(message).collect::<Value>();
        Value::from(all.iter().map(|(name, all)| (name.clone(), list(all))).collect::<Map>())
    };
    object([
        ("events", events),
        ("deliveries", deliveries),
        ("queues", messages(&log.queues)),
        ("logGroups", messages(&log.log_groups)),
    ])
}

/// A call of an API destination.
pub struct Call {
    /// The rule, the target and the attempt in words.
    pub title: String,
    /// What was sent and received.
    pub exchange: Rc<Exchange>,
    /// What it was made for, without what the connection adds; none for a request for a token.
    pub call: Option<Rc<HttpCall>>,
}

/// The calls of all deliveries, in the order in which they were sent, requests for tokens among them.
pub fn calls(system: &EventSystem, log: &EventLog) -> Vec<Call> {
    let mut all = Vec::new();
    for delivery in &log.deliveries {
        let part = part(system, delivery);
        for (attempt, exchange) in delivery.exchanges().enumerate() {
            for exchange in exchange.earlier.iter().chain([exchange]) {
                let title = format!("{part}, attempt {}", attempt + 1);
                let call = delivery.call.clone().filter(|_| exchange.purpose == Purpose::Call);
                all.push(Call { title, exchange: exchange.clone(), call });
            }
        }
    }
    all.order_by_key(|call| call.exchange.sent_at);
    all
}

/// A message of a queue or a log group.
pub fn message(message: &Message) -> Value {
    let attributes = message.attributes.iter().map(|(name, value)| (Rc::from(*name), Value::String(value.clone())));
    object([
        ("at", text(&message.at.to_string())),
        ("body", Value::String(message.body.clone())),
        ("attributes", attributes.collect::<Map>().into()),
    ])
}

/// Who sent an event, in words.
pub fn origin(origin: &Origin) -> &'static str {
    match origin {
        Origin::Person => "you",
        Origin::Execution { .. } => "an execution",
        Origin::Status { .. } => "Step Functions",
        Origin::Schedule(_) => "a schedule",
        Origin::Delivery(_) => "a rule of another bus",
        Origin::Function(_) => "Lambda, as the destination of a function",
    }
}

fn text(text: &str) -> Value {
    Value::String(text.into())
}

fn object(members: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    members.into_iter().map(|(name, value)| (Rc::from(name), value)).collect::<Map>().into()
}
