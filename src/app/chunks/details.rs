//! The chunk of the details of a run: what is known of a step, its HTTP exchanges, Map Runs and their child executions.

use std::rc::Rc;

use asl_sim::ActorId;
use yew::prelude::*;

use super::Table;
use crate::app::inspector::pane::Inspector;
use crate::app::inspector::scratch::TryExpression;
use crate::app::map_run::{ChildListState, ChildView, Page, child_facts, child_view, crumbs};
use crate::app::run::breadcrumbs::Breadcrumbs;
use crate::app::run::view::RunView;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::state::trying::TryStart;

/// What the chunk holds.
pub(crate) struct Details {
    /// Everything about the selected step.
    pub(crate) inspector: fn() -> Html,
    /// Where the person is in the run, with something at the end of the bar.
    pub(crate) crumbs: fn(&RunView, &Breadcrumbs, &Shared<Commands>, &Html) -> Html,
    /// A child execution.
    pub(crate) child: fn(ChildView<'_>, &Shared<Commands>) -> Html,
    /// What names a child execution.
    pub(crate) child_facts: fn(&RunView, ActorId, &Shared<Commands>) -> Html,
    /// A Map Run: its number, what is looked for in its list, and what changes that.
    pub(crate) map_run: fn(usize, Rc<ChildListState>, Callback<ChildListState>) -> Html,
    /// Expressions tried on the data of a step.
    pub(crate) try_expression: fn(&Rc<TryStart>) -> Html,
}

impl Table for Details {}

pub(super) const TABLE: Details = Details {
    inspector: || html! { <Inspector /> },
    crumbs,
    child: child_view,
    child_facts,
    map_run: |index, list_state, set_list_state| html! { <Page key={index} {index} {list_state} {set_list_state} /> },
    try_expression: |start| html! { <TryExpression start={start.clone()} /> },
};
