//! A line of states that is being worked through: the machine's own, a branch, an iteration.

use std::rc::Rc;

use super::distributed::map_run::MapRunId;
use super::effect::{Completion, EffectId};
use super::event::{EventId, Stage, VisitId};
use super::execution::ActorId;
use super::runnable::{ScopeIndex, StateIndex};
use super::simulator::CallLimits;
use super::states::join::{Join, Starting};
use super::variables::Variables;
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_value::Value;

/// The number of a thread among those of a simulator.
pub(super) type ThreadId = usize;

/// One line of states and where it stands.
#[derive(Debug)]
pub(super) struct Thread {
    pub(super) id: ThreadId,
    /// The execution that it belongs to.
    pub(super) actor: ActorId,
    /// The Parallel or Map that waits for it, and its number there.
    pub(super) parent: Option<(ThreadId, u32)>,
    pub(super) scope: ScopeIndex,
    pub(super) state: StateIndex,
    /// The raw input of the state.
    pub(super) input: Value,
    /// The event that the next one follows from.
    pub(super) last: EventId,
    pub(super) phase: Phase,
    pub(super) variables: Variables,
    /// The item that the thread, or one around it, works on.
    pub(super) item: Option<Rc<Item>>,
    pub(super) visit: ActiveVisit,
    /// How many states it has entered.
    pub(super) entered: u32,
}

impl Thread {
    /// A thread that is about to enter a state, with no input yet.
    pub(super) fn entering(id: ThreadId, actor: ActorId, scope: ScopeIndex, state: StateIndex) -> Self {
        Self {
            id,
            actor,
            parent: None,
            scope,
            state,
            input: Value::Null,
            last: EventId(0),
            phase: Phase::Entering,
            variables: Variables::default(),
            item: None,
            visit: ActiveVisit::default(),
            entered: 0,
        }
    }
}

/// The visit of the state that a thread is in.
#[derive(Debug, Default)]
pub(super) struct ActiveVisit {
    pub(super) id: VisitId,
    /// The `…StateEntered` event.
    pub(super) entered: EventId,
    pub(super) entered_at: Timestamp,
    /// How often each retrier was used.
    pub(super) retries: Vec<u32>,
    /// How many retries there were.
    pub(super) attempt: u32,
    /// The stages of the data in this attempt.
    pub(super) stages: Vec<Stage>,
    /// The event that the one followed from which logged that the state failed, if it logged that.
    pub(super) stood: Option<EventId>,
    /// The time limits of the call that it waits for.
    pub(super) call: CallLimits,
}

/// Where a thread stands in its state.
#[derive(Debug)]
pub(super) enum Phase {
    /// About to enter the state.
    Entering,
    /// In a Wait.
    Waiting,
    /// The Wait is over.
    Waited,
    /// A Task waits for its answer.
    Calling(EffectId),
    /// A Task waits for the end of an execution that it has started.
    Nested(ActorId),
    /// The answer is there.
    Answered(Box<Completion>),
    /// A Task's time is over.
    TimedOut,
    /// Between two attempts.
    BackingOff,
    /// About to do its work, again or for the first time.
    Retrying,
    /// The result is there, and logged; the output is not.
    Concluding(Value),
    /// The error is there, and logged; what the catcher makes of it is not.
    Catching(StateError),
    /// About to start more iterations.
    Starting(Box<Starting>),
    /// Waiting for branches or iterations.
    Joining(Box<Join>),
    /// Waiting for the child executions of a Map Run.
    Mapping(MapRunId),
    /// Too many of them have failed.
    Breached(MapRunId),
}

/// The item of a Map that an iteration works on.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) index: u32,
    pub(super) value: Value,
}
