//! What a Parallel or Map keeps while its branches or iterations run.

use std::collections::BTreeMap;

use crate::run::event::EventId;
use crate::run::thread::ThreadId;
use crate::value::Value;

/// Branches or iterations in flight, and the results so far.
#[derive(Debug)]
pub(in crate::run) struct Join {
    /// The running threads by their numbers, which is the order they were started in.
    pub(in crate::run) running: BTreeMap<u32, ThreadId>,
    /// A result for each branch or iteration that has ended.
    pub(in crate::run) results: Vec<Option<Value>>,
    /// How many have no result yet.
    pub(in crate::run) open: usize,
    /// The items of a Map; a Parallel has none.
    pub(in crate::run) items: Option<Items>,
}

/// The items of a Map.
#[derive(Debug)]
pub(in crate::run) struct Items {
    pub(in crate::run) values: Value,
    /// What ItemSelector sees as `$`.
    pub(in crate::run) data: Value,
    /// The next one to start.
    pub(in crate::run) next: usize,
}

/// Iterations that are to be started, `left` of them, where one waits for its ItemSelector.
#[derive(Debug)]
pub(in crate::run) struct Starting {
    pub(in crate::run) join: Box<Join>,
    pub(in crate::run) left: usize,
    /// The event that they follow from.
    pub(in crate::run) after: EventId,
}

impl Join {
    pub(in crate::run) fn new(count: usize, items: Option<Items>) -> Self {
        Self { running: BTreeMap::new(), results: vec![None; count], open: count, items }
    }

    /// Notes that number `index` ended with `result`.
    pub(in crate::run) fn finished(&mut self, index: u32, result: Value) {
        self.running.remove(&index);
        if let Some(slot) = usize::try_from(index).ok().and_then(|index| self.results.get_mut(index)) {
            *slot = Some(result);
            self.open = self.open.saturating_sub(1);
        }
    }

    /// The results in order.
    pub(in crate::run) fn into_results(self) -> Value {
        self.results.into_iter().map(Option::unwrap_or_default).collect()
    }
}
