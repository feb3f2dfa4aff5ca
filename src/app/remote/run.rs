//! An execution that goes on elsewhere, in the views of a run here.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use asl_http::relay::machine_name;
use asl_remote::{Children, Client, History, NAME_PREFIX, Problem, is_own};
use asl_sim::debug::{Breakpoints, Go};
use asl_sim::{EffectId, Identity, Outcome, Runnable, Simulator, Start, history};
use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::dialog::Failure;
use super::transport::PageTransport;
use crate::app::host::location;
use crate::app::run::pending_tasks::PendingTasks;
use crate::app::run::runner::OtherRun;
use crate::app::run::state::RunAction;
use crate::app::run::view::{RunOrigin, RunView};
use crate::app::state::commands::Commands;
use crate::app::state::document::Document;
use crate::app::state::events::EventsAction;
use crate::app::state::notice::Notice;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;

/// How long is waited between two looks at a history, in milliseconds: at first, and at most. AWS allows 5 reads of histories a
/// second in most regions (Service quotas, "API throttling").
const WAITS: [u32; 2] = [400, 3_000];
/// A history of so many events is looked at a millisecond later.
const EVENTS_A_MILLI: usize = 8;
/// The most child executions whose histories are read.
const MOST_CHILDREN: usize = 200;
/// After so many calls that failed one after the other the page gives up.
const MOST_FAILURES: u32 = 4;

/// An execution there.
struct Remote {
    id: u32,
    arn: Rc<str>,
    client: Client<PageTransport>,
    machine: Rc<Runnable>,
    document: Shared<Document>,
    commands: Shared<Commands>,
    pending: PendingTasks,
    /// This very one, for what it has done later.
    own: Weak<Self>,
    /// What is said as long as nothing answers.
    lost: RefCell<Option<Notice>>,
    /// Whether the execution was asked to stop.
    is_stopped: Cell<bool>,
    /// Whether it is over, or out of sight.
    is_over: Cell<bool>,
}

/// Puts the execution of the machine in `document` on stage, and follows it until it ends.
///
/// # Errors
///
/// Why its beginning cannot be read; what comes later is said on the page.
pub(super) async fn follow(
    commands: &Shared<Commands>,
    client: Client<PageTransport>,
    arn: Rc<str>,
    document: Shared<Document>,
) -> Result<(), Failure> {
    let read = document.read();
    let machine = read.machine.as_ref().map(Runnable::compile).and_then(Result::ok);
    let machine = machine.ok_or_else(|| Failure::Page("The definition of this document can't be read.".into()))?;
    let mut known = History::default();
    // The first event may be a moment late.
    for _ in 0..=MOST_FAILURES {
        client.read_on(&arn, &mut known).await.map_err(Failure::Call)?;
        if !known.is_empty() {
            break;
        }
        TimeoutFuture::new(WAITS[0]).await;
    }
    let remote = Rc::new_cyclic(|own| Remote {
        id: commands.runner.next_id(),
        arn,
        client,
        machine,
        document,
        commands: commands.clone(),
        pending: PendingTasks::new(|_| ()),
        own: own.clone(),
        lost: RefCell::default(),
        is_stopped: Cell::default(),
        is_over: Cell::new(known.has_end()),
    });
    let view = if known.has_end() { remote.last_view(&known).await } else { remote.view(&known, false) };
    let view = view.map_err(Failure::Page)?;
    if commands.state().events.world.exists() {
        commands.dispatch(EventsAction::Forget);
    }
    let outcome = view.outcome.clone();
    if outcome.is_none() {
        commands.runner.hand_over(remote.clone());
    }
    commands.dispatch(RunAction::Started(view));
    if let Some(outcome) = outcome {
        remote.tell_end(&outcome);
    } else {
        commands.dispatch(PageRequest::announce("The execution runs there."));
        spawn_local(async move { remote.watch(known).await });
    }
    Ok(())
}

impl Remote {
    /// The picture of what is known; `is_whole` says that nothing comes any more.
    fn view(&self, known: &History, is_whole: bool) -> Result<RunView, Rc<str>> {
        let read = history::read_open(&known.to_text(), &self.machine)
            .map_err(|why| Rc::from(format!("The history can't be read: {why}.")))?;
        let start = Start { identity: Identity::of_arn(&self.arn), ..Start::default() };
        let record = if is_whole { Simulator::recorded } else { Simulator::recorded_so_far };
        Ok(self.view_of(record(self.machine.clone(), start, read.events)))
    }

    fn view_of(&self, simulator: Simulator) -> RunView {
        let shared = Rc::new(RefCell::new(simulator));
        let view = RunView::new(self.id, self.document.definition.clone(), &shared, &shared.borrow(), &Rc::default());
        RunView {
            choice: Rc::new(self.document.settings.template.clone()),
            mocks: Rc::new(RefCell::new(self.document.mocks.clone())),
            origin: RunOrigin::Remote,
            ..view
        }
    }

    /// The picture of an execution that has ended, with the child executions of its Distributed Maps.
    async fn last_view(&self, known: &History) -> Result<RunView, Rc<str>> {
        if !known.has_map_runs() {
            return self.view(known, true);
        }
        if let Some(simulator) = self.family(known).await {
            return Ok(self.view_of(simulator));
        }
        self.commands.dispatch(PageRequest::announce("The child executions there can't be read."));
        self.view(known, true)
    }

    async fn family(&self, known: &History) -> Option<Simulator> {
        let mut all = vec![(self.arn.to_string(), known.clone())];
        let Children { arns, total } = self.client.children(&self.arn, MOST_CHILDREN).await.ok()?;
        if total > arns.len() {
            let said = format!("{total} child executions ran there. Only the newest {} are shown.", arns.len());
            self.commands.dispatch(ViewAction::Notice(Some(Notice::NotDone(said))));
        }
        for child in arns {
            let mut history = History::default();
            self.client.read_on(&child, &mut history).await.ok()?;
            all.push((child, history));
        }
        let text = History::family_text(all.iter().map(|(arn, history)| (arn.as_str(), history)));
        let machines = [self.machine.clone()];
        let read = history::read_all(&text, &machines).ok()?;
        history::family(read, &machines).map(|family| family.simulator)
    }

    /// Follows the execution to its end.
    async fn watch(&self, mut known: History) {
        let (mut wait, mut failures, mut is_missing, mut outcome) = (WAITS[0], 0, false, None);
        while !known.has_end() {
            // A long history takes a while to be read each time.
            TimeoutFuture::new(wait.max(u32::try_from(known.len() / EVENTS_A_MILLI).unwrap_or(WAITS[1]))).await;
            if self.commands.state().run.id != self.id {
                // Something else is on stage: what is looked at there later has the whole history.
                self.is_over.set(true);
                self.tell_back();
                return;
            }
            let before = known.len();
            match self.read_on(&mut known, &mut is_missing).await {
                Ok(()) => {
                    failures = 0;
                    self.tell_back();
                }
                Err(problem) => {
                    failures += 1;
                    if failures == MOST_FAILURES {
                        return self.lose(
                            &known,
                            &problem.explain(self.client.transport().place(), &location::origin()).headline,
                        );
                    }
                    if failures == 1 {
                        self.tell_lost(&problem);
                    }
                }
            }
            if is_missing {
                return self.lose(&known, "The execution has ended, and its history has no end.");
            }
            wait = if known.len() > before { WAITS[0] } else { (wait * 3 / 2).min(WAITS[1]) };
            if known.len() > before {
                let view = if known.has_end() { self.last_view(&known).await } else { self.view(&known, false) };
                match view {
                    Ok(view) => {
                        outcome.clone_from(&view.outcome);
                        self.commands.dispatch(RunAction::Progressed(view));
                    }
                    Err(why) => return self.lose(&known, &why),
                }
            }
        }
        self.is_over.set(true);
        if let Some(outcome) = outcome {
            self.tell_end(&outcome);
        }
    }

    /// Reads on. Where nothing is new, it asks whether the execution has ended all the same.
    async fn read_on(&self, known: &mut History, is_missing: &mut bool) -> Result<(), Problem> {
        let before = known.len();
        self.client.read_on(&self.arn, known).await?;
        if known.len() == before && !self.client.execution(&self.arn).await?.is_running() {
            known.rewind();
            self.client.read_on(&self.arn, known).await?;
            *is_missing = !known.has_end();
        }
        Ok(())
    }

    /// Ends what is shown here; there it may go on.
    fn lose(&self, known: &History, why: &str) {
        self.is_over.set(true);
        if let Ok(view) = self.view(known, true) {
            self.commands.dispatch(RunAction::Progressed(view));
        }
        let said = format!("The page no longer follows the execution. {why} It may still run there: {}", self.arn);
        self.commands.dispatch(ViewAction::Notice(Some(Notice::NotDone(said))));
    }

    /// Says that what is shown is no longer what is there.
    fn tell_lost(&self, problem: &Problem) {
        let said = if problem.is_lost_connection() {
            "Connection lost, trying again. The execution continues there.".to_owned()
        } else {
            let told = problem.explain(self.client.transport().place(), &location::origin());
            format!("The execution there can't be read, trying again. {}", told.headline)
        };
        let notice = Notice::NotDone(said);
        self.lost.replace(Some(notice.clone()));
        self.commands.dispatch(ViewAction::Notice(Some(notice)));
    }

    /// Takes back what was said of the connection, unless something else is said by now.
    fn tell_back(&self) {
        if let Some(notice) = self.lost.take()
            && self.commands.state().view.notice == Some(notice)
        {
            self.commands.dispatch(ViewAction::Notice(None));
        }
    }

    fn tell_end(&self, outcome: &Outcome) {
        self.commands.dispatch(PageRequest::announce(format!("The execution there has ended: {}.", outcome.status())));
    }
}

impl OtherRun for Remote {
    fn stop(&self) -> bool {
        if self.is_over.get() {
            return true;
        }
        if self.is_stopped.replace(true) {
            return false;
        }
        if !machine_name(&self.arn).is_some_and(is_own) {
            self.is_stopped.set(false);
            let said = format!(
                "The execution was not stopped: the page stops only those of state machines whose name begins with {NAME_PREFIX}."
            );
            self.commands.dispatch(ViewAction::Notice(Some(Notice::NotDone(said))));
            return false;
        }
        let Some(own) = self.own.upgrade() else { return true };
        spawn_local(async move {
            if let Err(problem) = own.client.stop(&own.arn).await {
                own.is_stopped.set(false);
                let said = if problem.is_lost_connection() {
                    format!(
                        "The connection is lost, so the request to stop has no answer. The execution may still run there: {}. Press Stop again once the connection is back.",
                        own.arn
                    )
                } else {
                    let told = problem.explain(own.client.transport().place(), &location::origin());
                    format!("The execution was not stopped. {} It still runs there: {}", told.headline, own.arn)
                };
                own.commands.dispatch(ViewAction::Notice(Some(Notice::NotDone(said))));
            }
        });
        false
    }

    fn leave(&self) {
        if self.is_over.replace(true) {
            return;
        }
        let said =
            format!("The execution still runs there: {}. Run on AWS, in the Edit menu, opens it again.", self.arn);
        let commands = self.commands.clone();
        // What comes in its place takes away what was said before.
        let say = move || commands.dispatch(ViewAction::Notice(Some(Notice::NotDone(said))));
        Timeout::new(0, say).forget();
    }

    fn heartbeat(&self, _id: EffectId) {}

    fn pending(&self) -> &PendingTasks {
        &self.pending
    }

    fn go(&self, _go: &Go) -> bool {
        false
    }

    fn set_breakpoints(&self, _breakpoints: &Breakpoints) {}

    fn publish(self: Rc<Self>) {}
}
