//! The network under the API: the relay, or `fetch`.

use asl_http::TransportError;
use asl_http::relay::{AWS_PATH, AwsCall, Received, RelaySetting, VERSION, read_reply};
use asl_remote::{Action, Place, Transport, Unanswered, Way, WireAnswer};
use futures_util::future::{Either, select};
use gloo_net::http::{Method, RequestBuilder};
use gloo_timers::future::TimeoutFuture;
use web_sys::{AbortController, ReferrerPolicy, RequestCache, RequestCredentials, RequestMode, RequestRedirect};

use crate::app::host::fetch::AbortOnDrop;
use crate::app::relay::transport::ask;

/// The page waits so long for an answer, in milliseconds; the relay gives up before.
const LONGEST: u32 = 65_000;

/// How the page reaches a place.
#[derive(Clone)]
pub(crate) struct PageTransport {
    place: Place,
    relay: Option<RelaySetting>,
}

impl PageTransport {
    /// The way to `place`.
    pub(crate) fn new(place: Place, relay: Option<RelaySetting>) -> Self {
        Self { place, relay }
    }

    /// Where it leads.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    async fn through_relay(relay: &RelaySetting, action: Action, body: String) -> Result<WireAnswer, Unanswered> {
        let call = AwsCall { v: VERSION, action: action.name().to_owned(), body };
        // Texts are always JSON.
        let text = serde_json::to_string(&call).unwrap_or_default();
        let url = format!("{}{AWS_PATH}", relay.address);
        let reply = ask(Method::POST, &url, &relay.token, Some(&text)).await.map_err(Unanswered::Relay)?;
        match read_reply(&reply) {
            Ok(Received { response, .. }) => {
                Ok(WireAnswer { status: response.status, body: String::from_utf8_lossy(&response.body).into_owned() })
            }
            Err(TransportError::Relay(fault)) => Err(Unanswered::Relay(fault)),
            Err(_) => Err(Unanswered::TimedOut),
        }
    }

    async fn straight(&self, action: Action, body: String) -> Result<WireAnswer, Unanswered> {
        let lost = |_| Unanswered::NotReached;
        let guard = AbortOnDrop(AbortController::new().map_err(|_| Unanswered::NotReached)?);
        let request = RequestBuilder::new(&format!("{}/", self.place.address))
            .method(Method::POST)
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", &action.target())
            .header("Authorization", &self.place.emulator_authorization())
            .mode(RequestMode::Cors)
            .credentials(RequestCredentials::Omit)
            .cache(RequestCache::NoStore)
            .redirect(RequestRedirect::Error)
            .referrer_policy(ReferrerPolicy::NoReferrer)
            .abort_signal(Some(&guard.0.signal()))
            .body(body)
            .map_err(lost)?;
        let response = request.send().await.map_err(lost)?;
        Ok(WireAnswer { status: response.status(), body: response.text().await.map_err(lost)? })
    }
}

impl Transport for PageTransport {
    async fn send(&self, action: Action, body: String) -> Result<WireAnswer, Unanswered> {
        let answer = async {
            match (self.place.way, &self.relay) {
                (Way::Emulator, _) => self.straight(action, body).await,
                (Way::Relay, Some(relay)) => Self::through_relay(relay, action, body).await,
                (Way::Relay, None) => Err(Unanswered::NotReached),
            }
        };
        match select(Box::pin(answer), TimeoutFuture::new(LONGEST)).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(Unanswered::TimedOut),
        }
    }

    async fn wait(&self, millis: u32) {
        TimeoutFuture::new(millis).await;
    }
}
