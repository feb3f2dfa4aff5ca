//! Effects on their way out, numbered in the order in which they were asked for, whoever asked.

use asl_value::{SortedMap, SortedSet};

use asl_sim::{Effect, EffectId, Request};

use crate::log::{DeliveryId, ExecutionId};

/// Who waits for the answer to an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// An execution, which knows the effect by a number of its own.
    Execution(ExecutionId, EffectId),
    /// A delivery.
    Delivery(DeliveryId),
}

#[derive(Debug, Default)]
pub(super) struct Outbox {
    next: u32,
    effects: Vec<Effect>,
    cancelled: Vec<EffectId>,
    asked: SortedMap<EffectId, Asked>,
    /// The numbers of the effects of executions.
    of_executions: SortedMap<(ExecutionId, EffectId), EffectId>,
    /// Evaluations, for which everything waits.
    evaluations: SortedSet<EffectId>,
}

impl Outbox {
    /// Adds an effect; its own number is replaced.
    pub(super) fn ask(&mut self, effect: Effect, asked: Asked) -> EffectId {
        let id = EffectId(self.next);
        self.next = self.next.saturating_add(1);
        self.asked.insert(id, asked);
        if let Asked::Execution(execution, own) = asked {
            self.of_executions.insert((execution, own), id);
        }
        if matches!(effect.request, Request::Evaluate(_)) {
            self.evaluations.insert(id);
        }
        self.effects.push(Effect { id, ..effect });
        id
    }

    /// Who waits for the answer to an effect.
    pub(super) fn asked(&self, id: EffectId) -> Option<Asked> {
        self.asked.get(&id).copied()
    }

    /// The same; nobody waits any more.
    pub(super) fn answered(&mut self, id: EffectId) -> Option<Asked> {
        let asked = self.asked.remove(&id)?;
        self.evaluations.remove(&id);
        if let Asked::Execution(execution, own) = asked {
            self.of_executions.remove(&(execution, own));
        }
        Some(asked)
    }

    /// The answer to an effect is no longer wanted.
    pub(super) fn cancel(&mut self, id: EffectId) {
        if self.answered(id).is_some() {
            self.effects.retain(|effect| effect.id != id);
            self.cancelled.push(id);
        }
    }

    /// The number of an effect of an execution that is waited for.
    pub(super) fn of_execution(&self, execution: ExecutionId, own: EffectId) -> Option<EffectId> {
        self.of_executions.get(&(execution, own)).copied()
    }

    /// Whether an evaluation is waited for.
    pub(super) fn is_evaluating(&self) -> bool {
        !self.evaluations.is_empty()
    }

    /// The effects that were added since the last call.
    pub(super) fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The effects that were cancelled since the last call.
    pub(super) fn take_cancelled(&mut self) -> Vec<EffectId> {
        std::mem::take(&mut self.cancelled)
    }
}
