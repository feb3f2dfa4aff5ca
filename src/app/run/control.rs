//! What holds a run and lets it go on: pause, steps, breakpoints, the pace of its time, and the calls whose answers are
//! made up. The runner and its host share one for all runs of the page.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use asl_sim::Simulator;
use asl_sim::debug::{Breakpoints, Debugger, Go, Held, Why};
use asl_sim::host::{Clock, Pace, Watch};
use asl_sim::what_if::{HttpWhatIf, Offer};

use super::page_host::Nudge;

/// What the page shows of that.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Controls {
    /// Where the run is held, if it is.
    pub(crate) held: Option<Held>,
    /// How the time of runs passes, if that was chosen on this page; otherwise as the settings say.
    pub(crate) pace: Option<Pace>,
    /// What is asked of the next run.
    pub(crate) what_ifs: Rc<[WhatIf]>,
}

/// A question: what if the calls of a state came to this?
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WhatIf {
    /// The state.
    pub(crate) state: Rc<str>,
    /// What its calls come to.
    pub(crate) offer: Offer,
    /// Whether only the next call does; all calls of the run do otherwise.
    pub(crate) once: bool,
}

/// Where the menu opens, in pixels of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct MenuPlace {
    /// From the left.
    pub(crate) x: i32,
    /// From the top.
    pub(crate) y: i32,
}

impl WhatIf {
    /// In a few letters: a status, or a sign for what has none.
    pub(crate) fn sign(&self) -> Rc<str> {
        match HttpWhatIf::find(&self.offer.id) {
            Some(known) => known.id().into(),
            None => "error".into(),
        }
    }
}

/// Those of `all` and `what_if`, which takes the place of another one of its state.
pub(crate) fn with(all: &[WhatIf], what_if: WhatIf) -> Rc<[WhatIf]> {
    without(all, &what_if.state).iter().cloned().chain([what_if]).collect()
}

/// Those of `all` that are not of that state.
pub(crate) fn without(all: &[WhatIf], state: &str) -> Rc<[WhatIf]> {
    all.iter().filter(|known| *known.state != *state).cloned().collect()
}

/// Where a run is held, and why: `Paused at Call: breakpoint.`
pub(crate) fn held_in_words(held: &Held) -> String {
    let place = if held.state.is_empty() { "before the first state".to_owned() } else { format!("at {}", held.state) };
    format!("Paused {place}: {}.", why_in_words(&held.why))
}

/// Why a run is held.
pub(crate) fn why_in_words(why: &Why) -> String {
    match why {
        Why::Asked => "asked to pause".to_owned(),
        Why::Stepped => "step".to_owned(),
        Why::Breakpoint => "breakpoint".to_owned(),
        Why::Arrived => "run to here".to_owned(),
        Why::Failed(error) => error.to_string(),
    }
}

/// Holds a run and lets it go on.
#[derive(Default)]
pub(crate) struct Control {
    debugger: RefCell<Debugger>,
    held: RefCell<Option<Held>>,
    is_asked: Cell<bool>,
    pace: Cell<Option<Pace>>,
    clock: Cell<Clock>,
    changed: Nudge,
    released: Nudge,
    what_ifs: RefCell<Rc<[WhatIf]>>,
    /// The states whose single call was answered.
    spent: RefCell<Vec<Rc<str>>>,
    tell: RefCell<Option<Tell>>,
}

/// Hears where the run is held.
type Tell = Box<dyn Fn(Option<Held>)>;

impl Control {
    /// Begins to watch another run, which goes on as far as `go` says; `tell` hears where it is held.
    pub(super) fn begin(&self, breakpoints: Breakpoints, go: Go, what_ifs: Rc<[WhatIf]>, tell: Tell) {
        let mut debugger = Debugger::default();
        debugger.set_breakpoints(breakpoints);
        debugger.go(go);
        self.debugger.replace(debugger);
        self.held.take();
        self.is_asked.set(false);
        self.clock.take();
        self.what_ifs.replace(what_ifs);
        self.spent.take();
        self.tell.replace(Some(tell));
    }

    /// How the time of the run passes.
    pub(crate) fn clock(&self) -> Clock {
        self.clock.get()
    }

    /// What is asked of the run.
    pub(crate) fn what_ifs(&self) -> Rc<[WhatIf]> {
        self.what_ifs.borrow().clone()
    }

    /// Asks other things of the run.
    pub(super) fn set_what_ifs(&self, what_ifs: Rc<[WhatIf]>) {
        let is_known = |spent: &Rc<str>| what_ifs.iter().any(|one| one.state == *spent);
        self.spent
            .borrow_mut()
            .retain(|spent| is_known(spent) && self.what_ifs.borrow().iter().any(|one| one.state == *spent));
        self.what_ifs.replace(what_ifs);
    }

    /// What the next call of that state is to come to.
    pub(super) fn what_if(&self, state: &Rc<str>) -> Option<WhatIf> {
        let asked = self.what_ifs.borrow().iter().find(|known| known.state == *state).cloned()?;
        if asked.once {
            if self.spent.borrow().contains(state) {
                return None;
            }
            self.spent.borrow_mut().push(state.clone());
        }
        Some(asked)
    }

    /// Holds the run as soon as it comes to itself.
    pub(super) fn pause(&self) {
        self.is_asked.set(true);
        self.changed.give();
    }

    /// Lets the run go on so far.
    pub(super) fn go(&self, go: Go, simulator: &Simulator) {
        self.change(simulator, |debugger| debugger.go(go));
        self.release();
    }

    /// Has other breakpoints from now on.
    pub(super) fn set_breakpoints(&self, breakpoints: Breakpoints, simulator: &Simulator) {
        self.change(simulator, |debugger| debugger.set_breakpoints(breakpoints));
    }

    /// Has time pass in another way from now on.
    pub(super) fn set_pace(&self, pace: Option<Pace>) {
        self.pace.set(pace);
        self.changed.give();
    }

    fn change(&self, simulator: &Simulator, change: impl FnOnce(&mut Debugger)) {
        let mut debugger = self.debugger.borrow_mut();
        if !debugger.is_needed() {
            debugger.catch_up(simulator);
        }
        change(&mut debugger);
    }

    /// How the time of a run passes that began with that pace.
    pub(crate) fn pace_or(&self, begun_with: Pace) -> Pace {
        self.pace.get().unwrap_or(begun_with)
    }

    /// Whether the run is held.
    pub(crate) fn is_holding(&self) -> bool {
        self.held.borrow().is_some()
    }

    /// Whether somebody has asked to hold the run since the last call.
    pub(crate) fn take_asked(&self) -> bool {
        self.is_asked.take()
    }

    /// Holds the run no more.
    pub(crate) fn release(&self) {
        if self.held.take().is_some() {
            self.say(None);
            self.released.give();
        }
    }

    /// Comes back when the run is held no more.
    pub(crate) async fn released(&self) {
        while self.is_holding() {
            self.released.given().await;
        }
    }

    /// Comes back when the run is to be held, or its time is to pass in another way.
    pub(crate) async fn changed(&self) {
        self.changed.given().await;
    }

    /// Takes note of how the time of the run passes.
    pub(crate) fn set_clock(&self, clock: Clock) {
        self.clock.set(clock);
    }

    /// Holds the run there.
    pub(crate) fn hold(&self, held: Held) {
        self.held.replace(Some(held.clone()));
        self.say(Some(held));
    }

    fn say(&self, held: Option<Held>) {
        if let Some(tell) = self.tell.borrow().as_ref() {
            tell(held);
        }
    }
}

impl Watch<Simulator> for Control {
    fn pace(&self, begun_with: Pace) -> Pace {
        self.pace_or(begun_with)
    }

    fn looks(&self) -> bool {
        self.debugger.borrow().is_needed()
    }

    fn look(&self, simulator: &mut Simulator) -> bool {
        let held = self.debugger.borrow_mut().look(simulator);
        let Some(held) = held else { return false };
        self.hold(held);
        true
    }

    fn holds(&self, simulator: &mut Simulator) -> bool {
        simulator.enter_apart(self.looks());
        if self.take_asked() && !self.is_holding() && simulator.outcome().is_none() {
            let held = self.debugger.borrow_mut().hold(simulator);
            self.hold(held);
        }
        self.is_holding()
    }

    async fn let_go(&self) {
        self.released().await;
    }

    async fn changed(&self) {
        self.changed().await;
    }

    fn note_clock(&self, clock: Clock) {
        self.set_clock(clock);
    }
}
