//! The store of the page: the newest state, what changes it, and what features keep for as long as the page is open.
//!
//! What the person can do from anywhere (buttons, shortcuts, dialogs) is a method here; each feature adds its own in its
//! `commands.rs`.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use yew::{UseReducerDispatcher, hook};

use super::dialog::Dialog;
use super::document::{Document, DocumentAction};
use super::parts::use_constant_part;
use super::shared::Shared;
use super::view::ViewAction;
use super::{Action, State};
use crate::app::checking::Checking;
use crate::app::host::location;
use crate::app::run::runner::Runner;

/// The person's commands, and the state that they act on.
#[derive(Default)]
pub(crate) struct Commands {
    dispatcher: Option<UseReducerDispatcher<State>>,
    latest: RefCell<State>,
    /// What starts and stops runs.
    pub(crate) runner: Runner,
    /// When the document is checked.
    pub(crate) checking: Checking,
    /// Takes back what the share button says.
    pub(crate) share_timer: RefCell<Option<Timeout>>,
    /// The rule with a schedule that the next run of the event buses fires, in place of sending events.
    pub(crate) fires: Cell<Option<usize>>,
    /// The example that was chosen and whose text is still to be fetched.
    pub(crate) opening: RefCell<Option<String>>,
    /// Where the caret of the definition is, in UTF-16 units.
    pub(crate) caret: Cell<u32>,
}

/// The commands of the page.
#[hook]
pub(crate) fn use_commands() -> Shared<Commands> {
    use_constant_part()
}

impl Commands {
    /// Commands that change the state behind `dispatcher`.
    pub(crate) fn new(dispatcher: UseReducerDispatcher<State>) -> Self {
        Self { dispatcher: Some(dispatcher), ..Self::default() }
    }

    /// Takes note of the newest state, which the commands act on.
    pub(crate) fn see(&self, state: &State) {
        self.latest.replace(state.clone());
    }

    /// A copy of the newest state: its parts are shared.
    pub(crate) fn state(&self) -> State {
        self.latest.borrow().clone()
    }

    /// Applies an action of any feature to the state.
    pub(crate) fn dispatch(&self, action: impl Into<Action>) {
        if let Some(dispatcher) = &self.dispatcher {
            dispatcher.dispatch(action.into());
        }
    }

    /// What changes the state, for what goes on by itself; `None` before the page is there.
    pub(crate) fn dispatcher(&self) -> Option<&UseReducerDispatcher<State>> {
        self.dispatcher.as_ref()
    }

    /// Opens a document in place of the present one; a run that goes on is stopped.
    pub(crate) fn open(&self, document: Document) {
        self.runner.leave();
        self.opening.take();
        self.dispatch(DocumentAction::Open(document));
    }

    /// Opens the comparison of the three ways to call an API.
    pub(crate) fn compare(&self) {
        self.dispatch(ViewAction::Dialog(Some(Dialog::Compare("".into(), false))));
    }

    /// Opens the exploration of failures.
    pub(crate) fn explore(&self) {
        self.dispatch(ViewAction::Dialog(Some(Dialog::Explore)));
    }

    /// Brings back the last document that was kept.
    pub(crate) fn back(&self) {
        self.runner.leave();
        self.dispatch(DocumentAction::Back);
        location::clear();
    }
}
