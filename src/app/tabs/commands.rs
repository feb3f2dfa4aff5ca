//! Opening, closing, and going through the tabs of workflows.

use crate::app::host::location;
use crate::app::state::commands::Commands;
use crate::app::state::document::Document;
use crate::app::state::request::PageRequest;
use crate::app::state::tabs::{MOST_OPEN, TabAction};
use crate::app::state::text::EditorId;

impl Commands {
    /// Changes which workflows are open. A run of the shown one ends when another one is shown.
    pub(crate) fn change_tabs(&self, action: TabAction) {
        let before = self.state();
        if matches!(action, TabAction::Open(_) | TabAction::Reopen) && !before.tabs.has_room() {
            return self.dispatch(PageRequest::announce(format!("No more than {MOST_OPEN} workflows can be open.")));
        }
        let stays = match &action {
            TabAction::Rename(..) | TabAction::Move(..) => true,
            TabAction::Show(at) => *at == before.tabs.at(),
            TabAction::Close(at) => *at != before.tabs.at() || before.tabs.count() < 2,
            TabAction::Open(_) | TabAction::Reopen => false,
        };
        if !stays {
            self.runner.leave();
            // What the address holds is the workflow of the tab before.
            location::clear();
        }
        self.dispatch(action);
    }

    /// Opens an empty workflow in a tab of its own.
    pub(crate) fn open_new_tab(&self) {
        self.change_tabs(TabAction::Open(Document::default()));
        // Whoever pastes next need not click first.
        self.dispatch(PageRequest::go_to(EditorId::Definition, 0, 0));
    }

    /// Shows the next tab, or the one before.
    pub(crate) fn step_tab(&self, forward: bool) {
        let tabs = self.state().tabs;
        let (at, count) = (tabs.at(), tabs.count());
        self.change_tabs(TabAction::Show(if forward { at + 1 } else { at + count - 1 } % count));
    }
}
