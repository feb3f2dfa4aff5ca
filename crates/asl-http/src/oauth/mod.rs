//! `OAUTH_CLIENT_CREDENTIALS`: how a connection gets its access token (EventBridge User Guide, "Connections"; RFC 6749,
//! section 4.4).
//!
//! [`OAuth`] gives the [`request`] to the authorization endpoint; its [`answer`] is a [`Token`] or says why there is
//! none; [`tokens`] keeps tokens until they expire. Who sends is [`super::steps`].

pub mod answer;
pub mod request;
pub mod tokens;

use std::rc::Rc;

use super::call::Method;
use super::connection::{InvocationParameters, Secret};
use asl_aws::time::Timestamp;

pub use answer::NoToken;
pub use tokens::Tokens;

/// `OAuthParameters` of a connection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OAuth {
    /// `ClientParameters.ClientID`
    pub client_id: Rc<str>,
    /// `ClientParameters.ClientSecret`
    pub client_secret: Secret,
    /// `AuthorizationEndpoint`: where tokens are asked for. The client's secret is sent there and nowhere else.
    pub endpoint: Rc<str>,
    /// `HttpMethod`
    pub method: TokenMethod,
    /// `OAuthHttpParameters`: added to the request for a token.
    pub parameters: InvocationParameters,
}

/// `HttpMethod` of a request for a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are HTTP's own")]
pub enum TokenMethod {
    Get,
    #[default]
    Post,
    Put,
}

impl TokenMethod {
    /// All of them, in the order of AWS's list.
    pub const ALL: [Self; 3] = [Self::Get, Self::Post, Self::Put];

    /// The method that is named so, in upper case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }

    /// The method's name in upper case.
    pub fn as_str(self) -> &'static str {
        self.method().as_str()
    }

    /// The same among all methods.
    pub fn method(self) -> Method {
        match self {
            Self::Get => Method::Get,
            Self::Post => Method::Post,
            Self::Put => Method::Put,
        }
    }
}

/// An access token.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// `access_token`
    pub access: Secret,
    /// When it ends, by `expires_in`; `None` if the answer does not say: then it is used until it is refused.
    pub expires_at: Option<Timestamp>,
}
