//! Branches and iterations that end, and what that does to the Parallel or Map that waits for them
//! (order of the events, and links between them, as recorded from the service).

use super::{Simulator, map_runs};
use crate::distributed::tolerance::Tolerance;
use crate::event::{EventId, EventKind, Iteration};
use crate::runnable::{KindCode, MapCode, StateCode};
use crate::states::join::{Join, Starting};
use crate::states::{self, Failure, Flow, WorkResult};
use crate::thread::{Phase, Thread, ThreadId};
use asl_aws::state_error::{RUNTIME, StateError};
use asl_lang::StateType;
use asl_value::Value;

impl Simulator {
    /// The thread ends with an error: the run does too, or the state that waits for the thread fails.
    ///
    /// A runtime error ends the run, unless it is an inline Map with a tolerance that waits (measured on AWS).
    pub(super) fn fail_thread(&mut self, mut thread: Box<Thread>, error: StateError) {
        let is_runtime = error.name() == RUNTIME;
        let counted = thread.parent.is_some_and(|(parent, _)| self.tolerates(parent));
        let Some((parent, index)) = thread.parent.filter(|_| !is_runtime || counted) else {
            return self.end_failed(thread.actor, thread.last, error);
        };
        let Some(mut parent) = self.take(parent) else { return };
        let machine = self.execution(parent.actor).machine.clone();
        let Some(code) = machine.state(parent.scope, parent.state) else { return };
        let Phase::Joining(mut join) = std::mem::replace(&mut parent.phase, Phase::Entering) else { return };
        let failed_at = thread.last;
        // It was in the midst of its state: that state is aborted with the others.
        thread.phase = Phase::Waiting;
        parent.last = failed_at;
        if !join.fail(index) {
            // Tolerated: the others go on.
            let closed =
                if is_runtime { Ok(()) } else { self.close_child(&parent, code, index, true, thread, failed_at) };
            let worked = closed.and_then(|()| self.go_on(code, &mut parent, join, failed_at));
            return self.settle(parent, code, worked);
        }
        let mut running: Vec<_> = std::mem::take(&mut join.running).into_iter().collect();
        let failed = (index, thread.id);
        let mut thread = Some(thread);
        // Of iterations, those that are cut come before the one that failed; branches come in their order.
        let at = if code.state_type == StateType::Map {
            running.len()
        } else {
            running.partition_point(|(number, _)| *number < index)
        };
        running.insert(at, failed);
        for (number, id) in running {
            let child = if number == index { thread.take().filter(|_| !is_runtime) } else { self.take(id) };
            let Some(child) = child else { continue };
            if self.close_child(&parent, code, number, number == index, child, failed_at).is_err() {
                return self.end_full(parent.actor);
            }
        }
        self.fail(parent, code, if counted { Tolerance::error() } else { error });
    }

    /// Whether a thread waits for the iterations of an inline Map that says how many of them may fail.
    fn tolerates(&self, parent: ThreadId) -> bool {
        let phase = self.threads.get(parent).map(|thread| &thread.phase);
        matches!(phase, Some(Phase::Joining(join)) if join.tolerance.is_some())
    }

    /// Logs the end of a branch or iteration whose sibling, or which itself, failed.
    fn close_child(
        &mut self,
        parent: &Thread,
        code: &StateCode,
        number: u32,
        failed: bool,
        child: Box<Thread>,
        after: EventId,
    ) -> Result<(), Failure> {
        self.call_off(&child);
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
        self.call_off(&thread);
        let machine = self.execution(thread.actor).machine.clone();
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
            Phase::Mapping(map_run) | Phase::Breached(map_run) => {
                if let Some(map_runs) = map_runs::get() {
                    (map_runs.abort)(self, map_run)?;
                }
            }
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
        let machine = self.execution(parent.actor).machine.clone();
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
                    Ok(_) => self.start_another(code, &mut parent, map, join, last),
                }
            }
            _ if join.open == 0 => states::parallel::finish(self, code, &mut parent, join.into_results()),
            _ => Ok(Flow::Blocked(Phase::Joining(join))),
        };
        self.settle(parent, code, worked);
    }

    /// An inline Map goes on after an iteration whose last event is `after`: the next is started, or all have ended.
    fn go_on(&mut self, code: &StateCode, parent: &mut Thread, join: Box<Join>, after: EventId) -> WorkResult {
        match &code.kind {
            KindCode::Map(_) if join.open == 0 => states::map::finish(self, code, parent, join.into_results()),
            KindCode::Map(map) => self.start_another(code, parent, map, join, after),
            _ => Ok(Flow::Blocked(Phase::Joining(join))),
        }
    }

    fn start_another(
        &mut self,
        code: &StateCode,
        parent: &mut Thread,
        map: &MapCode,
        join: Box<Join>,
        after: EventId,
    ) -> WorkResult {
        states::map::start_iterations(self, code, parent, map, Starting { join, left: 1, after })
    }
}
