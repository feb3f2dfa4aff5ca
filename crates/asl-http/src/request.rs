//! Task and connection → the request that AWS would send.

use std::borrow::Cow;
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::call::{Caller, HttpCall, Method, Transform};
use super::connection::{Connection, MASK, Parameter, Secret};
use super::destination;
use super::encode::{component, form};
use super::endpoint::{Endpoint, NonAsciiHost};
use super::redact::Redactor;
use asl_aws::state_error::{Reason, StateError};
use asl_value::{Map, Value};

pub(super) const CONTENT_TYPE: &str = "Content-Type";
const RANGE: &str = "Range";
pub(super) const USER_AGENT: &str = "User-Agent";

/// A request ready to leave, secrets included: for a transport only.
#[derive(Clone, Debug, PartialEq)]
pub struct OutgoingRequest {
    /// The method.
    pub method: Method,
    /// The whole URL, encoded. Hidden, since a connection's query parameters are in it.
    pub url: Secret,
    /// Header names and values in order.
    pub headers: Vec<(Rc<str>, Secret)>,
    /// The encoded body.
    pub body: Option<Secret>,
    /// What may be shown of it: the same with the connection's part masked.
    pub shown: Rc<ShownRequest>,
}

/// A request as it may be shown: what the connection added is masked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShownRequest {
    /// The method's name.
    pub method: Rc<str>,
    /// The URL, with the connection's query values masked.
    pub url: Rc<str>,
    /// Header names and values, with the connection's values masked.
    pub headers: Vec<ShownHeader>,
    /// The body, with the connection's values masked.
    pub body: Option<Rc<str>>,
    /// The region that the request names as its own; empty for a request for a token, which names none.
    pub region: Rc<str>,
    /// The service that makes it.
    pub caller: Caller,
    /// The name of the connection whose credentials it carries, if it carries any.
    pub connection: Option<Rc<str>>,
}

impl ShownRequest {
    /// The same with a mask in place of each credential that it passes on from an earlier answer; `None` if there is none.
    pub(crate) fn masked(&self, redactor: &Redactor) -> Option<Self> {
        let hide = |text: &Rc<str>| match redactor.known(text) {
            Cow::Borrowed(_) => Rc::clone(text),
            Cow::Owned(masked) => masked.into(),
        };
        let header = |header: &ShownHeader| ShownHeader { value: hide(&header.value), ..header.clone() };
        let masked = Self {
            url: hide(&self.url),
            headers: self.headers.iter().map(header).collect(),
            body: self.body.as_ref().map(hide),
            ..self.clone()
        };
        (masked != *self).then_some(masked)
    }
}

/// A header as it may be shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShownHeader {
    /// The name.
    pub name: Rc<str>,
    /// The value, or the mask.
    pub value: Rc<str>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Who put a header into a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The Task's `Headers`.
    #[default]
    Task,
    /// The connection.
    Connection,
    /// The service itself: `User-Agent`, `Range`, the default `Content-Type`.
    Service,
}

/// Merges the connection into the call (Developer Guide, "Merging EventBridge connection and HTTP Task definition
/// data") and encodes the whole.
///
/// `token` is the access token of an OAuth connection. The error is what the Task fails with: `States.Runtime` for a body that cannot be merged.
pub fn build(
    call: &HttpCall,
    connection: &Connection,
    token: Option<&Secret>,
    region: &str,
) -> Result<OutgoingRequest, StateError> {
    let endpoint = match call.caller {
        Caller::HttpTask => Endpoint::parse(&call.endpoint),
        Caller::ApiDestination | Caller::Function => Endpoint::parse_encoded(&call.endpoint),
    };
    let Some(endpoint) = endpoint else {
        let why = NonAsciiHost::find(&call.endpoint).map(|host| format!(": {host}")).unwrap_or_default();
        let who = match call.caller {
            Caller::HttpTask => "an HTTP Task",
            Caller::ApiDestination => "an API destination",
            Caller::Function => "a function",
        };
        return Err(StateError::runtime(format!("`{}` is not a URL that {who} can call{why}", call.endpoint)));
    };
    let (real_query, shown_query) = merged_query(call, connection, &endpoint);
    let url = |query: &str| {
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{}{mark}{query}", endpoint.origin, endpoint.path)
    };
    let (headers, shown_headers) = merged_headers(call, connection, token, region);
    let real_body = merged_body(call, &connection.invocation.body, Secret::expose)?.map(|body| encoded(call, &body));
    let shown_body = merged_body(call, &connection.invocation.body, |_| MASK)?.map(|body| encoded(call, &body));
    Ok(OutgoingRequest {
        method: call.method,
        url: Secret::new(url(&real_query)),
        headers,
        body: real_body.map(Secret::new),
        shown: Rc::new(ShownRequest {
            method: call.method.as_str().into(),
            url: url(&shown_query).into(),
            headers: shown_headers,
            body: shown_body.map(Rc::from),
            region: region.into(),
            caller: call.caller,
            connection: Some(Rc::clone(&connection.name)),
        }),
    })
}

/// The query as it is sent and as it is shown: the endpoint's own, then the Task's without the keys that the
/// connection has too, then the connection's.
fn merged_query(call: &HttpCall, connection: &Connection, endpoint: &Endpoint) -> (String, String) {
    let added = last_of_each_key(&connection.invocation.query);
    let kept = call.query.iter().filter(|(key, _)| !added.contains_key(key));
    let start: Vec<String> = endpoint.query.iter().cloned().chain(kept.map(|(key, value)| pair(key, value))).collect();
    let with = |shown: fn(&Secret) -> &str| {
        let connection = added.iter().map(|(key, value)| pair(key, shown(value)));
        start.iter().cloned().chain(connection).collect::<Vec<_>>().join("&")
    };
    (with(Secret::expose), with(|_| MASK))
}

fn pair(key: &str, value: &str) -> String {
    format!("{}={}", component(key), component(value))
}

/// The headers as they are sent and as they are shown: the Task's, the connection's, the service's. A name of the
/// connection replaces the Task's only if it is written the same, as AWS was recorded to do; the service's own
/// always win.
fn merged_headers(
    call: &HttpCall,
    connection: &Connection,
    token: Option<&Secret>,
    region: &str,
) -> (Vec<(Rc<str>, Secret)>, Vec<ShownHeader>) {
    let (proof_name, proof, proof_shown) = connection.authorization.header(token);
    let mut added = last_of_each_key(&connection.invocation.headers);
    added.shift_remove(&proof_name);
    // Names are compared exactly; of two that differ in case alone both are sent, the connection's first (recorded).
    let is_taken = |name: &str| call.caller != Caller::ApiDestination || !destination::removes_header(name);
    let own =
        call.headers.iter().filter(|(name, _)| *name != proof_name && !added.contains_key(name) && is_taken(name));
    let is_alike = |name: &str| {
        name.eq_ignore_ascii_case(&proof_name) || added.keys().any(|added| added.eq_ignore_ascii_case(name))
    };
    let (alike, others): (Vec<_>, Vec<_>) = own.partition(|(name, _)| is_alike(name));
    let task = |(name, value): &(Rc<str>, Rc<str>)| (shown(name, value, Origin::Task), Secret::new(Rc::clone(value)));
    let mut headers: Vec<(ShownHeader, Secret)> = others.into_iter().map(task).collect();
    headers.push((shown(&proof_name, &proof_shown, Origin::Connection), proof));
    for (name, value) in &added {
        headers.push((shown(name, MASK, Origin::Connection), (*value).clone()));
    }
    headers.extend(alike.into_iter().map(task));
    headers.retain(|(header, _)| {
        !header.name.eq_ignore_ascii_case(USER_AGENT) && !header.name.eq_ignore_ascii_case(RANGE)
    });
    let agent = format!("Amazon|StepFunctions|HttpInvoke|{region}");
    let (mut services, content_type) = match call.caller {
        Caller::HttpTask => {
            (vec![(USER_AGENT, agent.as_str()), (RANGE, "bytes=0-262144")], "application/json; charset=UTF-8")
        }
        Caller::ApiDestination => (destination::HEADERS.to_vec(), destination::CONTENT_TYPE),
        // Which goes through `crate::function`, and has what its code says.
        Caller::Function => (Vec::new(), "application/octet-stream"),
    };
    if !headers.iter().any(|(header, _)| header.name.eq_ignore_ascii_case(CONTENT_TYPE)) {
        services.insert(0, (CONTENT_TYPE, content_type));
    }
    for (name, value) in services {
        headers.push((shown(name, value, Origin::Service), Secret::new(value)));
    }
    headers.into_iter().map(|(header, value)| ((Rc::clone(&header.name), value), header)).unzip()
}

pub(super) fn shown(name: &str, value: &str, origin: Origin) -> ShownHeader {
    ShownHeader { name: name.into(), value: value.into(), origin }
}

/// The body with the connection's values in it, written by `write`: a key that is there is replaced where it stands,
/// others follow. The connection's values are strings, whatever they replace.
fn merged_body(
    call: &HttpCall,
    parameters: &[Parameter],
    write: fn(&Secret) -> &str,
) -> Result<Option<Value>, StateError> {
    if parameters.is_empty() {
        return Ok(call.body.clone());
    }
    // What a rule sends is a text already.
    let parsed = match (&call.body, call.caller) {
        (Some(Value::String(text)), Caller::ApiDestination) => Value::from_json(text).ok(),
        _ => None,
    };
    let mut members = match parsed.as_ref().or(call.body.as_ref()) {
        None => Map::new(),
        Some(Value::Object(members)) => (**members).clone(),
        Some(_) => {
            let cause = "Cannot merge connection body authorization parameters with request body.";
            return Err(StateError::runtime(cause).because(Reason::BodyNotMergeable));
        }
    };
    for parameter in parameters {
        members.insert(Rc::clone(&parameter.key), Value::from(write(&parameter.value)));
    }
    Ok(Some(Value::from(members)))
}

fn encoded(call: &HttpCall, body: &Value) -> String {
    match (body, call.transform) {
        (Value::String(text), _) => text.to_string(),
        (body, Transform::None) => body.to_json(),
        (body, Transform::UrlEncoded(format)) => form(body, format),
    }
}

/// EventBridge's own lists may name a key twice; then the later value counts.
fn last_of_each_key(parameters: &[Parameter]) -> IndexMap<Rc<str>, &Secret, FxBuildHasher> {
    parameters.iter().map(|parameter| (Rc::clone(&parameter.key), &parameter.value)).collect()
}
