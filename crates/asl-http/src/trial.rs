//! "Test connection": one request with a connection's credentials, and what came of it in plain words.

use std::rc::Rc;

use super::call::{Caller, HttpCall, Method, Transform};
use super::connection::{Authorization, Connection};
use super::connections::Connections;
use super::exchange::{Exchange, Purpose};
use super::oauth::NoToken;
use super::response::TransportError;
use asl_aws::state_error::StateError;

/// How a test ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the connection works, as far as one request can tell.
    pub works: bool,
    /// What happened, in a sentence or two.
    pub said: String,
}

impl Verdict {
    fn of(works: bool, said: impl Into<String>) -> Self {
        Self { works, said: said.into() }
    }
}

/// The call of a test: a GET of `endpoint` with `connection` and nothing else, and the only connection that it may use.
pub fn call(connection: &Connection, endpoint: &str) -> (Rc<HttpCall>, Connections) {
    let call = HttpCall {
        caller: Caller::HttpTask,
        endpoint: endpoint.into(),
        method: Method::Get,
        connection: Rc::clone(&connection.name),
        headers: Vec::new(),
        query: Vec::new(),
        body: None,
        transform: Transform::None,
    };
    (Rc::new(call), Connections::new(vec![connection.clone()]))
}

/// Where a test would go: the first origin that the connection is bound to.
pub fn default_endpoint(connection: &Connection) -> String {
    connection.origins.first().map(|origin| format!("{origin}/")).unwrap_or_default()
}

/// What came of a test. `exchange` is the last that there was.
pub fn verdict(connection: &Connection, outcome: Option<&StateError>, exchange: Option<&Exchange>) -> Verdict {
    let cause = || outcome.and_then(|error| error.cause.clone()).map(|cause| cause.to_string()).unwrap_or_default();
    let Some(exchange) = exchange else {
        return outcome.map_or_else(|| Verdict::of(false, "Nothing was sent."), of_refusal);
    };
    if exchange.purpose == Purpose::Token {
        return Verdict::of(false, format!("There is no access token, so the call was not sent. {}", cause()));
    }
    let token = if exchange.earlier.iter().any(|earlier| earlier.purpose == Purpose::Token) {
        "An access token was fetched. "
    } else {
        ""
    };
    let credential = match &connection.authorization {
        Authorization::Basic { username, .. } => format!("the user `{username}` and its password"),
        Authorization::ApiKey { name, .. } => format!("the key in the header `{name}`"),
        Authorization::OAuth(_) => "the access token".to_owned(),
    };
    match &exchange.response {
        Ok(answer) => {
            let status = format!("{} {}", answer.status, answer.phrase());
            let status = status.trim();
            match answer.status {
                200..300 => Verdict::of(true, format!("{token}The API returned {status}.")),
                401 | 407 => {
                    let wanted = answer.header("www-authenticate").map(|wanted| format!(" It asks for `{wanted}`."));
                    let wanted = wanted.unwrap_or_default();
                    Verdict::of(
                        false,
                        format!("{token}The API returned {status}: it does not accept {credential}.{wanted}"),
                    )
                }
                403 => Verdict::of(
                    false,
                    format!(
                        "{token}The API returned {status}: it recognizes {credential} but does not allow this call."
                    ),
                ),
                _ => Verdict::of(
                    true,
                    format!(
                        "{token}The API returned {status}: it did not reject {credential}, but this address was not \
                         successful. Test another address of the API."
                    ),
                ),
            }
        }
        Err(TransportError::NotSent { .. }) => Verdict::of(false, "The browser did not send the request."),
        Err(TransportError::TimedOut) => Verdict::of(false, "The API did not respond within 60 seconds."),
        Err(error @ TransportError::Relay(_)) => Verdict::of(false, format!("The relay returned no response: {error}")),
        Err(TransportError::NoAnswer(_)) => Verdict::of(
            false,
            format!(
                "{token}The browser could not read the response, so {credential} is untested. AWS does not have this \
                 limitation."
            ),
        ),
    }
}

/// Nothing was sent, because of `error`.
pub fn of_refusal(error: &StateError) -> Verdict {
    let cause = error.cause.as_deref().unwrap_or_default();
    Verdict::of(false, format!("Nothing was sent. A Task would fail with `{}`. {cause}", error.name()))
}

/// What came of fetching a token alone; without a failure there is one, which ends in so many seconds, if it said so.
pub fn of_token(fetched: Result<Option<i64>, &NoToken>) -> Verdict {
    match fetched {
        Ok(Some(seconds)) => {
            Verdict::of(true, format!("An access token was fetched. It is valid for {seconds} seconds."))
        }
        Ok(None) => Verdict::of(true, "An access token was fetched. The response does not say how long it is valid."),
        Err(failure) => Verdict::of(false, failure.reason()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::Condition;
    use crate::oauth::Tokens;
    use crate::practice::{Practice, PracticeRequest};
    use crate::steps::{Answered, Steps};
    use asl_aws::time::Timestamp;

    fn tried(connection: &Connection, endpoint: &str) -> Verdict {
        let (call, connections) = call(connection, endpoint);
        let (mut practice, mut tokens) = (Practice::default(), Tokens::default());
        let mut steps = match Steps::begin(&call, &connections, &"us-east-1".into()) {
            Ok(steps) => steps,
            Err(error) => return verdict(connection, Some(&error), None),
        };
        loop {
            let prepared = match steps.next(&tokens, Timestamp(0)) {
                Ok(prepared) => prepared,
                Err(error) => return verdict(connection, Some(&error), None),
            };
            let answer = practice.answer(&PracticeRequest::from(&prepared.request)).response;
            let at = Timestamp(0);
            let came = Answered { answer: Ok(answer), sent_at: at, answered_at: at, notes: Vec::new() };
            if let Some(concluded) = steps.answered(&prepared, came, &mut tokens) {
                return verdict(connection, concluded.outcome.as_ref().err(), Some(&concluded.exchange));
            }
        }
    }

    #[test]
    fn a_test_says_what_happened_and_no_secret() {
        let [basic, key, oauth] = <[Connection; 3]>::try_from(examples()).unwrap();
        let wrong = Connection {
            authorization: Authorization::Basic { username: "demo".into(), password: crate::Secret::new("hush") },
            ..basic.clone()
        };
        let mut stranger = oauth.clone();
        if let Authorization::OAuth(oauth) = &mut stranger.authorization {
            oauth.client_secret = crate::Secret::new("hush");
        }
        let simulated = Connection { simulated: Condition::find("DEAUTHORIZED"), ..basic.clone() };
        for (connection, path, works, part) in [
            (&basic, "/basic", true, "returned 200 OK"),
            (&wrong, "/basic", false, "does not accept the user `demo` and its password. It asks for `Basic"),
            (&key, "/api-key", true, "200 OK"),
            (&basic, "/status/403", false, "does not allow this call"),
            (&key, "/nowhere", true, "this address was not successful"),
            (&oauth, "/oauth", true, "An access token was fetched. The API returned 200"),
            (&stranger, "/oauth", false, "no access token"),
            (&simulated, "/basic", false, "Nothing was sent. A Task would fail with `Events.Connection"),
        ] {
            let verdict = tried(connection, &format!("https://practice.test{path}"));
            assert_eq!(verdict.works, works, "{path}: {}", verdict.said);
            assert!(verdict.said.contains(part) && !verdict.said.contains("hush"), "{path}: {}", verdict.said);
        }
        assert!(tried(&basic, "https://other.example").said.contains("allows only"));
        assert_eq!(default_endpoint(&basic), "https://practice.test/");
        assert!(of_token(Err(&NoToken::Refused(400))).said.contains("400"));
    }

    fn examples() -> Vec<Connection> {
        use crate::oauth::OAuth;
        use crate::practice::{API_KEY, API_KEY_NAME, CLIENT_ID, CLIENT_SECRET, PASSWORD, USERNAME};
        use crate::{InvocationParameters, Parameter, Secret};
        let grant = Parameter { key: "grant_type".into(), value: Secret::new("client_credentials"), is_secret: false };
        let oauth = OAuth {
            client_id: CLIENT_ID.into(),
            client_secret: Secret::new(CLIENT_SECRET),
            endpoint: "https://practice.test/oauth/token".into(),
            parameters: InvocationParameters { body: vec![grant], ..InvocationParameters::default() },
            ..OAuth::default()
        };
        let all = [
            Authorization::Basic { username: USERNAME.into(), password: Secret::new(PASSWORD) },
            Authorization::ApiKey { name: API_KEY_NAME.into(), value: Secret::new(API_KEY) },
            Authorization::OAuth(Box::new(oauth)),
        ];
        all.into_iter()
            .map(|authorization| Connection {
                name: "c".into(),
                authorization,
                origins: vec!["https://practice.test".into()],
                ..Connection::default()
            })
            .collect()
    }
}
