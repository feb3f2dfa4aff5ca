//! The chunk of what is shown of a run.

use yew::prelude::*;

use crate::app::run::shown::Shown;
use crate::app::run::view::RunView;
use crate::app::state::shared::Shared;

/// What the chunk holds.
pub(crate) struct RunParts {
    /// The view of a run, or of the part of it that was opened.
    pub(crate) shown: fn(&Shared<RunView>) -> Html,
}

pub(super) const TABLE: RunParts = RunParts { shown: |view| html! { <Shown view={view.clone()} /> } };
