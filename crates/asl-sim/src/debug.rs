//! Holding a run: breakpoints on states and on errors, steps into and over containers, and the state to run to. It looks at
//! what was logged; the run itself knows nothing of it.

use std::rc::Rc;

use super::Simulator;
use super::event::{Event, EventKind, VisitId, Within};
use super::execution::ActorId;
use asl_value::SortedSet;

/// Where a run is to be held each time it comes there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breakpoints {
    /// The states: the run is held when it has entered one and has done nothing of its work.
    pub states: SortedSet<Rc<str>>,
    /// Whether it is held when an attempt or an expression has failed: what Retry or Catch make of it is logged with it.
    pub errors: bool,
}

impl Breakpoints {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.states.is_empty() && !self.errors
    }
}

/// How far a run goes that is let go on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Go {
    /// Until a breakpoint.
    #[default]
    On,
    /// Until any state is entered, also in a branch, an iteration, or a child execution.
    Into,
    /// Until a state is entered beside the one where it is held, or around that: what goes on inside of it goes by.
    Over,
    /// Until a state is entered around the container in which it is held.
    Out,
    /// Until that state is entered.
    To(Rc<str>),
}

/// Why a run is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Somebody asked for it.
    Asked,
    /// A step has ended.
    Stepped,
    /// A state has a breakpoint.
    Breakpoint,
    /// It came to the state that it was to run to.
    Arrived,
    /// An attempt or an expression failed, with the name of the error.
    Failed(Rc<str>),
}

/// Where a run is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Why.
    pub why: Why,
    /// The execution whose event it was.
    pub actor: ActorId,
    /// The visit of the state there; 0 before the first.
    pub visit: VisitId,
    /// The name of the state; empty before the first.
    pub state: Rc<str>,
}

/// A place in the nesting of a run: an execution, and the branch or iteration in it.
type Place = (ActorId, Option<Within>);

/// Looks at a run step by step, and says when it is to be held.
#[derive(Debug, Default)]
pub struct Debugger {
    breakpoints: Breakpoints,
    go: Go,
    /// How many events of all executions were looked at.
    seen: usize,
    /// Where the last step was held: its own place first, then those around it.
    around: Vec<Place>,
}

impl Debugger {
    /// Whether there is anything that it would hold a run for.
    pub fn is_needed(&self) -> bool {
        self.go != Go::On || !self.breakpoints.is_empty()
    }

    /// The breakpoints.
    pub fn breakpoints(&self) -> &Breakpoints {
        &self.breakpoints
    }

    /// Other breakpoints from now on.
    pub fn set_breakpoints(&mut self, breakpoints: Breakpoints) {
        self.breakpoints = breakpoints;
    }

    /// How far the run is to go next.
    pub fn go(&mut self, go: Go) {
        self.go = go;
    }

    /// Whoever looks now for the first time is not told of what was before.
    pub fn catch_up(&mut self, simulator: &Simulator) {
        self.seen = simulator.order().len();
    }

    /// Holds the run where it is, because somebody asked for it.
    pub fn hold(&mut self, simulator: &Simulator) -> Held {
        self.catch_up(simulator);
        let actor = simulator.moment(self.seen).newest();
        let events = simulator.execution(actor).events();
        let visit = events.last().map(|event| event.visit).unwrap_or_default();
        self.stand(simulator, actor, visit, Why::Asked)
    }

    /// Looks at what was logged since the last look; says where the run is to be held, if it is.
    pub fn look(&mut self, simulator: &Simulator) -> Option<Held> {
        let from = std::mem::replace(&mut self.seen, simulator.order().len());
        if from == self.seen {
            return None;
        }
        let mut newest: Vec<(ActorId, usize)> = Vec::new();
        for actor in simulator.order().since(from) {
            match newest.iter_mut().find(|(known, _)| *known == actor) {
                Some((_, count)) => *count += 1,
                None => newest.push((actor, 1)),
            }
        }
        for (actor, count) in newest {
            let events = simulator.execution(actor).events();
            for event in events.get(events.len().saturating_sub(count)..).unwrap_or_default() {
                if let Some(why) = self.why(actor, event) {
                    return Some(self.stand(simulator, actor, event.visit, why));
                }
            }
        }
        None
    }

    /// Why the run is to be held at the event, if it is.
    fn why(&self, actor: ActorId, event: &Event) -> Option<Why> {
        let EventKind::StateEntered { name, within, .. } = &event.kind else {
            let failure = event.kind.failure().filter(|_| self.breakpoints.errors);
            return failure.map(|error| Why::Failed(error.name().into()));
        };
        if self.breakpoints.states.contains(name) {
            return Some(Why::Breakpoint);
        }
        let here = (actor, *within);
        match &self.go {
            Go::On => None,
            Go::Into => Some(Why::Stepped),
            // A step over nothing is a step to the first state.
            Go::Over => (self.around.is_empty() || self.around.contains(&here)).then_some(Why::Stepped),
            Go::Out => self.around.iter().skip(1).any(|place| *place == here).then_some(Why::Stepped),
            Go::To(state) => (state == name).then_some(Why::Arrived),
        }
    }

    fn stand(&mut self, simulator: &Simulator, actor: ActorId, visit: VisitId, why: Why) -> Held {
        self.go = Go::On;
        self.around = places(simulator, actor, visit);
        let events = simulator.execution(actor).events();
        let state = entered(events, visit).map(|(name, _)| name).unwrap_or_default();
        Held { why, actor, visit, state }
    }
}

/// The name of the state that a visit is of, and where it stands.
fn entered(events: &[Event], visit: VisitId) -> Option<(Rc<str>, Option<Within>)> {
    events.iter().rev().filter(|event| event.visit == visit).find_map(|event| match &event.kind {
        EventKind::StateEntered { name, within, .. } => Some((name.clone(), *within)),
        _ => None,
    })
}

/// The place of a visit, and those around it: containers, and the Maps and Tasks that have started its execution.
fn places(simulator: &Simulator, mut actor: ActorId, mut visit: VisitId) -> Vec<Place> {
    let mut places = Vec::new();
    loop {
        let execution = simulator.execution(actor);
        let within = entered(execution.events(), visit).and_then(|(_, within)| within);
        places.push((actor, within));
        if let Some(within) = within {
            visit = within.visit;
            continue;
        }
        let map_run = execution.map_run().and_then(|index| simulator.map_runs().get(index));
        match (map_run, execution.started_by()) {
            (Some(map_run), _) => (actor, visit) = (map_run.execution(), map_run.visit()),
            (None, Some(by)) => (actor, visit) = (by.actor, by.visit),
            (None, None) => return places,
        }
    }
}
