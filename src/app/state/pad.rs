//! What the scratch pad begins with.

use std::rc::Rc;

use super::commands::Commands;
use super::dialog::Dialog;
use super::view::ViewAction;

/// The half of the pad that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PadTab {
    /// A pattern and an event.
    #[default]
    Pattern,
    /// An input transformer and an event.
    Transformer,
}

/// The texts of the pad, those that nothing is known of yet as `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PadStart {
    /// What is shown first.
    pub(crate) tab: PadTab,
    /// The rule that the texts come from, if they come from one.
    pub(crate) rule: Option<Rc<str>>,
    /// The event pattern.
    pub(crate) pattern: Option<Rc<str>>,
    /// The `InputPathsMap`.
    pub(crate) map: Option<Rc<str>>,
    /// The `InputTemplate`.
    pub(crate) template: Option<Rc<str>>,
    /// The event.
    pub(crate) event: Option<Rc<str>>,
}

impl Commands {
    /// Opens the scratch pad with these texts.
    pub(crate) fn try_pattern(&self, start: PadStart) {
        self.dispatch(ViewAction::Dialog(Some(Dialog::ScratchPad(Rc::new(start)))));
    }
}
