//! Calls of AWS Step Functions: the page says which, the relay signs them with credentials that only it has.
//!
//! - [`options`]: which region, which endpoint, which profile.
//! - [`keys`]: the credentials, and when they are read anew. They are found by AWS's own crate `aws-config`, as its own
//!   tools find them: environment, profiles with roles, processes and SSO, whose sessions it also refreshes. It compiles
//!   in half a minute, and what it replaces would be a copy of its rules. Why there are none is said by [`why`].
//! - [`portal`]: what `aws-config` fetches, through the relay's own connections.
//! - [`sign`]: the signature.
//!
//! The endpoint is the only one that signed calls go to, and no other call of the relay goes there: [`Aws`] has a
//! [`Caller`] of its own.

pub mod keys;
pub mod options;
pub mod portal;
pub mod sign;
pub mod why;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use asl_http::relay::{Answer, AwsCall, AwsStatus, Fault, FaultKind, Reply, VERSION, received};
use tokio::sync::Mutex;
use tokio::time::timeout;

pub use self::keys::Keys;
use self::keys::{Finder, Found};
pub use self::options::AwsOptions;
use self::portal::Portal;
use crate::allow::Allowed;
use crate::call::Caller;
use crate::network::Network;

/// The most bytes of an answer: a history of the most events is larger than what a Task may take.
pub const LARGEST_ANSWER: usize = 8 * 1024 * 1024;
/// The most bytes of a request's body: a definition may have 1 MiB, and JSON writes some letters as two.
pub const LARGEST_BODY: usize = 2 * 1024 * 1024;
/// The time for credentials to be found: SSO is asked, a process of the person's is run.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the relay signs for.
pub struct Aws<N> {
    options: AwsOptions,
    endpoint: String,
    finder: Finder,
    /// What was found last. Whoever needs it waits for whoever is looking for it.
    held: Mutex<Option<Rc<Found>>>,
    /// Where that is from, or why there is none.
    told: RefCell<String>,
    caller: Caller<N>,
}

impl<N: Network + Clone + 'static> Aws<N> {
    /// Signs for what `options` say, with the network and the authorities of `caller`. Needs a `tokio::task::LocalSet`.
    pub fn new(options: AwsOptions, caller: &Caller<N>) -> Self {
        let endpoint = options.origin();
        let own = vec![endpoint.clone()];
        let allowed = match options.endpoint {
            Some(_) => Allowed { public: Vec::new(), local: own },
            None => Allowed { public: own, local: Vec::new() },
        };
        // Three bytes more are one more group of base64, so that going over it shows.
        let own_caller = caller.toward(allowed).reading(LARGEST_ANSWER + 3);
        let finder = Finder::new(&options, Portal::open(caller.toward(Allowed::default())));
        Self {
            options,
            endpoint,
            finder,
            held: Mutex::new(None),
            told: RefCell::new("not read yet".to_owned()),
            caller: own_caller,
        }
    }

    /// What the page is told; no secret.
    pub fn status(&self) -> AwsStatus {
        AwsStatus {
            region: self.options.region.clone(),
            endpoint: self.endpoint.clone(),
            credentials: self.told.borrow().clone(),
        }
    }

    /// Looks for the credentials if there are none, so that [`Aws::status`] says where they are from, or why there are none.
    pub async fn look(&self) {
        let _ = self.found().await;
    }

    /// What comes of `call`.
    pub async fn reply(&self, call: AwsCall) -> Reply {
        match self.answer(call).await {
            Ok(answer) => Reply::Answer(answer),
            Err(fault) => Reply::Fault(fault),
        }
    }

    async fn answer(&self, call: AwsCall) -> Result<Answer, Fault> {
        if call.v != VERSION {
            let detail = format!("the page speaks version {} to a relay of version {VERSION}", call.v);
            return Err(Fault::new(FaultKind::NotUnderstood, detail));
        }
        let call = call.checked().map_err(|why| Fault::new(FaultKind::ActionRefused, why))?;
        let found = self.found().await?;
        let answer = self.send(call.clone(), &found.keys).await?;
        if !are_refused(&answer) {
            return Ok(answer);
        }
        // AWS did nothing. If there are other ones now, it is asked once more.
        self.forget(&found).await;
        match self.found().await {
            Ok(other) if !other.keys.are(&found.keys) => self.send(call, &other.keys).await,
            _ => Ok(answer),
        }
    }

    async fn send(&self, call: AwsCall, keys: &Keys) -> Result<Answer, Fault> {
        let signed = sign::signed(call, &self.endpoint, &self.options.region, keys, now())?;
        match self.caller.reply(signed).await {
            Reply::Answer(answer) if answer.body.len() > LARGEST_ANSWER.div_ceil(3) * 4 => Err(Fault::new(
                FaultKind::TooLarge,
                format!("the response of AWS is larger than {} MiB", LARGEST_ANSWER / 1024 / 1024),
            )),
            Reply::Answer(answer) => Ok(answer),
            Reply::Fault(fault) => Err(fault),
        }
    }

    /// The credentials: those that are held, unless they expire soon.
    async fn found(&self) -> Result<Rc<Found>, Fault> {
        let mut held = self.held.lock().await;
        if let Some(found) = held.as_ref().filter(|found| !found.keys.expire_soon(now())) {
            return Ok(found.clone());
        }
        *held = None;
        let late = || {
            let detail = format!("no credentials of AWS arrived within {} seconds", PATIENCE.as_secs());
            Fault::new(FaultKind::NoCredentials, detail)
        };
        let found = timeout(PATIENCE, self.finder.find()).await.unwrap_or_else(|_| Err(late()));
        let told = match &found {
            Ok(found) => found.origin.clone(),
            Err(fault) => format!("none: {}", fault.detail),
        };
        self.told.replace(told);
        let found = Rc::new(found?);
        *held = Some(found.clone());
        Ok(found)
    }

    /// Lets go of `found`, unless it was replaced meanwhile.
    async fn forget(&self, found: &Rc<Found>) {
        let mut held = self.held.lock().await;
        if held.as_ref().is_some_and(|held| Rc::ptr_eq(held, found)) {
            *held = None;
        }
    }
}

/// The time, which signatures and expiry go by.
#[expect(clippy::disallowed_methods, reason = "the clock of this machine, and no browser")]
fn now() -> SystemTime {
    SystemTime::now()
}

/// Names of the errors that say that credentials have expired, or are not right (API reference of AWS Step Functions,
/// “Common Errors”).
const REFUSALS: [&str; 7] = [
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "UnrecognizedClient",
    "UnrecognizedClientException",
];

/// Whether AWS says that it does not take the credentials.
fn are_refused(answer: &Answer) -> bool {
    if !matches!(answer.status, 400 | 401 | 403) {
        return false;
    }
    let copy = Answer {
        status: answer.status,
        reason: String::new(),
        headers: Vec::new(),
        body: answer.body.clone(),
        redirects: 0,
        phases: None,
    };
    let error = received(Reply::Answer(copy)).ok().and_then(|got| {
        let body: serde_json::Value = serde_json::from_slice(&got.response.body).ok()?;
        Some(body.get("__type")?.as_str()?.to_owned())
    });
    error.is_some_and(|name| REFUSALS.contains(&name.rsplit('#').next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_errors_about_credentials_are_taken_for_them() {
        let answer = |status, body: &str| Answer {
            status,
            reason: String::new(),
            headers: Vec::new(),
            body: Answer::encoded(body.as_bytes()),
            redirects: 0,
            phases: None,
        };
        for (status, body, expected) in [
            (400, r#"{"__type": "com.amazon.coral.service#ExpiredTokenException", "message": "x"}"#, true),
            (403, r#"{"__type": "ExpiredToken"}"#, true),
            (400, r#"{"__type": "UnrecognizedClientException"}"#, true),
            (400, r#"{"__type": "AccessDeniedException"}"#, false),
            (200, r#"{"__type": "ExpiredTokenException"}"#, false),
            (400, r#"{"__type": "InvalidArn", "message": "ExpiredTokenException"}"#, false),
            (400, r#"{"__type": null}"#, false),
            (400, "<html>", false),
        ] {
            assert_eq!(are_refused(&answer(status, body)), expected, "{status} {body}");
        }
    }
}
