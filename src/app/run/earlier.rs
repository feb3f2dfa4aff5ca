//! Whether the run that is shown belongs to what is written now.

use yew::prelude::*;

use super::view::RunView;
use crate::app::state::document::Document;

/// Whether the run that is shown ran an earlier version of the definition, of its machine's choice or of its parameters. A
/// context of its own: typing goes through the document, and this changes once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct EarlierRun(pub(crate) bool);

impl EarlierRun {
    /// Compares the run with the document.
    pub(crate) fn of(run: &RunView, document: &Document) -> Self {
        Self(run.exists() && (run.definition != document.definition || *run.choice != document.settings.template))
    }
}

/// Whether the run that is shown ran an earlier version.
#[hook]
pub(crate) fn use_earlier_run() -> bool {
    use_context::<EarlierRun>().unwrap_or_default().0
}
