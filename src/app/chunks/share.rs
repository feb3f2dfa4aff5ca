//! The chunk of share links: what packs and unpacks them, and the dialog.

use std::rc::Rc;

use yew::prelude::*;

use super::Table;
use crate::app::host::clipboard::PendingCopy;
use crate::app::share::commands::{copy, copy_anyway};
use crate::app::share::dialog::ShareDialog;
use crate::app::share::link::{self, Opened};
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;

/// What the chunk holds.
pub(crate) struct Sharing {
    /// The document that this fragment holds, or what is wrong with it.
    pub(crate) open: fn(&str) -> Result<Option<Opened>, String>,
    /// Copies a link to the document, unless there are secrets in it.
    pub(crate) copy: fn(&Shared<Commands>, Option<Rc<PendingCopy>>),
    /// Copies a link to the document.
    pub(crate) copy_anyway: fn(&Shared<Commands>, Option<Rc<PendingCopy>>),
    /// What a link holds, and the ways to send it.
    pub(crate) dialog: fn() -> Html,
    /// The fragment of a link to what is in the page, without `#`; `None` if no link can hold it.
    pub(crate) fragment: fn(&State) -> Option<String>,
}

impl Table for Sharing {}

pub(super) const TABLE: Sharing =
    Sharing { open: link::open, copy, copy_anyway, dialog: || html! { <ShareDialog /> }, fragment: link::fragment };
