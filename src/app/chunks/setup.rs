//! The chunk of the tabs below the definition that need no editor.

use yew::prelude::*;

use crate::app::files::FilesTab;
use crate::app::settings::tab::SettingsTab;

/// What the chunk holds.
pub(crate) struct Setup {
    /// The files that stand in for objects in S3.
    pub(crate) files: fn() -> Html,
    /// The settings of the run.
    pub(crate) settings: fn() -> Html,
}

pub(super) const TABLE: Setup = Setup { files: || html! { <FilesTab /> }, settings: || html! { <SettingsTab /> } };
