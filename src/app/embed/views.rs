//! The views of an embedded playground: those of the page, without what stands around them there.

use asl_share::embed::EmbedView;
use yew::prelude::*;

use crate::app::chunks::{DETAILS, Deferred, DeferredView, EVENTS, RUN_PARTS};
use crate::app::editor::pane::EditorPane;
use crate::app::graph::GraphPane;
use crate::app::run::state::{RunAction, Selection};
use crate::app::run::view::RunView;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::state::text::EditorId;
use crate::app::ui::icons::{Icon, icon};

/// Whether a view keeps what was done in it while another one is in front.
pub(super) fn is_kept(view: EmbedView) -> bool {
    matches!(view, EmbedView::Definition | EmbedView::Input)
}

/// A view.
pub(super) fn view(view: EmbedView, state: &State, run: &Shared<RunView>) -> Html {
    match view {
        EmbedView::Definition => html! { <EditorPane id={EditorId::Definition} /> },
        EmbedView::Input => html! { <EditorPane id={EditorId::Input} /> },
        EmbedView::Graph => graph(state, run),
        EmbedView::Timeline | EmbedView::States | EmbedView::Events => of_run(view, state, run),
    }
}

fn graph(state: &State, run: &Shared<RunView>) -> Html {
    let theme = state.view.theme;
    if state.analysis.system.is_some() && state.drawing.graph.state_count() == 0 {
        let view = DeferredView::new(&EVENTS, theme, |events, theme| (events.graph)(*theme, &Html::default()));
        return html! { <Deferred {view} /> };
    }
    html! { <GraphPane run={run.clone()} {theme} /> }
}

fn of_run(view: EmbedView, state: &State, run: &RunView) -> Html {
    let view = if state.events.world.exists() {
        DeferredView::new(&EVENTS, (), |events, ()| (events.shown)())
    } else if !run.exists() {
        return html! { <p class="embed-empty">{"Nothing has run yet."}</p> };
    } else {
        match view {
            EmbedView::Timeline => DeferredView::new(&RUN_PARTS, (), |parts, ()| (parts.timeline)()),
            EmbedView::States => DeferredView::new(&RUN_PARTS, (), |parts, ()| (parts.states)()),
            _ => DeferredView::new(&RUN_PARTS, (), |parts, ()| (parts.records)()),
        }
    };
    html! { <div class="run-parts embed-run"><Deferred key={run.id} {view} /></div> }
}

/// The details of what is selected, over the lower part of the views. `closed` is the selection for which they were closed.
pub(super) fn drawer(state: &State, closed: &UseStateHandle<Option<Selection>>, run: &RunView) -> Html {
    let selection = &state.selection;
    let is_picked = selection.visit.is_some() || selection.unvisited.is_some();
    if !run.exists() || !is_picked || closed.as_ref() == Some(selection) {
        return Html::default();
    }
    let close = {
        let (closed, selection) = (closed.setter(), selection.clone());
        move |_: MouseEvent| closed.set(Some(selection.clone()))
    };
    html! {
        <section class="embed-drawer inspector-place" aria-label="Details" data-testid="embed-details">
            <Deferred view={DeferredView::new(&DETAILS, (), |details, ()| (details.inspector)())} />
            <button class="button small quiet square embed-close" aria-label="Close the details" title="Close the details" onclick={close}>{ icon(Icon::Cross) }</button>
        </section>
    }
}

/// Back to the whole run, where a Map Run or a child execution was opened.
pub(super) fn way_back(state: &State, commands: &Shared<Commands>) -> Html {
    if state.breadcrumbs.depth() == 0 {
        return Html::default();
    }
    let commands = commands.clone();
    html! {
        <div class="embed-note"><button class="button small" onclick={move |_| commands.dispatch(RunAction::Leave(0))}>{ icon(Icon::Back) }{"Whole execution"}</button></div>
    }
}
