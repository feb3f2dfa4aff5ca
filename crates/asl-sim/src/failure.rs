//! What happens when a state fails, and when a branch or iteration ends: Retry, Catch, and the way up
//! (States Language specification, "Errors"; links between events as recorded from the service).

use super::data_flow;
use super::event::{EventId, EventKind, Iteration};
use super::execution::Execution;
use super::fields::View;
use super::retry::{back_off, matches};
use super::runnable::{CatchCode, CatcherCode, KindCode, Next, StateCode};
use super::states::join::Starting;
use super::states::{self, Failure, Flow, Leave};
use super::thread::{Phase, Thread, ThreadId};
use asl_aws::state_error::{RUNTIME, StateError, TIMEOUT};
use asl_lang::StateType;
use asl_value::{Map, Value};

impl Execution {
    /// A state failed: it is retried, or caught, or its thread fails.
    pub(super) fn fail(&mut self, mut thread: Box<Thread>, code: &StateCode, error: StateError) {
        if let Some(delay) = self.retry_delay(&mut thread, code, &error) {
            let until = self.now().plus_seconds(delay);
            self.annotate(&thread, thread.last, |trace| trace.until = Some(until));
            self.set_timer(&mut thread, until);
            thread.phase = Phase::BackingOff;
            self.put(thread);
            return;
        }
        if let Err(Failure::HistoryFull) = self.note_failed(&mut thread, code, &error) {
            return self.end_full(thread.run);
        }
        self.fail_finally(thread, code, error);
    }

    /// A state failed, and is not retried any more.
    pub(super) fn fail_finally(&mut self, mut thread: Box<Thread>, code: &StateCode, error: StateError) {
        match code.catch.iter().find(|catcher| matches(&catcher.errors, error.name())) {
            Some(catcher) => match self.catch(&mut thread, code, catcher, &error) {
                Ok(leave) => self.leave(thread, code, leave),
                Err(Failure::Deferred(evaluation, phase)) => self.park(thread, evaluation, *phase),
                // A catcher that cannot be applied fails the thread: nothing catches that.
                Err(failure) => match self.explain(&mut thread, code, failure) {
                    Some(error) => self.fail_thread(thread, error),
                    None => self.end_full(thread.run),
                },
            },
            None => self.fail_thread(thread, error),
        }
    }

    /// The wait before the next retry, if there is one: the first retrier that matches decides alone.
    fn retry_delay(&self, thread: &mut Thread, code: &StateCode, error: &StateError) -> Option<f64> {
        let (index, retrier) =
            code.retry.iter().enumerate().find(|(_, retrier)| matches(&retrier.errors, error.name()))?;
        let used = thread.visit.retries.get_mut(index)?;
        if *used >= retrier.max_attempts {
            return None;
        }
        *used += 1;
        let retry = *used;
        thread.visit.attempt += 1;
        Some(self.with_random(|random| back_off(retrier, retry, random)))
    }

    /// A Parallel or Map that is not retried logs that it failed; a runtime error ends the run without that.
    fn note_failed(&mut self, thread: &mut Thread, code: &StateCode, error: &StateError) -> Result<(), Failure> {
        let started = thread.last != thread.visit.entered;
        match code.state_type {
            StateType::Parallel if started && error.name() != RUNTIME => {
                self.emit(thread, EventKind::ParallelStateFailed)
            }
            StateType::Map if started && error.name() != RUNTIME => self.emit(thread, EventKind::MapStateFailed),
            _ => Ok(()),
        }
    }

    fn catch(
        &mut self,
        thread: &mut Thread,
        code: &StateCode,
        catcher: &CatcherCode,
        error: &StateError,
    ) -> Result<Leave, Failure> {
        let caught = error_output(error);
        let again = Phase::Catching(error.clone());
        let leaving = states::staged(self, code, thread, again, |environment, stages| {
            let view = View::of(environment).with_error_output(&caught);
            let assigned = data_flow::assignments(catcher.assign.as_ref(), &view)?;
            let input = &environment.thread.input;
            let output = match &catcher.data {
                CatchCode::ResultPath(path) => data_flow::apply_result_path(path, input, caught.clone())?,
                CatchCode::Output(output) => data_flow::computed_output(output.as_ref(), &view, &caught, stages)?,
            };
            Ok((output, assigned))
        });
        let (output, assigned) = leaving?;
        let leave = Leave { output, assigned, next: Next::State(catcher.next) };
        self.within_limits(code, thread, &leave)?;
        Ok(leave)
    }

    /// The error that Retry and Catch see, in AWS's words; what has an event of its own is logged. `None`: the
    /// history is full.
    pub(super) fn explain(&mut self, thread: &mut Thread, code: &StateCode, failure: Failure) -> Option<StateError> {
        let named = |thread: &Thread, error: StateError| {
            let cause = format!(
                "An error occurred while executing the state '{}' (entered at the event id #{}). {}",
                code.name,
                thread.visit.entered.0,
                error.cause.unwrap_or_default()
            );
            StateError { name: error.name, cause: Some(cause.into()) }
        };
        let (error, location) = match failure {
            // INVARIANT: what is deferred was parked before anybody asks what it failed with.
            Failure::HistoryFull | Failure::Deferred(..) => return None,
            Failure::Error(error) => return Some(error),
            Failure::Processing(error) => {
                self.keep_stages(thread);
                return Some(named(thread, error));
            }
            Failure::Evaluation { error, location } => (named(thread, error), location),
            Failure::Variables(error) => (error, Some("Assign".into())),
        };
        let kind = EventKind::EvaluationFailed { error: error.clone(), location, state: code.name.clone() };
        let previous = self.before_evaluation(thread);
        thread.last = self.emit_after(thread, previous, kind, None).ok()?;
        self.keep_stages(thread);
        Some(error)
    }

    /// What the state had made of its data when that failed is kept with the newest event of its visit.
    fn keep_stages(&mut self, thread: &Thread) {
        let stages = thread.visit.stages.clone();
        if stages.is_empty() {
            return;
        }
        let events = self.course(thread.run).log.events();
        let newest = events.iter().rev().find(|event| event.visit == thread.visit.id).map(|event| event.id);
        if let Some(newest) = newest {
            self.annotate(thread, newest, |trace| trace.stages = stages);
        }
    }

    /// The event that `EvaluationFailed` points at.
    ///
    /// Right behind `…StateEntered`, the recordings of 2024 and 2025 have it point where that one points; those of
    /// 2026 at that one itself. Nothing tells them apart but that the machines of the latter have a time limit.
    fn before_evaluation(&self, thread: &Thread) -> EventId {
        if thread.last != thread.visit.entered || self.machine.timeout_seconds.is_some() {
            return thread.last;
        }
        self.course(thread.run).log.get(thread.last).map_or(thread.last, |entered| entered.previous)
    }

    /// The thread ends with an error: the run does too, or the state that waits for the thread fails.
    fn fail_thread(&mut self, thread: Box<Thread>, error: StateError) {
        let Some((parent, index)) = thread.parent.filter(|_| error.name() != RUNTIME) else {
            return self.end_failed(thread.run, thread.last, error);
        };
        let Some(mut parent) = self.take(parent) else { return };
        let machine = self.machine.clone();
        let Some(code) = machine.state(parent.scope, parent.state) else { return };
        let Phase::Joining(join) = std::mem::replace(&mut parent.phase, Phase::Entering) else { return };
        let failed_at = thread.last;
        let failed_id = thread.id;
        // It was in the midst of its state: that state is aborted with the others.
        let mut failed = Some(Box::new(Thread { phase: Phase::Waiting, ..*thread }));
        for (number, id) in join.running {
            let child = if id == failed_id { failed.take() } else { self.take(id) };
            let Some(child) = child else { continue };
            let closed = self.close_child(&parent, code, number, number == index, child, failed_at);
            if closed.is_err() {
                return self.end_full(parent.run);
            }
        }
        parent.last = failed_at;
        self.fail(parent, code, error);
    }

    /// Logs the end of a branch or iteration whose sibling, or which itself, failed.
    fn close_child(
        &mut self,
        parent: &Thread,
        code: &StateCode,
        number: u32,
        failed: bool,
        mut child: Box<Thread>,
        after: EventId,
    ) -> Result<(), Failure> {
        self.call_off(&mut child);
        if code.state_type == StateType::Map {
            let iteration = Iteration { name: code.name.clone(), index: number };
            let kind = if failed {
                EventKind::MapIterationFailed(iteration)
            } else {
                EventKind::MapIterationAborted(iteration)
            };
            self.emit_after(parent, after, kind, None)?;
        }
        self.abort_states(child, after)
    }

    /// Logs the abort of the state that a thread is in, and of what runs inside it.
    fn abort_states(&mut self, mut thread: Box<Thread>, after: EventId) -> Result<(), Failure> {
        self.call_off(&mut thread);
        let machine = self.machine.clone();
        let entered = !matches!(thread.phase, Phase::Entering);
        let state_type = machine.state(thread.scope, thread.state).map(|code| code.state_type);
        match std::mem::replace(&mut thread.phase, Phase::Waiting) {
            Phase::Joining(join) => {
                for id in join.running.into_values() {
                    if let Some(inner) = self.take(id) {
                        self.abort_states(inner, after)?;
                    }
                }
            }
            Phase::Mapping(map_run) | Phase::Breached(map_run) => self.abort_map_run(map_run)?,
            _ => {}
        }
        match state_type {
            Some(state_type @ (StateType::Task | StateType::Wait | StateType::Parallel | StateType::Map))
                if entered =>
            {
                self.emit_after(&thread, after, EventKind::StateAborted { state_type }, None).map(|_| ())
            }
            _ => Ok(()),
        }
    }

    /// Branch or iteration `index` of the thread `parent` has ended with `output`; `last` is its last event.
    pub(super) fn join(&mut self, parent: ThreadId, index: u32, last: EventId, output: Value) {
        let Some(mut parent) = self.take(parent) else { return };
        let machine = self.machine.clone();
        let Some(code) = machine.state(parent.scope, parent.state) else { return };
        let Phase::Joining(mut join) = std::mem::replace(&mut parent.phase, Phase::Entering) else { return };
        join.finished(index, output);
        parent.last = last;
        let worked = match &code.kind {
            KindCode::Map(map) => {
                let iteration = Iteration { name: code.name.clone(), index };
                match self.emit_after(&parent, last, EventKind::MapIterationSucceeded(iteration), None) {
                    Err(full) => {
                        self.drop_running(&join);
                        Err(full)
                    }
                    Ok(succeeded) if join.open == 0 => {
                        parent.last = succeeded;
                        states::map::finish(self, code, &mut parent, join.into_results())
                    }
                    Ok(_) => {
                        let starting = Starting { join, left: 1, after: last };
                        states::map::start_iterations(self, code, &mut parent, map, starting)
                    }
                }
            }
            _ if join.open == 0 => states::parallel::finish(self, code, &mut parent, join.into_results()),
            _ => Ok(Flow::Blocked(Phase::Joining(join))),
        };
        self.settle(parent, code, worked);
    }
}

/// What a catcher sees: `{"Error", "Cause"}`. AWS gives a timeout an empty cause, and null where there is none.
pub(super) fn error_output(error: &StateError) -> Value {
    let text = |text: &Option<std::rc::Rc<str>>| text.clone().map_or(Value::Null, Value::String);
    let cause = match &error.cause {
        None if error.name() == TIMEOUT => Value::from(""),
        cause => text(cause),
    };
    let mut output = Map::new();
    output.insert("Error", text(&error.name));
    // A status without a standard phrase has no cause at all.
    if error.cause.is_some() || !error.name().starts_with("States.Http.StatusCode.") {
        output.insert("Cause", cause);
    }
    output.into()
}
