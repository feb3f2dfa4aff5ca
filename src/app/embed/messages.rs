//! What an embedded playground and the page around it say to each other, carried by `postMessage`. What is said stands in
//! [`asl_share::messages`].

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_http::redact::Redactor;
use asl_share::embed::EmbedView;
use asl_share::messages::{self, METHODS, Message, Opens, Refusal, Request, VERSION, with_choices};
use asl_sim::debug::Go;
use asl_sim::{Event, EventKind, Outcome, VisitId};
use asl_text::diagnostic::Severity;
use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use js_sys::Reflect;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessageEvent, Window};

use super::frame::{Frame, Told};
use super::opening::{Problem, given, not_loaded};
use crate::app::chunks::RECORDED;
use crate::app::graph::drawing::CurrentState;
use crate::app::graph::state::GraphAction;
use crate::app::host::clock;
use crate::app::problems::analysis::CheckedDocument;
use crate::app::run::masking;
use crate::app::run::view::{RunOrigin, RunView};
use crate::app::state::State;
use crate::app::state::document::DocumentAction;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;

/// The most states that one message tells of.
const MOST_STATES: usize = 500;
/// The most problems that are told.
const MOST_PROBLEMS: usize = 100;
/// The most requests that wait for the end of a run.
const MOST_WAITING: usize = 20;

/// What a request waits for.
#[derive(Clone, Copy)]
enum Until {
    /// The end of the run.
    End,
    /// That it is held, elsewhere than at this visit.
    Held(Option<VisitId>),
}

/// A request that is answered later.
pub(super) struct Waiting {
    id: Value,
    /// Where the answer goes.
    origin: String,
    /// Whether a run that is held is what it waits for, too.
    is_step: bool,
}

/// The page around, unless this page stands alone.
fn page_around() -> Option<Window> {
    let window = web_sys::window()?;
    let parent = window.parent().ok()??;
    (JsValue::from(&parent) != JsValue::from(&window)).then_some(parent)
}

/// Says something to the page around, as long as it is of that origin. An origin without a name can only be told by `*`: what is
/// said then reaches that page alone all the same, and holds nothing that its address does not hold.
fn say(message: &Value, origin: &str) {
    let Some(parent) = page_around() else { return };
    // Data crosses as text: numbers and the order of members stay as they are.
    let Ok(message) = js_sys::JSON::parse(&message.to_string()) else { return };
    let origin = if origin == "null" { "*" } else { origin };
    // A page that is gone hears nothing.
    let _ = parent.post_message(&message, origin);
}

impl Frame {
    /// Listens to the page around from now on, and says that it is there.
    pub(super) fn listen(self: &Rc<Self>) -> Option<EventListener> {
        let (frame, window) = (self.clone(), web_sys::window()?);
        let listener = EventListener::new(&window, "message", move |event| {
            if let Some(event) = event.dyn_ref::<MessageEvent>() {
                frame.hear(event);
            }
        });
        // Nobody is known yet who could be told more.
        say(&messages::event("ready", json!({ "version": VERSION })), "*");
        Some(listener)
    }

    fn hear(self: &Rc<Self>, event: &MessageEvent) {
        let source = Reflect::get(event, &"source".into()).unwrap_or_default();
        let is_around = page_around().is_some_and(|parent| JsValue::from(&parent) == source);
        let data = event.data();
        let is_meant = data.is_object() && Reflect::has(&data, &"aslPlayground".into()).unwrap_or_default();
        if !is_around || !is_meant {
            return;
        }
        let origin = event.origin();
        if !self.rate.borrow_mut().allows(clock::uptime()) {
            let id = Reflect::get(&data, &"id".into()).ok().and_then(|id| id.as_f64());
            let words = "wait before the next message".to_owned();
            return say(&messages::answer(&json!(id), Err((Refusal::TooManyRequests, words))), &origin);
        }
        let text = js_sys::JSON::stringify(&data).ok().and_then(|text| text.as_string());
        let Some(Message { id, request }) = text.and_then(|text| messages::read(&text)) else { return };
        self.listener.replace(Some(origin.clone()));
        let request = match request {
            Ok(request) => request,
            Err(refusal) => return say(&messages::answer(&id, Err(refusal)), &origin),
        };
        let frame = self.clone();
        spawn_local(async move {
            if let Some(answer) = frame.perform(request, &id, &origin).await {
                say(&messages::answer(&id, answer), &origin);
            }
        });
    }

    /// Does what is asked for; `None` if it is answered later.
    async fn perform(self: &Rc<Self>, request: Request, id: &Value, origin: &str) -> Option<Result<Value, Problem>> {
        Some(match request {
            Request::Hello => {
                let views: Vec<&str> = EmbedView::ALL.into_iter().map(|(_, word)| word).collect();
                Ok(json!({ "version": VERSION, "methods": METHODS, "views": views }))
            }
            Request::Load(opens) => self.load(opens).await,
            Request::Run(input) => {
                if let Some(refused) = self.begin(input).await {
                    return Some(Err(refused));
                }
                return self.wait(id, origin, Until::End);
            }
            Request::Step => {
                let before = self.commands.state();
                self.step(Go::Into);
                TimeoutFuture::new(0).await;
                if Self::plays(&before) {
                    return Some(Ok(self.stands()));
                }
                if !before.is_running()
                    && let Some(refused) = self.refused(&before).await
                {
                    return Some(Err(refused));
                }
                return self.wait(id, origin, Until::Held(before.controls.held.as_ref().map(|held| held.visit)));
            }
            Request::Stop => {
                self.stop();
                Ok(json!({}))
            }
            Request::Result { history } => self.result(history).await,
            Request::Show(choices) => {
                let next = with_choices(&self.chosen(), &choices);
                let state = (!next.state.is_empty()).then(|| next.state.as_str().into());
                let named = |name: &str| choices.iter().any(|(known, _)| known == name);
                if named("state") {
                    self.commands.dispatch(GraphAction::Point(CurrentState(state)));
                }
                if named("moment") {
                    self.go_to(next.moment);
                }
                let step = named("step").then_some(next.step);
                self.choose(next);
                match step {
                    Some(step) => self.show_step(step).await.map(|()| json!({})),
                    None => Ok(json!({})),
                }
            }
            Request::Link => self.link().await.map(|link| json!({ "link": link })),
        })
    }

    async fn load(self: &Rc<Self>, opens: Opens) -> Result<Value, Problem> {
        let found = given(opens).await?;
        let checked = self.open(found).await?;
        let run = self.commands.state().run;
        Ok(told_of(&checked, self.is_linked(&run)))
    }

    /// Starts a run; why there is none.
    async fn begin(self: &Rc<Self>, input: Option<String>) -> Option<Problem> {
        let before = self.commands.state();
        let is_held = before.is_running() && before.controls.held.is_some();
        if self.is_playing.get() || (before.is_running() && !is_held) {
            return Some((Refusal::Busy, "a run is in progress".to_owned()));
        }
        if let Some(input) = input {
            // The page around may, whatever the person may.
            self.commands.dispatch(ViewAction::Lock(false));
            self.commands.dispatch(DocumentAction::SetInput(input.into()));
            self.commands.dispatch(ViewAction::Lock(self.chosen().is_read_only));
            TimeoutFuture::new(0).await;
        }
        if is_held {
            self.commands.pause_or_continue();
            return None;
        }
        self.run();
        self.refused(&before).await
    }

    /// Why the run that was just asked for did not start; `None` if it did. `before` is how all stood then.
    async fn refused(&self, before: &State) -> Option<Problem> {
        let runs = |state: &State| (state.run.id, state.events.world.id);
        // What it takes may still be on its way.
        for _ in 0..300 {
            TimeoutFuture::new(10).await;
            let state = self.commands.state();
            if self.is_playing.get() || runs(&state) != runs(before) {
                return None;
            }
            if state.view.problems.refused.is_some() {
                let first = state.analysis.problems.iter().find(|one| one.severity == Severity::Error);
                let words = first.map_or_else(|| "it can't run".to_owned(), |one| one.message.to_string());
                return Some((Refusal::NotRunnable, words));
            }
        }
        Some((Refusal::NotRunnable, "there is nothing to run".to_owned()))
    }

    /// Has a request answered once the run has ended; at once if it has. A step ends where the run is held again.
    fn wait(&self, id: &Value, origin: &str, until: Until) -> Option<Result<Value, Problem>> {
        let state = self.commands.state();
        let is_over = !state.is_running() && !self.is_playing.get();
        let held = state.controls.held.as_ref().map(|held| held.visit);
        if is_over || matches!(until, Until::Held(before) if held.is_some() && before != held) {
            return Some(Ok(self.stands()));
        }
        let is_step = matches!(until, Until::Held(_));
        let mut waiting = self.waiting.borrow_mut();
        if waiting.len() >= MOST_WAITING {
            return Some(Err((Refusal::TooManyRequests, "too many requests are waiting for the run".to_owned())));
        }
        waiting.push(Waiting { id: id.clone(), origin: origin.to_owned(), is_step });
        None
    }

    /// How the run stands, with its history if that is wanted.
    async fn result(&self, history: bool) -> Result<Value, Problem> {
        let mut result = self.stands();
        let run = self.commands.state().run;
        if history && run.exists() {
            let recorded = RECORDED.load().await.map_err(not_loaded)?;
            let history = (recorded.to_share)(&run, &self.redactor())
                .and_then(|history| serde_json::from_str::<Value>(&history).ok())
                .ok_or_else(|| (Refusal::TooLarge, "the history is too large".to_owned()))?;
            put(&mut result, "history", history.get("events").cloned().unwrap_or(history));
        }
        Ok(result)
    }

    fn redactor(&self) -> Shared<Redactor> {
        let state = self.commands.state();
        masking::redactor(&state.connections, &state.run.connections, &self.commands.tokens().borrow())
    }

    /// How the run stands.
    fn stands(&self) -> Value {
        let state = self.commands.state();
        stands(&state, &self.redactor())
    }

    /// Tells the page around what happened since it was told last. `shown` is the run in the moment that is shown.
    pub(super) fn tell(&self, state: &State, shown: &RunView) {
        let mut told = self.told.get();
        if told.run != shown.id {
            // What came recorded did not happen here.
            let events = if shown.origin == RunOrigin::Here { 0 } else { shown.log.len() };
            told = Told { run: shown.id, events, ..Told::default() };
        }
        let goes_on = state.run.is_running() || self.is_playing.get() || state.events.world.is_running;
        if self.is_playing.get() && !told.is_live {
            told.events = 0;
        }
        let was_live = told.is_live || (goes_on && shown.exists()) || state.events.world.is_running;
        if was_live || shown.origin == RunOrigin::Here {
            self.tell_states(shown, &mut told);
        }
        let has_ended = !goes_on && (was_live || (shown.origin == RunOrigin::Here && self.told.get().run != shown.id));
        told.is_live = was_live && goes_on;
        let held = state.controls.held.as_ref().map(|held| held.visit);
        let is_held = held.is_some() && held != told.held;
        told.held = held;
        self.told.set(told);
        if has_ended && (state.run.has_ended() || state.events.world.exists()) {
            let stands = stands(state, &self.redactor());
            self.tell_event("done", &stands);
            self.settle(&stands, |_| true);
        } else if is_held {
            let stands = stands(state, &self.redactor());
            self.tell_event("held", &stands);
            self.settle(&stands, |waiting| waiting.is_step);
        }
    }

    fn tell_states(&self, shown: &RunView, told: &mut Told) {
        if shown.moment.is_some() && !self.is_playing.get() {
            // Somebody goes back in it.
            return;
        }
        let (states, skipped) = shown.log.read(|events| {
            let new = events.get(told.events..).unwrap_or_default();
            let states: Vec<Value> = new.iter().filter_map(state_event).collect();
            (states.iter().take(MOST_STATES).cloned().collect::<Vec<_>>(), states.len().saturating_sub(MOST_STATES))
        });
        told.events = shown.log.len();
        if !states.is_empty() {
            self.tell_event("states", &json!({ "states": states, "skipped": skipped }));
        }
    }

    /// Tells the page around that the person changed a text.
    pub(super) fn tell_changed(&self) {
        self.tell_event("changed", &json!({}));
    }

    fn tell_event(&self, name: &str, data: &Value) {
        if let Some(origin) = &*self.listener.borrow() {
            say(&messages::event(name, data.clone()), origin);
        }
    }

    /// Answers all that wait for a run that gives way to another document.
    pub(super) fn abandon(&self) {
        self.settle(&json!({ "status": "ABORTED" }), |_| true);
    }

    /// Answers those that wait and are `done`.
    fn settle(&self, result: &Value, done: impl Fn(&Waiting) -> bool) {
        let (settled, waiting): (Vec<_>, Vec<_>) = self.waiting.take().into_iter().partition(done);
        self.waiting.replace(waiting);
        for Waiting { id, origin, .. } in settled {
            say(&messages::answer(&id, Ok(result.clone())), &origin);
        }
    }
}

/// What is told of a document that was opened.
fn told_of(checked: &CheckedDocument, is_recorded: bool) -> Value {
    let analysis = &checked.analysis;
    let problems: Vec<Value> = analysis
        .problems
        .iter()
        .take(MOST_PROBLEMS)
        .map(|problem| {
            json!({
                "severity": problem.severity.word(),
                "code": problem.code.as_str(),
                "message": &*problem.message,
                "line": problem.line,
                "column": problem.column,
            })
        })
        .collect();
    let names = checked
        .machine
        .iter()
        .flat_map(|machine| machine.states().into_iter().map(|state| state.name.value.to_string()));
    json!({
        "isRunnable": !analysis.prevent_run() && (checked.machine.is_some() || analysis.system.is_some()),
        "states": names.collect::<Vec<_>>(),
        "problems": problems,
        "isRecorded": is_recorded,
    })
}

/// A state that was entered or left.
fn state_event(event: &Event) -> Option<Value> {
    let (what, name) = match &event.kind {
        EventKind::StateEntered { name, .. } => ("entered", name),
        EventKind::StateExited { name, .. } => ("exited", name),
        _ => return None,
    };
    Some(json!({ "type": what, "state": &**name, "time": event.at.to_string() }))
}

/// Puts a member into an object.
fn put(object: &mut Value, name: &str, member: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), member);
    }
}

/// How the run of the page stands, with masks in place of known secrets.
fn stands(state: &State, redactor: &Redactor) -> Value {
    let run = state.moment.map_or_else(|| (*state.run).clone(), |moment| state.run.back_at(moment));
    if state.events.world.exists() && !run.exists() {
        let word = if state.events.world.is_running { "RUNNING" } else { "QUIET" };
        return json!({ "status": word });
    }
    if !run.exists() {
        return json!({ "status": "NONE" });
    }
    let outcome = run.outcome.as_deref();
    let mut stands = json!({
        "status": outcome.map_or("RUNNING", Outcome::status),
        "isRecorded": run.origin == RunOrigin::Linked,
        "startDate": run.started.to_string(),
        "events": run.log.len(),
    });
    let held = state.controls.held.as_ref().map(|held| held.state.clone());
    let at = run.moment.as_ref().and_then(|_| run.rows.last().map(|row| row.name.clone()));
    if let Some(held) = held.or(at).filter(|_| outcome.is_none()) {
        put(&mut stands, "heldAt", json!(&*held));
    }
    let failed = |stands: &mut Value, error: &StateError| {
        put(stands, "error", json!(error.name()));
        put(stands, "cause", json!(error.cause.as_ref().map(|cause| redactor.known(cause).into_owned())));
    };
    match outcome {
        None => {}
        Some(Outcome::Succeeded(output)) => {
            let masked = redactor.value(output).to_json();
            put(&mut stands, "output", serde_json::from_str(&masked).unwrap_or(Value::Null));
        }
        Some(Outcome::Failed(error) | Outcome::TimedOut(error) | Outcome::Aborted(error)) => {
            failed(&mut stands, error);
        }
    }
    if outcome.is_some() {
        put(&mut stands, "stopDate", json!(run.latest.to_string()));
    }
    stands
}
