//! Where a run waits for a person: the Tasks that the browser cannot do and no mock answers.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_sim::mock::sample;
use asl_sim::{ActorId, AnsweredBy, Asker, Completion, Effect, EffectId, TaskCall, VisitId};
use asl_value::Value;

use crate::app::host::clock;

/// A Task that waits for a person's answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PendingTask {
    /// Its name in the run.
    pub(crate) id: EffectId,
    /// Who asks, where several executions and deliveries go on.
    pub(crate) asker: Asker,
    /// The execution that asks: the run itself, or a child execution.
    pub(crate) run: ActorId,
    /// The visit that asks, in that execution's log.
    pub(crate) visit: VisitId,
    /// The state that asks.
    pub(crate) state: Rc<str>,
    /// The number of the attempt, from 1.
    pub(crate) attempt: u32,
    /// What it calls, and with what.
    pub(crate) call: Rc<TaskCall>,
    /// When the attempt began to wait.
    pub(crate) asked_at: Timestamp,
    /// When it was last heard of, for `HeartbeatSeconds`.
    pub(crate) last_heartbeat: Timestamp,
}

/// What a person answers: a result, or an error and its cause.
pub(crate) type Answer = Result<Value, StateError>;

/// Hands the page the Tasks that wait.
type Publish = Box<dyn Fn(Vec<PendingTask>)>;

/// The Tasks of one run that wait for a person, in the order in which they came.
pub(crate) struct PendingTasks {
    waiting: RefCell<Vec<Waiting>>,
    publish: Publish,
    closed: Cell<bool>,
}

struct Waiting {
    task: PendingTask,
    answer: Option<Answer>,
    waker: Option<Waker>,
}

impl PendingTasks {
    /// Hands the Tasks that wait to `publish`, whenever they change.
    pub(crate) fn new(publish: impl Fn(Vec<PendingTask>) + 'static) -> Self {
        Self { waiting: RefCell::default(), publish: Box::new(publish), closed: Cell::new(false) }
    }

    /// Asks, and waits for the answer. Dropping the future withdraws the Task.
    pub(crate) async fn ask(&self, effect: &Effect, call: Rc<TaskCall>) -> Completion {
        let (id, now) = (effect.id, clock::now());
        let task = PendingTask {
            id,
            asker: effect.asker,
            run: effect.actor,
            visit: effect.visit,
            state: effect.state.clone(),
            attempt: effect.attempt.saturating_add(1),
            call,
            asked_at: now,
            last_heartbeat: now,
        };
        let submitted = sample::submitted(&task.call.resource);
        self.waiting.borrow_mut().push(Waiting { task, answer: None, waker: None });
        let _guard = Guard { pending: self, id };
        self.publish_open();
        let answer = poll_fn(|context| {
            let mut waiting = self.waiting.borrow_mut();
            let entry = waiting.iter_mut().find(|entry| entry.task.id == id);
            match entry.and_then(|entry| {
                entry.waker = Some(context.waker().clone());
                entry.answer.take()
            }) {
                Some(answer) => Poll::Ready(answer),
                None => Poll::Pending,
            }
        });
        let outcome = answer.await;
        Completion { submitted, answered_by: Some(AnsweredBy::Person), ..Completion::of(outcome) }
    }

    /// Hands in an answer; nothing happens if nobody waits for it any more.
    pub(crate) fn answer(&self, id: EffectId, answer: Answer) {
        let waker = {
            let mut waiting = self.waiting.borrow_mut();
            let Some(entry) = waiting.iter_mut().find(|entry| entry.task.id == id) else { return };
            entry.answer = Some(answer);
            entry.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
        self.publish_open();
    }

    /// Notes a heartbeat: the time until the next one is due begins anew.
    pub(crate) fn note_heartbeat(&self, id: EffectId) {
        if let Some(entry) = self.waiting.borrow_mut().iter_mut().find(|entry| entry.task.id == id) {
            entry.task.last_heartbeat = clock::now();
        }
        self.publish_open();
    }

    /// Publishes nothing any more: the run has ended.
    pub(crate) fn close(&self) {
        self.closed.set(true);
        (self.publish)(Vec::new());
    }

    fn publish_open(&self) {
        if !self.closed.get() {
            let open = |entry: &&Waiting| entry.answer.is_none();
            let tasks = self.waiting.borrow().iter().filter(open).map(|entry| entry.task.clone()).collect();
            (self.publish)(tasks);
        }
    }
}

/// Withdraws the Task when nobody waits for its answer any more.
struct Guard<'a> {
    pending: &'a PendingTasks,
    id: EffectId,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.pending.waiting.borrow_mut().retain(|entry| entry.task.id != self.id);
        self.pending.publish_open();
    }
}
