//! A child execution: the same views as of a run, over its own log.

use std::rc::Rc;

use asl_sim::{ActorId, Simulator, VisitId};
use asl_view::map_runs;
use yew::prelude::*;

use super::children::ChildListState;
use super::crumbs::crumbs;
use crate::app::run::breadcrumbs::{Breadcrumbs, RunPart};
use crate::app::run::state::RunAction;
use crate::app::run::view::RunView;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::ui::copy::CopyButton;
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};

/// Where a child execution is shown.
pub(crate) struct ChildView<'a> {
    /// The run that it belongs to.
    pub(crate) run: &'a Shared<RunView>,
    /// What is open of it.
    pub(crate) breadcrumbs: &'a Breadcrumbs,
    /// The child execution's number in the run.
    pub(crate) child: ActorId,
    /// How the child execution stands.
    pub(crate) view: &'a Shared<RunView>,
    /// What is looked for in the list that it was opened from.
    pub(crate) list_states: &'a [Rc<ChildListState>],
    /// The views of it.
    pub(crate) views: Html,
}

/// The child execution. Its views see it in the place of the run.
pub(crate) fn child_view(
    ChildView { run, breadcrumbs, child, view, list_states, views }: ChildView<'_>,
    commands: &Shared<Commands>,
) -> Html {
    if view.run != child {
        return crumbs(run, breadcrumbs, commands, &Html::default());
    }
    html! {
        <>
            { crumbs(run, breadcrumbs, commands, &siblings(run, child, list_states, commands)) }
            <ContextProvider<Shared<RunView>> context={view.clone()}>{ views }</ContextProvider<Shared<RunView>>>
        </>
    }
}

/// The line with the name of the child execution, its items, and its ARN to copy.
pub(crate) fn child_facts(run: &RunView, child: ActorId, commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    let facts = |simulator: &Simulator| {
        let child = simulator.child(child)?;
        let items = child.map_run().map(|_| child.item_count());
        Some((child.name().clone(), child.arn(), items))
    };
    let Some((name, arn, items)) = run.log.with(facts).flatten() else { return Html::default() };
    html! {
        <div class="arn-line" data-testid="child-facts">
            <code title={arn.clone()}>{ name.to_string() }</code>
            if let Some(items) = items { <span class="facts">{ format::count(items, "item") }</span> }
            <CopyButton label="Copy ARN" text={Callback::from(move |()| arn.clone())} />
            <button class="button small quiet" onclick={move |_| commands.dispatch(RunAction::SelectVisit(VisitId(0)))}>
                { icon(Icon::Target) }{"Input and output"}
            </button>
        </div>
    }
}

/// Steps to the child executions before and after it, among those that were looked for.
fn siblings(run: &RunView, child: ActorId, list_states: &[Rc<ChildListState>], commands: &Shared<Commands>) -> Html {
    let around = |simulator: &Simulator| {
        let index = simulator.child(child)?.map_run()?;
        let map_run = simulator.map_runs().get(index)?;
        let wanted = list_states.get(index).map(|list_state| list_state.wanted.clone()).unwrap_or_default();
        let mut found = map_runs::children(simulator, map_run, &wanted, run.moment.as_ref());
        if found.binary_search(&child).is_err() {
            found = map_runs::started(map_run, run.moment.as_ref()).copied().collect();
        }
        let place = found.binary_search(&child).ok()?;
        let before = place.checked_sub(1).and_then(|place| found.get(place)).copied();
        Some((before, found.get(place + 1).copied()))
    };
    // An execution that a Task has started stands alone.
    let Some((before, after)) = run.log.with(around).flatten() else { return Html::default() };
    let button = |name: &'static str, class: &'static str, to: Option<ActorId>| {
        let commands = commands.clone();
        let go = move |_| to.into_iter().for_each(|to| commands.dispatch(RunAction::EnterSibling(RunPart::Child(to))));
        html! {
            <button class={classes!("button", "small", "square", "quiet", class)} disabled={to.is_none()} onclick={go}
                title={name} aria-label={name}>{ icon(Icon::Chevron) }</button>
        }
    };
    html! {
        <span class="beside">
            { button("Previous child execution", "previous", before) }
            { button("Next child execution", "next", after) }
        </span>
    }
}
