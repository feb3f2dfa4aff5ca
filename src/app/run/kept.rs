//! The runs of this page that are kept beside the one that is shown: to go back to, and to compare.

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
        all.sort_unstable_by_key(|run| run.id);
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

    /// All of them, the oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Shared<RunView>> {
        self.0.iter()
    }
}
