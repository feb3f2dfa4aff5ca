//! The world that a run in the page runs in: the browser's clock, timers and `fetch`, the person's relay, and the
//! Practice API.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use asl_aws::state_error::{HTTP_SOCKET, StateError, TASK_FAILED, TIMEOUT};
use asl_aws::time::Timestamp;
use asl_http::attempt::{PRACTICE_ORIGIN, PRIVATE_ORIGIN, Prepared};
use asl_http::endpoint::Endpoint;
use asl_http::oauth::Tokens;
use asl_http::practice::{Practice, PracticeRequest};
use asl_http::relay::RelaySetting;
use asl_http::response::socket_error;
use asl_http::steps::{Answered, Steps};
use asl_http::{Connections, HttpCall, Purpose, Transport, TransportError};
use asl_jsonata::{Evaluated, Evaluation};
use asl_sim::host::{Host, Pace};
use asl_sim::mock::{Call, Mocks};
use asl_sim::what_if::{HttpWhatIf, NetworkAnswer};
use asl_sim::{AnsweredBy, Asker, Completion, Effect, Request, TaskCall};
use asl_value::{SortedMap, SortedSet};

use super::control::{Control, WhatIf};
use super::functions::{Functions, Invoked};
use super::pending_tasks::PendingTasks;
use crate::app::chunks::{FUNCTIONS, NETWORK, NotLoaded, not_loaded};
use crate::app::host::evaluator::Evaluator;
use crate::app::host::fetch::Fetched;
use crate::app::host::yield_now::Yielder;
use crate::app::host::{clock, location};

/// The Practice API takes at least this time, as a network would: an attempt can then be seen in the timeline.
const PRACTICE_MILLIS: u32 = 80;

/// States that one line of states enters before it is taken for a loop without an end. At full speed such a loop is at AWS's
/// limit of 25,000 events in a blink: nobody could see it, or stop it. So it takes two or three seconds. What has an end in
/// sight, such as a Map of many items, goes at full speed.
const LONG_LINE: u32 = 4_000;
/// State transitions between two pauses of such a run.
const STRIDE: usize = 64;
/// Pauses of such a run that waits for nothing before it is slowed down.
const FREE_PAUSES: u32 = 8;
/// How long its pauses then take.
const SLOW_SECONDS: f64 = 0.016;

/// Why a call of an embedded playground fails.
const NOT_SENT: &str =
    "An embedded playground sends no HTTP calls. Add a mock for this state, or open the workflow in the playground.";

/// How often an API is called at most for one delivery while waits are skipped: the 185 attempts of a day would otherwise come
/// within a moment. From then on its last answer counts.
pub(crate) const MOST_CALLS_WITHOUT_WAITS: u32 = 10;

/// The page as a run's world. Each run has its own, and with it a Practice API of its own.
pub(crate) struct PageHost {
    connections: Connections,
    region: Rc<str>,
    relay: Option<RelaySetting>,
    tokens: Rc<RefCell<Tokens>>,
    /// The origins that answered a call of this page.
    answered: Rc<RefCell<SortedSet<String>>>,
    practice: RefCell<Practice>,
    mocks: RefCell<Mocks>,
    /// Where what nothing else answers is asked; without one it fails.
    pending: Option<Rc<PendingTasks>>,
    /// The Lambda functions whose code runs here.
    functions: Option<Functions>,
    /// Where long expressions are evaluated; without one they are evaluated at once.
    evaluator: Option<Rc<Evaluator>>,
    yielder: Yielder,
    /// Pauses since the run last waited for anything; `None` for a run that nobody watches: it is never slowed down.
    pauses_since_wait: Option<Cell<u32>>,
    /// Whether a line of states goes round in circles.
    is_looping: Cell<bool>,
    /// Who watches the run, and asks what if.
    control: Option<Rc<Control>>,
    /// Tells when somebody has changed what runs while it waits.
    nudge: Option<Rc<Nudge>>,
    /// What APIs answered to deliveries last, by the delivery, in a run that skips its waits.
    last_answers: RefCell<SortedMap<u32, Completion>>,
    /// How the time of the run passes, unless whoever watches it says otherwise.
    pace: Pace,
    /// How far the run's clock is ahead of the page's, in milliseconds: skipped waits put it there.
    ahead: Cell<i64>,
}

/// Tells a run that waits that it was changed from outside.
#[derive(Default)]
pub(crate) struct Nudge {
    is_given: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Nudge {
    /// Tells it.
    pub(crate) fn give(&self) {
        self.is_given.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// Comes back once it is told.
    pub(crate) async fn given(&self) {
        poll_fn(|context| {
            if self.is_given.take() {
                return Poll::Ready(());
            }
            self.waker.replace(Some(context.waker().clone()));
            Poll::Pending
        })
        .await;
    }
}

impl PageHost {
    /// A world with these connections.
    pub(crate) fn new(connections: Connections, region: Rc<str>) -> Self {
        Self {
            connections,
            region,
            relay: None,
            tokens: Rc::default(),
            answered: Rc::default(),
            practice: RefCell::default(),
            mocks: RefCell::default(),
            pending: None,
            functions: None,
            evaluator: None,
            yielder: Yielder::new(),
            pauses_since_wait: Some(Cell::new(0)),
            is_looping: Cell::new(false),
            control: None,
            nudge: None,
            last_answers: RefCell::default(),
            pace: Pace::Real,
            ahead: Cell::default(),
        }
    }

    /// The same with authored answers, which come before every other.
    pub(crate) fn with_mocks(self, mocks: Mocks) -> Self {
        Self { mocks: RefCell::new(mocks), ..self }
    }

    /// The same with a relay, for the calls that it takes.
    pub(crate) fn with_relay(self, relay: Option<RelaySetting>) -> Self {
        Self { relay, ..self }
    }

    /// The same with the tokens that were fetched before; new ones are kept there.
    pub(crate) fn with_tokens(self, tokens: Rc<RefCell<Tokens>>) -> Self {
        Self { tokens, ..self }
    }

    /// The same, where the origins that answer are noted.
    pub(crate) fn with_answered(self, answered: Rc<RefCell<SortedSet<String>>>) -> Self {
        Self { answered, ..self }
    }

    /// The same with a person to ask.
    pub(crate) fn with_pending_tasks(self, pending: Rc<PendingTasks>) -> Self {
        Self { pending: Some(pending), ..self }
    }

    /// The same with the functions that Tasks can call.
    pub(crate) fn with_functions(self, functions: Option<Functions>) -> Self {
        Self { functions, ..self }
    }

    /// The same with a worker for long expressions.
    pub(crate) fn with_evaluator(self, evaluator: Rc<Evaluator>) -> Self {
        Self { evaluator: Some(evaluator), ..self }
    }

    /// The same for a run that somebody watches.
    pub(crate) fn with_control(self, control: Rc<Control>) -> Self {
        Self { control: Some(control), ..self }
    }

    /// The same for a run that may be changed from outside while it waits.
    pub(crate) fn with_nudge(self, nudge: Rc<Nudge>) -> Self {
        Self { nudge: Some(nudge), ..self }
    }

    /// The same for a run that nobody watches: nothing slows it down.
    pub(crate) fn at_full_speed(self) -> Self {
        Self { pauses_since_wait: None, ..self }
    }

    /// The same for a run that goes at that pace: one that skips its waits spares the APIs.
    pub(crate) fn at_pace(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// Notes how far the run has come: how many states its longest line has entered.
    pub(crate) fn note_progress(&self, longest_line: u32) {
        self.is_looping.set(longest_line >= LONG_LINE);
    }

    /// Notes what the run's clock shows, which the Practice API goes by.
    pub(crate) fn note_time(&self, now: Timestamp) {
        self.ahead.set(now.millis_since(clock::now()));
    }

    /// Notes that the run waited for something.
    fn note_wait(&self) {
        if let Some(pauses_since_wait) = &self.pauses_since_wait {
            pauses_since_wait.set(0);
        }
    }

    /// One attempt of a call, with the requests for tokens that it takes.
    pub(crate) async fn call(&self, call: &Rc<HttpCall>) -> Completion {
        self.call_or(call, None).await
    }

    /// The same; what `what_if` says comes in place of what the API would answer.
    async fn call_or(&self, call: &Rc<HttpCall>, what_if: Option<HttpWhatIf>) -> Completion {
        let mut steps = match Steps::begin(call, &self.connections, &self.region) {
            Ok(steps) => steps,
            Err(error) => return Completion::of(Err(error)),
        };
        let mut delay_ms = 0_u32;
        loop {
            let prepared = match steps.next(&self.tokens.borrow(), clock::now()) {
                Ok(prepared) => self.route(prepared),
                Err(error) => return Completion::of(Err(error)),
            };
            let (came, delay) = match what_if.filter(|_| steps.is_call()) {
                Some(what_if) => played(what_if, clock::now()),
                None => self.send(&prepared).await,
            };
            delay_ms = delay_ms.saturating_add(delay);
            if let Some(concluded) = steps.answered(&prepared, came, &mut self.tokens.borrow_mut()) {
                return Completion { delay_ms, ..concluded.into() };
            }
        }
    }

    /// What a call comes to that is not made: somebody asked what if. That of an HTTP Task goes the way of an answer.
    async fn play(&self, effect: &Effect, what_if: &WhatIf) -> Completion {
        let answered_by = Some(AnsweredBy::WhatIf);
        let offer = &what_if.offer;
        if let (Request::Http(call), Some(answer)) = (&effect.request, HttpWhatIf::find(&offer.id)) {
            let played = self.call_or(call, Some(answer)).await;
            // Without its connection no request can be made up either; the question is about the answer.
            if played.exchange.is_some() {
                return Completion { answered_by, ..played };
            }
        }
        Completion { answered_by, ..offer.mock.clone().completion(&effect.request) }
    }

    /// Runs the code of the function that a Task calls; `None` if that is none whose code runs here.
    async fn invoke(&self, effect: &Effect, call: &Rc<TaskCall>) -> Option<Completion> {
        let functions = self.functions.as_ref().filter(|_| call.resource.contains(":lambda:"))?;
        // A part of the program that cannot be fetched leaves the Task to the person.
        let table = FUNCTIONS.load().await.ok()?;
        let Invoked { completion, waits } = (table.invoke)(self, functions, call).await?;
        let Some(pending) = self.pending.as_ref().filter(|_| waits && completion.outcome.is_ok()) else {
            return Some(completion);
        };
        let Completion { outcome, invocation, .. } = completion;
        let answer = pending.ask(effect, call.clone()).await;
        Some(Completion { submitted: outcome.ok(), invocation, ..answer })
    }

    /// An attempt of a delivery or of a Task. An API that fails again and again is not called without end.
    async fn attempt(&self, effect: &Effect, call: &Rc<HttpCall>) -> Completion {
        if location::is_embedded() && !is_practice(&call.endpoint) {
            // Before its connection is looked for: there are none but those of the Practice API.
            return Completion::of(Err(StateError::new(HTTP_SOCKET, NOT_SENT)));
        }
        let Asker::Delivery(delivery) = effect.asker else { return self.call(call).await };
        let pace = self.control.as_ref().map_or(self.pace, |control| control.pace_or(self.pace));
        let known = self.last_answers.borrow().get(&delivery).cloned();
        if let Some(known) = known.filter(|_| pace == Pace::Skip && effect.attempt >= MOST_CALLS_WITHOUT_WAITS) {
            return known;
        }
        let completion = self.call(call).await;
        self.last_answers.borrow_mut().extend(once_more(&completion).map(|answer| (delivery, answer)));
        completion
    }

    /// The same by the way that it goes: through the relay, if that one takes it.
    pub(crate) fn route(&self, prepared: Prepared) -> Prepared {
        prepared.through(self.relay.as_ref())
    }

    /// Sends one request its way; also says what the answer still takes of the run's own time, in milliseconds.
    pub(crate) async fn send(&self, prepared: &Prepared) -> (Answered, u32) {
        let mut notes = prepared.notes(location::is_https());
        if prepared.transport == Transport::Practice {
            return self.ask_practice_api(prepared, clock::now(), notes);
        }
        if location::is_embedded() {
            // Tokens and calls of functions end here; see `attempt` for those of Tasks.
            let now = clock::now();
            let answer = Fetched::not_sent(NOT_SENT.to_owned()).answer;
            return (Answered { answer, sent_at: now, answered_at: now, notes }, 0);
        }
        let network = NETWORK.load().await;
        let sent_at = clock::now();
        let fetched = match (network, prepared.transport, &self.relay) {
            (Err(NotLoaded), ..) => Fetched::not_sent(not_loaded(NETWORK.name)),
            (Ok(network), Transport::Relay, Some(setting)) => (network.relay)(setting, &prepared.request).await,
            (Ok(network), ..) => (network.fetch)(&prepared.request).await,
        };
        notes.extend(fetched.note);
        if fetched.answer.is_ok() && prepared.transport == Transport::Direct {
            let origin = Endpoint::parse(&prepared.request.shown.url).map(|endpoint| endpoint.origin);
            self.answered.borrow_mut().extend(origin);
        }
        (Answered { answer: fetched.answer, sent_at, answered_at: clock::now(), notes }, 0)
    }

    /// The Practice API answers after the time that it wants to take, by the clock of the run.
    fn ask_practice_api(&self, prepared: &Prepared, sent_at: Timestamp, notes: Vec<Rc<str>>) -> (Answered, u32) {
        if let Some(error) = prepared.unreachable() {
            let answered_at = Timestamp(sent_at.0.saturating_add(i64::from(PRACTICE_MILLIS)));
            return (Answered { answer: Err(error), sent_at, answered_at, notes }, PRACTICE_MILLIS);
        }
        let answer = {
            let mut practice = self.practice.borrow_mut();
            practice.set_clock(sent_at.0.saturating_add(self.ahead.get()));
            practice.answer(&PracticeRequest::from(&prepared.request))
        };
        let longest = prepared.request.shown.caller.time_limit_millis();
        let in_time = answer.delay_ms <= longest;
        let delay_ms = answer.delay_ms.clamp(PRACTICE_MILLIS, longest);
        let answered_at = Timestamp(sent_at.0.saturating_add(i64::from(delay_ms)));
        let answer = if in_time { Ok(answer.response) } else { Err(TransportError::TimedOut) };
        (Answered { answer, sent_at, answered_at, notes }, delay_ms)
    }
}

impl Host for PageHost {
    fn now(&self) -> Timestamp {
        clock::now()
    }

    async fn sleep_until(&self, at: Timestamp) {
        self.note_wait();
        clock::sleep_until(at).await;
    }

    async fn pause(&self) {
        let pauses = self.pauses_since_wait.as_ref().filter(|_| self.is_looping.get()).map_or(0, |pauses_since_wait| {
            pauses_since_wait.set(pauses_since_wait.get().saturating_add(1));
            pauses_since_wait.get()
        });
        if pauses > FREE_PAUSES {
            clock::sleep_until(clock::now().plus_seconds(SLOW_SECONDS)).await;
        } else {
            self.yielder.yield_now().await;
        }
    }

    fn stride(&self) -> usize {
        if self.pauses_since_wait.is_some() && self.is_looping.get() { STRIDE } else { usize::MAX }
    }

    async fn changed(&self) {
        match &self.nudge {
            Some(nudge) => nudge.given().await,
            None => std::future::pending().await,
        }
    }

    async fn perform(&self, effect: Effect) -> Completion {
        self.note_wait();
        let what_if = self.control.as_ref().and_then(|control| control.what_if(&effect.state));
        if let Some(what_if) = what_if {
            return self.play(&effect, &what_if).await;
        }
        let mock = self.mocks.borrow_mut().answer(&effect.state, Call::from(&effect));
        if let Some(mock) = mock {
            return mock.completion(&effect.request);
        }
        if let Request::Task(call) = &effect.request
            && let Some(completion) = self.invoke(&effect, call).await
        {
            return completion;
        }
        match (&effect.request, &self.pending) {
            (Request::Http(call), _) => self.attempt(&effect, call).await,
            (Request::Task(call), Some(pending)) => pending.ask(&effect, call.clone()).await,
            (Request::Task(call), None) => Completion::of(Err(unsupported(&effect.state, call))),
            // INVARIANT: the driver hands evaluations to `evaluate`.
            (Request::Evaluate(_), _) => Completion::of(Err(StateError::without_cause(TASK_FAILED))),
        }
    }

    async fn evaluate(&self, evaluation: Rc<Evaluation>) -> Evaluated {
        self.note_wait();
        let elsewhere = match &self.evaluator {
            Some(evaluator) => evaluator.evaluate(&evaluation).await,
            None => None,
        };
        elsewhere.unwrap_or_else(|| evaluation.perform())
    }
}

/// The answer that counts in place of another call of an API; none of the Practice API, which may be called without end.
fn once_more(completion: &Completion) -> Option<Completion> {
    let exchange = completion.exchange.as_ref().filter(|exchange| exchange.transport != Transport::Practice)?;
    let outcome = match &exchange.response {
        Ok(response) if exchange.purpose == Purpose::Call => Ok(response.head()),
        Ok(_) => Err(StateError::without_cause(HTTP_SOCKET)),
        Err(TransportError::TimedOut) => Err(StateError::without_cause(TIMEOUT)),
        Err(error) => Err(socket_error(error)),
    };
    let took = u32::try_from(exchange.answered_at.millis_since(exchange.sent_at)).unwrap_or_default();
    Some(Completion { answered_by: Some(AnsweredBy::LastAnswer), delay_ms: took, ..Completion::of(outcome) })
}

/// What a made-up answer brings back, and how long it takes of the run's own time.
fn played(what_if: HttpWhatIf, sent_at: Timestamp) -> (Answered, u32) {
    let NetworkAnswer { answer, delay_seconds } = what_if.answer();
    let delay_ms = delay_seconds.saturating_mul(1000).max(PRACTICE_MILLIS);
    let answered_at = Timestamp(sent_at.0.saturating_add(i64::from(delay_ms)));
    let note = format!("Nothing was sent: what if the API answers “{}”?", what_if.title());
    (Answered { answer, sent_at, answered_at, notes: vec![note.into()] }, delay_ms)
}

/// Whether the Practice API answers at that address.
fn is_practice(url: &str) -> bool {
    Endpoint::parse(url).is_some_and(|endpoint| [PRACTICE_ORIGIN, PRIVATE_ORIGIN].contains(&&*endpoint.origin))
}

fn unsupported(state: &str, call: &TaskCall) -> StateError {
    let cause = format!(
        "A browser cannot call the resource '{}', and `mocks` has no answer for the state '{state}'.",
        call.resource
    );
    StateError::new(TASK_FAILED, cause)
}
