//! The chunk of what is shown of a run.

use yew::prelude::*;

use super::Table;
use crate::app::page::shown::Shown;
use crate::app::pending_tasks::panel::PendingTasksPanel;
use crate::app::run::records::Records;
use crate::app::run::view::RunView;
use crate::app::state::shared::Shared;
use crate::app::states::pane::States;
use crate::app::timeline::pane::Timeline;

/// What the chunk holds.
pub(crate) struct RunParts {
    /// What is shown of a run: the whole run, and the execution that is shown or that the Map Run belongs to.
    pub(crate) shown: fn(&Shared<RunView>, &Shared<RunView>) -> Html,
    /// Its timeline alone.
    pub(crate) timeline: fn() -> Html,
    /// Its table of states alone.
    pub(crate) states: fn() -> Html,
    /// Its events alone.
    pub(crate) records: fn() -> Html,
    /// The Tasks that wait for an answer.
    pub(crate) questions: fn() -> Html,
}

impl Table for RunParts {}

pub(super) const TABLE: RunParts = RunParts {
    shown: |run, view| html! { <Shown run={run.clone()} view={view.clone()} /> },
    timeline: || html! { <Timeline /> },
    states: || html! { <States /> },
    records: || html! { <Records /> },
    questions: || html! { <PendingTasksPanel /> },
};
