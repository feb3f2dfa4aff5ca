//! The executions of a world: each a simulator of its own, with its turns.

use std::cell::RefCell;
use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_sim::{Asker, Completion, Effect, EffectId, Progress, Simulator};

use super::World;
use super::outbox::Asked;
use super::status::Seen;
use crate::log::{DeliveryId, ExecutionId};

/// An execution of a world, with those that its Tasks and Maps start.
pub struct WorldExecution {
    simulator: Rc<RefCell<Simulator>>,
    origin: ExecutionOrigin,
    /// When it wants to go on by itself.
    wake: Option<Timestamp>,
    is_ready: bool,
    is_over: bool,
    /// What the world itself answers, once the turn is over.
    pub(super) held: Vec<Effect>,
    pub(super) seen: Seen,
}

/// Who started an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExecutionOrigin {
    /// The person.
    Person,
    /// A rule whose target is the machine.
    Delivery(DeliveryId),
}

impl WorldExecution {
    /// Its simulator. The world works on it between two turns of the driver, and on nothing else.
    pub fn simulator(&self) -> &Rc<RefCell<Simulator>> {
        &self.simulator
    }

    /// Who started it.
    pub fn origin(&self) -> ExecutionOrigin {
        self.origin
    }

    /// Whether it has ended, with all that it started.
    pub fn is_over(&self) -> bool {
        self.is_over
    }
}

impl World {
    /// The executions, in the order of their start.
    pub fn executions(&self) -> impl ExactSizeIterator<Item = (ExecutionId, &WorldExecution)> {
        (0..).map(ExecutionId).zip(&self.executions).collect::<Vec<_>>().into_iter()
    }

    /// The execution with this number.
    pub fn execution(&self, id: ExecutionId) -> Option<&WorldExecution> {
        self.executions.get(id.0 as usize)
    }

    /// Takes an execution into the world that was just started.
    pub fn add_execution(&mut self, simulator: Rc<RefCell<Simulator>>, now: Timestamp) -> ExecutionId {
        self.set_clock(now);
        self.add(simulator, ExecutionOrigin::Person)
    }

    pub(super) fn add(&mut self, simulator: Rc<RefCell<Simulator>>, origin: ExecutionOrigin) -> ExecutionId {
        let id = ExecutionId(u32::try_from(self.executions.len()).unwrap_or(u32::MAX));
        self.executions.push(WorldExecution {
            simulator,
            origin,
            wake: None,
            is_ready: false,
            is_over: false,
            held: Vec::new(),
            seen: Seen::default(),
        });
        self.make_ready(id);
        self.note_status(id);
        id
    }

    /// Notes a heartbeat of whoever works on an effect of an execution. Says whether it was waited for.
    pub fn heartbeat(&mut self, id: EffectId, now: Timestamp) -> bool {
        self.set_clock(now);
        let Some(Asked::Execution(execution, own)) = self.outbox.asked(id) else { return false };
        let now = self.now;
        self.with_simulator(execution, |simulator| simulator.heartbeat(own, now)).unwrap_or(false)
    }

    /// Ends everything: executions as `StopExecution` does, and no delivery goes on.
    pub fn stop(&mut self, error: &StateError, now: Timestamp) {
        self.set_clock(now);
        let ids: Vec<ExecutionId> = self.executions().map(|(id, _)| id).collect();
        for id in ids {
            let now = self.now;
            self.with_simulator(id, |simulator| simulator.stop(error.clone(), now));
            self.turn(id, 1);
        }
        self.current = None;
        self.ready.clear();
        self.drop_deliveries();
    }

    /// Works on a simulator that nobody else works on.
    pub(super) fn with_simulator<T>(
        &mut self,
        execution: ExecutionId,
        work: impl FnOnce(&mut Simulator) -> T,
    ) -> Option<T> {
        let simulator = self.execution(execution)?.simulator.clone();
        let mut simulator = simulator.try_borrow_mut().ok()?;
        Some(work(&mut simulator))
    }

    fn entry(&mut self, execution: ExecutionId) -> Option<&mut WorldExecution> {
        self.executions.get_mut(execution.0 as usize)
    }

    pub(super) fn make_ready(&mut self, execution: ExecutionId) {
        let Some(entry) = self.entry(execution) else { return };
        if !std::mem::replace(&mut entry.is_ready, true) {
            self.ready.push_back(execution);
        }
    }

    pub(super) fn resume_execution(&mut self, execution: ExecutionId, own: EffectId, completion: Completion) {
        let submitted = self.submitted.remove(&(execution, own));
        let completion = Completion { submitted: submitted.or(completion.submitted), ..completion };
        let now = self.now;
        self.with_simulator(execution, |simulator| simulator.resume(own, completion, now));
        self.make_ready(execution);
    }

    /// The execution whose turn it is.
    pub(super) fn next_execution(&mut self) -> Option<ExecutionId> {
        if let Some(current) = self.current.take() {
            return Some(current);
        }
        while let Some((at, execution)) = self.wakes.first().copied().filter(|(at, _)| *at <= self.now) {
            self.wakes.remove(&(at, execution));
            self.make_ready(execution);
        }
        let next = self.ready.pop_front()?;
        if let Some(entry) = self.entry(next) {
            entry.is_ready = false;
        }
        Some(next)
    }

    /// Gives an execution its turn, at most so many state transitions of it.
    pub(super) fn turn(&mut self, execution: ExecutionId, steps: usize) -> Progress {
        let now = self.now;
        let worked = self.with_simulator(execution, |simulator| {
            let progress = simulator.advance(now, steps);
            (progress, simulator.take_effects(), simulator.take_cancelled(), simulator.wake_at())
        });
        let Some((progress, effects, cancelled, wake)) = worked else { return Progress::Waiting };
        for effect in effects {
            if self.is_own(&effect) {
                self.entry(execution).into_iter().for_each(|entry| entry.held.push(effect.clone()));
            } else {
                self.ask_for(execution, effect);
            }
        }
        for own in cancelled {
            if let Some(id) = self.outbox.of_execution(execution, own) {
                self.outbox.cancel(id);
            }
            self.submitted.remove(&(execution, own));
            self.entry(execution).into_iter().for_each(|entry| entry.held.retain(|effect| effect.id != own));
        }
        let Some(entry) = self.executions.get_mut(execution.0 as usize) else { return Progress::Waiting };
        if entry.wake != wake {
            if let Some(before) = entry.wake {
                self.wakes.remove(&(before, execution));
            }
            self.wakes.extend(wake.map(|at| (at, execution)));
            entry.wake = wake;
        } else if let Some(at) = wake {
            self.wakes.insert((at, execution));
        }
        if progress == Progress::Working {
            self.current = Some(execution);
            return progress;
        }
        entry.is_over = progress == Progress::Done;
        for effect in std::mem::take(&mut entry.held) {
            self.answer_own(execution, &effect);
        }
        self.note_status(execution);
        Progress::Waiting
    }

    /// Hands out an effect of an execution.
    pub(super) fn ask_for(&mut self, execution: ExecutionId, effect: Effect) {
        let own = effect.id;
        self.keep_token(execution, &effect);
        let effect = Effect { asker: Asker::Execution(execution.0), ..effect };
        self.outbox.ask(effect, Asked::Execution(execution, own));
    }
}
