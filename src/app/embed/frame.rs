//! What an embedded playground knows beside the page's state: what was chosen, what it was given, and who waits for what.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use asl_share::embed::Embedding;
use asl_share::messages::Rate;
use asl_sim::VisitId;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::messages::Waiting;
use super::opening::{Found, Problem, guide_at, in_address, not_loaded};
use super::playing::{Player, next_step};
use crate::app::chunks::{RECORDED, SHARE, complete};
use crate::app::graph::drawing::CurrentState;
use crate::app::graph::state::GraphAction;
use crate::app::host::{clock, location};
use crate::app::lesson::state::LessonAction;
use crate::app::problems::analysis::{CheckedDocument, check};
use crate::app::run::state::RunAction;
use crate::app::run::view::{RunOrigin, RunView};
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::document::DocumentAction;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;

/// What an embedded playground knows beside the state.
pub(super) struct Frame {
    pub(super) commands: Shared<Commands>,
    /// What the address and the page around chose, as it is now.
    chosen: RefCell<Embedding>,
    set_chosen: UseStateSetter<Embedding>,
    /// What is wrong with what was to be opened.
    set_problem: UseStateSetter<Option<Rc<str>>>,
    /// Whether a recorded run is played.
    pub(super) is_playing: Cell<bool>,
    set_playing: UseStateSetter<bool>,
    player: Rc<Player>,
    /// What stands for the document in an address, as long as nobody changed it; empty if nothing does.
    address: RefCell<String>,
    /// The run that came with the document, which its address holds, too.
    linked_run: Cell<u32>,
    /// The origin that is told what happens: that of the page around, once it has said something.
    pub(super) listener: RefCell<Option<String>>,
    pub(super) rate: RefCell<Rate>,
    pub(super) waiting: RefCell<Vec<Waiting>>,
    /// What was told of the run.
    pub(super) told: Cell<Told>,
}

/// What the page around was told of a run.
#[derive(Clone, Copy, Default)]
pub(super) struct Told {
    /// The number of the run.
    pub(super) run: u32,
    /// How many of its events.
    pub(super) events: usize,
    /// Whether it goes on, or is played.
    pub(super) is_live: bool,
    /// The visit that it is held at.
    pub(super) held: Option<VisitId>,
}

impl PartialEq for Frame {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Frame {
    pub(super) fn new(
        commands: Shared<Commands>,
        chosen: &UseStateHandle<Embedding>,
        problem: &UseStateHandle<Option<Rc<str>>>,
        playing: &UseStateHandle<bool>,
    ) -> Self {
        Self {
            commands,
            chosen: RefCell::new((**chosen).clone()),
            set_chosen: chosen.setter(),
            set_problem: problem.setter(),
            is_playing: Cell::new(false),
            set_playing: playing.setter(),
            player: Rc::default(),
            address: RefCell::default(),
            linked_run: Cell::default(),
            listener: RefCell::default(),
            rate: RefCell::new(Rate::new(clock::uptime())),
            waiting: RefCell::default(),
            told: Cell::default(),
        }
    }

    /// What was chosen.
    pub(super) fn chosen(&self) -> Embedding {
        self.chosen.borrow().clone()
    }

    /// Other choices from now on.
    pub(super) fn choose(&self, next: Embedding) {
        self.chosen.replace(next.clone());
        self.set_chosen.set(next);
    }

    /// Opens what the address of the page names.
    pub(super) fn open_address(self: &Rc<Self>) {
        let fragment = location::fragment();
        self.choose(Embedding::of_fragment(&fragment));
        let frame = self.clone();
        spawn_local(async move {
            let problem = match in_address(&fragment).await {
                Ok(Some(found)) => frame.open(found).await.err(),
                Ok(None) => None,
                Err(problem) => Some(problem),
            };
            if let Some((_, words)) = problem {
                frame.set_problem.set(Some(words.into()));
            }
        });
    }

    /// Opens a document in place of the present one, with its run on stage; gives what was found in it.
    pub(super) async fn open(self: &Rc<Self>, found: Found) -> Result<CheckedDocument, Problem> {
        let Found { mut document, shown, run, address } = found;
        let step = self.chosen().step;
        if step.is_some() && document.lesson.is_empty() {
            document.lesson = guide_at(&address).await?;
        }
        self.stop_playing();
        self.set_problem.set(None);
        self.address.replace(address);
        self.linked_run.set(0);
        self.abandon();
        self.commands.open(document);
        self.go_to_step(step);
        // Once the state knows it.
        TimeoutFuture::new(0).await;
        let look = || {
            let State { document, connections, .. } = self.commands.state();
            check(&document, &connections)
        };
        let checked = complete(look).await.map_err(not_loaded)?;
        if !run.is_empty() {
            let recorded = RECORDED.load().await.map_err(not_loaded)?;
            if let Err(why) = (recorded.open_shared)(&self.commands, &run) {
                self.set_problem.set(Some(format!("the recorded run can't be read: {why}").into()));
            }
            TimeoutFuture::new(0).await;
            self.linked_run.set(self.commands.state().run.id);
        }
        let chosen = self.chosen();
        let state = if chosen.state.is_empty() { shown.state } else { chosen.state.as_str().into() };
        if !state.is_empty() {
            self.commands.dispatch(GraphAction::Point(CurrentState(Some(state))));
        }
        self.go_to(chosen.moment);
        Ok(checked)
    }

    /// Shows another step of the lesson, from 1. That of an example comes with the first one.
    pub(super) async fn show_step(&self, step: Option<usize>) -> Result<(), Problem> {
        let address = self.address.borrow().clone();
        if step.is_some() && self.commands.state().document.lesson.is_empty() {
            let guide = guide_at(&address).await?;
            // Another document may be open by now.
            if !guide.is_empty() && *self.address.borrow() == address {
                self.commands.dispatch(ViewAction::Lock(false));
                self.commands.dispatch(DocumentAction::SetGuide(guide));
                self.commands.dispatch(ViewAction::Lock(self.chosen().is_read_only));
            }
        }
        self.go_to_step(step);
        Ok(())
    }

    fn go_to_step(&self, step: Option<usize>) {
        if let Some(step) = step {
            let done = self.commands.state().lesson.done.clone();
            self.commands.dispatch(LessonAction::At(step.saturating_sub(1), done));
        }
    }

    /// Shows a moment of the run that is on stage, if it has ended; `None` is its end.
    pub(super) fn go_to(&self, moment: Option<usize>) {
        let run = self.commands.state().run;
        if run.has_ended() {
            let moment = moment.map(|moment| moment.max(1)).filter(|moment| *moment < run.total_events());
            self.commands.dispatch(RunAction::GoTo(moment));
        }
    }

    /// Whether the run on stage came with the document, and is one of what stands there now: then it is played in place of a new one.
    pub(super) fn plays(state: &State) -> bool {
        state.run.origin == RunOrigin::Linked && state.run.is_of(&state.document)
    }

    /// Runs the document, or plays the run that came with it.
    pub(super) fn run(self: &Rc<Self>) {
        let state = self.commands.state();
        if Self::plays(&state) {
            self.set_is_playing(true);
            let frame = self.clone();
            self.player.play(&state.run, &self.commands, move || frame.set_is_playing(false));
        } else {
            self.commands.run();
        }
    }

    /// One step further in the run, or the first of one.
    pub(super) fn step(&self, go: asl_sim::debug::Go) {
        let state = self.commands.state();
        if Self::plays(&state) {
            self.stop_playing();
            self.go_to(next_step(&state.run, state.moment));
        } else {
            self.commands.step(go);
        }
    }

    /// Ends the run, or the playing of one.
    pub(super) fn stop(&self) {
        self.stop_playing();
        self.commands.stop();
    }

    fn stop_playing(&self) {
        self.player.stop();
        self.set_is_playing(false);
    }

    fn set_is_playing(&self, is_playing: bool) {
        if self.is_playing.replace(is_playing) != is_playing {
            self.set_playing.set(is_playing);
        }
    }

    /// The whole page with what is shown here; without a document the whole page as it begins.
    pub(super) async fn link(&self) -> Result<String, Problem> {
        let folder = location::folder().unwrap_or_default();
        let state = self.commands.state();
        let address = self.address.borrow().clone();
        if !state.document.edited && !address.is_empty() {
            return Ok(format!("{folder}#{address}"));
        }
        if state.document.is_blank() {
            return Ok(folder);
        }
        let share = SHARE.load().await.map_err(not_loaded)?;
        let fragment = (share.fragment)(&state);
        let words = || (asl_share::messages::Refusal::TooLarge, "no link can hold so much".to_owned());
        fragment.map(|fragment| format!("{folder}#{fragment}")).ok_or_else(words)
    }

    /// The run that is told of: the one on stage.
    pub(super) fn is_linked(&self, run: &RunView) -> bool {
        run.exists() && run.id == self.linked_run.get()
    }
}
