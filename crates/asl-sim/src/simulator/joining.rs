//! Branches and iterations that end, and what that does to the Parallel or Map that waits for them
//! (order of the events, and links between them, as recorded from the service).

use super::Simulator;
use crate::event::{EventId, EventKind, Iteration};
use crate::runnable::{KindCode, StateCode};
use crate::states::join::Starting;
use crate::states::{self, Failure, Flow};
use crate::thread::{Phase, Thread, ThreadId};
use asl_aws::state_error::{RUNTIME, StateError};
use asl_lang::StateType;
use asl_value::Value;

impl Simulator {
    /// The thread ends with an error: the run does too, or the state that waits for the thread fails.
    pub(super) fn fail_thread(&mut self, mut thread: Box<Thread>, error: StateError) {
        let Some((parent, index)) = thread.parent.filter(|_| error.name() != RUNTIME) else {
            return self.end_failed(thread.actor, thread.last, error);
        };
        let Some(mut parent) = self.take(parent) else { return };
        let machine = self.execution(parent.actor).machine.clone();
        let Some(code) = machine.state(parent.scope, parent.state) else { return };
        let Phase::Joining(join) = std::mem::replace(&mut parent.phase, Phase::Entering) else { return };
        let failed_at = thread.last;
        let failed_id = thread.id;
        // It was in the midst of its state: that state is aborted with the others.
        thread.phase = Phase::Waiting;
        let mut failed = Some(thread);
        for (number, id) in join.running {
            let child = if id == failed_id { failed.take() } else { self.take(id) };
            let Some(child) = child else { continue };
            let closed = self.close_child(&parent, code, number, number == index, child, failed_at);
            if closed.is_err() {
                return self.end_full(parent.actor);
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
