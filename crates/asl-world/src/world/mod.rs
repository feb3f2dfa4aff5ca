//! The world: executions of machines, and the deliveries of event rules, on one clock, with one stream of effects and one
//! seed.
//!
//! ```text
//!  person, schedule ─▶ intake ─▶ rules ─▶ deliveries ─▶ lanes (rate limit) ─▶ attempt ─▶ effect ─▶ Host
//!        ▲               ▲                   │   ▲                              │
//!        │               │                   │   └──── back-off ◀── verdict ◀───┘ answer
//!   putEvents, status changes                ▼
//!        └────────── executions ◀── state machines, queues, log groups, buses, dead letters
//! ```
//!
//! - `intake`: events come in, rules are asked. `deliveries`: what a rule begins, and how it ends. `attempts`: calls, their
//!   answers, and whether they are made again. `lanes`: the rate limit of a destination. `backoff`: when the next attempt
//!   comes. `places`: what is called, or where an event arrives.
//! - `functions`: what Lambda does with the event of a function that fails.
//! - `executions`: simulators and their turns. `calls`: Tasks that put events or give task tokens back. `status`: events of
//!   status changes. `outbox`: effects on their way out.
//!
//! An execution is a [`Simulator`] of its own, so what a world adds costs an execution by itself nothing. Turns are taken in a
//! fixed order: what is due on the buses first, then executions in the order in which they became ready, each until it waits.

mod attempts;
mod backoff;
mod calls;
mod deliveries;
mod executions;
mod functions;
mod intake;
mod lanes;
mod outbox;
mod places;
mod status;
mod verdict;

pub use executions::{ExecutionOrigin, WorldExecution};

use asl_value::{SortedMap, SortedSet};
use std::collections::VecDeque;
use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_events::EventSystem;
use asl_events::system::RuleIndex;
use asl_functions::Function;
use asl_jsonata::{Evaluated, Slice};
use asl_sim::host::Simulation;
use asl_sim::{Completion, Effect, EffectId, Machines, Progress, Simulator, Start};
use asl_value::Value;

use self::attempts::Running;
use self::lanes::Lane;
use self::outbox::Outbox;
use crate::log::{DeliveryId, EventLog, ExecutionId};

/// The most events of a world, refused ones included: a rule may start what sends the event again.
pub const MOST_EVENTS: usize = 5_000;
/// The most executions that rules start.
pub const MOST_EXECUTIONS: usize = 500;

/// Everything that a world is given at its start. The same of it, with the same events and answers at the same times, gives
/// the same logs.
#[derive(Clone, Debug, Default)]
pub struct WorldStart {
    /// The buses, rules and targets.
    pub system: Rc<EventSystem>,
    /// The machines that rules can start.
    pub machines: Rc<Machines>,
    /// The functions that are known: what Lambda does with an event of them that fails. Others are as AWS has them by default.
    pub functions: Rc<[Function]>,
    /// What executions of those machines are started with, but for their names, their input and their seed.
    pub start: Start,
    /// The seed of all randomness.
    pub seed: u64,
    /// When expressions of those executions are evaluated elsewhere; see [`Simulator::defer`].
    pub slice: Option<Slice>,
    /// The states whose Tasks do not put events on the simulated buses, since something else answers them.
    pub mocked_states: SortedSet<Rc<str>>,
    /// The targets that somebody answers though they are not simulated: the ids of targets, or names of what they are.
    pub mocked_targets: SortedSet<Rc<str>>,
}

/// A simulation of executions and event rules: give it events, time and answers, take logs and effects.
pub struct World {
    system: Rc<EventSystem>,
    rules: RuleIndex,
    machines: Rc<Machines>,
    functions: Rc<[Function]>,
    start: Start,
    slice: Option<Slice>,
    mocked_states: SortedSet<Rc<str>>,
    mocked_targets: SortedSet<Rc<str>>,
    log: EventLog,
    now: Timestamp,
    random: fastrand::Rng,
    outbox: Outbox,
    executions: Vec<WorldExecution>,
    /// The executions that have something to do, in the order in which they got it.
    ready: VecDeque<ExecutionId>,
    /// The execution whose turn was cut off in the middle.
    current: Option<ExecutionId>,
    /// When executions want to go on by themselves.
    wakes: SortedSet<(Timestamp, ExecutionId)>,
    /// What services answered when they took on what a Task waits for.
    submitted: SortedMap<(ExecutionId, EffectId), Value>,
    /// The Tasks that wait for their token.
    tokens: SortedMap<Rc<str>, (ExecutionId, EffectId)>,
    /// The deliveries that are not over.
    running: SortedMap<DeliveryId, Running>,
    /// When deliveries go on by themselves; the number keeps those of one time in order.
    timers: SortedSet<(Timestamp, u32, DeliveryId)>,
    next_timer: u32,
    /// The rate limit of each destination, in the order of the system.
    lanes: Vec<Lane>,
}

impl World {
    /// A world in which nothing has happened yet.
    pub fn new(start: WorldStart, now: Timestamp) -> Self {
        let lanes = start.system.destinations.iter().map(|one| Lane::new(one.rate)).collect();
        Self {
            rules: RuleIndex::of(&start.system),
            system: start.system,
            machines: start.machines,
            functions: start.functions,
            start: start.start,
            slice: start.slice,
            mocked_states: start.mocked_states,
            mocked_targets: start.mocked_targets,
            log: EventLog::default(),
            now,
            random: fastrand::Rng::with_seed(start.seed),
            outbox: Outbox::default(),
            executions: Vec::new(),
            ready: VecDeque::new(),
            current: None,
            wakes: SortedSet::new(),
            submitted: SortedMap::new(),
            tokens: SortedMap::new(),
            running: SortedMap::new(),
            timers: SortedSet::new(),
            next_timer: 0,
            lanes,
        }
    }

    /// The buses, rules and targets.
    pub fn system(&self) -> &Rc<EventSystem> {
        &self.system
    }

    /// What happened on the buses.
    pub fn log(&self) -> &EventLog {
        &self.log
    }

    /// The time that the clock shows.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Whether nothing goes on any more: every execution has ended and every delivery is over.
    pub fn is_quiet(&self) -> bool {
        self.running.is_empty() && self.ready.is_empty() && self.executions.iter().all(WorldExecution::is_over)
    }

    fn set_clock(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
    }

    /// A name that is unique in the world.
    fn new_uuid(&mut self) -> String {
        let (high, low) = (self.random.u64(..), self.random.u64(..));
        asl_aws::uuid::uuid_of(high, low)
    }

    fn progress(&mut self, steps: usize) -> Progress {
        for _ in 0..steps {
            if self.outbox.is_evaluating() {
                return Progress::Waiting;
            }
            if self.continue_delivery() {
                continue;
            }
            let Some(execution) = self.next_execution() else {
                return if self.is_quiet() { Progress::Done } else { Progress::Waiting };
            };
            if self.turn(execution, steps) == Progress::Working {
                return Progress::Working;
            }
        }
        Progress::Working
    }
}

impl Simulation for World {
    fn advance(&mut self, now: Timestamp, steps: usize) -> Progress {
        self.set_clock(now);
        self.progress(steps)
    }

    fn take_effects(&mut self) -> Vec<Effect> {
        self.outbox.take_effects()
    }

    fn take_cancelled(&mut self) -> Vec<EffectId> {
        self.outbox.take_cancelled()
    }

    fn wake_at(&self) -> Option<Timestamp> {
        if self.outbox.is_evaluating() {
            return None;
        }
        let timer = self.timers.first().map(|(at, ..)| *at);
        let execution = self.wakes.first().map(|(at, _)| *at);
        let lanes = self.lanes.iter().filter_map(|lane| lane.next_start(self.now));
        lanes.chain(timer).chain(execution).min()
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn resume(&mut self, id: EffectId, completion: Completion, now: Timestamp) {
        self.set_clock(now);
        match self.outbox.answered(id) {
            Some(outbox::Asked::Execution(execution, own)) => self.resume_execution(execution, own, completion),
            Some(outbox::Asked::Delivery(delivery)) => self.answered(delivery, &completion),
            None => {}
        }
    }

    fn evaluated(&mut self, id: EffectId, answer: Evaluated, now: Timestamp) {
        self.set_clock(now);
        if let Some(outbox::Asked::Execution(execution, own)) = self.outbox.answered(id) {
            let now = self.now;
            self.with_simulator(execution, |simulator| simulator.evaluated(own, answer, now));
            self.make_ready(execution);
        }
    }

    fn started(&mut self, id: EffectId, now: Timestamp) {
        self.set_clock(now);
        if let Some(outbox::Asked::Execution(execution, own)) = self.outbox.asked(id) {
            let now = self.now;
            self.with_simulator(execution, |simulator: &mut Simulator| simulator.started(own, None, now));
        }
    }
}
