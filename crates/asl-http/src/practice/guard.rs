//! Who may call an endpoint of the Practice API. The credentials are public: they are there to try connections with.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::request::PracticeRequest;
use super::token::Issued;
use super::{PracticeAnswer, reply};

/// The user name that BASIC endpoints accept.
pub const USERNAME: &str = "demo";
/// The password that BASIC endpoints accept.
pub const PASSWORD: &str = "practice";
/// The header that carries the API key.
pub const API_KEY_NAME: &str = "x-api-key";
/// The API key that is accepted.
pub const API_KEY: &str = "practice-key";

/// What an endpoint asks of its callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guard {
    /// Nothing.
    Open,
    /// The user name and password.
    Basic,
    /// The API key.
    ApiKey,
    /// A token of `/oauth/token`.
    Token,
}

impl Guard {
    /// The 401 that `request` gets; `None` if it may pass. A token that passes is used up by one call.
    pub(super) fn refusal(self, request: &PracticeRequest, issued: &mut Issued) -> Option<PracticeAnswer> {
        let (passes, message, challenge) = match self {
            Self::Open => return None,
            Self::Basic => {
                let expected = BASE64.encode(format!("{USERNAME}:{PASSWORD}"));
                let given = request.header("Authorization").and_then(|value| value.strip_prefix("Basic "));
                let message = "this endpoint requires a BASIC connection with the user `demo` and the password \
                               `practice`";
                (given == Some(expected.as_str()), message, "Basic realm=\"Practice API\"")
            }
            Self::ApiKey => {
                let message = "this endpoint requires an API_KEY connection: the header `x-api-key` with \
                               `practice-key`";
                (request.header(API_KEY_NAME) == Some(API_KEY), message, "ApiKey header=\"x-api-key\"")
            }
            Self::Token => {
                let given = request.header("Authorization").and_then(|value| value.strip_prefix("Bearer "));
                let message = "this endpoint requires an OAUTH connection with a valid token of `/oauth/token`";
                (given.is_some_and(|token| issued.accepts(token)), message, "Bearer error=\"invalid_token\"")
            }
        };
        (!passes).then(|| reply::with_header(reply::problem(401, message), "WWW-Authenticate", challenge))
    }
}
