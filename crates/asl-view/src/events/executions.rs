//! The executions of a run of the buses as rows: how each stands, and the visits of its states where somebody looks at them.

use std::cell::RefCell;
use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_sim::{ActorId, Event, EventKind, Outcome, Simulator};
use asl_value::{SortedMap, SortedSet};
use asl_world::{DeliveryId, ExecutionId, ExecutionOrigin, World, WorldExecution};

use crate::outline::{Iteration, Outline};
use crate::replay::Replay;
use crate::rows::Rows;
use crate::timeline::RowStatus;

/// An execution with more states begins folded.
pub const MOST_UNFOLDED_STATES: usize = 20;
/// Where there are more executions, all of them begin folded.
pub const MOST_UNFOLDED_EXECUTIONS: usize = 5;

/// So many states of an execution are counted that is not read.
const MOST_COUNTED: usize = 64;

/// An execution.
#[derive(Debug)]
pub struct ExecutionRow {
    /// Which one it is.
    pub id: ExecutionId,
    /// The delivery that started it; `None` if the person did.
    pub delivery: Option<DeliveryId>,
    /// The name of its machine.
    pub name: Rc<str>,
    /// How it stands.
    pub status: RowStatus,
    /// When it began.
    pub entered: Timestamp,
    /// When it ended; `None` while it goes on.
    pub left: Option<Timestamp>,
    /// The error that it ended with.
    pub error: Option<Rc<str>>,
    /// Whether its states stand below it; `None` if it has none so far.
    pub unfolded: Option<bool>,
    /// How many states it has so far, where there are few executions: those that begin unfolded are known by it. No more are
    /// counted than some.
    pub counted: usize,
    /// Its states, where somebody looks at them.
    pub states: Option<States>,
}

/// The visits of the states of an execution.
#[derive(Debug)]
pub struct States {
    /// A row for each, in the order of entry.
    pub rows: Rows,
    /// Where they stand in branches and iterations.
    pub outline: Rc<RefCell<Outline>>,
}

/// What was folded and unfolded by hand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folds {
    /// Whether the states of an execution are to be seen.
    executions: SortedMap<ExecutionId, bool>,
    /// The branches and iterations of an execution that are not as they began.
    iterations: SortedMap<ExecutionId, SortedSet<Iteration>>,
}

impl Folds {
    /// Folds or unfolds an execution.
    pub fn set_execution(&mut self, id: ExecutionId, unfolded: bool) {
        self.executions.insert(id, unfolded);
    }

    /// Folds a branch or an iteration that was unfolded, or unfolds it.
    pub fn turn_iteration(&mut self, id: ExecutionId, iteration: Iteration) {
        let turned = self.iterations.get_or_default(id);
        if !turned.remove(&iteration) {
            turned.insert(iteration);
        }
    }

    /// The branches and iterations of an execution that are not as they began.
    pub(super) fn turned(&self, id: ExecutionId) -> SortedSet<Iteration> {
        self.iterations.get(&id).cloned().unwrap_or_default()
    }
}

/// What the logs of executions were read into, as far as they were looked at: the next picture reads on.
#[derive(Debug, Default)]
pub struct ExecutionReplays {
    known: Vec<Option<Known>>,
}

#[derive(Debug, Default)]
struct Known {
    replay: Replay,
    outline: Rc<RefCell<Outline>>,
}

impl ExecutionReplays {
    /// The states after these events, which are the beginning of `whole`, the log of that execution.
    fn states(&mut self, id: ExecutionId, events: &[Event]) -> States {
        let place = id.0 as usize;
        if self.known.len() <= place {
            self.known.resize_with(place + 1, || None);
        }
        let Some(known) = self.known.get_mut(place) else { return States::of(events) };
        let known = known.get_or_insert_default();
        let rows = known.replay.rows(events);
        // Nobody else reads it while a picture is made.
        if let Ok(mut outline) = known.outline.try_borrow_mut() {
            outline.read(&rows);
        }
        States { rows, outline: known.outline.clone() }
    }

    /// The executions of a world by their numbers, as they stood at `until` (now, if `None`); `None` for one that had not
    /// begun. The states are read of those that are unfolded, or of all with `reads_all`.
    pub fn read(
        &mut self,
        world: &World,
        until: Option<Timestamp>,
        folds: &Folds,
        reads_all: bool,
    ) -> Vec<Option<ExecutionRow>> {
        let executions = world.executions();
        let are_few = executions.len() <= MOST_UNFOLDED_EXECUTIONS;
        executions.map(|(id, one)| self.row(id, one, until, folds, reads_all, are_few)).collect()
    }

    fn row(
        &mut self,
        id: ExecutionId,
        execution: &WorldExecution,
        until: Option<Timestamp>,
        folds: &Folds,
        reads_all: bool,
        are_few: bool,
    ) -> Option<ExecutionRow> {
        // The world works in slices and never while a picture is made.
        let simulator = execution.simulator().try_borrow().ok()?;
        let whole = simulator.events();
        let events = until_then(whole, until);
        let entered = events.first()?.at;
        let outcome = simulator.outcome().filter(|_| events.len() == whole.len());
        let entries = || whole.iter().filter(|event| is_entry(event)).take(MOST_COUNTED).count();
        let counted = if are_few { entries() } else { 0 };
        let unfolded = events.iter().any(is_entry).then(|| {
            let chosen = folds.executions.get(&id).copied();
            chosen.unwrap_or(are_few && counted <= MOST_UNFOLDED_STATES)
        });
        let is_read = unfolded == Some(true) || (reads_all && unfolded.is_some());
        Some(ExecutionRow {
            id,
            delivery: match execution.origin() {
                ExecutionOrigin::Person => None,
                ExecutionOrigin::Delivery(delivery) => Some(delivery),
            },
            name: simulator.execution(ActorId::ROOT).machine_name().clone(),
            status: status_of(outcome),
            entered,
            left: outcome.and_then(|_| events.last()).map(|event| event.at),
            error: outcome.and_then(error_of),
            unfolded,
            counted,
            states: is_read.then(|| self.states(id, events)),
        })
    }
}

impl States {
    fn of(events: &[Event]) -> Self {
        let rows = crate::timeline::rows(events);
        let mut outline = Outline::default();
        outline.read(&rows);
        Self { rows, outline: Rc::new(RefCell::new(outline)) }
    }
}

/// The events that had happened by then.
fn until_then(events: &[Event], until: Option<Timestamp>) -> &[Event] {
    let Some(until) = until else { return events };
    events.get(..events.partition_point(|event| event.at <= until)).unwrap_or(events)
}

/// How many events of an execution, and of those that it started, had happened by then.
pub fn events_by(simulator: &Simulator, until: Timestamp) -> usize {
    let has_happened = |(actor, place): &(ActorId, usize)| {
        simulator.execution(*actor).events().get(*place).is_some_and(|event| event.at <= until)
    };
    simulator.order().places().take_while(has_happened).count()
}

fn is_entry(event: &Event) -> bool {
    matches!(event.kind, EventKind::StateEntered { .. })
}

fn status_of(outcome: Option<&Outcome>) -> RowStatus {
    match outcome {
        None => RowStatus::Running,
        Some(Outcome::Succeeded(_)) => RowStatus::Succeeded,
        Some(Outcome::Failed(_)) => RowStatus::Failed,
        Some(Outcome::TimedOut(_)) => RowStatus::TimedOut,
        Some(Outcome::Aborted(_)) => RowStatus::Aborted,
    }
}

fn error_of(outcome: &Outcome) -> Option<Rc<str>> {
    match outcome {
        Outcome::Succeeded(_) => None,
        Outcome::Failed(error) | Outcome::TimedOut(error) | Outcome::Aborted(error) => error.name.clone(),
    }
}
