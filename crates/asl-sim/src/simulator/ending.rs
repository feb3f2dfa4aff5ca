//! The end of an execution.

use super::{Simulator, map_runs};
use crate::event::{EventId, EventKind};
use crate::execution::ActorId;
use crate::start::Outcome;
use asl_aws::state_error::{RUNTIME, StateError};

impl Simulator {
    /// Ends an execution with the failure of its own or of a thread.
    pub(super) fn end_failed(&mut self, actor: ActorId, previous: EventId, error: StateError) {
        self.end(actor, previous, EventKind::ExecutionFailed(error.clone()), Outcome::Failed(error));
    }

    /// The history of an execution is full (Developer Guide, "Service quotas"). Where it is the memory of the page that is
    /// full, the run as a whole ends: each other execution would end so, too.
    pub(super) fn end_full(&mut self, actor: ActorId) {
        let actor = if self.is_memory_full() { ActorId::ROOT } else { actor };
        let last = self.execution(actor).events().last().map(|event| event.id).unwrap_or_default();
        self.end_failed(actor, last, StateError::new(RUNTIME, self.full_cause(actor)));
    }

    /// Ends an execution: a Map Run is told of its child's end, a Task of that of the execution that it waits for; with the
    /// root execution everything ends but for executions that nobody waits for.
    pub(super) fn end(&mut self, actor: ActorId, previous: EventId, kind: EventKind, outcome: Outcome) {
        let now = self.now();
        if !self.executions.of_mut(actor).end(previous, kind, outcome, now) {
            return;
        }
        self.order.note(actor);
        if let Some(by) = self.execution(actor).started_by {
            return self.nested_ended(actor, by);
        }
        if actor != ActorId::ROOT {
            return map_runs::get().map_or((), |map_runs| (map_runs.child_ended)(self, actor));
        }
        self.abort_map_runs_of(ActorId::ROOT);
        self.abort_orphans();
        if self.has_nested() {
            // Executions that nobody waits for go on.
            self.drop_threads(self.root().first_thread);
            return;
        }
        let unanswered = self.scheduler.clear();
        self.outbox.close(unanswered);
        self.deferral.forget();
        self.threads.clear();
    }

    /// Ends the root execution from outside: no event leads to that.
    pub(super) fn end_all(&mut self, kind: EventKind, outcome: Outcome) {
        self.abort_map_runs_of(ActorId::ROOT);
        self.end(ActorId::ROOT, EventId(0), kind, outcome);
    }
}
