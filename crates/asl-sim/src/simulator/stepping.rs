//! One step of a thread: it enters its state, works on it, and leaves it or waits.

use super::{Simulator, map_runs};
use crate::event::{EventKind, Trace, VisitId, Within};
use crate::limits::Limit;
use crate::runnable::{KindCode, Next, StateCode};
use crate::start::Outcome;
use crate::states::{self, Failure, Flow, Leave, WorkResult};
use crate::thread::{ActiveVisit, Phase, Thread, ThreadId};
use asl_aws::state_error::StateError;
use asl_lang::StateType;
use asl_value::{MAX_NESTING, Value};

impl Simulator {
    /// Lets a thread work on its state until that is left or waits.
    pub(super) fn step(&mut self, id: ThreadId) {
        let Some(mut thread) = self.take(id) else { return };
        let execution = self.execution(thread.actor);
        if execution.ended.is_some() {
            return;
        }
        let machine = execution.machine.clone();
        let Some(code) = machine.state(thread.scope, thread.state) else { return };
        let phase = std::mem::replace(&mut thread.phase, Phase::Entering);
        let worked = match phase {
            Phase::Entering => match self.enter(code, &mut thread) {
                Ok(()) if self.enters_apart => {
                    thread.phase = Phase::Retrying;
                    self.scheduler.make_ready_first(thread.id);
                    return self.put(thread);
                }
                entered => entered.and_then(|()| self.work(code, &mut thread)),
            },
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
            Phase::Breached(map_run) => {
                return map_runs::get().map_or((), |map_runs| (map_runs.fail)(self, thread, code, map_run));
            }
            // INVARIANT: a thread in one of these phases is not in the queue.
            blocked @ (Phase::Waiting
            | Phase::Calling(_)
            | Phase::Nested(_)
            | Phase::BackingOff
            | Phase::Joining(_)
            | Phase::Mapping(_)) => Ok(Flow::Blocked(blocked)),
        };
        self.settle(thread, code, worked);
    }

    /// Logs `…StateEntered` and begins a visit of the state.
    fn enter(&mut self, code: &StateCode, thread: &mut Thread) -> Result<(), Failure> {
        thread.entered = thread.entered.saturating_add(1);
        self.longest_line = self.longest_line.max(thread.entered);
        let execution = self.executions.of_mut(thread.actor);
        execution.next_visit = execution.next_visit.saturating_add(1);
        let visit = VisitId(execution.next_visit);
        let within = thread.parent.and_then(|(parent, index)| {
            let parent = self.threads.get(parent)?;
            Some(Within { visit: parent.visit.id, index })
        });
        let kind = EventKind::StateEntered {
            name: code.name.clone(),
            state_type: code.state_type,
            input: thread.input.clone(),
            within,
        };
        thread.visit = ActiveVisit {
            id: visit,
            entered_at: self.now(),
            retries: vec![0; code.retry.len()],
            ..ActiveVisit::default()
        };
        self.emit(thread, kind)?;
        thread.visit.entered = thread.last;
        Ok(())
    }

    /// Does the work of the state's type.
    fn work(&mut self, code: &StateCode, thread: &mut Thread) -> WorkResult {
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
    pub(super) fn settle(&mut self, mut thread: Box<Thread>, code: &StateCode, worked: WorkResult) {
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
                None => self.end_full(thread.actor),
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

    /// Logs `…StateExited`; the thread goes on to the next state, or ends.
    pub(super) fn leave(&mut self, mut thread: Box<Thread>, code: &StateCode, leave: Leave) {
        let Leave { output, assigned, next, clause } = leave;
        let target = match next {
            Next::State(index) => {
                self.execution(thread.actor).machine.state(thread.scope, index).map(|state| state.name.clone())
            }
            Next::End => None,
        };
        let stages = std::mem::take(&mut thread.visit.stages);
        let branches = code.state_type == StateType::Choice || clause.is_some();
        let clause = clause.map(|index| super::failure::clause(thread.visit.id, index));
        let trace = (!stages.is_empty() || branches)
            .then(|| Box::new(Trace { stages, next: target, clause, ..Trace::default() }));
        let kind = EventKind::StateExited {
            name: code.name.clone(),
            state_type: code.state_type,
            output: output.clone(),
            assigned,
        };
        if self.emit_traced(&mut thread, kind, trace).is_err() {
            return self.end_full(thread.actor);
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
                self.end(thread.actor, thread.last, kind, Outcome::Succeeded(output));
            }
            Some((parent, index)) => self.join(parent, index, thread.last, output),
        }
    }
}

/// What a state fails with whose output is nested so deeply that what walks it would exhaust the stack.
fn too_deep(code: &StateCode, output: &Value) -> Option<StateError> {
    (output.measure().depth > MAX_NESTING).then(|| {
        let cause = format!("The output of the state '{}' is nested deeper than {MAX_NESTING} levels.", code.name);
        StateError::runtime(cause)
    })
}
