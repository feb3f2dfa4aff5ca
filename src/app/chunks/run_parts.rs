//! The chunk of what is shown of a run.

use yew::prelude::*;

use super::Table;
use crate::app::page::shown::Shown;
use crate::app::run::view::RunView;
use crate::app::state::shared::Shared;

/// What the chunk holds.
pub(crate) struct RunParts {
    /// What is shown of a run: the whole run, and the execution that is shown or that the Map Run belongs to.
    pub(crate) shown: fn(&Shared<RunView>, &Shared<RunView>) -> Html,
}

impl Table for RunParts {}

pub(super) const TABLE: RunParts =
    RunParts { shown: |run, view| html! { <Shown run={run.clone()} view={view.clone()} /> } };
