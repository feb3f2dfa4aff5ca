//! The two columns; on a narrow screen, one of four panes.

use yew::prelude::*;

use super::run_pane::RunPane;
use super::setup_pane::setup_pane;
use crate::app::editor::pane::EditorPane;
use crate::app::layout::buttons::{SourceRail, double_click};
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::{Panel, Size};
use crate::app::problems::list::Problems;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::state::text::EditorId;
use crate::app::state::view::{Pane, ViewAction};

/// Editors on the left, the run on the right.
pub(super) fn workspace(state: &State, commands: &Shared<Commands>) -> Html {
    let view = &state.view;
    let pane = match view.pane {
        Pane::Definition => "definition",
        Pane::Setup => "setup",
        Pane::Graph => "graph",
        Pane::Run => "run",
    };
    let ondblclick = {
        let (commands, maximized) = (commands.clone(), state.layouts.maximized);
        move |event: MouseEvent| {
            if let Some(action) = double_click(&event, maximized) {
                commands.dispatch(action);
            }
        }
    };
    html! {
        <main class="workspace" data-pane={pane} {ondblclick}>
            { pane_switch(state, commands) }
            if !state.layouts.current().shows(Panel::Source) { <SourceRail /> }
            <section class="column edit" aria-label="Workflow" data-panel={Panel::Source.id()}>
                <EditorPane id={EditorId::Definition} />
                { setup_pane(state, commands) }
                <Problems list={view.problems.clone()} />
            </section>
            <Splitter size={Size::Source} />
            <section class="column run" id="run" aria-label="Graph and run" tabindex="-1">
                <RunPane theme={view.theme} refused={view.problems.refused.clone()} blank={state.document.is_blank()} />
            </section>
        </main>
    }
}

/// Picks the pane of a narrow screen; a wide one shows them all and hides this.
fn pane_switch(state: &State, commands: &Shared<Commands>) -> Html {
    let button = |pane: Pane, name: &'static str| {
        let commands = commands.clone();
        let mark = (pane == Pane::Run && state.is_running()).then_some("●");
        html! {
            <button aria-pressed={(state.view.pane == pane).to_string()}
                onclick={move |_| commands.dispatch(ViewAction::Pane(pane))}>
                { name }<span class="running-note" aria-hidden="true">{ mark }</span>
            </button>
        }
    };
    html! {
        <nav class="pane-switch" aria-label="Page sections">
            { button(Pane::Definition, "Definition") }
            { button(Pane::Setup, "Setup") }
            { button(Pane::Graph, "Graph") }
            { button(Pane::Run, "Run") }
        </nav>
    }
}
