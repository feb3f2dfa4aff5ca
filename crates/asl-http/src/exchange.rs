//! What may be shown of one HTTP exchange.

use std::rc::Rc;

use super::redact::Redactor;
use super::request::ShownRequest;
use super::response::{HttpResponse, TransportError};
use asl_aws::time::Timestamp;

/// One attempt's request and what came of it. INVARIANT: the request holds no secret. The answer to a call is kept as it came:
/// an API that sends a credential back puts it into its own answer, as it does on AWS.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// How the request travelled.
    pub transport: Transport,
    /// The request as AWS would send it.
    pub request: Rc<ShownRequest>,
    /// The answer, or why there is none.
    pub response: Result<HttpResponse, TransportError>,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When the answer, or its failure, was there.
    pub answered_at: Timestamp,
    /// What differs from what AWS would do, and what the browser hides: a sentence each.
    pub notes: Vec<Rc<str>>,
    /// What the request was for.
    pub purpose: Purpose,
    /// The exchanges of the same attempt that came before this one: the token that was fetched for it, and a call whose
    /// token was refused.
    pub earlier: Vec<Rc<Exchange>>,
}

impl Exchange {
    /// The same with a mask in place of each credential that the answers repeat, or that the request passes on from an earlier
    /// answer; `None` if there is none.
    pub fn masked(&self, redactor: &Redactor) -> Option<Self> {
        let request = self.request.masked(redactor);
        let response = self.response.as_ref().ok().and_then(|response| response.masked(redactor));
        let earlier: Vec<Option<Self>> = self.earlier.iter().map(|earlier| earlier.masked(redactor)).collect();
        if request.is_none() && response.is_none() && earlier.iter().all(Option::is_none) {
            return None;
        }
        let mut masked = self.clone();
        if let Some(request) = request {
            masked.request = Rc::new(request);
        }
        if let Some(response) = response {
            masked.response = Ok(response);
        }
        for (shown, earlier) in masked.earlier.iter_mut().zip(earlier) {
            if let Some(earlier) = earlier {
                *shown = Rc::new(earlier);
            }
        }
        Some(masked)
    }
}

/// What a request of an attempt is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// The Task's own call.
    #[default]
    Call,
    /// An access token for it, from the connection's authorization endpoint. INVARIANT: the answer holds no token.
    Token,
}

/// How a request travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// The browser's `fetch`.
    Direct,
    /// The person's own relay, which sends what AWS would.
    Relay,
    /// The Practice API inside the page.
    Practice,
    /// An authored answer.
    Mock,
}

impl Transport {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Direct => "from the browser",
            Self::Relay => "via relay",
            Self::Practice => "via Practice API",
            Self::Mock => "mock",
        }
    }
}
