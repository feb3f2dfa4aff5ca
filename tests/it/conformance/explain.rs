//! Explanations of calls that went wrong: what is said, in which order, and what is not claimed.

use std::rc::Rc;

use asl_aws::state_error::{Reason, StateError};
use asl_aws::time::Timestamp;
use asl_http::explain::{Explanation, Facts, Page, Probe, StandIn, explain};
use asl_http::request::{Origin, ShownHeader, ShownRequest};
use asl_http::response::{socket_error, to_result};
use asl_http::{Exchange, HttpResponse, Method, Purpose, Transport, TransportError};
use asl_lang::check_text;
use serde_json::{Value as Json, json};

use super::compare::compare;

pub(crate) fn run(case: &Json) -> Result<(), String> {
    let exchange = case.get("request").map(|request| exchange(case, request));
    let error = error(case, exchange.as_ref());
    let state = |own: &Json| {
        let mut state = json!({"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true});
        for (name, value) in own.as_object().into_iter().flatten() {
            state[name] = value.clone();
        }
        state
    };
    let mut machine = json!({"StartAt": "Call", "States": {"Call": state(&case["state"])}});
    if let Some(seconds) = case.get("machine_timeout") {
        machine["TimeoutSeconds"] = seconds.clone();
    }
    let machine = check_text(&machine.to_string()).machine.ok_or("no machine")?;
    let task = machine.task_fields("Call");
    let page = Page {
        origin: case["page"].as_str().unwrap_or("https://page.example").to_owned(),
        is_offline: case["offline"] == json!(true),
        answered_before: false,
        probe: match case["probe"].as_str() {
            Some("answered") => Some(Probe::Answered),
            Some("failed") => Some(Probe::Failed),
            Some("timed out") => Some(Probe::TimedOut),
            _ => None,
        },
    };
    let attempt = case["attempt"].as_u64().and_then(|number| number.try_into().ok()).unwrap_or(1);
    let parameters = asl_value::Value::from_json(&case["mocked"].to_string()).unwrap_or_default();
    let stand_in = case.get("mocked").map(|_| StandIn { by: "your mock", parameters: &parameters });
    let facts =
        Facts { exchange: exchange.as_ref(), error: error.as_ref(), attempt, task: &task, page: &page, stand_in };
    match (explain(&facts), &case["expected"]) {
        (None, Json::Null) => Ok(()),
        (None, _) => Err("nothing is explained".to_owned()),
        (Some(told), Json::Null) => Err(format!("explained though nothing is odd: {}", told.headline)),
        (Some(told), expected) => check(&told, expected),
    }
}

fn exchange(case: &Json, request: &Json) -> Exchange {
    let text = |value: &Json| Rc::<str>::from(value.as_str().unwrap_or_default());
    let headers = |member: &str, origin: Origin| -> Vec<ShownHeader> {
        let members = request[member].as_object().into_iter().flatten();
        members.map(|(name, value)| ShownHeader { name: name.as_str().into(), value: text(value), origin }).collect()
    };
    let mut all = headers("headers", Origin::Task);
    all.extend(headers("connection", Origin::Connection));
    if !all.iter().any(|header| header.name.eq_ignore_ascii_case("content-type")) {
        let value = "application/json; charset=UTF-8".into();
        all.push(ShownHeader { name: "Content-Type".into(), value, origin: Origin::Service });
    }
    all.push(ShownHeader { name: "Range".into(), value: "bytes=0-262144".into(), origin: Origin::Service });
    let shown = ShownRequest {
        method: text(&request["method"]),
        url: text(&request["url"]),
        headers: all,
        body: request["body"].as_str().map(Rc::from),
        ..ShownRequest::default()
    };
    let recorded = &case["response"];
    let response = match case["fault"].as_str() {
        Some("no answer") => Err(TransportError::NoAnswer("TypeError: Failed to fetch".to_owned())),
        Some("timed out") => Err(TransportError::TimedOut),
        Some(text) => Err(TransportError::NotSent { text: text.to_owned(), header: None }),
        None => Ok(HttpResponse {
            status: recorded["status"].as_u64().and_then(|status| status.try_into().ok()).unwrap_or_default(),
            status_text: "".into(),
            headers: recorded["headers"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, value)| (name.as_str().into(), text(value)))
                .collect(),
            body: match recorded["bytes"].as_u64() {
                Some(count) => vec![b'x'; usize::try_from(count).unwrap_or_default()].into(),
                None => recorded["body"].as_str().unwrap_or_default().as_bytes().into(),
            },
            phases: None,
        }),
    };
    let sent_at = Timestamp::parse("2026-11-22T12:00:00Z").unwrap_or_default();
    Exchange {
        transport: if case["transport"] == json!("practice") { Transport::Practice } else { Transport::Direct },
        request: Rc::new(shown),
        response,
        sent_at,
        answered_at: sent_at.plus_seconds(0.25),
        notes: Vec::new(),
        purpose: if case["purpose"] == json!("token") { Purpose::Token } else { Purpose::Call },
        earlier: Vec::new(),
    }
}

/// The error that the case names, or the one that the state makes of the answer.
fn error(case: &Json, exchange: Option<&Exchange>) -> Option<StateError> {
    if let Some(error) = case.get("error") {
        let text = |name: &str| error[name].as_str().map(Rc::from);
        let reason = match error["Reason"].as_str() {
            Some("the body cannot be merged") => Some(Reason::BodyNotMergeable),
            Some(reason) => {
                reason.strip_prefix("forbidden header ").map(|name| Reason::ForbiddenHeaders(vec![name.into()]))
            }
            None => None,
        };
        let told = StateError::of(text("Error"), text("Cause"));
        return Some(match reason {
            Some(reason) => told.because(reason),
            None => told,
        });
    }
    let exchange = exchange?;
    let method = Method::parse(&exchange.request.method).unwrap_or(Method::Get);
    match &exchange.response {
        Ok(response) => to_result(method, response).err(),
        Err(error) => Some(socket_error(error)),
    }
}

fn check(told: &Explanation, expected: &Json) -> Result<(), String> {
    let texts = |name: &str| expected[name].as_array().into_iter().flatten().filter_map(Json::as_str);
    let headline = expected["headline"].as_str().unwrap_or_default();
    if !told.headline.contains(headline) {
        return Err(format!("the headline is `{}`", told.headline));
    }
    for wanted in texts("evidence") {
        if !told.evidence.iter().any(|line| line.contains(wanted)) {
            return Err(format!("no evidence says `{wanted}`: {:#?}", told.evidence));
        }
    }
    in_order("causes", texts("causes"), &told.causes)?;
    in_order("next steps", texts("next"), &told.next_steps)?;
    let first = texts("causes").next();
    if let (Some(wanted), Some(first)) = (first, told.causes.first())
        && !first.contains(wanted)
    {
        return Err(format!("the first cause is `{first}`, not `{wanted}`"));
    }
    for unwanted in texts("absent") {
        let all = told.evidence.iter().chain(&told.causes).chain(&told.next_steps).chain([&told.headline]);
        if let Some(line) = all.into_iter().find(|line| line.contains(unwanted)) {
            return Err(format!("`{unwanted}` is said: {line}"));
        }
    }
    if let Some(wanted) = expected.get("cors_headers") {
        let actual: serde_json::Map<_, _> =
            told.cors_headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        compare("cors_headers", wanted, &Json::Object(actual))?;
    }
    compare("probe", expected.get("probe").unwrap_or(&Json::Null), &json!(told.probe))?;
    compare("hint", expected.get("hint").unwrap_or(&json!(false)), &json!(told.is_hint))?;
    compare("ways_around", expected.get("ways_around").unwrap_or(&json!(false)), &json!(told.has_ways_around))
}

/// Whether each of `wanted` is said, one after the other.
fn in_order<'a>(what: &str, wanted: impl Iterator<Item = &'a str>, lines: &[String]) -> Result<(), String> {
    let mut rest = lines.iter();
    for text in wanted {
        if !rest.any(|line| line.contains(text)) {
            return Err(format!("the {what} do not say `{text}` in this order: {lines:#?}"));
        }
    }
    Ok(())
}
