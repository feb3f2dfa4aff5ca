//! One execution of a machine: what it was started with, its history (the log), and its end.
//!
//! An execution does nothing by itself: the [`Simulator`](crate::Simulator) that holds it works through its threads.

use std::cell::OnceCell;
use std::rc::Rc;

use super::distributed::map_run::MapRunId;
use super::event::{Event, EventId, EventKind, VisitId};
use super::log::Log;
use super::nested::StartedBy;
use super::runnable::Runnable;
use super::start::{Identity, Outcome, Start};
use super::thread::ThreadId;
use asl_aws::time::Timestamp;
use asl_value::{Map, Value};

/// Names an actor of a simulator: whatever has a history and threads of its own and asks for effects. They are numbered
/// in the order of their start. Today every actor is an execution: the root execution, then those that its Distributed
/// Maps and its Tasks start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorId(pub u32);

impl ActorId {
    /// The root execution: the one that the simulator was made for.
    pub const ROOT: Self = Self(0);
}

/// One execution of a machine.
#[derive(Debug)]
pub struct Execution {
    pub(super) machine: Rc<Runnable>,
    pub(super) start: Start,
    pub(super) started_at: Timestamp,
    pub(super) log: Log,
    /// What its context object always holds, once that was asked for.
    pub(super) context: OnceCell<Map>,
    pub(super) next_visit: u32,
    /// The thread that runs its own states.
    pub(super) first_thread: ThreadId,
    /// The Map Runs that its Maps have started.
    pub(super) map_runs: Vec<MapRunId>,
    /// What it works on, if a Map Run started it.
    pub(super) batch: Option<BatchOf>,
    /// Who started it, if a Task did.
    pub(super) started_by: Option<StartedBy>,
    /// When it times out: `TimeoutSeconds`, or the longest time that an Express execution may take.
    pub(super) deadline: Option<Timestamp>,
    /// The end of the longest time that AWS allows, where that is only looked at when there is something else to do.
    pub(super) longest: Option<Timestamp>,
    /// How often it was redriven, and when it was last.
    pub(super) redriven: Option<(u32, Timestamp)>,
    /// How it had ended each time that it was redriven.
    pub(super) ended_before: Vec<Outcome>,
    /// How it ended, and when.
    pub(super) ended: Option<(Outcome, Timestamp)>,
}

/// The batch of a Map Run that a child execution works on.
#[derive(Clone, Copy, Debug)]
pub(super) struct BatchOf {
    pub(super) map_run: MapRunId,
    /// The number of the batch, from 0.
    pub(super) index: usize,
    /// How many items are in it.
    pub(super) items: usize,
}

impl Execution {
    /// Begins an execution without time limits of its own: logs `ExecutionStarted`.
    pub(super) fn new(machine: Rc<Runnable>, start: Start, now: Timestamp) -> Self {
        let mut log = Log::new(start.limits.last_event(start.identity.express));
        let started =
            EventKind::ExecutionStarted { input: start.input.clone(), role_arn: start.identity.role_arn.clone() };
        let _ = log.push(EventId(0), VisitId(0), now, started, None);
        Self {
            machine,
            start,
            started_at: now,
            log,
            context: OnceCell::new(),
            next_visit: 0,
            first_thread: 0,
            map_runs: Vec::new(),
            batch: None,
            started_by: None,
            deadline: None,
            longest: None,
            redriven: None,
            ended_before: Vec::new(),
            ended: None,
        }
    }

    /// The same with the time limits of its machine and of its type.
    pub(super) fn with_time_limits(mut self) -> Self {
        let at = |seconds: f64| self.started_at.plus_seconds(seconds);
        let own = self.machine.timeout_seconds.map(at);
        let Start { limits, identity, .. } = &self.start;
        let longest = limits.seconds(identity.express).map(at);
        // An Express execution wakes up to end in time; nobody is woken for the end of a Standard one's year.
        let wakes = identity.express && !limits.reported.duration;
        let (enforced, longest) = if wakes { (longest, None) } else { (None, longest) };
        self.deadline = [own, enforced].into_iter().flatten().min();
        self.longest = longest;
        self
    }

    /// Whether its deadline has passed.
    pub(super) fn is_overdue(&self, now: Timestamp) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= now)
    }

    /// Logs the end. Does nothing on an ended one; says whether it did.
    pub(super) fn end(&mut self, previous: EventId, kind: EventKind, outcome: Outcome, now: Timestamp) -> bool {
        if self.ended.is_some() {
            return false;
        }
        let _ = self.log.push(previous, VisitId(0), now, kind, None);
        self.ended = Some((outcome, now));
        true
    }

    /// The event log so far, in order; AWS's names are in [`history`](crate::history).
    pub fn events(&self) -> &[Event] {
        self.log.events()
    }

    /// The ARN of the role that decides what its Tasks may call; `None` where everything is allowed.
    pub fn enforced_role(&self) -> Option<Rc<str>> {
        self.start.access.as_ref()?.role_arn(self.machine_name())
    }

    /// How it ended, if it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.ended.as_ref().map(|(outcome, _)| outcome)
    }

    /// How it ended for the time of that number, from 0: one that was redriven ends more than once.
    pub fn outcome_of(&self, time: usize) -> Option<&Outcome> {
        self.ended_before.get(time).or_else(|| self.outcome())
    }

    /// The execution's ARN, as it stands in the context object.
    pub fn arn(&self) -> String {
        self.start.identity.execution_arn()
    }

    /// The ARN, if this is an Express execution.
    pub fn express_arn(&self) -> Option<String> {
        self.start.identity.express.then(|| self.arn())
    }

    /// Its names, and those of what it runs in.
    pub fn identity(&self) -> &Identity {
        &self.start.identity
    }

    /// The execution's name.
    pub fn name(&self) -> &Rc<str> {
        &self.start.identity.execution_name
    }

    /// What it was started with; for a child execution an item, or a batch of items.
    pub fn input(&self) -> &Value {
        &self.start.input
    }

    /// When it started.
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }

    /// When it ended, if it has.
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.ended.as_ref().map(|(_, at)| *at)
    }

    /// The number of the Map Run that started it among those of the simulator, from 0; `None` for the root execution.
    pub fn map_run(&self) -> Option<usize> {
        self.batch.map(|batch| batch.map_run)
    }

    /// The Task that started it; `None` for the root execution and for those of Map Runs.
    pub fn started_by(&self) -> Option<StartedBy> {
        self.started_by
    }

    /// The name of its machine.
    pub fn machine_name(&self) -> &Rc<str> {
        &self.start.identity.state_machine_name
    }

    /// The number of a child execution's item or batch, from 0.
    pub fn index(&self) -> usize {
        self.batch.map_or(0, |batch| batch.index)
    }

    /// How many items a child execution works on.
    pub fn item_count(&self) -> usize {
        self.batch.map_or(0, |batch| batch.items)
    }
}

/// The executions of a simulator by the numbers of their actors.
#[derive(Debug)]
pub(super) struct Executions {
    root: Execution,
    /// The child executions, in the order of their start.
    children: Vec<Execution>,
}

impl Executions {
    pub(super) fn new(root: Execution) -> Self {
        Self { root, children: Vec::new() }
    }

    /// Adds a child execution.
    pub(super) fn add(&mut self, child: Execution) -> ActorId {
        self.children.push(child);
        ActorId(u32::try_from(self.children.len()).unwrap_or(u32::MAX))
    }

    pub(super) fn root(&self) -> &Execution {
        &self.root
    }

    /// All but the root execution, in the order of their start.
    pub(super) fn children(&self) -> impl Iterator<Item = (ActorId, &Execution)> + Clone {
        (1..).map(ActorId).zip(&self.children)
    }

    /// A child execution; `None` for the root execution.
    pub(super) fn child(&self, id: ActorId) -> Option<&Execution> {
        self.children.get(usize::try_from(id.0).ok()?.checked_sub(1)?)
    }

    /// INVARIANT: an id comes from here, so there is an execution of that number.
    pub(super) fn of(&self, id: ActorId) -> &Execution {
        self.child(id).unwrap_or(&self.root)
    }

    /// As [`Executions::of`].
    pub(super) fn of_mut(&mut self, id: ActorId) -> &mut Execution {
        let child = usize::try_from(id.0).ok().and_then(|id| id.checked_sub(1));
        match child.and_then(|child| self.children.get_mut(child)) {
            Some(child) => child,
            None => &mut self.root,
        }
    }
}
