//! The simulator: it holds the actors of a simulation (today the executions of a machine) on one clock, with one stream
//! of effects and one seed.
//!
//! ```text
//! advance ──▶ scheduler ──▶ a thread ──▶ stepping ──▶ states ──▶ recording (the history of the thread's execution)
//!    ▲                                                  │
//!    │ wake_at · resume · evaluated                     ▼
//!   Host ◀────────────── take_effects · take_cancelled ◀── outbox
//! ```
//!
//! - `scheduler`: the clock, which thread runs next, timers, who waits for which effect. `threads`: where threads are kept
//!   and how they begin. `outbox`: effects on their way out.
//! - `stepping`: a thread enters a state, works, leaves. `recording`: events into logs. `calls`: effects, their answers and
//!   time limits. `deferred`: expressions that are evaluated elsewhere.
//! - `redrive`: an execution that failed goes on. `failure`: Retry and Catch. `joining`: branches and iterations that end. `children`: Map Runs and their child
//!   executions. `nested`: executions that Tasks start of other machines. `ending`: the end of an execution.
//!
//! An actor is known by its [`ActorId`]: threads belong to one, effects name the one that asked. What is not an execution
//! (the delivery of an event, the invocation of a function) can be given a number, threads and effects in the same way.

mod calls;
mod children;
mod deferred;
mod ending;
mod failure;
mod joining;
pub(crate) mod map_runs;
mod nested;
mod outbox;
mod recording;
pub(crate) mod redrive;
pub(crate) mod scheduler;
mod stepping;
mod threads;

pub(crate) use calls::CallLimits;
pub(crate) use failure::error_output;

use asl_value::SortedSet;
use std::cell::RefCell;
use std::rc::Rc;

use self::outbox::Outbox;
use self::scheduler::Scheduler;
use self::threads::Threads;
use crate::access::{AccessQuestion, Calling};
use crate::distributed::{Files, MapRun};
use crate::effect::{Effect, EffectId};
use crate::environment::StateEnvironment;
use crate::event::{Event, EventKind};
use crate::execution::{ActorId, Execution, Executions};
use crate::limits::{Exceeded, Limits};
use crate::memory::Memory;
use crate::moment::{Moment, Order};
use crate::runnable::{Runnable, StateCode};
use crate::start::{Outcome, Progress, Start};
use crate::thread::Thread;
use asl_aws::state_error::{StateError, TIMEOUT};
use asl_aws::time::Timestamp;
use asl_jsonata::Deferral;
use asl_value::Value;

/// A simulation of the execution of a machine, with the child executions that it starts: give it time and answers, take
/// events and effects.
///
/// It does nothing by itself. [`Simulator::advance`] works until there is nothing to do at this time; then
/// [`Simulator::take_effects`] and [`Simulator::wake_at`] say what it waits for.
pub struct Simulator {
    pub(crate) executions: Executions,
    pub(crate) map_runs: Vec<MapRun>,
    /// What Distributed Maps wrote.
    pub(crate) written: Files,
    pub(crate) exceeded: Vec<Exceeded>,
    /// What the histories take.
    pub(crate) memory: Memory,
    pub(crate) order: Order,
    /// Whether a state is entered in one step and worked on in the next.
    enters_apart: bool,
    longest_line: u32,
    scheduler: Scheduler,
    threads: Threads,
    outbox: Outbox,
    random: RefCell<fastrand::Rng>,
    deferral: Deferral,
    nested: Nested,
}

/// The executions that Tasks have started and that have not ended.
#[derive(Debug, Default)]
struct Nested {
    running: SortedSet<ActorId>,
    /// When those that have a time limit are over it.
    deadlines: SortedSet<(Timestamp, ActorId)>,
}

impl Simulator {
    /// Starts an execution: logs `ExecutionStarted`. Nothing else happens before [`Simulator::advance`].
    pub fn new(machine: Rc<Runnable>, start: Start, now: Timestamp) -> Self {
        let start = start.with_known_role();
        let (scope, input, seed) = (machine.root, start.input.clone(), start.seed);
        let executions = Executions::new(Execution::new(machine, start, now).with_time_limits());
        let mut simulator =
            Self { random: RefCell::new(fastrand::Rng::with_seed(seed)), ..Self::of_executions(executions, now) };
        simulator.note_event(ActorId::ROOT);
        simulator.add_first_thread(ActorId::ROOT, scope, input);
        simulator
    }

    /// One in which nothing goes on.
    pub(crate) fn of_executions(executions: Executions, now: Timestamp) -> Self {
        Self {
            executions,
            map_runs: Vec::new(),
            written: Files::new(),
            exceeded: Vec::new(),
            memory: Memory::default(),
            order: Order::default(),
            enters_apart: false,
            longest_line: 0,
            scheduler: Scheduler::new(now),
            threads: Threads::default(),
            outbox: Outbox::default(),
            random: RefCell::new(fastrand::Rng::with_seed(0)),
            deferral: Deferral::default(),
            nested: Nested::default(),
        }
    }

    /// One more event of that execution.
    pub(crate) fn note_event(&mut self, actor: ActorId) {
        self.order.note(actor);
    }

    /// Goes on for at most `steps` state transitions. The clock shows `now`; it does not go back.
    pub fn advance(&mut self, now: Timestamp, steps: usize) -> Progress {
        self.scheduler.set_clock(now);
        for _ in 0..steps {
            self.end_overdue_nested();
            if self.is_done() {
                return Progress::Done;
            }
            if self.outcome().is_none() && (self.executions.root().is_overdue(self.now()) || self.is_too_long()) {
                let error = StateError::without_cause(TIMEOUT);
                self.end_all(EventKind::ExecutionTimedOut(error.clone()), Outcome::TimedOut(error));
                continue;
            }
            if self.scheduler.is_parked() {
                return Progress::Waiting;
            }
            self.fire_timers();
            let Some(id) = self.scheduler.next_ready() else { return Progress::Waiting };
            self.step(id);
        }
        match (self.is_done(), self.scheduler.is_blocked()) {
            (true, _) => Progress::Done,
            (false, true) => Progress::Waiting,
            (false, false) => Progress::Working,
        }
    }

    /// Whether nothing goes on any more.
    fn is_done(&self) -> bool {
        self.outcome().is_some() && !self.has_nested()
    }

    /// What the world is asked to do since the last call, in the order in which it was asked.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        self.outbox.take_effects()
    }

    /// Effects whose answers are no longer wanted since the last call.
    pub fn take_cancelled(&mut self) -> Vec<EffectId> {
        self.outbox.take_cancelled()
    }

    /// When the simulation wants to go on by itself: the end of a wait, a back-off or a time limit. `None`: it has ended,
    /// or only answers can make it go on.
    pub fn wake_at(&self) -> Option<Timestamp> {
        if self.is_done() {
            return None;
        }
        let root = self.executions.root();
        let deadline = root.deadline.filter(|_| root.ended.is_none());
        [self.scheduler.wake_at(), deadline, self.nested_due()].into_iter().flatten().min()
    }

    /// Ends the root execution as StopExecution does: `ExecutionAborted`. Does nothing on an ended one.
    pub fn stop(&mut self, error: StateError, now: Timestamp) {
        self.scheduler.set_clock(now);
        if self.outcome().is_none() {
            self.end_all(EventKind::ExecutionAborted(error.clone()), Outcome::Aborted(error));
        }
    }

    /// The seed of its randomness.
    pub fn seed(&self) -> u64 {
        self.root().start.seed
    }

    /// The execution that the simulator was made for.
    pub fn root(&self) -> &Execution {
        self.executions.root()
    }

    /// The execution that an actor is; ids come from this simulator: its effects, its Map Runs.
    pub fn execution(&self, actor: ActorId) -> &Execution {
        self.executions.of(actor)
    }

    /// A child execution; `None` for the root execution.
    pub fn child(&self, id: ActorId) -> Option<&Execution> {
        self.executions.child(id)
    }

    /// The event log of the root execution so far; child executions have their own: see [`Simulator::child`].
    pub fn events(&self) -> &[Event] {
        self.root().events()
    }

    /// The order in which its executions logged their events.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// The moment after the first `events` events of all executions.
    pub fn moment(&self, events: usize) -> Moment {
        self.order.moment(events)
    }

    /// Whether a state is entered in one step and worked on in the next, for whoever looks at each step. The log is the same.
    pub fn enter_apart(&mut self, apart: bool) {
        self.enters_apart = apart;
    }

    /// Adds an execution; its first event is logged.
    fn add_execution(&mut self, execution: Execution) -> ActorId {
        let actor = self.executions.add(execution);
        self.order.note(actor);
        actor
    }

    /// How the root execution ended, if it has; then nothing goes on.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.root().outcome()
    }

    /// The most states that one line of states (the machine, a branch, an iteration) has entered so far. A Map of many items
    /// has many short lines; one that is longer than its machine goes round in circles.
    pub fn longest_line(&self) -> u32 {
        self.longest_line
    }

    /// The time that the clock shows.
    pub fn now(&self) -> Timestamp {
        self.scheduler.now()
    }

    // ---- what states may ask for ----

    pub(crate) fn limits(&self) -> Limits {
        self.root().start.limits
    }

    /// Whether there is such an activity.
    pub(crate) fn has_activity(&self, arn: &str) -> bool {
        self.root().start.activities.as_ref().is_none_or(|known| known.iter().any(|one| **one == *arn))
    }

    /// What the thread's Task fails with, unless the role of its machine allows the call.
    pub(crate) fn access_refusal(
        &self,
        thread: &Thread,
        resource: &str,
        parameters: &Value,
        assumed: Option<&str>,
    ) -> Option<StateError> {
        let start = &self.execution(thread.actor).start;
        let (identity, unique) = (&start.identity, &|| self.new_uuid());
        let calling = Calling::Task;
        start.access.as_ref()?.refusal(&AccessQuestion { calling, identity, resource, parameters, assumed, unique })
    }

    /// What a Distributed Map of this execution fails with, unless the role of its machine allows the call.
    pub(crate) fn map_refusal(
        &self,
        actor: ActorId,
        calling: Calling,
        resource: &str,
        parameters: &Value,
    ) -> Option<StateError> {
        let start = &self.execution(actor).start;
        let (identity, unique) = (&start.identity, &|| self.new_uuid());
        let question = AccessQuestion { calling, identity, resource, parameters, assumed: None, unique };
        start.access.as_ref()?.refusal(&question)
    }

    /// The region that the thread's execution runs in.
    pub(crate) fn region(&self, thread: &Thread) -> Rc<str> {
        self.execution(thread.actor).start.identity.region.clone()
    }

    /// What the expressions of the thread's state can see.
    pub(crate) fn environment<'a>(&'a self, code: &'a StateCode, thread: &'a Thread) -> StateEnvironment<'a> {
        StateEnvironment {
            execution: self.execution(thread.actor),
            now: self.now(),
            thread,
            state_name: &code.name,
            state_type: code.state_type,
            random: &self.random,
            deferral: &self.deferral,
            token: None,
            item: None,
            key: None,
            source: None,
        }
    }

    /// A task token: unguessable on AWS, merely unique here.
    pub(crate) fn new_token(&self) -> String {
        self.with_random(|random| format!("{:016x}{:016x}", random.u64(..), random.u64(..)))
    }

    /// A name that is unique in the simulation.
    pub(crate) fn new_uuid(&self) -> String {
        self.with_random(|random| asl_aws::uuid::uuid_of(random.u64(..), random.u64(..)))
    }

    /// Some of the simulation's randomness.
    fn with_random<T>(&self, draw: impl FnOnce(&mut fastrand::Rng) -> T) -> T {
        draw(&mut self.random.borrow_mut())
    }
}
