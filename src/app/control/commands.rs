//! Holding a run from anywhere: pause, steps, breakpoints, the pace of time, and what is asked of calls.

use std::rc::Rc;

use asl_sim::debug::{Breakpoints, Go};
use asl_sim::host::Pace;
use asl_sim::{ActorId, Simulator, VisitId};
use asl_value::Value;
use gloo_timers::callback::Timeout;

use crate::app::run::control::{WhatIf, with, without};
use crate::app::run::runner::RunFrom;
use crate::app::run::state::RunAction;
use crate::app::state::commands::Commands;
use crate::app::state::document::DocumentAction;
use crate::app::state::events::EventsAction;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;

/// A key that holds a run or lets it go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ControlKey {
    /// Pause, or continue.
    Pause,
    /// A step into a container.
    Into,
    /// A step over it.
    Over,
    /// A step out of it.
    Out,
    /// A breakpoint on the current state, or none.
    Breakpoint,
}

impl Shared<Commands> {
    /// Does what the key is for.
    pub(crate) fn press(&self, key: ControlKey) {
        match key {
            ControlKey::Pause => self.pause_or_continue(),
            ControlKey::Into => self.step(Go::Into),
            ControlKey::Over => self.step(Go::Over),
            ControlKey::Out => self.step(Go::Out),
            ControlKey::Breakpoint => {
                let state = self.state();
                let picked = state.selection.visit.and_then(|visit| state.run.row(visit)).map(|row| row.name.clone());
                if let Some(name) = state.current.0.clone().or(picked) {
                    self.toggle_breakpoint(&name);
                }
            }
        }
    }

    /// Holds the run that goes on, or lets it go on.
    pub(crate) fn pause_or_continue(&self) {
        let state = self.state();
        match (&state.controls.held, state.is_running()) {
            (Some(_), _) => self.runner.go(Go::On),
            (None, true) => self.runner.pause(),
            (None, false) => {}
        }
    }

    /// Lets the run go on so far, from its newest moment; begins one that is held there if none goes on.
    pub(crate) fn step(&self, go: Go) {
        let state = self.state();
        if state.moment.is_some() {
            self.dispatch(RunAction::GoTo(None));
        }
        if state.events.world.moment.is_some() {
            self.dispatch(EventsAction::GoTo(None));
        }
        self.runner.go(go);
        if !state.is_running() {
            self.run();
        }
    }

    /// Goes on with the run that is shown, which failed, as RedriveExecution does.
    pub(crate) fn redrive(&self) {
        self.runner.redrive_next(self.state().run, Simulator::redrive);
        self.run();
    }

    /// Runs again from the state of a visit of the run that is shown, with its recorded input or another one.
    pub(crate) fn run_again(&self, actor: ActorId, visit: VisitId, input: Option<Value>) {
        let state = self.state();
        self.dispatch(ViewAction::Dialog(None));
        self.runner.begin_next_at(RunFrom {
            document: state.document,
            earlier: state.run,
            actor,
            visit,
            input,
            begin_at: Simulator::begin_at,
        });
        let commands = self.clone();
        // Once the dialog is gone: nothing is run behind one.
        Timeout::new(0, move || commands.run()).forget();
    }
}

impl Commands {
    /// Sets a breakpoint on a state, or takes it away; says so.
    pub(crate) fn toggle_breakpoint(&self, state: &Rc<str>) {
        let mut breakpoints = (*self.state().document.breakpoints).clone();
        let said = if breakpoints.states.remove(state) {
            format!("No breakpoint on {state}.")
        } else {
            breakpoints.states.insert(state.clone());
            format!("Breakpoint on {state}.")
        };
        self.set_breakpoints(breakpoints);
        self.dispatch(PageRequest::announce(said));
    }

    /// Holds runs at these places from now on.
    pub(crate) fn set_breakpoints(&self, breakpoints: Breakpoints) {
        self.runner.set_breakpoints(&breakpoints);
        self.dispatch(DocumentAction::SetBreakpoints(breakpoints));
    }

    /// Has the time of runs pass so from now on.
    pub(crate) fn set_pace(&self, pace: Pace) {
        self.runner.set_pace(Some(pace));
        self.dispatch(RunAction::Pace(Some(pace)));
    }

    /// Asks what if the calls of a state came to this, or asks nothing of it any more: in the run that goes on, or else in
    /// the next one.
    pub(crate) fn ask_what_if(&self, state: &Rc<str>, what_if: Option<WhatIf>) {
        let now = self.state();
        let said = match &what_if {
            Some(what_if) => format!("What if {state} comes to this: {}.", what_if.offer.title),
            None => format!("No what-if on {state}."),
        };
        let change = |all: &[WhatIf]| match what_if {
            Some(what_if) => with(all, what_if),
            None => without(all, state),
        };
        if now.is_running() {
            self.runner.set_what_ifs(change(&self.runner.what_ifs()));
        } else {
            self.dispatch(RunAction::WhatIf(change(&now.controls.what_ifs)));
        }
        self.dispatch(PageRequest::announce(said));
    }
}
