//! How events get into the history of the execution that they belong to.

use super::Simulator;
use crate::event::{EventId, EventKind, Trace, VisitId};
use crate::execution::ActorId;
use crate::states::Failure;
use crate::thread::Thread;

impl Simulator {
    /// Logs an event that follows from the thread's last one.
    pub(crate) fn emit(&mut self, thread: &mut Thread, kind: EventKind) -> Result<(), Failure> {
        self.emit_traced(thread, kind, None)
    }

    /// As [`Simulator::emit`], with our own records.
    pub(crate) fn emit_traced(
        &mut self,
        thread: &mut Thread,
        kind: EventKind,
        trace: Option<Box<Trace>>,
    ) -> Result<(), Failure> {
        thread.last = self.emit_after(thread, thread.last, kind, trace)?;
        Ok(())
    }

    /// Logs an event that nothing follows from: the thread's next event points at the same one.
    pub(crate) fn emit_aside(&mut self, thread: &Thread, kind: EventKind) -> Result<(), Failure> {
        self.emit_after(thread, thread.last, kind, None).map(|_| ())
    }

    /// Logs an event of the thread's visit that follows from the event `previous`.
    pub(crate) fn emit_after(
        &mut self,
        thread: &Thread,
        previous: EventId,
        kind: EventKind,
        trace: Option<Box<Trace>>,
    ) -> Result<EventId, Failure> {
        let now = self.now();
        if self.is_memory_full() {
            return Err(Failure::HistoryFull);
        }
        self.memory.count(&kind, trace.as_deref());
        let log = &mut self.executions.of_mut(thread.actor).log;
        let id = log.push(previous, thread.visit.id, now, kind, trace).ok_or(Failure::HistoryFull)?;
        self.order.note(thread.actor);
        self.limit_events(thread, id);
        Ok(id)
    }

    /// Logs an event of a visit without a thread, unless the execution has ended.
    pub(super) fn emit_detached(
        &mut self,
        actor: ActorId,
        previous: EventId,
        visit: VisitId,
        kind: EventKind,
    ) -> Result<(), Failure> {
        let now = self.now();
        let execution = self.executions.of_mut(actor);
        if execution.ended.is_some() {
            return Ok(());
        }
        execution.log.push(previous, visit, now, kind, None).ok_or(Failure::HistoryFull)?;
        self.order.note(actor);
        Ok(())
    }

    /// Attaches to an event of the thread's execution what became clear right after it.
    pub(crate) fn annotate(&mut self, thread: &Thread, id: EventId, record: impl FnOnce(&mut Trace)) {
        self.executions.of_mut(thread.actor).log.annotate(id, record);
    }
}
