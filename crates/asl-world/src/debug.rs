//! Holding a world: step by step over what happens on the buses and in the executions, at breakpoints on states, and at errors. It
//! looks at what was logged; the world itself knows nothing of it.

use asl_sim::debug::{Breakpoints, Debugger, Go, Held, Why};

use crate::log::moment::Happening;
use crate::{DeliveryId, EventId, ExecutionId, World, WorldExecution};

/// Where a world is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// On the buses: the last thing that happened there, with its name; `None` before anything has.
    Buses(Option<(Subject, &'static str)>),
    /// In an execution.
    Execution(ExecutionId, Held),
}

/// What something on the buses is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An event.
    Event(EventId),
    /// A delivery.
    Delivery(DeliveryId),
}

/// Looks at a world step by step, and says when it is to be held.
///
/// [`Go::Into`] goes to whatever happens next, on the buses or as a state of an execution. [`Go::Over`] goes to what happens next on
/// the buses: executions go by. Held in an execution, it goes on beside the state there, as [`Go::Out`] goes around it, and both go
/// back to the buses once that execution is over.
#[derive(Debug, Default)]
pub struct WorldDebugger {
    breakpoints: Breakpoints,
    go: Go,
    /// How many entries of the log were looked at.
    seen: u32,
    /// Those of the executions, in their order.
    executions: Vec<Debugger>,
    /// The execution in which the last step was held.
    held_in: Option<ExecutionId>,
}

impl WorldDebugger {
    /// One that holds a world that begins at these breakpoints, and when it has gone so far.
    pub fn new(breakpoints: Breakpoints, go: Go) -> Self {
        Self { breakpoints, go, ..Self::default() }
    }

    /// Whether there is anything that it would hold a world for.
    pub fn is_needed(&self) -> bool {
        self.go != Go::On || !self.breakpoints.is_empty()
    }

    /// Other breakpoints from now on.
    pub fn set_breakpoints(&mut self, breakpoints: Breakpoints, world: &World) {
        self.catch_up_if_idle(world);
        for debugger in &mut self.executions {
            debugger.set_breakpoints(breakpoints.clone());
        }
        self.breakpoints = breakpoints;
    }

    /// How far the world is to go next.
    pub fn go(&mut self, go: Go, world: &World) {
        self.catch_up_if_idle(world);
        let held_in = self.held_in;
        for (id, debugger) in (0..).map(ExecutionId).zip(&mut self.executions) {
            let is_meant = !matches!(go, Go::Over | Go::Out) || held_in == Some(id);
            debugger.go(if is_meant { go.clone() } else { Go::On });
        }
        self.go = go;
    }

    /// Holds the world where it is, because somebody asked for it: in the execution that is looked at, if one is that goes on.
    pub fn hold(&mut self, world: &World, looked_at: Option<ExecutionId>) -> (Place, Why) {
        self.catch_up(world);
        let execution = looked_at.filter(|id| world.execution(*id).is_some_and(|execution| !execution.is_over()));
        let held = execution.and_then(|id| {
            let simulator = world.execution(id)?.simulator().try_borrow().ok()?;
            Some((id, self.executions.get_mut(id.0 as usize)?.hold(&simulator)))
        });
        match held {
            Some((id, held)) => self.stand(Place::Execution(id, held), Why::Asked),
            None => self.stand(Place::Buses(newest(world, 0)), Why::Asked),
        }
    }

    /// Looks at what was logged since the last look; says where and why the world is to be held, if it is.
    pub fn look(&mut self, world: &World) -> Option<(Place, Why)> {
        self.take_in(world);
        let mut found = None;
        for ((id, execution), debugger) in world.executions().zip(&mut self.executions) {
            let Ok(simulator) = execution.simulator().try_borrow() else { continue };
            let held = debugger.look(&simulator).map(|held| (id, held));
            found = found.or(held);
        }
        let from = std::mem::replace(&mut self.seen, world.log().entries());
        if let Some((id, held)) = found {
            let why = held.why.clone();
            return Some(self.stand(Place::Execution(id, held), why));
        }
        if from == self.seen {
            return None;
        }
        let why = self.why(world, from)?;
        Some(self.stand(Place::Buses(newest(world, from)), why))
    }

    /// Why the world is to be held for what was logged from there on, if it is.
    fn why(&self, world: &World, from: u32) -> Option<Why> {
        if self.breakpoints.errors {
            let failed = world.log().since(from).filter_map(|one| Some((one.order(), one.failure()?)));
            if let Some((_, error)) = failed.max_by_key(|(order, _)| *order) {
                return Some(Why::Failed(error));
            }
        }
        let is_over = |id| world.execution(id).is_none_or(WorldExecution::is_over);
        let stops = match self.go {
            Go::Into => true,
            Go::Over => self.held_in.is_none_or(is_over),
            Go::Out => self.held_in.is_some_and(is_over),
            Go::On | Go::To(_) => false,
        };
        stops.then_some(Why::Stepped)
    }

    fn stand(&mut self, place: Place, why: Why) -> (Place, Why) {
        self.held_in = match &place {
            Place::Execution(id, _) => Some(*id),
            Place::Buses(_) => None,
        };
        self.go = Go::On;
        self.executions.iter_mut().for_each(|debugger| debugger.go(Go::On));
        (place, why)
    }

    /// Whoever looks now for the first time is not told of what was before.
    fn catch_up_if_idle(&mut self, world: &World) {
        if !self.is_needed() {
            self.catch_up(world);
        }
    }

    fn catch_up(&mut self, world: &World) {
        self.take_in(world);
        self.seen = world.log().entries();
        for ((_, execution), debugger) in world.executions().zip(&mut self.executions) {
            if let Ok(simulator) = execution.simulator().try_borrow() {
                debugger.catch_up(&simulator);
            }
        }
    }

    /// Takes in executions that have begun since.
    fn take_in(&mut self, world: &World) {
        let go = match &self.go {
            go @ (Go::Into | Go::To(_)) => go.clone(),
            Go::On | Go::Over | Go::Out => Go::On,
        };
        let breakpoints = &self.breakpoints;
        self.executions.resize_with(world.executions().len(), || {
            let mut debugger = Debugger::default();
            debugger.set_breakpoints(breakpoints.clone());
            debugger.go(go.clone());
            debugger
        });
    }
}

/// What happened last on the buses, of what was logged from there on.
fn newest(world: &World, from: u32) -> Option<(Subject, &'static str)> {
    let newest = world.log().since(from).max_by_key(Happening::order)?;
    Some(match newest {
        Happening::Event(event) if event.outcome.is_err() => (Subject::Event(event.id), "EVENT_INGEST_FAILURE"),
        Happening::Event(event) => (Subject::Event(event.id), "EVENT_INGEST_SUCCESS"),
        Happening::Step(delivery, entry) => (Subject::Delivery(delivery.id), entry.step.name()),
    })
}
