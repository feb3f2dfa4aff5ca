//! The world of a run with real time, or with calls: this machine's clock and its network.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use asl_aws::time::Timestamp;
use asl_batch::run::unanswered;
use asl_http::attempt::Prepared;
use asl_http::endpoint::{Endpoint, parse_origin};
use asl_http::oauth::Tokens;
use asl_http::relay::{Call, received};
use asl_http::steps::{Answered, Steps};
use asl_http::{Connections, HttpCall, Secret, Transport};
use asl_relay::allow::Allowed;
use asl_relay::call::Caller;
use asl_relay::network::System;
use asl_scenario::Script;
use asl_sim::host::Host;
use asl_sim::{Completion, Effect, Request};
use asl_value::SortedMap;
use rustls::RootCertStore;
use tokio::runtime::{Builder, Runtime};

use crate::Refusal;

/// Sends calls byte for byte as AWS would, with the client of the relay.
pub(crate) struct Network {
    connections: Connections,
    region: Rc<str>,
    tokens: RefCell<Tokens>,
    roots: RootCertStore,
    /// Origins on this machine or in a private network that may be called.
    local: Vec<String>,
}

impl Network {
    /// A network that calls with these connections; `local` are origins that are not public.
    pub(crate) fn new(connections: Connections, local: &[String]) -> Result<Self, Refusal> {
        let origin = |text: &String| {
            parse_origin(text).ok_or_else(|| {
                Refusal::new(format!("`--local {text}` is not an origin, such as https://api.example:8443"))
            })
        };
        Ok(Self {
            connections,
            region: asl_aws::arn::DEFAULT_REGION.into(),
            tokens: RefCell::default(),
            roots: RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
            local: local.iter().map(origin).collect::<Result<_, _>>()?,
        })
    }

    /// One attempt of a call, with the requests for tokens that it takes.
    async fn call(&self, call: &Rc<HttpCall>) -> Completion {
        let mut steps = match Steps::begin(call, &self.connections, &self.region) {
            Ok(steps) => steps,
            Err(error) => return Completion::of(Err(error)),
        };
        loop {
            let next = steps.next(&self.tokens.borrow(), clock());
            let mut prepared = match next {
                Ok(prepared) => prepared,
                Err(error) => return Completion::of(Err(error)),
            };
            prepared.transport = Transport::Relay;
            let came = self.send(&prepared).await;
            if let Some(concluded) = steps.answered(&prepared, came, &mut self.tokens.borrow_mut()) {
                return concluded.into();
            }
        }
    }

    async fn send(&self, prepared: &Prepared) -> Answered {
        let sent_at = clock();
        let origin = Endpoint::parse(&prepared.request.shown.url).map(|endpoint| endpoint.origin);
        let origin = origin.unwrap_or_default();
        let allowed = if self.local.contains(&origin) {
            Allowed { local: vec![origin], ..Allowed::default() }
        } else {
            Allowed { public: vec![origin], ..Allowed::default() }
        };
        let answer = match Caller::new(allowed, System, self.roots.clone()) {
            Ok(caller) => {
                let longest = Duration::from_millis(prepared.request.shown.caller.time_limit_millis().into());
                received(caller.within(longest).reply(Call::of(&prepared.request, 0)).await)
            }
            Err(error) => Err(asl_http::TransportError::NoAnswer(error.to_string())),
        };
        let answer = answer.map(|received| received.response);
        Answered { answer, sent_at, answered_at: clock(), notes: Vec::new() }
    }
}

/// The time of this machine.
#[expect(clippy::disallowed_methods, reason = "a program for a terminal has a clock")]
fn clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A moment of this machine's clock that only goes forward.
#[expect(clippy::disallowed_methods, reason = "a program for a terminal has a clock")]
pub(crate) fn instant() -> Instant {
    Instant::now()
}

/// The world of a run.
pub(crate) struct CommandHost {
    script: RefCell<Script>,
    /// How many calls each state made.
    calls: RefCell<SortedMap<Rc<str>, u32>>,
    network: Option<Network>,
    /// Where the clock stands, unless it goes: then waits are skipped, and calls take no time.
    stands_at: Option<Cell<Timestamp>>,
    way_out: Rc<str>,
    runtime: Runtime,
}

impl CommandHost {
    /// A world with these answers; what they do not answer goes over the network, if there is one.
    pub(crate) fn new(
        script: Script,
        network: Option<Network>,
        is_real: bool,
        begins_at: Timestamp,
        way_out: Rc<str>,
    ) -> Result<Self, Refusal> {
        let runtime = Builder::new_current_thread().enable_all().build();
        Ok(Self {
            script: RefCell::new(script),
            calls: RefCell::default(),
            network,
            stands_at: (!is_real).then(|| Cell::new(begins_at)),
            way_out,
            runtime: runtime.map_err(|error| Refusal::new(format!("no clock is available: {error}")))?,
        })
    }

    /// Waits for `work`.
    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// All access tokens of the run.
    pub(crate) fn tokens(&self) -> Vec<Secret> {
        self.network.as_ref().map(|network| network.tokens.borrow().seen().to_vec()).unwrap_or_default()
    }
}

impl Host for CommandHost {
    fn now(&self) -> Timestamp {
        self.stands_at.as_ref().map_or_else(clock, Cell::get)
    }

    async fn sleep_until(&self, at: Timestamp) {
        if let Some(stands_at) = &self.stands_at {
            return stands_at.set(stands_at.get().max(at));
        }
        let millis = u64::try_from(at.millis_since(clock())).unwrap_or(0);
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }

    async fn pause(&self) {
        tokio::task::yield_now().await;
    }

    async fn perform(&self, effect: Effect) -> Completion {
        let nth = {
            let mut calls = self.calls.borrow_mut();
            let count = calls.get_or_default(effect.state.clone());
            *count += 1;
            *count - 1
        };
        let known = self.script.borrow_mut().find(&effect, nth, self.now());
        match (known, &effect.request, &self.network) {
            (Some(completion), ..) => completion,
            (None, Request::Http(call), Some(network)) => network.call(call).await,
            (None, ..) => unanswered(&effect.state, &self.way_out),
        }
    }
}
