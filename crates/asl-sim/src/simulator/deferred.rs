//! Expressions that take long are evaluated elsewhere, so that whoever watches the run is not held up.
//!
//! The work around them is done in sections, which change nothing before all their values are there. One whose
//! expression takes too long is given up; the thread is parked, the world is asked for the value, and when it is there
//! the section is done again. Nothing else happens in between, and the randomness that the section drew is put back,
//! so that the log is the same as without. What no section holds (the fields of a Distributed Map and of its items) is
//! evaluated at once.

use std::rc::Rc;

use super::Simulator;
use crate::effect::{EffectId, Request};
use crate::states::Failure;
use crate::thread::{Phase, Thread};
use asl_aws::time::Timestamp;
use asl_jsonata::{Deferral, Evaluated, Evaluation, Slice};

impl Simulator {
    /// From now on the world is asked for what takes longer than `slice` to evaluate: [`Request::Evaluate`].
    pub fn defer(&mut self, slice: Slice) {
        self.deferral = Deferral::after(slice);
    }

    /// Hands in what an evaluation came to. An answer that nobody waits for is ignored; says whether somebody did.
    pub fn evaluated(&mut self, id: EffectId, answer: Evaluated, now: Timestamp) -> bool {
        self.scheduler.set_clock(now);
        let awaited = self.scheduler.unpark(id);
        if awaited {
            self.deferral.answered(answer);
        }
        awaited
    }

    /// Work that can be done again: with [`Failure::Deferred`] it has to be, in the phase `again`.
    pub(crate) fn section<T>(
        &self,
        thread: &mut Thread,
        again: Phase,
        work: impl FnOnce(&mut Thread) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if !self.deferral.is_on() {
            return work(thread);
        }
        let (random, stages) = (self.random.borrow().clone(), thread.visit.stages.len());
        self.deferral.open();
        let worked = work(thread);
        let Some(evaluation) = self.deferral.close() else { return worked };
        *self.random.borrow_mut() = random;
        thread.visit.stages.truncate(stages);
        Err(Failure::Deferred(Rc::new(evaluation), Box::new(again)))
    }

    /// Puts the thread away until the world has evaluated for it.
    pub(super) fn park(&mut self, mut thread: Box<Thread>, evaluation: Rc<Evaluation>, phase: Phase) {
        let machine = &self.execution(thread.actor).machine;
        let state = machine.state(thread.scope, thread.state).map(|code| code.name.clone()).unwrap_or_default();
        let id = self.ask(&thread, state, Request::Evaluate(evaluation));
        self.scheduler.park(id, thread.id);
        thread.phase = phase;
        self.put(thread);
    }
}
