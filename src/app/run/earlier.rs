//! Whether the run that is shown belongs to what is written now.

use yew::prelude::*;

use super::view::RunView;
use crate::app::state::document::Document;
use crate::app::state::parts::use_part;

/// Whether the run that is shown ran an earlier version of the definition, of its machine's choice or of its parameters, or
/// with other mocks. A context of its own: typing goes through the document, and this changes once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct EarlierRun {
    /// The definition was another one.
    definition: bool,
    /// The mocks were others.
    mocks: bool,
    /// It was chosen among the earlier runs, and nothing was written since: it is looked at as it was.
    chosen: bool,
}

impl EarlierRun {
    /// Compares the run with the document.
    pub(crate) fn of(run: &RunView, document: &Document) -> Self {
        let (ran, there) = (&run.choice, &document.settings.template);
        let is_same = ran.machine == there.machine && ran.parameters == there.parameters && run.is_of(document);
        let (definition, mocks) = (!is_same, *run.mocks.borrow() != document.mocks);
        // Such a run never had the mocks of the document.
        let mocks = mocks && run.given.is_none();
        let chosen = definition && run.is_chosen_over(document);
        Self { definition: run.exists() && definition, mocks: run.exists() && mocks, chosen: run.exists() && chosen }
    }
}

/// Whether the run that is shown ran with an earlier version of the definition or of the mocks.
#[hook]
pub(crate) fn use_earlier_words() -> bool {
    let EarlierRun { definition, mocks, .. } = use_part::<EarlierRun>();
    definition || mocks
}

/// Whether the run that is shown ran an earlier version of the definition: then no picture of this one shows it.
#[hook]
pub(crate) fn use_earlier_run() -> bool {
    use_part::<EarlierRun>().definition
}

/// Whether the run that is shown ran an earlier version of the definition and was chosen to be looked at: then the graph is that of
/// its own definition, until the one in the editor is changed.
#[hook]
pub(crate) fn use_chosen_run() -> bool {
    use_part::<EarlierRun>().chosen
}
