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
}

impl EarlierRun {
    /// Compares the run with the document.
    pub(crate) fn of(run: &RunView, document: &Document) -> Self {
        let (ran, there) = (&run.choice, &document.settings.template);
        let is_same = ran.machine == there.machine && ran.parameters == there.parameters && run.is_of(document);
        let (definition, mocks) = (!is_same, *run.mocks.borrow() != document.mocks);
        Self { definition: run.exists() && definition, mocks: run.exists() && mocks }
    }
}

/// Whether the run that is shown ran with an earlier version of the definition or of the mocks.
#[hook]
pub(crate) fn use_earlier_words() -> bool {
    let EarlierRun { definition, mocks } = use_part::<EarlierRun>();
    definition || mocks
}

/// Whether the run that is shown ran an earlier version of the definition: then no picture of this one shows it.
#[hook]
pub(crate) fn use_earlier_run() -> bool {
    use_part::<EarlierRun>().definition
}
