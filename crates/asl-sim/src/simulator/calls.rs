//! Calls to the world and the times that threads wait for.

use std::rc::Rc;

use super::Simulator;
use crate::effect::{Asker, Completion, Effect, EffectId, Request};
use crate::event::EventKind;
use crate::resource::Service;
use crate::runnable::KindCode;
use crate::thread::{Phase, Thread};
use asl_aws::time::Timestamp;

/// How long a call may take, and how it stands.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallLimits {
    /// `TimeoutSeconds`
    timeout: Option<f64>,
    /// `HeartbeatSeconds`
    heartbeat: Option<f64>,
    /// Whether somebody works on it. A call begins at once, but for an activity: that waits for a worker.
    pub(crate) begun: bool,
    /// The end of `TimeoutSeconds`.
    deadline: Option<Timestamp>,
    /// Whether the service was seen to have taken the call on.
    pub(crate) submitted: bool,
}

impl CallLimits {
    /// The limits of a call that has not begun.
    pub(crate) fn new(timeout: Option<f64>, heartbeat: Option<f64>) -> Self {
        Self { timeout, heartbeat, ..Self::default() }
    }

    /// Whether a call whose time is over has missed a heartbeat, and not its own end.
    pub(crate) fn missed_heartbeat(self, now: Timestamp) -> bool {
        self.heartbeat.is_some() && self.deadline.is_none_or(|deadline| deadline > now)
    }
}

impl Simulator {
    /// Hands in the answer to an effect. An answer that nobody waits for is ignored; says whether one did.
    pub fn resume(&mut self, id: EffectId, completion: Completion, now: Timestamp) -> bool {
        self.scheduler.set_clock(now);
        let Some(mut thread) = self.scheduler.stop_waiting(id).and_then(|thread| self.take(thread)) else {
            return false;
        };
        self.scheduler.clear_timer(thread.id);
        thread.phase = Phase::Answered(Box::new(completion));
        self.wake(thread);
        true
    }

    /// Notes that a worker has taken the task of an activity: `ActivityStarted`, from which on its time counts.
    /// Other calls have begun by themselves, and are left alone. Says whether the effect was waited for.
    ///
    /// An answer may also come without that; then the start is logged with it.
    pub fn started(&mut self, id: EffectId, worker_name: Option<Rc<str>>, now: Timestamp) -> bool {
        self.scheduler.set_clock(now);
        let Some(mut thread) = self.scheduler.waiting_for(id).and_then(|thread| self.take(thread)) else {
            return false;
        };
        let machine = self.execution(thread.actor).machine.clone();
        let kind = machine.state(thread.scope, thread.state).map(|code| &code.kind);
        let is_activity = matches!(kind, Some(KindCode::Task(task)) if task.service == Service::Activity);
        if is_activity && !thread.visit.call.begun {
            if self.emit(&mut thread, EventKind::ActivityStarted { worker_name }).is_err() {
                let actor = thread.actor;
                self.call_off(&thread);
                self.end_full(actor);
                return true;
            }
            self.begin_call(&mut thread);
        }
        self.put(thread);
        true
    }

    /// Notes a heartbeat of whoever works on an effect: `HeartbeatSeconds` begins anew. Says whether the effect was
    /// waited for.
    pub fn heartbeat(&mut self, id: EffectId, now: Timestamp) -> bool {
        self.scheduler.set_clock(now);
        let Some(thread) = self.scheduler.waiting_for(id).and_then(|thread| self.take(thread)) else { return false };
        self.limit_call(&thread);
        self.put(thread);
        true
    }

    /// Asks the world for something on behalf of a thread.
    pub(crate) fn request(&mut self, thread: &Thread, state: Rc<str>, request: Request) -> EffectId {
        let id = self.ask(thread, state, request);
        self.scheduler.wait_for(id, thread.id);
        id
    }

    /// Adds an effect; who waits for its answer is another matter.
    pub(super) fn ask(&mut self, thread: &Thread, state: Rc<str>, request: Request) -> EffectId {
        let (actor, visit, attempt) = (thread.actor, thread.visit.id, thread.visit.attempt);
        let batch = self.execution(actor).batch.and_then(|batch| u32::try_from(batch.index).ok());
        let iteration = thread.item.as_ref().map(|item| item.index).or(batch);
        let asker = Asker::Execution(0);
        self.outbox.ask(|id| Effect { id, asker, actor, visit, state, attempt, iteration, request })
    }

    /// The time of a thread's call begins to count.
    pub(crate) fn begin_call(&mut self, thread: &mut Thread) {
        let now = self.now();
        let call = &mut thread.visit.call;
        call.begun = true;
        call.deadline = call.timeout.map(|seconds| now.plus_seconds(seconds));
        self.limit_call(thread);
    }

    /// Wakes the thread of a call when it has taken too long, or shows no sign of life.
    fn limit_call(&mut self, thread: &Thread) {
        let call = thread.visit.call;
        if !call.begun {
            return;
        }
        let silent = call.heartbeat.map(|seconds| self.now().plus_seconds(seconds));
        if let Some(at) = [call.deadline, silent].into_iter().flatten().min() {
            self.scheduler.set_timer(thread.id, at);
        }
    }

    /// Wakes the thread at `at`.
    pub(crate) fn set_timer(&mut self, thread: &Thread, at: Timestamp) {
        self.scheduler.set_timer(thread.id, at);
    }

    /// Calls off what a thread waits for.
    pub(super) fn call_off(&mut self, thread: &Thread) {
        self.scheduler.clear_timer(thread.id);
        match thread.phase {
            Phase::Calling(effect) => self.give_up(effect),
            Phase::Nested(started) => self.abort_nested(started),
            _ => {}
        }
    }

    /// Nobody waits for the answer to an effect any more.
    fn give_up(&mut self, effect: EffectId) {
        self.scheduler.stop_waiting(effect);
        self.outbox.cancel(effect);
    }

    /// Wakes the threads whose time has come.
    pub(super) fn fire_timers(&mut self) {
        while let Some(id) = self.scheduler.next_due() {
            let Some(mut thread) = self.take(id) else { continue };
            thread.phase = match std::mem::replace(&mut thread.phase, Phase::Entering) {
                Phase::Waiting => Phase::Waited,
                Phase::BackingOff => Phase::Retrying,
                Phase::Mapping(map_run) => Phase::Breached(map_run),
                Phase::Calling(effect) => {
                    self.give_up(effect);
                    Phase::TimedOut
                }
                Phase::Nested(started) => {
                    self.abort_nested(started);
                    Phase::TimedOut
                }
                other => other,
            };
            self.wake(thread);
        }
    }
}
