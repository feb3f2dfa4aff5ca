//! The HTTP Task against what AWS was recorded to send and to answer.

use std::fs;
use std::rc::Rc;

use asl_playground::http::access::role_lacks;
use asl_playground::http::attempt::prepare;
use asl_playground::http::record::ConnectionRecord;
use asl_playground::http::response::to_result;
use asl_playground::http::{Connection, Connections, HttpCall, HttpResponse, OutgoingRequest};
use asl_playground::state_error::StateError;
use asl_playground::value::{Map, Value};

/// Recordings that need a kind of connection which the playground does not have yet.
const NOT_YET: [&str; 1] = ["stackd/http_connections#oauth-json"];

#[test]
fn requests_results_and_errors_are_those_that_aws_was_recorded_with() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/conformance/http_invoke.jsonl");
    let Ok(text) = fs::read_to_string(path) else { return };
    let mut failures = Vec::new();
    for row in text.lines().map(|line| Value::from_json(line).unwrap()) {
        let id = row.get("id").and_then(Value::as_str).unwrap().to_owned();
        match (check(&row), NOT_YET.contains(&id.as_str())) {
            (Err(failure), false) => failures.push(format!("{id}: {failure}")),
            (Ok(()), true) => failures.push(format!("{id}: passes now, so it no longer belongs on the list")),
            _ => {}
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn check(row: &Value) -> Result<(), String> {
    let expected = row.get("expected").unwrap();
    let (sent, outcome) = run(row)?;
    if let Some(request) = expected.get("request_sent") {
        let sent = sent.ok_or("nothing was sent")?;
        same_request(request, &sent)?;
    } else if expected.get("error").is_some() && row.get("http_response").is_none() && sent.is_some() {
        return Err("a request was sent".to_owned());
    }
    match outcome {
        Ok(output) => match expected.get("output") {
            Some(wanted) if matches(wanted, &output) => Ok(()),
            wanted => Err(format!("output {output}, expected {wanted:?}")),
        },
        Err(error) => {
            let (name, cause) = (error.name().to_owned(), error.cause.as_deref().map(Value::from));
            let cause_fits = match (expected.get("cause"), cause.as_ref()) {
                (Some(wanted), Some(cause)) => matches(wanted, cause),
                (None, None) => true,
                _ => false,
            };
            let name_fits = expected.get("error").and_then(Value::as_str) == Some(&name);
            if name_fits && cause_fits { Ok(()) } else { Err(format!("error {name}, cause {cause:?}")) }
        }
    }
}

/// What is sent, and the Task's result or error with the state's prefix as the interpreter writes it.
fn run(row: &Value) -> Result<(Option<OutgoingRequest>, Result<Value, StateError>), String> {
    let record: ConnectionRecord = serde_json::from_str(&row.get("connection").unwrap().to_json()).unwrap();
    let mut connection = Connection::try_from(record).map_err(|error| error.to_string())?;
    connection.origins = vec!["https://owned.example".into()];
    let definition = row.get("definition").unwrap();
    let state_name = definition.get("StartAt").and_then(Value::as_str).unwrap();
    let template = definition.get("States").and_then(|states| states.get(state_name)?.get("Parameters")).unwrap();
    let parameters = evaluated(template, row.get("input").unwrap());
    let call = match HttpCall::from_parameters(&parameters) {
        Ok(call) => call,
        Err(error) => {
            let place =
                format!("An error occurred while executing the state '{state_name}' (entered at the event id #2). ");
            let cause = error.cause.map(|cause| Rc::from(format!("{place}{cause}")));
            return Ok((None, Err(StateError { name: error.name, cause })));
        }
    };
    if let Some(permission) = row.get("role_lacks").and_then(Value::as_str) {
        return Ok((None, Err(role_lacks(permission, &call.endpoint))));
    }
    let region = row.get("region").and_then(Value::as_str).unwrap();
    let prepared = match prepare(&call, &Connections::new(vec![connection]), region) {
        Ok(prepared) => prepared,
        Err(error) => return Ok((None, Err(error))),
    };
    let response = answer(row.get("http_response").ok_or("no answer is recorded")?);
    let result = to_result(prepared.request.method, &response);
    Ok((Some(prepared.request), result))
}

/// `Parameters` whose members are plain values or whole members of the input.
fn evaluated(template: &Value, input: &Value) -> Value {
    let Some(members) = template.as_object() else { return template.clone() };
    let evaluate = |(key, value): (&Rc<str>, &Value)| match (key.strip_suffix(".$"), value.as_str()) {
        (Some(name), Some(path)) => (Rc::from(name), input.get(path.trim_start_matches("$.")).unwrap().clone()),
        _ => (Rc::clone(key), evaluated(value, input)),
    };
    Value::from(members.iter().map(evaluate).collect::<Map>())
}

fn answer(recorded: &Value) -> HttpResponse {
    let headers = recorded.get("headers").and_then(Value::as_object).unwrap();
    let body = match recorded.get("body").and_then(Value::as_str).unwrap() {
        // The recordings leave these bodies out.
        "<JSON echo of request_sent>" => b"{}".to_vec(),
        "<bytes>" => vec![0, 159, 146, 150],
        text => text.as_bytes().to_vec(),
    };
    HttpResponse {
        status: recorded.get("status").and_then(Value::as_number).and_then(|n| n.as_i64()).unwrap().try_into().unwrap(),
        status_text: recorded.get("reason").and_then(Value::as_str).unwrap_or_default().into(),
        headers: headers.iter().map(|(name, value)| (Rc::clone(name), value.as_str().unwrap().into())).collect(),
        body: body.into(),
    }
}

fn same_request(expected: &Value, sent: &OutgoingRequest) -> Result<(), String> {
    let text = |member: &str| expected.get(member).and_then(Value::as_str).unwrap_or_default();
    let url = url::Url::parse(sent.url.expose()).unwrap();
    let body = sent.body.as_ref().map_or("", |body| body.expose());
    for (what, expected, actual) in [
        ("method", text("method"), sent.method.as_str()),
        ("path", text("path"), url.path()),
        ("query", text("rawQueryString"), url.query().unwrap_or_default()),
        ("body", text("body"), body),
    ] {
        if expected != actual {
            return Err(format!("{what} is `{actual}`, expected `{expected}`"));
        }
    }
    for (name, expected) in expected.get("headers").and_then(Value::as_object).unwrap().iter() {
        let values: Vec<String> = match &**name {
            // The transport counts.
            "content-length" => vec![body.len().to_string()],
            _ => {
                let same = sent.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
                same.map(|(_, value)| value.expose().to_owned()).collect()
            }
        };
        if Some(values.join(",").as_str()) != expected.as_str() {
            return Err(format!("header {name} is {values:?}, expected {expected}"));
        }
    }
    Ok(())
}

/// Whether `actual` is `expected`, where `{{*}}` stands for anything.
fn matches(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::String(text), _) if &**text == "{{*}}" => true,
        (Value::Object(expected), Value::Object(actual)) => {
            expected.len() == actual.len()
                && expected.iter().all(|(key, value)| actual.get(key).is_some_and(|actual| matches(value, actual)))
        }
        _ => expected == actual,
    }
}
