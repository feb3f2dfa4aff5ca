//! The runs that are kept beside the one that is shown: to go back to, and to compare. Those of an earlier visit are read from the
//! browser's storage.

use super::view::RunView;
use crate::app::state::shared::Shared;

/// The most runs that are kept.
const MOST_RUNS: usize = 10;
/// The most events that all of them have together.
const MOST_EVENTS: usize = 60_000;

/// Runs that have ended, the newest last.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct KeptRuns(Vec<Shared<RunView>>);

impl KeptRuns {
    /// The same with a run that another one takes the place of. The oldest give way where there is no room.
    pub(crate) fn with(&self, run: &Shared<RunView>) -> Self {
        if !run.has_ended() || run.function.is_some() {
            return self.clone();
        }
        let mut all = self.without(run.id).0;
        all.push(run.clone());
        Self(all).bounded()
    }

    /// The same with runs of an earlier visit.
    pub(crate) fn with_restored(&self, runs: Vec<RunView>) -> Self {
        Self(runs.into_iter().map(Shared::new).chain(self.0.iter().cloned()).collect()).bounded()
    }

    /// The newest, as many as there is room for.
    fn bounded(self) -> Self {
        let mut all = self.0;
        // Those of an earlier visit have numbers of this page, too: what counts is when they began.
        all.sort_unstable_by_key(|run| (run.started, run.id));
        let events = |runs: &[Shared<RunView>]| runs.iter().map(|run| run.total_events()).sum::<usize>();
        while all.len() > MOST_RUNS || (all.len() > 1 && events(&all) > MOST_EVENTS) {
            all.remove(0);
        }
        Self(all)
    }

    /// The same without the run of that number.
    pub(crate) fn without(&self, id: u32) -> Self {
        Self(self.0.iter().filter(|run| run.id != id).cloned().collect())
    }

    /// The run of that number.
    pub(crate) fn find(&self, id: u32) -> Option<Shared<RunView>> {
        self.0.iter().find(|run| run.id == id).cloned()
    }

    /// The newest.
    pub(crate) fn last(&self) -> Option<&Shared<RunView>> {
        self.0.last()
    }

    /// All of them, the oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Shared<RunView>> {
        self.0.iter()
    }
}
