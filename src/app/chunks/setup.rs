//! The chunk of the tabs below the definition that need no editor.

use yew::prelude::*;

use super::Table;
use crate::app::files::FilesTab;
use crate::app::files::import::{Destination, Given};
use crate::app::project::import::take;
use crate::app::settings::tab::settings_tab;
use crate::app::state::commands::Commands;
use crate::app::state::document::Document;
use crate::app::state::shared::Shared;

/// What the chunk holds.
pub(crate) struct Setup {
    /// The files that stand in for objects in S3.
    pub(crate) files: fn() -> Html,
    /// Takes files of the person's computer.
    pub(crate) take: fn(&Shared<Commands>, Vec<Given>, Destination),
    /// The settings of the run.
    pub(crate) settings: fn(&Document, &Shared<Commands>) -> Html,
}

impl Table for Setup {}

pub(super) const TABLE: Setup = Setup { files: || html! { <FilesTab /> }, take, settings: settings_tab };
