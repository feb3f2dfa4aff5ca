//! One attempt of an HTTP Task, around the transport that a host brings: what is sent, and what came of it.

use std::rc::Rc;

use super::access;
use super::browser::browser_notes;
use super::call::HttpCall;
use super::connection::{Connection, Secret};
use super::connections::Connections;
use super::endpoint::Endpoint;
use super::exchange::{Exchange, Purpose, Transport};
use super::relay::RelaySetting;
use super::request::{OutgoingRequest, build};
use super::response::{HttpResponse, TransportError, socket_error, to_result};
use asl_aws::state_error::{Reason, StateError};
use asl_aws::time::Timestamp;
use asl_value::Value;

/// The origin of the Practice API. The name is reserved (RFC 6761): nothing on a network answers there.
pub const PRACTICE_ORIGIN: &str = "https://practice.test";

/// An origin in a private network that does not exist: no call reaches it, wherever it comes from.
pub const PRIVATE_ORIGIN: &str = "https://private.practice.test";

/// A request that may leave.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// The request.
    pub request: OutgoingRequest,
    /// How it travels: to the Practice API if it is the one that is called, else directly.
    pub transport: Transport,
}

impl Prepared {
    /// `request` and the way that it goes.
    pub(super) fn new(request: OutgoingRequest) -> Self {
        let practice = Endpoint::parse(request.url.expose())
            .is_some_and(|endpoint| [PRACTICE_ORIGIN, PRIVATE_ORIGIN].contains(&&*endpoint.origin));
        Self { request, transport: if practice { Transport::Practice } else { Transport::Direct } }
    }

    /// What will differ from what AWS does: a sentence each.
    pub fn notes(&self, page_is_https: bool) -> Vec<Rc<str>> {
        match self.transport {
            Transport::Direct => browser_notes(&self.request, page_is_https),
            Transport::Relay => relay_notes(&self.request),
            Transport::Practice | Transport::Mock => Vec::new(),
        }
    }

    /// Why the Practice API does not answer: it is called where no caller gets to.
    pub fn unreachable(&self) -> Option<TransportError> {
        let endpoint = Endpoint::parse(&self.request.shown.url).filter(|endpoint| endpoint.origin == PRIVATE_ORIGIN);
        endpoint.map(|_| TransportError::NoAnswer("the address is in a private network".to_owned()))
    }

    /// The same through `relay`, if that one takes it. What the Practice API answers never leaves the page.
    #[must_use]
    pub fn through(mut self, relay: Option<&RelaySetting>) -> Self {
        let origin = Endpoint::parse(&self.request.shown.url).map(|endpoint| endpoint.origin).unwrap_or_default();
        if self.transport == Transport::Direct && relay.is_some_and(|relay| relay.takes(&origin)) {
            self.transport = Transport::Relay;
        }
        self
    }
}

/// What came of an attempt.
#[derive(Clone, Debug)]
pub struct Concluded {
    /// The Task's result, or what it fails with.
    pub outcome: Result<Value, StateError>,
    /// What was sent and received, as it may be shown.
    pub exchange: Rc<Exchange>,
}

/// Makes the request of `call`, if it may leave.
///
/// The error is what the Task fails with, and nothing has been sent: there is no such connection, the bodies cannot
/// be merged, or the connection's credentials may not go where the endpoint leads. That last rule is the
/// playground's own; AWS sends them to any endpoint that the role allows.
///
/// A connection with OAuth needs a token first, which [`super::steps::Steps`] fetches.
pub fn prepare(call: &HttpCall, connections: &Connections, region: &str) -> Result<Prepared, StateError> {
    let connection = connections.find(&call.connection).ok_or_else(|| access::no_connection(&call.connection))?;
    prepare_with(call, connection, None, region)
}

/// [`prepare`] with the connection found, and the access token that OAuth has.
pub(super) fn prepare_with(
    call: &HttpCall,
    connection: &Connection,
    token: Option<&Secret>,
    region: &str,
) -> Result<Prepared, StateError> {
    if !connection.allows(&call.endpoint) {
        let origin = Endpoint::parse(&call.endpoint).map_or_else(|| call.endpoint.to_string(), |parts| parts.origin);
        let bound = match connection.origins.as_slice() {
            [] => "has no allowed origins".to_owned(),
            origins => format!("allows only `{}`", origins.join("`, `")),
        };
        return Err(StateError::runtime(format!(
            "The playground did not send this request: the endpoint is at `{origin}`, but the connection `{}` \
             {bound}. If the API may receive its credentials, add that origin to the connection.",
            connection.name
        ))
        .because(Reason::OriginNotAllowed { connection: connection.name.clone(), origin: origin.into() }));
    }
    Ok(Prepared::new(build(call, connection, token, region)?))
}

/// What still differs when a relay sends what AWS would.
fn relay_notes(request: &OutgoingRequest) -> Vec<Rc<str>> {
    let mut notes: Vec<Rc<str>> = Vec::new();
    if request.shown.url.starts_with("http://") {
        notes.push("AWS calls only `https` endpoints. The playground makes an exception for this machine.".into());
    }
    notes.push(
        "The relay sends what AWS would send, but from this machine: the API sees this machine's IP address, not one \
         of AWS."
            .into(),
    );
    notes
}

/// What came of an attempt: the Task's outcome, and the exchange as it may be shown.
pub fn conclude(
    prepared: &Prepared,
    answer: Result<HttpResponse, TransportError>,
    sent_at: Timestamp,
    answered_at: Timestamp,
    notes: Vec<Rc<str>>,
) -> Concluded {
    let outcome = match &answer {
        Ok(response) => to_result(prepared.request.method, response),
        Err(error) => Err(socket_error(error)),
    };
    let exchange = Exchange {
        transport: prepared.transport,
        request: Rc::clone(&prepared.request.shown),
        response: answer,
        sent_at,
        answered_at,
        notes,
        purpose: Purpose::Call,
        earlier: Vec::new(),
    };
    Concluded { outcome, exchange: Rc::new(exchange) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::{Authorization, InvocationParameters, Parameter};
    use crate::relay::Scope;

    fn connections(origins: &[&str]) -> Connections {
        let parameter = |key: &str| Parameter { key: key.into(), value: Secret::new("s3cret"), is_secret: false };
        Connections::new(vec![Connection {
            name: "orders".into(),
            arn: asl_aws::arn::connection::arn("us-east-1", "123456789012", "orders", "1"),
            authorization: Authorization::Basic { username: "demo".into(), password: Secret::new("s3cret") },
            invocation: InvocationParameters {
                headers: vec![parameter("x-h"), parameter("range")],
                query: vec![parameter("q")],
                body: vec![parameter("b")],
            },
            origins: origins.iter().map(|origin| Rc::from(*origin)).collect(),
            aliases: vec!["EBConnectionARN".into()],
            ..Connection::default()
        }])
    }

    fn call(endpoint: &str, connection: &str) -> HttpCall {
        let parameters = format!(
            r#"{{"ApiEndpoint":"{endpoint}","Method":"POST","InvocationConfig":{{"ConnectionArn":"{connection}"}},
                "QueryParameters":{{"q":"task","r":"a b"}},"Headers":{{"X-H":"task"}},"RequestBody":{{"b":{{}},"c":1}}}}"#
        );
        HttpCall::from_parameters(&Value::from_json(&parameters).unwrap()).unwrap()
    }

    #[test]
    fn a_request_is_prepared_and_nothing_secret_is_shown() {
        let call = call("https://a.example/p?own=1", "${EBConnectionARN}");
        let prepared = prepare(&call, &connections(&["https://a.example"]), "eu-west-1").unwrap();
        assert_eq!(prepared.transport, Transport::Direct);
        assert_eq!(prepared.request.url.expose(), "https://a.example/p?own=1&r=a%20b&q=s3cret");
        assert_eq!(prepared.request.body.as_ref().unwrap().expose(), r#"{"b":"s3cret","c":1}"#);
        let sent: Vec<String> =
            prepared.request.headers.iter().map(|(name, value)| format!("{name}: {}", value.expose())).collect();
        assert_eq!(
            sent,
            [
                "Authorization: Basic ZGVtbzpzM2NyZXQ=",
                "x-h: s3cret",
                "X-H: task",
                "Content-Type: application/json; charset=UTF-8",
                "User-Agent: Amazon|StepFunctions|HttpInvoke|eu-west-1",
                "Range: bytes=0-262144",
            ]
        );
        let shown = &prepared.request.shown;
        assert_eq!(&*shown.url, "https://a.example/p?own=1&r=a%20b&q=XXXXXXXX");
        assert_eq!(shown.body.as_deref(), Some(r#"{"b":"XXXXXXXX","c":1}"#));
        let everything = format!("{prepared:?}");
        assert!(!everything.contains("s3cret") && !everything.contains("ZGVtbzpzM2NyZXQ"), "{everything}");
    }

    #[test]
    fn nothing_is_prepared_for_an_unknown_connection_or_another_origin() {
        let known = connections(&["https://a.example"]);
        let error = prepare(&call("https://a.example", "mail"), &known, "r").unwrap_err();
        assert_eq!(error.name(), "Events.ConnectionResource.ResourceNotFound");
        let error = prepare(&call("https://b.example/x", "orders"), &known, "r").unwrap_err();
        assert_eq!(error.name(), "States.Runtime");
        let cause = error.cause.unwrap();
        assert!(cause.contains("`https://b.example`") && cause.contains("`https://a.example`"), "{cause}");
        assert!(prepare(&call("https://a.example", "orders"), &connections(&[]), "r").is_err());
        let practice = connections(&[PRACTICE_ORIGIN]);
        let prepared = prepare(&call("https://practice.test/hello", "orders"), &practice, "r").unwrap();
        assert_eq!((prepared.transport, prepared.notes(true)), (Transport::Practice, vec![]));
    }

    #[test]
    fn a_call_goes_through_the_relay_where_that_takes_it_and_practice_stays_in_the_page() {
        let prepared = |endpoint: &str| {
            let connections = connections(&["https://a.example", "https://b.example", PRACTICE_ORIGIN]);
            prepare(&call(endpoint, "orders"), &connections, "r").unwrap()
        };
        let mut relay = RelaySetting {
            address: "http://127.0.0.1:8723".into(),
            token: Secret::new("t"),
            scope: Scope::Listed,
            origins: vec!["https://a.example".into()],
            follows_redirects: false,
        };
        let way = |endpoint, relay: &RelaySetting| prepared(endpoint).through(Some(relay)).transport;
        assert_eq!(way("https://a.example/x", &relay), Transport::Relay);
        assert_eq!(way("https://b.example/x", &relay), Transport::Direct);
        relay.scope = Scope::All;
        assert_eq!(way("https://b.example/x", &relay), Transport::Relay);
        assert_eq!(way("https://practice.test/hello", &relay), Transport::Practice);
        assert_eq!(prepared("https://a.example/x").through(None).transport, Transport::Direct);
        let notes = prepared("https://a.example/x").through(Some(&relay)).notes(true);
        assert!(notes.len() == 1 && notes[0].contains("from this machine"), "{notes:?}");
    }

    #[test]
    fn an_attempt_concludes_with_its_outcome_and_its_exchange() {
        let prepared =
            prepare(&call("https://a.example", "orders"), &connections(&["https://a.example"]), "r").unwrap();
        let response = HttpResponse { status: 503, ..HttpResponse::default() };
        let done = conclude(&prepared, Ok(response), Timestamp(1), Timestamp(5), vec!["note".into()]);
        assert_eq!(done.outcome.unwrap_err().name(), "States.Http.StatusCode.503");
        let exchange = done.exchange;
        assert_eq!((exchange.sent_at, exchange.answered_at, exchange.notes.len()), (Timestamp(1), Timestamp(5), 1));
        let done = conclude(&prepared, Err(TransportError::TimedOut), Timestamp(1), Timestamp(5), vec![]);
        assert_eq!(done.outcome.unwrap_err().name(), "States.Http.Socket");
    }
}
