//! Whether the run that is shown belongs to what is written now.

use yew::prelude::*;

use super::view::RunView;
use crate::app::state::document::Document;
use crate::app::state::parts::use_part;

/// Whether the run that is shown ran an earlier version of the definition, of its machine's choice or of its parameters. A
/// context of its own: typing goes through the document, and this changes once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct EarlierRun(pub(crate) bool);

impl EarlierRun {
    /// Compares the run with the document.
    pub(crate) fn of(run: &RunView, document: &Document) -> Self {
        let (ran, there) = (&run.choice, &document.settings.template);
        let is_same = ran.machine == there.machine && ran.parameters == there.parameters && run.is_of(document);
        Self(run.exists() && !is_same)
    }
}

/// Whether the run that is shown ran an earlier version.
#[hook]
pub(crate) fn use_earlier_run() -> bool {
    use_part::<EarlierRun>().0
}
