//! One run of a machine: the scheduler, and what it offers to the states.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use super::context::Surroundings;
use super::effect::{Completion, Effect, EffectId, Request};
use super::event::{Event, EventId, EventKind, Trace, VisitId, Within};
use super::log::Log;
use super::runnable::{KindCode, Next, Runnable, ScopeIndex, StateCode};
use super::start::{Limits, Outcome, Progress, Start};
use super::states::{self, Failure, Flow, Leave, Worked};
use super::thread::{Item, Phase, Thread, ThreadId, Timer, Visit};
use crate::asl::StateType;
use crate::state_error::{DATA_LIMIT_EXCEEDED, RUNTIME, StateError, TIMEOUT};
use crate::time::Timestamp;
use crate::value::{MAX_NESTING, Value};

/// A run of a machine: give it time and answers, take events and effects.
///
/// It does nothing by itself. [`Execution::advance`] works until there is nothing to do at this time;
/// then [`Execution::take_effects`] and [`Execution::wake_at`] say what it waits for.
pub struct Execution {
    pub(super) machine: Rc<Runnable>,
    start: Start,
    started_at: Timestamp,
    now: Timestamp,
    random: RefCell<fastrand::Rng>,
    pub(super) log: Log,
    threads: Vec<Option<Box<Thread>>>,
    ready: VecDeque<ThreadId>,
    timers: BTreeMap<Timer, ThreadId>,
    next_timer: u32,
    calls: BTreeMap<EffectId, ThreadId>,
    next_effect: u32,
    effects: Vec<Effect>,
    cancelled: Vec<EffectId>,
    next_visit: u32,
    deadline: Option<Timestamp>,
    outcome: Option<Outcome>,
}

impl Execution {
    /// Starts a run: logs `ExecutionStarted`. Nothing else happens before [`Execution::advance`].
    pub fn new(machine: Rc<Runnable>, start: Start, now: Timestamp) -> Self {
        let mut log = Log::new(start.limits.events);
        let started =
            EventKind::ExecutionStarted { input: start.input.clone(), role_arn: start.identity.role_arn.clone() };
        let _ = log.push(EventId(0), VisitId(0), now, started, None);
        let scope = machine.root;
        let mut execution = Self {
            deadline: machine.timeout_seconds.map(|seconds| now.plus_seconds(seconds)),
            random: RefCell::new(fastrand::Rng::with_seed(start.seed)),
            machine,
            started_at: now,
            now,
            log,
            threads: Vec::new(),
            ready: VecDeque::new(),
            timers: BTreeMap::new(),
            next_timer: 0,
            calls: BTreeMap::new(),
            next_effect: 0,
            effects: Vec::new(),
            cancelled: Vec::new(),
            next_visit: 0,
            outcome: None,
            start,
        };
        let input = execution.start.input.clone();
        // AWS's first state does not point at ExecutionStarted: its previous event is 0.
        execution.add_thread(None, scope, input, EventId(0), super::variables::Variables::default(), None);
        execution
    }

    /// Goes on for at most `steps` state transitions. `now` must not go back.
    pub fn advance(&mut self, now: Timestamp, steps: usize) -> Progress {
        self.now = self.now.max(now);
        for _ in 0..steps {
            if self.outcome.is_some() {
                return Progress::Done;
            }
            if self.deadline.is_some_and(|deadline| deadline <= self.now) {
                let error = StateError::without_cause(TIMEOUT);
                self.end(EventId(0), EventKind::ExecutionTimedOut(error.clone()), Outcome::TimedOut(error));
                return Progress::Done;
            }
            self.fire_timers();
            let Some(id) = self.ready.pop_front() else { return Progress::Waiting };
            self.step(id);
        }
        match (&self.outcome, self.ready.is_empty()) {
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
        if self.outcome.is_some() {
            return None;
        }
        let timer = self.timers.keys().next().map(|(at, _)| *at);
        [timer, self.deadline].into_iter().flatten().min()
    }

    /// Hands in the answer to an effect. An answer that nobody waits for is ignored.
    pub fn resume(&mut self, id: EffectId, completion: Completion, now: Timestamp) {
        self.now = self.now.max(now);
        let Some(thread_id) = self.calls.remove(&id) else { return };
        let Some(mut thread) = self.take(thread_id) else { return };
        self.clear_timer(&mut thread);
        thread.phase = Phase::Answered(Box::new(completion));
        self.wake(thread);
    }

    /// Ends the run as StopExecution does: `ExecutionAborted`. Does nothing on an ended one.
    pub fn stop(&mut self, error: StateError, now: Timestamp) {
        self.now = self.now.max(now);
        if self.outcome.is_none() {
            self.end(EventId(0), EventKind::ExecutionAborted(error.clone()), Outcome::Aborted(error));
        }
    }

    /// The event log so far.
    pub fn events(&self) -> &[Event] {
        self.log.events()
    }

    /// How the run ended, if it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    // ---- one step ----

    fn step(&mut self, id: ThreadId) {
        let Some(mut thread) = self.take(id) else { return };
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
            Phase::Answered(completion) => match &code.kind {
                KindCode::Task(task) => states::task::conclude(self, code, &mut thread, task, *completion),
                _ => Ok(Flow::Blocked(Phase::Waiting)),
            },
            Phase::TimedOut => match &code.kind {
                KindCode::Task(task) => states::task::time_out(self, &mut thread, task),
                _ => Ok(Flow::Blocked(Phase::Waiting)),
            },
            // INVARIANT: a thread in one of these phases is not in the queue.
            blocked @ (Phase::Waiting | Phase::Calling(_) | Phase::BackingOff | Phase::Joining(_)) => {
                Ok(Flow::Blocked(blocked))
            }
        };
        self.settle(thread, code, worked);
    }

    fn enter(&mut self, code: &StateCode, thread: &mut Thread) -> Result<(), Failure> {
        self.next_visit = self.next_visit.saturating_add(1);
        let within = thread.parent.and_then(|(parent, index)| {
            let parent = self.threads.get(parent)?.as_deref()?;
            Some(Within { visit: parent.visit.id, index })
        });
        let visit = VisitId(self.next_visit);
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
            Err(failure) => match self.explain(&mut thread, code, failure) {
                Some(error) => self.fail(thread, code, error),
                None => self.end_full(),
            },
        }
    }

    /// Checks what a state leaves with against the limits, and sets its variables.
    pub(super) fn within_limits(&self, code: &StateCode, thread: &mut Thread, leave: &Leave) -> Result<(), Failure> {
        if let Some(error) = self.beyond_limits(code, &leave.output) {
            return Err(Failure::Error(error));
        }
        let Some(assigned) = &leave.assigned else { return Ok(()) };
        thread.variables.assign(&code.name, assigned).map_err(Failure::Variables)
    }

    /// What a state with such an output fails with: it is larger than a payload may be, or nested so deeply that
    /// what walks it would exhaust the stack.
    fn beyond_limits(&self, code: &StateCode, output: &Value) -> Option<StateError> {
        let measure = output.measure();
        if self.start.limits.payload.is_some_and(|limit| measure.json_len as usize > limit) {
            let cause = format!(
                "The state/task '{}' returned a result with a size exceeding the maximum number of bytes service limit.",
                code.name
            );
            return Some(StateError::new(DATA_LIMIT_EXCEEDED, cause));
        }
        (measure.depth > MAX_NESTING).then(|| {
            let cause = format!("The output of the state '{}' is nested deeper than {MAX_NESTING} levels.", code.name);
            StateError::runtime(cause)
        })
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
            return self.end_full();
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
                self.end(thread.last, kind, Outcome::Succeeded(output));
            }
            Some((parent, index)) => self.join(parent, index, thread.last, output),
        }
    }

    // ---- what states may ask for ----

    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    pub(super) fn limits(&self) -> Limits {
        self.start.limits
    }

    pub(super) fn region(&self) -> Rc<str> {
        self.start.identity.region.clone()
    }

    /// What the expressions of the thread's state can see.
    pub(super) fn surroundings<'a>(&'a self, code: &'a StateCode, thread: &'a Thread) -> Surroundings<'a> {
        Surroundings {
            start: &self.start,
            started_at: self.started_at,
            now: self.now,
            thread,
            state_name: &code.name,
            state_type: code.state_type,
            random: &self.random,
            token: None,
            item: None,
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
        thread.last = self.emit_after(thread.last, thread.visit.id, kind, trace)?;
        Ok(())
    }

    /// Logs an event that nothing follows from: the thread's next event points at the same one.
    pub(super) fn emit_aside(&mut self, thread: &Thread, kind: EventKind) -> Result<(), Failure> {
        self.emit_after(thread.last, thread.visit.id, kind, None).map(|_| ())
    }

    /// Logs an event that follows from the event `previous`.
    pub(super) fn emit_after(
        &mut self,
        previous: EventId,
        visit: VisitId,
        kind: EventKind,
        trace: Option<Box<Trace>>,
    ) -> Result<EventId, Failure> {
        self.log.push(previous, visit, self.now, kind, trace).ok_or(Failure::HistoryFull)
    }

    /// Attaches to an event what became clear right after it.
    pub(super) fn annotate(&mut self, id: EventId, note: impl FnOnce(&mut Trace)) {
        self.log.annotate(id, note);
    }

    /// Asks the world for something on behalf of a thread.
    pub(super) fn request(&mut self, thread: &Thread, state: Rc<str>, request: Request) -> EffectId {
        let id = EffectId(self.next_effect);
        self.next_effect = self.next_effect.saturating_add(1);
        self.calls.insert(id, thread.id);
        self.effects.push(Effect { id, visit: thread.visit.id, state, attempt: thread.visit.attempt, request });
        id
    }

    /// Wakes the thread at `at`.
    pub(super) fn set_timer(&mut self, thread: &mut Thread, at: Timestamp) {
        self.clear_timer(thread);
        let timer = (at, self.next_timer);
        self.next_timer = self.next_timer.wrapping_add(1);
        self.timers.insert(timer, thread.id);
        thread.timer = Some(timer);
    }

    pub(super) fn clear_timer(&mut self, thread: &mut Thread) {
        if let Some(timer) = thread.timer.take() {
            self.timers.remove(&timer);
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
        self.add_thread(Some((parent.id, index)), scope, input, after, parent.variables.nested(), item)
    }

    fn add_thread(
        &mut self,
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

    /// Calls off what a thread waits for.
    pub(super) fn call_off(&mut self, thread: &mut Thread) {
        self.clear_timer(thread);
        if let Phase::Calling(effect) = thread.phase {
            self.calls.remove(&effect);
            self.cancelled.push(effect);
        }
    }

    fn fire_timers(&mut self) {
        while let Some(((at, _), _)) = self.timers.first_key_value() {
            if *at > self.now {
                return;
            }
            let Some((_, id)) = self.timers.pop_first() else { return };
            let Some(mut thread) = self.take(id) else { continue };
            thread.timer = None;
            thread.phase = match std::mem::replace(&mut thread.phase, Phase::Entering) {
                Phase::Waiting => Phase::Waited,
                Phase::BackingOff => Phase::Retrying,
                Phase::Calling(effect) => {
                    self.calls.remove(&effect);
                    self.cancelled.push(effect);
                    Phase::TimedOut
                }
                other => other,
            };
            self.wake(thread);
        }
    }

    // ---- the end ----

    /// Ends the run with the failure of its own or of a thread.
    pub(super) fn end_failed(&mut self, previous: EventId, error: StateError) {
        self.end(previous, EventKind::ExecutionFailed(error.clone()), Outcome::Failed(error));
    }

    /// The history is full (Developer Guide, "Service quotas").
    pub(super) fn end_full(&mut self) {
        let last = self.log.events().last().map(|event| event.id).unwrap_or_default();
        let limit = self.start.limits.events.unwrap_or_default();
        let cause = format!("The execution reached the maximum number of history events ({limit}).");
        self.end_failed(last, StateError::new(RUNTIME, cause));
    }

    fn end(&mut self, previous: EventId, kind: EventKind, outcome: Outcome) {
        if self.outcome.is_some() {
            return;
        }
        let _ = self.log.push(previous, VisitId(0), self.now, kind, None);
        self.outcome = Some(outcome);
        self.cancelled.extend(std::mem::take(&mut self.calls).into_keys());
        self.effects.clear();
        self.timers.clear();
        self.ready.clear();
        self.threads.clear();
    }
}
