//! EventBridge connections: how a call proves who it is (EventBridge User Guide, "Connections").

use std::fmt;
use std::rc::Rc;

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

/// What stands in place of a secret, as TestState shows it.
pub const MASK: &str = "XXXXXXXX";

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// A connection as the playground keeps it: EventBridge's, and the origins that it may be sent to.
#[derive(Clone, Debug, PartialEq)]
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
}

/// How a connection authorises a call.
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
    /// `Value`; hidden whatever `IsValueSecret` says, since AWS's TestState leaves all of it out too.
    pub value: Secret,
    /// `IsValueSecret`
    pub is_secret: bool,
}
