//! What a simulator asks of the world: effects that wait to be taken, and those whose answers are no longer wanted.

use crate::effect::{Effect, EffectId};

/// Effects on their way out, numbered in the order in which they were asked for, whichever actor asked.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    next: u32,
    effects: Vec<Effect>,
    cancelled: Vec<EffectId>,
}

impl Outbox {
    /// Adds the effect that `make` gives its number; who waits for its answer is another matter.
    pub(crate) fn ask(&mut self, make: impl FnOnce(EffectId) -> Effect) -> EffectId {
        let id = EffectId(self.next);
        self.next = self.next.saturating_add(1);
        self.effects.push(make(id));
        id
    }

    /// The answer to an effect is no longer wanted.
    pub(crate) fn cancel(&mut self, effect: EffectId) {
        self.cancelled.push(effect);
    }

    /// The effects that were added since the last call.
    pub(crate) fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The effects that were cancelled since the last call.
    pub(crate) fn take_cancelled(&mut self) -> Vec<EffectId> {
        std::mem::take(&mut self.cancelled)
    }

    /// At the end: nothing more is asked for, and the answers to `unanswered` are not wanted.
    pub(crate) fn close(&mut self, unanswered: Vec<EffectId>) {
        self.effects.clear();
        self.cancelled.extend(unanswered);
    }
}
