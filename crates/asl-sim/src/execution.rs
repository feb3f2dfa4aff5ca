//! One run of a machine: the scheduler, and what it offers to the states.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use super::course::{Course, RunId};
use super::distributed::{Child, Files, MapRun};
use super::effect::{Effect, EffectId};
use super::environment::StateEnvironment;
use super::event::{Event, EventId, EventKind, Trace, VisitId, Within};
use super::limits::{Exceeded, Limit, Limits};
use super::runnable::{KindCode, Next, Runnable, ScopeIndex, StateCode};
use super::start::{Outcome, Progress, Start};
use super::states::{self, Failure, Flow, Leave, Worked};
use super::thread::{Item, Phase, Thread, ThreadId, Timer, Visit};
use asl_aws::state_error::{RUNTIME, StateError, TIMEOUT};
use asl_aws::time::Timestamp;
use asl_jsonata::Deferral;
use asl_lang::StateType;
use asl_value::{MAX_NESTING, Value};

/// A run of a machine: give it time and answers, take events and effects.
///
/// It does nothing by itself. [`Execution::advance`] works until there is nothing to do at this time;
/// then [`Execution::take_effects`] and [`Execution::wake_at`] say what it waits for.
pub struct Execution {
    pub(super) machine: Rc<Runnable>,
    pub(super) own: Course,
    /// The child executions of all Distributed Maps, in the order of their start.
    pub(super) children: Vec<Child>,
    pub(super) map_runs: Vec<MapRun>,
    /// What Distributed Maps wrote.
    pub(super) written: Files,
    pub(super) now: Timestamp,
    pub(super) random: RefCell<fastrand::Rng>,
    pub(super) deferral: Deferral,
    /// The thread whose work goes on when an evaluation was answered. Until then nothing else happens, so that the log
    /// is the same as if it had been evaluated at once.
    pub(super) parked: Option<(EffectId, ThreadId)>,
    threads: Vec<Option<Box<Thread>>>,
    pub(super) ready: VecDeque<ThreadId>,
    pub(super) timers: BTreeMap<Timer, ThreadId>,
    pub(super) next_timer: u32,
    pub(super) calls: BTreeMap<EffectId, ThreadId>,
    pub(super) next_effect: u32,
    pub(super) effects: Vec<Effect>,
    pub(super) cancelled: Vec<EffectId>,
    deadline: Option<Timestamp>,
    /// The end of the longest time that AWS allows, where that is only looked at when there is something else to do.
    pub(super) longest: Option<Timestamp>,
    pub(super) exceeded: Vec<Exceeded>,
}

impl Execution {
    /// Starts a run: logs `ExecutionStarted`. Nothing else happens before [`Execution::advance`].
    pub fn new(machine: Rc<Runnable>, start: Start, now: Timestamp) -> Self {
        let scope = machine.root;
        let input = start.input.clone();
        let own = machine.timeout_seconds.map(|seconds| now.plus_seconds(seconds));
        let longest = start.limits.seconds(start.identity.express).map(|seconds| now.plus_seconds(seconds));
        // An Express execution wakes up to end in time; nobody is woken for the end of a Standard one's year.
        let wakes = start.identity.express && !start.limits.reported.duration;
        let (enforced, longest) = if wakes { (longest, None) } else { (None, longest) };
        let mut execution = Self {
            deadline: [own, enforced].into_iter().flatten().min(),
            longest,
            exceeded: Vec::new(),
            random: RefCell::new(fastrand::Rng::with_seed(start.seed)),
            deferral: Deferral::default(),
            parked: None,
            machine,
            own: Course::new(start, now),
            children: Vec::new(),
            map_runs: Vec::new(),
            written: Files::new(),
            now,
            threads: Vec::new(),
            ready: VecDeque::new(),
            timers: BTreeMap::new(),
            next_timer: 0,
            calls: BTreeMap::new(),
            next_effect: 0,
            effects: Vec::new(),
            cancelled: Vec::new(),
        };
        execution.add_first_thread(RunId(0), scope, input);
        execution
    }

    /// Goes on for at most `steps` state transitions. `now` must not go back.
    pub fn advance(&mut self, now: Timestamp, steps: usize) -> Progress {
        self.now = self.now.max(now);
        for _ in 0..steps {
            if self.own.ended.is_some() {
                return Progress::Done;
            }
            if self.deadline.is_some_and(|deadline| deadline <= self.now) || self.is_too_long() {
                let error = StateError::without_cause(TIMEOUT);
                self.end_all(EventKind::ExecutionTimedOut(error.clone()), Outcome::TimedOut(error));
                return Progress::Done;
            }
            if self.parked.is_some() {
                return Progress::Waiting;
            }
            self.fire_timers();
            let Some(id) = self.ready.pop_front() else { return Progress::Waiting };
            self.step(id);
        }
        match (&self.own.ended, self.ready.is_empty() || self.parked.is_some()) {
            (Some(_), _) => Progress::Done,
            (None, true) => Progress::Waiting,
            (None, false) => Progress::Working,
        }
    }

    /// What the world is asked to do since the last call.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Effects whose answers are no longer wanted since the last call.
    pub fn take_cancelled(&mut self) -> Vec<EffectId> {
        std::mem::take(&mut self.cancelled)
    }

    /// When the run wants to go on by itself: the end of a wait, a back-off or a time limit.
    pub fn wake_at(&self) -> Option<Timestamp> {
        if self.own.ended.is_some() {
            return None;
        }
        let timer = self.timers.keys().next().map(|(at, _)| *at).filter(|_| self.parked.is_none());
        [timer, self.deadline].into_iter().flatten().min()
    }

    /// Ends the run as StopExecution does: `ExecutionAborted`. Does nothing on an ended one.
    pub fn stop(&mut self, error: StateError, now: Timestamp) {
        self.now = self.now.max(now);
        if self.own.ended.is_none() {
            self.end_all(EventKind::ExecutionAborted(error.clone()), Outcome::Aborted(error));
        }
    }

    /// The event log so far; child executions have their own: see [`Execution::child`].
    pub fn events(&self) -> &[Event] {
        self.own.log.events()
    }

    /// How the run ended, if it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.own.outcome()
    }

    // ---- one step ----

    fn step(&mut self, id: ThreadId) {
        let Some(mut thread) = self.take(id) else { return };
        if thread.run != RunId(0) && self.course(thread.run).ended.is_some() {
            return;
        }
        let machine = self.machine.clone();
        let Some(code) = machine.state(thread.scope, thread.state) else { return };
        let phase = std::mem::replace(&mut thread.phase, Phase::Entering);
        let worked = match phase {
            Phase::Entering => self.enter(code, &mut thread).and_then(|()| self.work(code, &mut thread)),
            Phase::Retrying => {
                thread.visit.stages.clear();
                self.work(code, &mut thread)
            }
            Phase::Waited => states::wait::finish(self, code, &mut thread),
            Phase::Concluding(result) => states::finish_with(self, code, &mut thread, result),
            Phase::Catching(error) => return self.fail_finally(thread, code, error),
            Phase::Starting(starting) => match &code.kind {
                KindCode::Map(map) => states::map::start_iterations(self, code, &mut thread, map, *starting),
                _ => Ok(Flow::Blocked(Phase::Waiting)),
            },
            Phase::Answered(completion) => match &code.kind {
                KindCode::Task(task) => states::task::conclude(self, code, &mut thread, task, *completion),
                _ => Ok(Flow::Blocked(Phase::Waiting)),
            },
            Phase::TimedOut => match &code.kind {
                KindCode::Task(task) => states::task::time_out(self, &mut thread, task),
                _ => Ok(Flow::Blocked(Phase::Waiting)),
            },
            Phase::Breached(map_run) => return self.fail_map_run(thread, code, map_run),
            // INVARIANT: a thread in one of these phases is not in the queue.
            blocked @ (Phase::Waiting
            | Phase::Calling(_)
            | Phase::BackingOff
            | Phase::Joining(_)
            | Phase::Mapping(_)) => Ok(Flow::Blocked(blocked)),
        };
        self.settle(thread, code, worked);
    }

    fn enter(&mut self, code: &StateCode, thread: &mut Thread) -> Result<(), Failure> {
        let course = self.course_mut(thread.run);
        course.next_visit = course.next_visit.saturating_add(1);
        let visit = VisitId(course.next_visit);
        let within = thread.parent.and_then(|(parent, index)| {
            let parent = self.threads.get(parent)?.as_deref()?;
            Some(Within { visit: parent.visit.id, index })
        });
        let kind = EventKind::StateEntered {
            name: code.name.clone(),
            state_type: code.state_type,
            input: thread.input.clone(),
            within,
        };
        thread.visit =
            Visit { id: visit, entered_at: self.now, retries: vec![0; code.retry.len()], ..Visit::default() };
        self.emit(thread, kind)?;
        thread.visit.entered = thread.last;
        Ok(())
    }

    fn work(&mut self, code: &StateCode, thread: &mut Thread) -> Worked {
        match &code.kind {
            KindCode::Pass { result } => states::pass::run(self, code, thread, result.as_ref()),
            KindCode::Task(task) => states::task::start(self, code, thread, task),
            KindCode::Choice { rules, default } => states::choice::run(self, code, thread, rules, *default),
            KindCode::Wait(wait) => states::wait::start(self, code, thread, wait),
            KindCode::Succeed => states::succeed::run(self, code, thread),
            KindCode::Fail { error, cause } => states::fail::run(self, code, thread, error.as_ref(), cause.as_ref()),
            KindCode::Parallel { branches } => states::parallel::start(self, code, thread, branches),
            KindCode::Map(map) => states::map::start(self, code, thread, map),
            KindCode::Unsupported(why) => Err(Failure::Error(StateError::new(
                "Playground.NotSupported",
                format!("The state '{}' cannot run here: {why}.", code.name),
            ))),
        }
    }

    /// Does what a state's work came to.
    pub(super) fn settle(&mut self, mut thread: Box<Thread>, code: &StateCode, worked: Worked) {
        let worked = worked.and_then(|flow| match flow {
            Flow::Leave(leave) => self.within_limits(code, &mut thread, &leave).map(|()| Flow::Leave(leave)),
            blocked @ Flow::Blocked(_) => Ok(blocked),
        });
        match worked {
            Ok(Flow::Leave(leave)) => self.leave(thread, code, leave),
            Ok(Flow::Blocked(phase)) => {
                thread.phase = phase;
                self.put(thread);
            }
            Err(Failure::Deferred(evaluation, phase)) => self.park(thread, evaluation, *phase),
            Err(failure) => match self.explain(&mut thread, code, failure) {
                Some(error) => self.fail(thread, code, error),
                None => self.end_full(thread.run),
            },
        }
    }

    /// Checks what a state leaves with against the limits, and sets its variables.
    pub(super) fn within_limits(
        &mut self,
        code: &StateCode,
        thread: &mut Thread,
        leave: &Leave,
    ) -> Result<(), Failure> {
        self.limit_payload(thread, &code.name, &code.name, Limit::Output, &leave.output).map_err(Failure::Error)?;
        if let Some(error) = too_deep(code, &leave.output) {
            return Err(Failure::Error(error));
        }
        let Some(assigned) = &leave.assigned else { return Ok(()) };
        self.assign(thread, code, assigned).map_err(Failure::Variables)
    }

    pub(super) fn leave(&mut self, mut thread: Box<Thread>, code: &StateCode, leave: Leave) {
        let Leave { output, assigned, next } = leave;
        let target = match next {
            Next::State(index) => self.machine.state(thread.scope, index).map(|state| state.name.clone()),
            Next::End => None,
        };
        let stages = std::mem::take(&mut thread.visit.stages);
        let branches = code.state_type == StateType::Choice;
        let trace =
            (!stages.is_empty() || branches).then(|| Box::new(Trace { stages, next: target, ..Trace::default() }));
        let kind = EventKind::StateExited {
            name: code.name.clone(),
            state_type: code.state_type,
            output: output.clone(),
            assigned,
        };
        if self.emit_traced(&mut thread, kind, trace).is_err() {
            return self.end_full(thread.run);
        }
        match next {
            Next::State(state) => {
                thread.state = state;
                thread.input = output;
                thread.phase = Phase::Entering;
                self.wake(thread);
            }
            Next::End => self.finish_thread(&thread, output),
        }
    }

    /// The thread has reached its end.
    fn finish_thread(&mut self, thread: &Thread, output: Value) {
        match thread.parent {
            None => {
                let kind = EventKind::ExecutionSucceeded { output: output.clone() };
                self.end(thread.run, thread.last, kind, Outcome::Succeeded(output));
            }
            Some((parent, index)) => self.join(parent, index, thread.last, output),
        }
    }

    // ---- what states may ask for ----

    /// The time of the run.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub(super) fn limits(&self) -> Limits {
        self.own.start.limits
    }

    /// Whether there is such an activity.
    pub(super) fn has_activity(&self, arn: &str) -> bool {
        self.own.start.activities.as_ref().is_none_or(|known| known.iter().any(|one| **one == *arn))
    }

    pub(super) fn region(&self) -> Rc<str> {
        self.own.start.identity.region.clone()
    }

    /// What the expressions of the thread's state can see.
    pub(super) fn environment<'a>(&'a self, code: &'a StateCode, thread: &'a Thread) -> StateEnvironment<'a> {
        let course = self.course(thread.run);
        StateEnvironment {
            course,
            now: self.now,
            thread,
            state_name: &code.name,
            state_type: code.state_type,
            random: &self.random,
            deferral: &self.deferral,
            token: None,
            item: None,
            source: None,
        }
    }

    /// Logs an event that follows from the thread's last one.
    pub(super) fn emit(&mut self, thread: &mut Thread, kind: EventKind) -> Result<(), Failure> {
        self.emit_traced(thread, kind, None)
    }

    /// As [`Execution::emit`], with our own records.
    pub(super) fn emit_traced(
        &mut self,
        thread: &mut Thread,
        kind: EventKind,
        trace: Option<Box<Trace>>,
    ) -> Result<(), Failure> {
        thread.last = self.emit_after(thread, thread.last, kind, trace)?;
        Ok(())
    }

    /// Logs an event that nothing follows from: the thread's next event points at the same one.
    pub(super) fn emit_aside(&mut self, thread: &Thread, kind: EventKind) -> Result<(), Failure> {
        self.emit_after(thread, thread.last, kind, None).map(|_| ())
    }

    /// Logs an event of the thread's visit that follows from the event `previous`.
    pub(super) fn emit_after(
        &mut self,
        thread: &Thread,
        previous: EventId,
        kind: EventKind,
        trace: Option<Box<Trace>>,
    ) -> Result<EventId, Failure> {
        let now = self.now;
        let log = &mut self.course_mut(thread.run).log;
        let id = log.push(previous, thread.visit.id, now, kind, trace).ok_or(Failure::HistoryFull)?;
        self.limit_events(thread, id);
        Ok(id)
    }

    /// Attaches to an event of the thread's execution what became clear right after it.
    pub(super) fn annotate(&mut self, thread: &Thread, id: EventId, note: impl FnOnce(&mut Trace)) {
        self.course_mut(thread.run).log.annotate(id, note);
    }

    /// What belongs to an execution alone.
    pub(super) fn course(&self, run: RunId) -> &Course {
        self.child(run).map_or(&self.own, |child| &child.course)
    }

    pub(super) fn course_mut(&mut self, run: RunId) -> &mut Course {
        let child = usize::try_from(run.0).ok().and_then(|run| run.checked_sub(1));
        match child.and_then(|child| self.children.get_mut(child)) {
            Some(child) => &mut child.course,
            None => &mut self.own,
        }
    }

    /// A task token: unguessable on AWS, merely unique here.
    pub(super) fn new_token(&self) -> String {
        let mut random = self.random.borrow_mut();
        format!("{:016x}{:016x}", random.u64(..), random.u64(..))
    }

    /// A part of the run's randomness.
    pub(super) fn with_random<T>(&self, use_it: impl FnOnce(&mut fastrand::Rng) -> T) -> T {
        use_it(&mut self.random.borrow_mut())
    }

    // ---- threads ----

    /// Starts a branch or iteration of the thread's state.
    pub(super) fn spawn(
        &mut self,
        parent: &Thread,
        index: u32,
        scope: ScopeIndex,
        input: Value,
        after: EventId,
        item: Option<Rc<Item>>,
    ) -> ThreadId {
        let variables = parent.variables.nested();
        self.add_thread(parent.run, Some((parent.id, index)), scope, input, after, variables, item)
    }

    /// Starts the first thread of an execution.
    pub(super) fn add_first_thread(&mut self, run: RunId, scope: ScopeIndex, input: Value) -> ThreadId {
        // AWS's first state does not point at ExecutionStarted: its previous event is 0.
        self.add_thread(run, None, scope, input, EventId(0), super::variables::Variables::default(), None)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a thread")]
    fn add_thread(
        &mut self,
        run: RunId,
        parent: Option<(ThreadId, u32)>,
        scope: ScopeIndex,
        input: Value,
        last: EventId,
        variables: super::variables::Variables,
        item: Option<Rc<Item>>,
    ) -> ThreadId {
        let id = self.threads.len();
        let state = self.machine.scopes.get(scope).map(|scope| scope.start).unwrap_or_default();
        self.threads.push(Some(Box::new(Thread {
            id,
            run,
            parent,
            scope,
            state,
            input,
            last,
            phase: Phase::Entering,
            variables,
            item,
            visit: Visit::default(),
            timer: None,
        })));
        self.ready.push_back(id);
        id
    }

    pub(super) fn take(&mut self, id: ThreadId) -> Option<Box<Thread>> {
        self.threads.get_mut(id)?.take()
    }

    pub(super) fn put(&mut self, thread: Box<Thread>) {
        let id = thread.id;
        if let Some(slot) = self.threads.get_mut(id) {
            *slot = Some(thread);
        }
    }

    /// Puts the thread back and lets it go on when its turn comes.
    pub(super) fn wake(&mut self, thread: Box<Thread>) {
        self.ready.push_back(thread.id);
        self.put(thread);
    }

    // ---- the end ----

    /// Ends an execution with the failure of its own or of a thread.
    pub(super) fn end_failed(&mut self, run: RunId, previous: EventId, error: StateError) {
        self.end(run, previous, EventKind::ExecutionFailed(error.clone()), Outcome::Failed(error));
    }

    /// The history of an execution is full (Developer Guide, "Service quotas").
    pub(super) fn end_full(&mut self, run: RunId) {
        let last = self.course(run).log.events().last().map(|event| event.id).unwrap_or_default();
        self.end_failed(run, last, StateError::new(RUNTIME, self.full_cause(run)));
    }

    fn end(&mut self, run: RunId, previous: EventId, kind: EventKind, outcome: Outcome) {
        let now = self.now;
        if !self.course_mut(run).end(previous, kind, outcome, now) {
            return;
        }
        if run != RunId(0) {
            return self.child_ended(run);
        }
        self.cancelled.extend(std::mem::take(&mut self.calls).into_keys());
        self.cancelled.extend(self.parked.take().map(|(effect, _)| effect));
        self.deferral.forget();
        self.effects.clear();
        self.timers.clear();
        self.ready.clear();
        self.threads.clear();
        self.abort_map_runs();
    }

    /// Ends the run from outside: no event leads to that.
    fn end_all(&mut self, kind: EventKind, outcome: Outcome) {
        self.abort_map_runs();
        self.end(RunId(0), EventId(0), kind, outcome);
    }
}

/// What a state fails with whose output is nested so deeply that what walks it would exhaust the stack.
fn too_deep(code: &StateCode, output: &Value) -> Option<StateError> {
    (output.measure().depth > MAX_NESTING).then(|| {
        let cause = format!("The output of the state '{}' is nested deeper than {MAX_NESTING} levels.", code.name);
        StateError::runtime(cause)
    })
}
