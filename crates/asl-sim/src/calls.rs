//! Calls to the world and the times that threads wait for.

use std::rc::Rc;

use super::effect::{Completion, Effect, EffectId, Request};
use super::event::EventKind;
use super::execution::Execution;
use super::resource::Service;
use super::runnable::KindCode;
use super::thread::{Phase, Thread};
use asl_aws::time::Timestamp;

/// How long a call may take, and how it stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CallLimits {
    /// `TimeoutSeconds`
    timeout: Option<f64>,
    /// `HeartbeatSeconds`
    heartbeat: Option<f64>,
    /// Whether somebody works on it. A call begins at once, but for an activity: that waits for a worker.
    pub(super) begun: bool,
    /// The end of `TimeoutSeconds`.
    deadline: Option<Timestamp>,
}

impl CallLimits {
    /// The limits of a call that has not begun.
    pub(super) fn new(timeout: Option<f64>, heartbeat: Option<f64>) -> Self {
        Self { timeout, heartbeat, ..Self::default() }
    }
}

impl Execution {
    /// Hands in the answer to an effect. An answer that nobody waits for is ignored; says whether one did.
    pub fn resume(&mut self, id: EffectId, completion: Completion, now: Timestamp) -> bool {
        self.now = self.now.max(now);
        let Some(mut thread) = self.calls.remove(&id).and_then(|thread| self.take(thread)) else { return false };
        self.clear_timer(&mut thread);
        thread.phase = Phase::Answered(Box::new(completion));
        self.wake(thread);
        true
    }

    /// Notes that a worker has taken the task of an activity: `ActivityStarted`, from which on its time counts.
    /// Other calls have begun by themselves, and are left alone. Says whether the effect was waited for.
    ///
    /// An answer may also come without that; then the start is logged with it.
    pub fn started(&mut self, id: EffectId, worker_name: Option<Rc<str>>, now: Timestamp) -> bool {
        self.now = self.now.max(now);
        let Some(mut thread) = self.calls.get(&id).copied().and_then(|thread| self.take(thread)) else { return false };
        let machine = self.machine.clone();
        let kind = machine.state(thread.scope, thread.state).map(|code| &code.kind);
        let is_activity = matches!(kind, Some(KindCode::Task(task)) if task.service == Service::Activity);
        if is_activity && !thread.visit.call.begun {
            if self.emit(&mut thread, EventKind::ActivityStarted { worker_name }).is_err() {
                let run = thread.run;
                self.call_off(&mut thread);
                self.end_full(run);
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
        self.now = self.now.max(now);
        let Some(mut thread) = self.calls.get(&id).copied().and_then(|thread| self.take(thread)) else { return false };
        self.limit_call(&mut thread);
        self.put(thread);
        true
    }

    /// Asks the world for something on behalf of a thread.
    pub(super) fn request(&mut self, thread: &Thread, state: Rc<str>, request: Request) -> EffectId {
        let id = self.ask(thread, state, request);
        self.calls.insert(id, thread.id);
        id
    }

    /// Adds an effect; who waits for its answer is another matter.
    pub(super) fn ask(&mut self, thread: &Thread, state: Rc<str>, request: Request) -> EffectId {
        let id = EffectId(self.next_effect);
        self.next_effect = self.next_effect.saturating_add(1);
        let (visit, attempt) = (thread.visit.id, thread.visit.attempt);
        self.effects.push(Effect { id, run: thread.run, visit, state, attempt, request });
        id
    }

    /// The time of a thread's call begins to count.
    pub(super) fn begin_call(&mut self, thread: &mut Thread) {
        let call = &mut thread.visit.call;
        call.begun = true;
        call.deadline = call.timeout.map(|seconds| self.now.plus_seconds(seconds));
        self.limit_call(thread);
    }

    /// Wakes the thread of a call when it has taken too long, or shows no sign of life.
    fn limit_call(&mut self, thread: &mut Thread) {
        let call = thread.visit.call;
        if !call.begun {
            return;
        }
        let silent = call.heartbeat.map(|seconds| self.now.plus_seconds(seconds));
        if let Some(at) = [call.deadline, silent].into_iter().flatten().min() {
            self.set_timer(thread, at);
        }
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

    /// Calls off what a thread waits for.
    pub(super) fn call_off(&mut self, thread: &mut Thread) {
        self.clear_timer(thread);
        if let Phase::Calling(effect) = thread.phase {
            self.calls.remove(&effect);
            self.cancelled.push(effect);
        }
    }

    /// Wakes the threads whose time has come.
    pub(super) fn fire_timers(&mut self) {
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
                Phase::Mapping(map_run) => Phase::Breached(map_run),
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
}
