//! Starts and stops runs, and publishes their progress to the page.

use asl_value::SortedSet;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_document::TemplateChoice;
use asl_functions::Function;
use asl_http::Connections;
use asl_http::endpoint::Endpoint;
use asl_http::oauth::Tokens;
use asl_http::relay::RelaySetting;
use asl_jsonata::Slice;
use asl_lang::WorkflowType;
use asl_sim::debug::{Breakpoints, Go};
use asl_sim::host::{Pace, drive_watched};
use asl_sim::mock::Mocks;
use asl_sim::{
    Access, ActorId, EffectId, Identity, Limits, Machines, MapRun, NotRedriven, Runnable, Simulator, Start, VisitId,
};
use asl_value::Value;
use asl_view::graph::Children;
use asl_view::replay::Replays;
use futures_util::future::{AbortHandle, abortable};
use gloo_render::{AnimationFrame, request_animation_frame};
use wasm_bindgen_futures::spawn_local;
use yew::UseReducerDispatcher;

use super::control::{Control, WhatIf, held_in_words};
use super::functions::{Functions, HostGate};
use super::page_host::PageHost;
use super::pending_tasks::{Answer, PendingTasks};
use super::state::RunAction;
use super::view::RunView;
use crate::app::host::clock;
use crate::app::host::evaluator::Evaluator;
use crate::app::state::State;
use crate::app::state::document::Document;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;

/// What is run, and with what.
pub(crate) struct RunSpec<'a> {
    /// The machine of the document.
    pub(crate) machine: Rc<Runnable>,
    /// The input of the execution.
    pub(crate) input: Value,
    /// The function that is invoked alone: the machine is only its frame.
    pub(crate) function: Option<Rc<str>>,
    /// Calls whose answers are made up.
    pub(crate) what_ifs: Rc<[WhatIf]>,
    /// All else.
    pub(crate) setting: Setting<'a>,
}

/// What a run is given, whatever it runs.
pub(crate) struct Setting<'a> {
    /// Answers that take the place of calls.
    pub(crate) mocks: Mocks,
    /// The connections of the tab.
    pub(crate) connections: Connections,
    /// The relay of the tab, if one is used.
    pub(crate) relay: Option<RelaySetting>,
    /// The type of the machine.
    pub(crate) workflow: WorkflowType,
    /// The machines that its Tasks can start.
    pub(crate) machines: Machines,
    /// The Lambda functions that they can call.
    pub(crate) functions: Rc<[Function]>,
    /// What the roles of the machines allow; `None`: everything.
    pub(crate) access: Option<Rc<dyn Access>>,
    /// The document, for its files, its settings and its text.
    pub(crate) document: &'a Document,
}

/// A run that is about to begin.
pub(crate) struct Prepared {
    /// Its number among the runs of the page.
    pub(crate) id: u32,
    /// The world that it runs in.
    pub(crate) host: PageHost,
    /// Where it waits for the person.
    pub(crate) pending: Rc<PendingTasks>,
    /// What an execution is started with, but for its input.
    pub(crate) start: Start,
    /// How its time passes.
    pub(crate) pace: Pace,
    /// The connections that it begins with.
    pub(crate) connections: Shared<Connections>,
    /// What holds it and lets it go on.
    pub(crate) control: Rc<Control>,
    /// How far it goes before it is held.
    pub(crate) first: Go,
}

/// A run that somebody else drives.
pub(crate) trait OtherRun {
    /// Ends it: nothing that it asked for is waited for. Says whether it is over: it may end elsewhere, and later.
    fn stop(&self) -> bool;
    /// Something else comes in its place: it ends, unless it is none of the page's.
    fn leave(&self) {
        self.stop();
    }
    /// Notes a heartbeat of whoever works on an effect.
    fn heartbeat(&self, id: EffectId);
    /// The Tasks that wait for a person.
    fn pending(&self) -> &PendingTasks;
    /// Lets it go on so far; says whether it goes on at all.
    fn go(&self, go: &Go) -> bool;
    /// It has other breakpoints from now on.
    fn set_breakpoints(&self, breakpoints: &Breakpoints);
    /// Makes a picture of it.
    fn publish(self: Rc<Self>);
}

/// Where a run begins: at a visit of an earlier one.
pub(crate) struct RunFrom {
    /// The document that it is meant for: another one begins at its start.
    pub(crate) document: Shared<Document>,
    /// The earlier run.
    pub(crate) earlier: Shared<RunView>,
    /// The execution in it.
    pub(crate) actor: ActorId,
    /// The visit in that.
    pub(crate) visit: VisitId,
    /// Another input than the recorded one.
    pub(crate) input: Option<Value>,
    /// [`Simulator::begin_at`], which only the chunk has that asks for it.
    pub(crate) begin_at: BeginAt,
}

/// Has a run that has not begun begin at a visit of an earlier one.
pub(crate) type BeginAt = fn(&mut Simulator, &Simulator, ActorId, VisitId, Option<Value>) -> bool;
/// Has a run that failed go on.
pub(crate) type Redrive = fn(&mut Simulator, Timestamp) -> Result<(), NotRedriven>;

/// Runs one machine at a time.
#[derive(Default)]
pub(crate) struct Runner {
    count: Cell<u32>,
    active: RefCell<Option<Active>>,
    other: RefCell<Option<Rc<dyn OtherRun>>>,
    /// Access tokens, in memory alone: they outlive a run, not the page.
    tokens: Rc<RefCell<Tokens>>,
    /// The origins that answered a call since the page was opened.
    answered: Rc<RefCell<SortedSet<String>>>,
    /// The origins that the code of the document from a link may call.
    agreed: Rc<RefCell<SortedSet<Rc<str>>>>,
    evaluator: Rc<Evaluator>,
    control: Rc<Control>,
    /// How far the next run goes before it is held.
    first: RefCell<Go>,
    /// The run that the next one goes on with.
    redrives: RefCell<Option<(Shared<RunView>, Redrive)>>,
    /// Where the next run begins, if not at the start.
    from: RefCell<Option<RunFrom>>,
    /// Whose input and mocks the next run has, if not the document's.
    given: RefCell<Option<Rc<str>>>,
}

/// The run that goes on.
struct Active {
    publisher: Rc<Publisher>,
    pending: Rc<PendingTasks>,
    abort: AbortHandle,
}

impl Runner {
    /// Whether the origin of `url` answered a call since the page was opened.
    pub(crate) fn has_answered(&self, url: &str) -> bool {
        Endpoint::parse(url).is_some_and(|endpoint| self.answered.borrow().contains(&*endpoint.origin))
    }

    /// Prepares a run; one that goes on is stopped first.
    pub(crate) fn prepare(
        &self,
        dispatcher: &UseReducerDispatcher<State>,
        setting: Setting<'_>,
        what_ifs: Rc<[WhatIf]>,
    ) -> Prepared {
        self.leave();
        let Setting { mocks, connections, relay, workflow, machines, functions, access, document } = setting;
        let settings = &document.settings;
        let id = self.next_id();
        let execution_name = match &*settings.execution_name {
            "" => format!("run-{id}").into(),
            _ => settings.execution_name.clone(),
        };
        let express = workflow == WorkflowType::Express;
        let express_id = express.then(|| clock::uuid().into());
        let identity = Identity { execution_name, express, express_id, ..Identity::default() };
        let pending = Rc::new(PendingTasks::new({
            let dispatcher = dispatcher.clone();
            move |tasks| dispatcher.dispatch(RunAction::Pending(id, tasks).into())
        }));
        let known = Shared::new(connections.clone());
        let host = PageHost::new(connections, identity.region.clone())
            .with_mocks(mocks)
            .with_relay(relay)
            .with_tokens(self.tokens.clone())
            .with_answered(self.answered.clone())
            .with_pending_tasks(pending.clone())
            .with_evaluator(self.evaluator.clone())
            .with_functions(self.functions(dispatcher, functions, document));
        let limits = Limits { reported: settings.report_limits, ..Limits::default() };
        let (files, machines) = (Rc::new(document.s3_files()), Rc::new(machines));
        let start = Start { identity, seed: clock::random(), limits, files, machines, access, ..Start::default() };
        let pace = if settings.skip_waits { Pace::Skip } else { Pace::Real };
        let (control, first) = (self.control.clone(), self.first.take());
        control.begin((*document.breakpoints).clone(), first.clone(), what_ifs, {
            let dispatcher = dispatcher.clone();
            Box::new(move |held| {
                if let Some(held) = &held {
                    dispatcher.dispatch(PageRequest::announce(held_in_words(held)).into());
                }
                dispatcher.dispatch(RunAction::Held(id, held).into());
            })
        });
        let host = host.at_pace(pace).with_control(control.clone());
        Prepared { id, host, pending, start, pace, connections: known, control, first }
    }

    /// The functions that a run of `document` can call.
    fn functions(
        &self,
        dispatcher: &UseReducerDispatcher<State>,
        list: Rc<[Function]>,
        document: &Document,
    ) -> Option<Functions> {
        if list.is_empty() {
            return None;
        }
        let gate = document.is_from_link().then(|| HostGate::new(&list, self.agreed.clone(), dispatcher.clone()));
        Some(Functions::new(list, gate.map(Rc::new)).with_cold_start(document.settings.cold_start_ms))
    }

    /// Forgets which hosts the person agreed to: they are asked anew about another document.
    pub(crate) fn forget_hosts(&self) {
        self.agreed.borrow_mut().clear();
    }

    /// The number of the next run.
    pub(crate) fn next_id(&self) -> u32 {
        let id = self.count.get().wrapping_add(1).max(1);
        self.count.set(id);
        id
    }

    /// Lets somebody else drive the run that goes on from now on.
    pub(crate) fn hand_over(&self, other: Rc<dyn OtherRun>) {
        self.other.replace(Some(other));
    }

    /// Starts a run; one that goes on is stopped first.
    pub(crate) fn start(&self, dispatcher: &UseReducerDispatcher<State>, spec: RunSpec<'_>) {
        let RunSpec { machine, input, function, what_ifs, setting } = spec;
        let document = setting.document;
        let Prepared { id, host, pending, start, pace, connections, control, .. } =
            self.prepare(dispatcher, setting, what_ifs);
        let start = Start { input, ..start };
        let settings = &document.settings;
        let redriven = self.redrives.take().filter(|(run, redrive)| {
            let simulator = run.log.simulator().and_then(|simulator| simulator.try_borrow_mut().ok());
            simulator.is_some_and(|mut simulator| redrive(&mut simulator, clock::now()).is_ok())
        });
        let redriven = redriven.map(|(run, _)| run);
        let simulator = redriven.as_ref().and_then(|run| run.log.simulator().cloned()).unwrap_or_else(|| {
            let mut simulator = Simulator::new(machine, start, clock::now());
            if let Some(from) = self.from.take().filter(|from| *from.document == *document) {
                let RunFrom { earlier, actor, visit, input, begin_at, .. } = from;
                // A state that is gone by now leaves the beginning where it is.
                let _ = earlier.log.with(|earlier| begin_at(&mut simulator, earlier, actor, visit, input));
            }
            simulator.defer(Slice::FRAME);
            Rc::new(RefCell::new(simulator))
        });
        // AWS goes on with the definition that the execution began with.
        let (definition, choice) = match &redriven {
            Some(run) => (run.definition.clone(), run.choice.clone()),
            None => (document.definition.clone(), Rc::new(settings.template.clone())),
        };
        let publisher = Rc::new(Publisher {
            id,
            control: control.clone(),
            definition,
            choice,
            function,
            connections,
            mocks: Rc::new(RefCell::new(document.mocks.clone())),
            given: self.given.take(),
            simulator: simulator.clone(),
            children: Rc::default(),
            replays: Rc::default(),
            dispatcher: dispatcher.clone(),
            frame: RefCell::default(),
            published_at: Cell::default(),
            cost: Cell::default(),
            measuring: RefCell::default(),
        });
        let begun = publisher.view(&simulator.borrow());
        let (run, abort) = abortable({
            let publisher = publisher.clone();
            async move {
                let progress = |simulator: &Simulator| {
                    host.note_progress(simulator.longest_line());
                    host.note_time(simulator.now());
                    publisher.progress(simulator);
                };
                drive_watched(&simulator, &host, pace, &*control, progress).await;
            }
        });
        self.active.replace(Some(Active { publisher, pending, abort }));
        // Before the page knows of it, so that the run does not wait for it to be drawn.
        spawn_local(async move {
            // An error says that the run was stopped, which `stop` has dealt with.
            let _ = run.await;
        });
        dispatcher.dispatch(RunAction::Started(begun).into());
    }

    /// Hands in a person's answer to a Task that waits for it.
    pub(crate) fn answer(&self, id: EffectId, answer: Answer) {
        if let Some(other) = self.other.borrow().as_ref() {
            return other.pending().answer(id, answer);
        }
        if let Some(active) = self.active.borrow().as_ref() {
            active.pending.answer(id, answer);
        }
    }

    /// Sends a heartbeat on behalf of a Task that waits for an answer: `HeartbeatSeconds` begins anew.
    pub(crate) fn heartbeat(&self, id: EffectId) {
        if let Some(other) = self.other.borrow().as_ref() {
            other.heartbeat(id);
            return other.pending().note_heartbeat(id);
        }
        let active = self.active.borrow();
        let Some(Active { publisher, pending, .. }) = active.as_ref() else { return };
        // The driver works in slices and is between two of them while the page handles an event.
        if let Ok(mut simulator) = publisher.simulator.try_borrow_mut() {
            simulator.heartbeat(id, self.control.clock().at(clock::now()));
        }
        pending.note_heartbeat(id);
    }

    /// Holds the run that goes on.
    pub(crate) fn pause(&self) {
        self.control.pause();
    }

    /// Lets the run that goes on go so far; if none does, that is for the next one.
    pub(crate) fn go(&self, go: Go) {
        if let Some(other) = self.other.borrow().as_ref() {
            if !other.go(&go) {
                self.first.replace(go);
            }
            return;
        }
        let active = self.active.borrow();
        match active.as_ref().and_then(|active| active.publisher.simulator.try_borrow().ok()) {
            Some(simulator) if simulator.outcome().is_none() => self.control.go(go, &simulator),
            _ => _ = self.first.replace(go),
        }
    }

    /// Has the next run go on with this one, which failed, by [`Simulator::redrive`], which only the chunk has that asks for it.
    pub(crate) fn redrive_next(&self, run: Shared<RunView>, redrive: Redrive) {
        self.redrives.replace(Some((run, redrive)));
    }

    /// The next run has the input and the mocks of somebody else than the document, and says of whom.
    pub(crate) fn begin_next_for(&self, given: &str) {
        self.given.replace(Some(given.into()));
    }

    /// Has the next run begin there.
    pub(crate) fn begin_next_at(&self, from: RunFrom) {
        self.from.replace(Some(from));
    }

    /// The run that goes on has other breakpoints from now on.
    pub(crate) fn set_breakpoints(&self, breakpoints: &Breakpoints) {
        if let Some(other) = self.other.borrow().as_ref() {
            return other.set_breakpoints(breakpoints);
        }
        let active = self.active.borrow();
        if let Some(simulator) = active.as_ref().and_then(|active| active.publisher.simulator.try_borrow().ok()) {
            self.control.set_breakpoints(breakpoints.clone(), &simulator);
        }
    }

    /// Time passes in another way from now on.
    pub(crate) fn set_pace(&self, pace: Option<Pace>) {
        self.control.set_pace(pace);
    }

    /// What is asked of the run that goes on.
    pub(crate) fn what_ifs(&self) -> Rc<[WhatIf]> {
        self.control.what_ifs()
    }

    /// Asks other things of the run that goes on.
    pub(crate) fn set_what_ifs(&self, what_ifs: Rc<[WhatIf]>) {
        self.control.set_what_ifs(what_ifs);
        if let Some(other) = self.other.borrow().as_ref() {
            other.clone().publish();
        }
        if let Some(active) = self.active.borrow().as_ref() {
            active.publisher.publish();
        }
    }

    /// The tokens that were fetched since the page was opened.
    pub(crate) fn tokens(&self) -> Rc<RefCell<Tokens>> {
        self.tokens.clone()
    }

    /// Makes room for something else: a run of the page stops, one that goes on elsewhere is only left.
    pub(crate) fn leave(&self) {
        match self.other.take() {
            Some(other) => other.leave(),
            None => self.stop(),
        }
    }

    /// Stops the run that goes on, if any: nothing it asked for is waited for.
    pub(crate) fn stop(&self) {
        let other = self.other.borrow().clone();
        if let Some(other) = other {
            if other.stop() {
                self.other.replace(None);
            }
            return;
        }
        let Some(Active { publisher, pending, abort }) = self.active.take() else { return };
        abort.abort();
        pending.close();
        // The driver works in slices and is between two of them while the page handles an event.
        if let Ok(mut simulator) = publisher.simulator.try_borrow_mut() {
            simulator.stop(StateError::of(None, None), self.control.clock().at(clock::now()));
        }
        publisher.publish();
    }
}

/// The time between two pictures of a run, in milliseconds: of a short log, and of one that takes longer to draw.
const PUBLISH_MILLIS: [i64; 2] = [30, 150];
/// Of the time, this part goes into pictures of a run at most: between two of them so many times as long passes as one takes.
const COST_TIMES: f64 = 3.0;
/// No picture of a run waits longer than this for the one before, in milliseconds.
const LONGEST_WAIT: f64 = 500.0;
/// From this many events or child executions on, a log is long.
const LONG_LOG: usize = 1_000;

/// Publishes the progress of a run to the page, between two frames and not too often.
struct Publisher {
    id: u32,
    control: Rc<Control>,
    definition: Rc<str>,
    choice: Rc<TemplateChoice>,
    function: Option<Rc<str>>,
    connections: Shared<Connections>,
    mocks: Rc<RefCell<Rc<str>>>,
    given: Option<Rc<str>>,
    simulator: Rc<RefCell<Simulator>>,
    children: Rc<RefCell<Children>>,
    replays: Rc<RefCell<Replays>>,
    dispatcher: UseReducerDispatcher<State>,
    frame: RefCell<Option<AnimationFrame>>,
    /// When the progress was published last.
    published_at: Cell<Timestamp>,
    /// How long the page took to draw the last picture, in milliseconds.
    cost: Cell<f64>,
    /// Measures that.
    measuring: RefCell<Option<AnimationFrame>>,
}

impl Publisher {
    fn progress(self: &Rc<Self>, simulator: &Simulator) {
        if simulator.outcome().is_some() {
            self.frame.replace(None);
            self.dispatcher.dispatch(RunAction::Progressed(self.view(simulator)).into());
        } else if self.frame.borrow().is_none() {
            self.publish_soon();
        }
    }

    /// Publishes at the next frame that is due.
    fn publish_soon(self: &Rc<Self>) {
        let publisher = self.clone();
        let frame =
            request_animation_frame(
                move |_| if publisher.is_due() { publisher.publish() } else { publisher.publish_soon() },
            );
        self.frame.replace(Some(frame));
    }

    fn is_due(&self) -> bool {
        let long = self.simulator.try_borrow().is_ok_and(|simulator| {
            let children = |map_run: &MapRun| map_run.children().len();
            simulator.events().len() >= LONG_LOG || simulator.map_runs().iter().map(children).sum::<usize>() >= LONG_LOG
        });
        let [short_wait, long_wait] = PUBLISH_MILLIS;
        #[expect(clippy::cast_possible_truncation, reason = "at most half a second")]
        let for_cost = (COST_TIMES * self.cost.get()).clamp(0.0, LONGEST_WAIT) as i64;
        let wait = if long { long_wait } else { short_wait }.max(for_cost);
        clock::now().millis_since(self.published_at.get()) >= wait
    }

    fn publish(self: &Rc<Self>) {
        self.frame.replace(None);
        self.published_at.set(clock::now());
        if let Ok(simulator) = self.simulator.try_borrow() {
            self.dispatcher.dispatch(RunAction::Progressed(self.view(&simulator)).into());
            self.measure();
        }
    }

    /// Measures how long it takes until the browser is at its next frame.
    fn measure(self: &Rc<Self>) {
        let (began, publisher) = (clock::uptime(), Rc::downgrade(self));
        let frame = request_animation_frame(move |_| {
            if let Some(publisher) = publisher.upgrade() {
                publisher.cost.set(clock::uptime() - began);
            }
        });
        self.measuring.replace(Some(frame));
    }

    fn view(&self, simulator: &Simulator) -> RunView {
        RunView {
            choice: self.choice.clone(),
            function: self.function.clone(),
            connections: self.connections.clone(),
            mocks: self.mocks.clone(),
            given: self.given.clone(),
            children: self.children.clone(),
            clock: self.control.clock(),
            what_ifs: self.control.what_ifs(),
            ..RunView::new(self.id, self.definition.clone(), &self.simulator, simulator, &self.replays)
        }
    }
}
