//! EventBridge connections: how a call proves who it is (EventBridge User Guide, "Connections").

use std::fmt;
use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::condition::Condition;
use super::endpoint::{Endpoint, parse_origin};
use super::oauth::OAuth;

/// A value that must not be seen. Its `Debug` is a mask, and it is written nowhere.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(Rc<str>);

impl Secret {
    /// Hides `text`.
    pub fn new(text: impl Into<Rc<str>>) -> Self {
        Self(text.into())
    }

    /// The text itself. Only for the request that leaves, for session storage, and for "reveal".
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to hide.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What stands in place of a secret, as `TestState` shows it.
pub const MASK: &str = "XXXXXXXX";

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// A connection as the playground keeps it: EventBridge's, and the origins that it may be sent to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Connection {
    /// `Name`: at most 64 of letters, digits, `.`, `-`, `_`.
    pub name: Rc<str>,
    /// The ARN, as EventBridge would form it.
    pub arn: Rc<str>,
    /// `AuthorizationType` with its `AuthParameters`.
    pub authorization: Authorization,
    /// `InvocationHttpParameters`: added to every call.
    pub invocation: InvocationParameters,
    /// The origins (`https://api.example.com`) that the credentials may be sent to. None: nowhere.
    pub origins: Vec<Rc<str>>,
    /// The substitutions that stand for this connection, without `${` and `}`: `EBConnectionARN`.
    pub aliases: Vec<Rc<str>>,
    /// `Description`; empty for none.
    pub description: Rc<str>,
    /// What is wrong with it on purpose, to see what a workflow makes of that. None: all is fine.
    pub simulated: Option<Condition>,
}

impl Connection {
    /// Whether the connection's credentials may be sent to `url`: scheme, host and port are those of one of the
    /// [`Self::origins`]. The rest of the URL does not matter, and nothing else counts as similar.
    pub fn allows(&self, url: &str) -> bool {
        Endpoint::parse(url).is_some_and(|endpoint| {
            self.origins.iter().any(|origin| parse_origin(origin).is_some_and(|origin| origin == endpoint.origin))
        })
    }
}

/// How a connection authorises a call. Every kind ends in one header of the call: [`Authorization::header`].
#[derive(Clone, Debug, PartialEq)]
pub enum Authorization {
    /// `BASIC`
    Basic {
        /// `Username`
        username: Rc<str>,
        /// `Password`
        password: Secret,
    },
    /// `API_KEY`
    ApiKey {
        /// `ApiKeyName`: the header's name.
        name: Rc<str>,
        /// `ApiKeyValue`
        value: Secret,
    },
    /// `OAUTH_CLIENT_CREDENTIALS`: a token is fetched before the call.
    OAuth(Box<OAuth>),
}

impl Default for Authorization {
    /// BASIC, with nothing filled in.
    fn default() -> Self {
        Self::Basic { username: "".into(), password: Secret::default() }
    }
}

impl Authorization {
    /// EventBridge's name of the kind: `AuthorizationType`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Basic { .. } => "BASIC",
            Self::ApiKey { .. } => "API_KEY",
            Self::OAuth(_) => "OAUTH_CLIENT_CREDENTIALS",
        }
    }

    /// The header that proves who calls, and what may be shown of its value. `token` is the access token, which only
    /// OAuth has.
    pub(super) fn header(&self, token: Option<&Secret>) -> (Rc<str>, Secret, Rc<str>) {
        match self {
            Self::Basic { username, password } => {
                let credentials = BASE64.encode(format!("{username}:{}", password.expose()));
                ("Authorization".into(), Secret::new(format!("Basic {credentials}")), format!("Basic {MASK}").into())
            }
            Self::ApiKey { name, value } => (Rc::clone(name), value.clone(), MASK.into()),
            Self::OAuth(_) => {
                let token = token.map_or("", Secret::expose);
                ("Authorization".into(), Secret::new(format!("Bearer {token}")), format!("Bearer {MASK}").into())
            }
        }
    }
}

/// `InvocationHttpParameters`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InvocationParameters {
    /// `HeaderParameters`
    pub headers: Vec<Parameter>,
    /// `QueryStringParameters`
    pub query: Vec<Parameter>,
    /// `BodyParameters`
    pub body: Vec<Parameter>,
}

/// One of the [`InvocationParameters`].
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// `Key`
    pub key: Rc<str>,
    /// `Value`; hidden whatever `IsValueSecret` says, since AWS's `TestState` leaves all of it out too.
    pub value: Secret,
    /// `IsValueSecret`
    pub is_secret: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound_to(origins: &[&str]) -> Connection {
        Connection {
            name: "c".into(),
            arn: "arn".into(),
            authorization: Authorization::Basic { username: "user".into(), password: Secret::new("päss") },
            origins: origins.iter().map(|origin| Rc::from(*origin)).collect(),
            ..Connection::default()
        }
    }

    #[test]
    fn credentials_go_to_their_origins_and_nowhere_else() {
        let connection = bound_to(&["https://a.example", "http://127.0.0.1:8080", "https://b.example/path"]);
        for (url, allowed) in [
            ("https://a.example/x?y", true),
            ("https://A.EXAMPLE:443", true),
            ("http://127.0.0.1:8080/", true),
            ("http://a.example/", false),
            ("https://a.example:8443/", false),
            ("https://a.example.evil.example/", false),
            ("https://sub.a.example/", false),
            ("https://evil.example/https://a.example", false),
            ("https://a.example@evil.example/", false),
            (r"https://evil.example\@a.example/", false),
            ("https://b.example/path", false),
            ("http://127.0.0.1:8081/", false),
            ("", false),
        ] {
            assert_eq!(connection.allows(url), allowed, "{url}");
        }
        assert!(!bound_to(&[]).allows("https://a.example"));
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        let connection = bound_to(&[]);
        let (_, value, shown) = connection.authorization.header(None);
        assert_eq!(value.expose(), "Basic dXNlcjpww6Rzcw==");
        assert_eq!(&*shown, "Basic XXXXXXXX");
        let debug = format!("{connection:?} {value:?}");
        assert!(!debug.contains("päss") && !debug.contains("dXNlcjpww6Rzcw"), "{debug}");
    }
}
