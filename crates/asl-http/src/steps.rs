//! The requests of one attempt, in order: an access token if the connection needs one, the call, and both once more if
//! the token was refused.
//!
//! A host asks for the [`Steps::next`] request, sends it, and hands in what came of it ([`Steps::answered`]) until the
//! attempt has its conclusion. EventBridge refreshes a token on 401 and 407; that the call is then repeated within the
//! same attempt, once, is our choice, since what an HTTP Task does is not documented.

use std::rc::Rc;

use super::access;
use super::attempt::{Concluded, Prepared, conclude, prepare_with};
use super::call::HttpCall;
use super::connection::{Authorization, Connection, Secret};
use super::connections::Connections;
use super::exchange::{Exchange, Purpose};
use super::oauth::request::token_request;
use super::oauth::{OAuth, Tokens, answer};
use super::response::{HttpResponse, TransportError};
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;

/// What a transport brings back for one request.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The answer, or why there is none.
    pub answer: Result<HttpResponse, TransportError>,
    /// When the request was sent.
    pub sent_at: Timestamp,
    /// When the answer, or its failure, was there.
    pub answered_at: Timestamp,
    /// What differs from what AWS would do: a sentence each.
    pub notes: Vec<Rc<str>>,
}

/// One attempt of a call, on its way.
#[derive(Clone, Debug)]
pub struct Steps {
    call: Rc<HttpCall>,
    connection: Connection,
    region: Rc<str>,
    earlier: Vec<Rc<Exchange>>,
    /// The token of the call that is sent next, or was sent last.
    token: Option<Secret>,
    /// What the request that is under way is for.
    purpose: Purpose,
    renewed: bool,
}

impl Steps {
    /// Begins an attempt. The error is what the Task fails with before anything is sent: there is no such connection, or
    /// a condition of it is simulated.
    pub fn begin(call: &Rc<HttpCall>, connections: &Connections, region: &Rc<str>) -> Result<Self, StateError> {
        let connection = connections.find(&call.connection).ok_or_else(|| access::no_connection(&call.connection))?;
        if let Some(condition) = connection.simulated {
            return Err(condition.error(&connection.name, &call.endpoint));
        }
        Ok(Self {
            call: Rc::clone(call),
            connection: connection.clone(),
            region: Rc::clone(region),
            earlier: Vec::new(),
            token: None,
            purpose: Purpose::Call,
            renewed: false,
        })
    }

    /// Whether the request that [`Steps::next`] gave last is the call itself, and not one for a token.
    pub fn is_call(&self) -> bool {
        self.purpose == Purpose::Call
    }

    /// The request to send next. The error is what the Task fails with instead: see [`super::attempt::prepare`].
    ///
    /// No token is fetched for a call that may not leave.
    pub fn next(&mut self, tokens: &Tokens, now: Timestamp) -> Result<Prepared, StateError> {
        let oauth = oauth_of(&self.connection);
        self.token = oauth.and_then(|oauth| tokens.find(oauth, now)).map(|token| token.access.clone());
        // A token that was just fetched is used even if it ends within the minute: there is none better.
        if self.token.is_none() && self.purpose == Purpose::Token {
            self.token = oauth.and_then(|oauth| tokens.newest(oauth)).map(|token| token.access.clone());
        }
        let call = prepare_with(&self.call, &self.connection, self.token.as_ref(), &self.region)?;
        let (Some(oauth), None) = (oauth, &self.token) else {
            self.purpose = Purpose::Call;
            return Ok(call);
        };
        self.purpose = Purpose::Token;
        prepare_token(oauth, &self.connection.name)
    }

    /// Takes what came of the request that [`Steps::next`] gave. `None`: another one has to be sent.
    pub fn answered(&mut self, sent: &Prepared, came: Answered, tokens: &mut Tokens) -> Option<Concluded> {
        let Answered { answer, sent_at, answered_at, notes } = came;
        let oauth = oauth_of(&self.connection);
        if let (Some(oauth), Purpose::Token) = (oauth, self.purpose) {
            let exchange = token_exchange(oauth, sent, &answer, (sent_at, answered_at), notes);
            return match answer::read(&answer, answered_at) {
                Ok(token) => {
                    tokens.keep(oauth, token);
                    self.earlier.push(exchange);
                    None
                }
                Err(failure) => {
                    let outcome = Err(failure.error(&self.connection.name));
                    let exchange = Exchange { earlier: std::mem::take(&mut self.earlier), ..(*exchange).clone() };
                    Some(Concluded { outcome, exchange: Rc::new(exchange) })
                }
            };
        }
        let refused = matches!(&answer, Ok(response) if matches!(response.status, 401 | 407));
        let concluded = conclude(sent, answer, sent_at, answered_at, notes);
        if let Some(oauth) = oauth
            && refused
        {
            tokens.forget(oauth);
            if !self.renewed {
                self.renewed = true;
                self.earlier.push(concluded.exchange);
                return None;
            }
        }
        let exchange = Exchange { earlier: std::mem::take(&mut self.earlier), ..(*concluded.exchange).clone() };
        Some(Concluded { exchange: Rc::new(exchange), ..concluded })
    }
}

/// The OAuth settings of a connection that has some.
pub fn oauth_of(connection: &Connection) -> Option<&OAuth> {
    match &connection.authorization {
        Authorization::OAuth(oauth) => Some(oauth),
        Authorization::Basic { .. } | Authorization::ApiKey { .. } => None,
    }
}

/// The request for a token of the connection `name`, ready to leave.
pub fn prepare_token(oauth: &OAuth, name: &Rc<str>) -> Result<Prepared, StateError> {
    let request = token_request(oauth, name).ok_or_else(|| {
        let cause = format!("The authorization endpoint of the connection '{name}' is not a URL that can be called.");
        StateError::new("Events.ConnectionResource.InvalidConnectionState", cause)
    })?;
    Ok(Prepared::new(request))
}

/// The exchange of a token as it may be shown: the token and the client's secret are nowhere in it.
pub fn token_exchange(
    oauth: &OAuth,
    sent: &Prepared,
    answer: &Result<HttpResponse, TransportError>,
    (sent_at, answered_at): (Timestamp, Timestamp),
    notes: Vec<Rc<str>>,
) -> Rc<Exchange> {
    Rc::new(Exchange {
        transport: sent.transport,
        request: Rc::clone(&sent.request.shown),
        response: answer.as_ref().map(|response| answer::redacted(response, oauth)).map_err(Clone::clone),
        sent_at,
        answered_at,
        notes,
        purpose: Purpose::Token,
        earlier: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::{Condition, ConnectionState};
    use crate::oauth::TokenMethod;
    use asl_value::Value;

    fn connection() -> Connection {
        let oauth = OAuth {
            client_id: "me".into(),
            client_secret: Secret::new("hush-client"),
            endpoint: "https://id.example/token".into(),
            method: TokenMethod::Post,
            ..OAuth::default()
        };
        Connection {
            name: "orders".into(),
            authorization: Authorization::OAuth(Box::new(oauth)),
            origins: vec!["https://a.example".into()],
            ..Connection::default()
        }
    }

    fn call(endpoint: &str) -> Rc<HttpCall> {
        let parameters =
            format!(r#"{{"ApiEndpoint":"{endpoint}","Method":"GET","InvocationConfig":{{"ConnectionArn":"orders"}}}}"#);
        Rc::new(HttpCall::from_parameters(&Value::from_json(&parameters).unwrap()).unwrap())
    }

    fn token(number: u32, expires_in: u32) -> (u16, String) {
        (200, format!(r#"{{"access_token":"hush-token-{number}","expires_in":{expires_in}}}"#))
    }

    /// Makes one attempt at `now`, with these answers: what was sent, and what it came to.
    fn attempt(tokens: &mut Tokens, now: i64, answers: &[(u16, String)]) -> (Vec<String>, Concluded) {
        let connections = Connections::new(vec![connection()]);
        let mut steps = Steps::begin(&call("https://a.example/x"), &connections, &"r".into()).unwrap();
        let mut sent = Vec::new();
        for (status, body) in answers {
            let prepared = steps.next(tokens, Timestamp(now)).unwrap();
            let proof = prepared.request.headers.iter().find(|(name, _)| &**name == "Authorization");
            let url = prepared.request.url.expose();
            sent.push(proof.map_or(url.to_owned(), |(_, value)| format!("{url} {}", value.expose())));
            let answer = HttpResponse { status: *status, body: body.as_bytes().into(), ..HttpResponse::default() };
            let at = Timestamp(now);
            let came = Answered { answer: Ok(answer), sent_at: at, answered_at: at, notes: Vec::new() };
            if let Some(concluded) = steps.answered(&prepared, came, tokens) {
                return (sent, concluded);
            }
        }
        panic!("the attempt goes on: {sent:?}");
    }

    const ENDPOINT: &str = "https://id.example/token";
    const OK: (u16, String) = (200, String::new());

    #[test]
    fn a_token_is_fetched_once_and_again_when_it_nears_its_end() {
        let mut tokens = Tokens::default();
        let (sent, done) = attempt(&mut tokens, 0, &[token(1, 120), OK]);
        assert_eq!(sent, [ENDPOINT, "https://a.example/x Bearer hush-token-1"]);
        assert!(done.outcome.is_ok());
        let shown = format!("{:?}", done.exchange);
        assert!(!shown.contains("hush"), "{shown}");
        assert_eq!(done.exchange.earlier.iter().map(|one| one.purpose).collect::<Vec<_>>(), [Purpose::Token]);
        let (sent, done) = attempt(&mut tokens, 59_000, &[OK]);
        assert_eq!((sent.len(), done.exchange.earlier.len()), (1, 0), "61 s are left");
        let (sent, _) = attempt(&mut tokens, 61_000, &[token(2, 30), OK]);
        assert_eq!(sent.last().unwrap(), "https://a.example/x Bearer hush-token-2", "59 s are too short");
        let (sent, _) = attempt(&mut tokens, 61_000, &[token(3, 30), OK]);
        assert_eq!(sent.len(), 2, "a token that never lives a minute is used once");
    }

    #[test]
    fn a_refused_token_is_renewed_once_within_the_attempt() {
        for status in [401, 407] {
            let mut tokens = Tokens::default();
            attempt(&mut tokens, 0, &[token(1, 3600), OK]);
            let refused = (status, String::new());
            let (sent, done) = attempt(&mut tokens, 1, &[refused.clone(), token(2, 3600), OK]);
            assert_eq!(sent.len(), 3);
            assert!(done.outcome.is_ok());
            let purposes: Vec<_> = done.exchange.earlier.iter().map(|one| one.purpose).collect();
            assert_eq!(purposes, [Purpose::Call, Purpose::Token]);
            let (sent, done) = attempt(&mut tokens, 2, &[refused.clone(), token(3, 3600), refused.clone()]);
            assert_eq!(sent.len(), 3);
            assert_eq!(done.outcome.unwrap_err().name(), format!("States.Http.StatusCode.{status}"));
            let (sent, _) = attempt(&mut tokens, 3, &[token(4, 3600), OK]);
            assert_eq!(sent[0], ENDPOINT, "a refused token is not tried again");
        }
    }

    #[test]
    fn without_a_token_the_call_does_not_leave() {
        let mut tokens = Tokens::default();
        let (sent, done) = attempt(&mut tokens, 0, &[(401, r#"{"error":"invalid_client hush-client"}"#.to_owned())]);
        assert_eq!(sent, [ENDPOINT]);
        assert_eq!(done.outcome.unwrap_err().name(), "Events.ConnectionResource.InvalidConnectionState");
        assert_eq!(done.exchange.purpose, Purpose::Token);
        assert!(!format!("{:?}", done.exchange).contains("hush"));
    }

    #[test]
    fn nothing_is_sent_for_another_origin_or_under_a_simulated_condition() {
        let connections = Connections::new(vec![connection()]);
        let mut steps = Steps::begin(&call("https://b.example"), &connections, &"r".into()).unwrap();
        let error = steps.next(&Tokens::default(), Timestamp(0)).unwrap_err();
        assert_eq!(error.name(), "States.Runtime", "no token is fetched for what may not leave");
        let simulated = Some(Condition::State(ConnectionState::Deauthorized));
        let connections = Connections::new(vec![Connection { simulated, ..connection() }]);
        let error = Steps::begin(&call("https://a.example"), &connections, &"r".into()).unwrap_err();
        assert_eq!(error.name(), "Events.ConnectionResource.InvalidConnectionState");
    }
}
