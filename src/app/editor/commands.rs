//! Where the caret of the definition is.

use crate::app::graph::state::GraphAction;
use crate::app::state::State;
use crate::app::state::commands::Commands;

impl Commands {
    /// The caret of the definition stands at `offset`, in UTF-16 units: the state around it is the current one.
    pub(crate) fn caret_moved(&self, offset: u32) {
        self.caret.set(offset);
        let State { document, drawing, current, .. } = self.state();
        if drawing.at != document.project().own() {
            return;
        }
        let found = drawing.at(offset);
        if found != current {
            self.dispatch(GraphAction::Point(found));
        }
    }

    /// Where the caret of the definition stands, in UTF-16 units.
    pub(crate) fn caret(&self) -> u32 {
        self.caret.get()
    }
}
