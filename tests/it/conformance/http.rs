//! Recorded HTTP Tasks, run whole: the request put on the wire, and what the execution makes of the answer.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_http::access::role_lacks;
use asl_http::oauth::Tokens;
use asl_http::record::ConnectionRecord;
use asl_http::steps::{Answered, Steps};
use asl_http::{Connection, Connections, HttpCall, HttpResponse, OutgoingRequest};
use asl_sim::{Completion, Request};
use serde_json::{Value as Json, json};

use super::compare::compare;
use super::execution::{START, compare_outcome, execute};

/// The origin that stands for the recorded host.
const ORIGIN: &str = "https://owned.example";

pub(crate) fn run(case: &Json) -> Result<(), String> {
    let expected = case.get("expected").ok_or("no expectation")?;
    let mut connection = connection(case)?;
    connection.origins = vec![ORIGIN.into()];
    let connections = Connections::new(vec![connection]);
    let mut problem = None;
    let mut sent = false;
    let execution = execute(case, &mut |_, effect| {
        let completion = match &effect.request {
            Request::Http(call) => answer(case, call, &connections, &mut sent, &mut problem),
            Request::Task(_) | Request::Evaluate(_) => Completion::of(Err(StateError::without_cause("NotHttp"))),
        };
        Some(completion)
    })?;
    if let Some(problem) = problem {
        return Err(problem);
    }
    if expected.get("request_sent").is_some() != sent && case.get("http_response").is_none() {
        return Err(format!("a request was {}sent", if sent { "" } else { "not " }));
    }
    if expected.get("error").is_some() && expected.get("cause").is_none() {
        let actual = execution.outcome().and_then(|outcome| outcome.error()?.cause.clone());
        compare("cause", &Json::Null, &json!(actual.as_deref()))?;
    }
    compare_outcome(expected, execution.outcome())
}

fn connection(case: &Json) -> Result<Connection, String> {
    let record: ConnectionRecord =
        serde_json::from_value(case["connection"].clone()).map_err(|error| format!("the connection: {error}"))?;
    Connection::try_from(record).map_err(|error| format!("the connection: {error}"))
}

fn answer(
    case: &Json,
    call: &Rc<HttpCall>,
    connections: &Connections,
    sent: &mut bool,
    problem: &mut Option<String>,
) -> Completion {
    if let Some(permission) = case["role_lacks"].as_str() {
        return Completion::of(Err(role_lacks(permission, &call.endpoint)));
    }
    let region = case["region"].as_str().unwrap_or_default();
    let mut tokens = Tokens::default();
    let mut steps = match Steps::begin(call, connections, &region.into()) {
        Ok(steps) => steps,
        Err(error) => return Completion::of(Err(error)),
    };
    // A token first, if one was recorded.
    let token = &case["oauth_token_request_observed"];
    let recorded =
        [(token, token_answer(token)), (&case["expected"]["request_sent"], response(&case["http_response"]))];
    for (expected, answer) in recorded.into_iter().skip(usize::from(token.is_null())) {
        let prepared = match steps.next(&tokens, START) {
            Ok(prepared) => prepared,
            Err(error) => return Completion::of(Err(error)),
        };
        *sent = true;
        if !expected.is_null()
            && let Err(why) = same_request(expected, &prepared.request)
        {
            problem.get_or_insert(why);
        }
        let brought = Answered { answer: Ok(answer), sent_at: START, answered_at: START, notes: Vec::new() };
        if let Some(concluded) = steps.answered(&prepared, brought, &mut tokens) {
            return concluded.into();
        }
    }
    problem.get_or_insert("one more request was prepared than was recorded".to_owned());
    Completion::of(Err(StateError::without_cause("NotRecorded")))
}

fn token_answer(recorded: &Json) -> HttpResponse {
    let body = recorded["response_body"].to_string();
    HttpResponse { status: 200, body: body.as_bytes().into(), ..HttpResponse::default() }
}

fn response(recorded: &Json) -> HttpResponse {
    let body = match recorded["body"].as_str().unwrap_or_default() {
        // The recordings leave these bodies out.
        "<JSON echo of request_sent>" => b"{}".to_vec(),
        "<bytes>" => vec![0, 159, 146, 150],
        text => text.as_bytes().to_vec(),
    };
    let headers = recorded["headers"].as_object().into_iter().flatten();
    HttpResponse {
        status: recorded["status"].as_u64().and_then(|status| status.try_into().ok()).unwrap_or_default(),
        status_text: recorded["reason"].as_str().unwrap_or_default().into(),
        headers: headers
            .map(|(name, value)| (name.as_str().into(), value.as_str().unwrap_or_default().into()))
            .collect(),
        body: body.into(),
        phases: None,
    }
}

fn same_request(expected: &Json, sent: &OutgoingRequest) -> Result<(), String> {
    let url = url::Url::parse(sent.url.expose()).map_err(|error| format!("the URL: {error}"))?;
    let body = sent.body.as_ref().map_or("", |body| body.expose());
    for (member, actual) in [
        ("method", sent.method.as_str()),
        ("path", url.path()),
        ("rawQueryString", url.query().unwrap_or_default()),
        ("body", body),
    ] {
        if let Some(wanted) = expected.get(member) {
            compare(&format!("request.{member}"), wanted, &json!(actual))?;
        }
    }
    for (name, wanted) in expected["headers"].as_object().into_iter().flatten() {
        // What the client of AWS adds by itself, and a browser by itself.
        if name == "accept-encoding" {
            continue;
        }
        let values: Vec<String> = if name == "content-length" {
            // The transport counts.
            vec![body.len().to_string()]
        } else {
            let same = sent.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
            same.map(|(_, value)| value.expose().to_owned()).collect()
        };
        compare(&format!("request.headers.{name}"), wanted, &json!(values.join(",")))?;
    }
    Ok(())
}
