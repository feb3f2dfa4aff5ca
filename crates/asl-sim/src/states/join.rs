//! What a Parallel or Map keeps while its branches or iterations run.

use std::collections::BTreeMap;

use crate::distributed::tolerance::Tolerance;
use crate::event::EventId;
use crate::thread::ThreadId;
use asl_value::Value;

/// Branches or iterations in flight, and the results so far.
#[derive(Debug)]
pub(crate) struct Join {
    /// The running threads by their numbers, which is the order they were started in.
    pub(crate) running: BTreeMap<u32, ThreadId>,
    /// A result for each branch or iteration that has ended.
    pub(crate) results: Vec<Option<Value>>,
    /// How many have no result yet.
    pub(crate) open: usize,
    /// The items of a Map; a Parallel has none.
    pub(crate) items: Option<Items>,
    /// How many iterations may fail, for an inline Map that says so.
    pub(crate) tolerance: Option<Tolerance>,
    /// How many have failed.
    pub(crate) failed: usize,
}

/// The items of a Map.
#[derive(Debug)]
pub(crate) struct Items {
    pub(crate) values: Value,
    /// What ItemSelector sees as `$`.
    pub(crate) data: Value,
    /// The next one to start.
    pub(crate) next: usize,
}

/// Iterations that are to be started, `left` of them, where one waits for its ItemSelector.
#[derive(Debug)]
pub(crate) struct Starting {
    pub(crate) join: Box<Join>,
    pub(crate) left: usize,
    /// The event that they follow from.
    pub(crate) after: EventId,
}

impl Join {
    pub(crate) fn new(count: usize, items: Option<Items>) -> Self {
        Self { running: BTreeMap::new(), results: vec![None; count], open: count, items, tolerance: None, failed: 0 }
    }

    /// Notes that number `index` failed; says whether that is more than the Map tolerates.
    pub(crate) fn fail(&mut self, index: u32) -> bool {
        self.running.remove(&index);
        self.open = self.open.saturating_sub(1);
        self.failed += 1;
        self.tolerance.is_none_or(|tolerance| tolerance.exceeded(self.failed, self.results.len()))
    }

    /// Notes that number `index` ended with `result`.
    pub(crate) fn finished(&mut self, index: u32, result: Value) {
        self.running.remove(&index);
        if let Some(slot) = usize::try_from(index).ok().and_then(|index| self.results.get_mut(index)) {
            *slot = Some(result);
            self.open = self.open.saturating_sub(1);
        }
    }

    /// The results in order; what failed and was tolerated has none.
    pub(crate) fn into_results(self) -> Value {
        self.results.into_iter().flatten().collect()
    }
}
