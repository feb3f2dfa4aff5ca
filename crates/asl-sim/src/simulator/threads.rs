//! The threads of all actors, by number; and how they begin.

use std::rc::Rc;

use super::Simulator;
use crate::event::EventId;
use crate::execution::ActorId;
use crate::runnable::ScopeIndex;
use crate::thread::{Item, Thread, ThreadId};
use crate::variables::Variables;
use asl_value::Value;

/// Threads by their numbers. One that is being worked on, or that has ended, is not here.
#[derive(Debug, Default)]
pub(super) struct Threads(Vec<Option<Box<Thread>>>);

impl Threads {
    /// The number of the thread that is added next.
    pub(super) fn next_id(&self) -> ThreadId {
        self.0.len()
    }

    pub(super) fn add(&mut self, thread: Thread) {
        self.0.push(Some(Box::new(thread)));
    }

    pub(super) fn get(&self, id: ThreadId) -> Option<&Thread> {
        self.0.get(id)?.as_deref()
    }

    pub(super) fn get_mut(&mut self, id: ThreadId) -> Option<&mut Thread> {
        self.0.get_mut(id)?.as_deref_mut()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// Whom a thread is part of.
struct Parent {
    thread: ThreadId,
    /// The number of the branch or iteration there.
    index: u32,
    variables: Variables,
    /// The item that the thread, or one around it, works on.
    item: Option<Rc<Item>>,
}

impl Simulator {
    /// Starts a branch or iteration of the thread's state; its first event follows from the event `after`.
    pub(crate) fn spawn(
        &mut self,
        parent: &Thread,
        index: u32,
        scope: ScopeIndex,
        input: Value,
        after: EventId,
        item: Option<Rc<Item>>,
    ) -> ThreadId {
        let variables = parent.variables.nested();
        let within = Parent { thread: parent.id, index, variables, item };
        self.add_thread(parent.actor, Some(within), scope, input, after)
    }

    /// Starts the first thread of an execution.
    pub(super) fn add_first_thread(&mut self, actor: ActorId, scope: ScopeIndex, input: Value) {
        // AWS's first state does not point at ExecutionStarted: its previous event is 0.
        let thread = self.add_thread(actor, None, scope, input, EventId(0));
        self.executions.of_mut(actor).first_thread = thread;
        let given = self.execution(actor).start.variables.clone();
        if let Some(thread) = self.threads.get_mut(thread).filter(|_| !given.is_empty()) {
            thread.variables.assign(&given.iter().map(|(name, value)| (name.clone(), value.clone())).collect());
        }
    }

    fn add_thread(
        &mut self,
        actor: ActorId,
        within: Option<Parent>,
        scope: ScopeIndex,
        input: Value,
        last: EventId,
    ) -> ThreadId {
        let id = self.threads.next_id();
        let state = self.execution(actor).machine.scopes.get(scope).map(|scope| scope.start).unwrap_or_default();
        let parent = within.as_ref().map(|parent| (parent.thread, parent.index));
        let (variables, item) = within.map(|parent| (parent.variables, parent.item)).unwrap_or_default();
        self.threads.add(Thread { parent, input, last, variables, item, ..Thread::entering(id, actor, scope, state) });
        self.scheduler.make_ready(id);
        id
    }

    /// Takes a thread out, to be worked on; `None` if it has ended.
    pub(crate) fn take(&mut self, id: ThreadId) -> Option<Box<Thread>> {
        self.threads.0.get_mut(id)?.take()
    }

    /// Puts a thread back.
    pub(crate) fn put(&mut self, thread: Box<Thread>) {
        let id = thread.id;
        if let Some(slot) = self.threads.0.get_mut(id) {
            *slot = Some(thread);
        }
    }

    /// Puts a thread back and lets it go on when its turn comes.
    pub(super) fn wake(&mut self, thread: Box<Thread>) {
        self.scheduler.make_ready(thread.id);
        self.put(thread);
    }
}
