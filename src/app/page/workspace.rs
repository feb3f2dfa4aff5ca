//! The two columns; on a narrow screen, one of four panes.

use yew::prelude::*;

use super::run_pane::RunPane;
use super::setup_pane::SetupPane;
use super::splitter::Splitter;
use crate::app::editor::pane::EditorPane;
use crate::app::problems::list::Problems;
use crate::app::run::view::RunView;
use crate::app::state::commands::use_commands;
use crate::app::state::shared::use_shared;
use crate::app::state::text::EditorId;
use crate::app::state::view::{Pane, View, ViewAction};

/// Editors on the left, the run on the right.
#[component]
pub(crate) fn Workspace() -> Html {
    let view = use_shared::<View>();
    let pane = match view.pane {
        Pane::Definition => "definition",
        Pane::Setup => "setup",
        Pane::Graph => "graph",
        Pane::Run => "run",
    };
    html! {
        <main class="workspace" data-pane={pane} style={format!("--split: {}%", view.split)}>
            <PaneSwitch />
            <section class="column edit" aria-label="Workflow">
                <EditorPane place={EditorId::Definition} />
                <SetupPane />
                <Problems />
            </section>
            <Splitter />
            <section class="column run" id="run" aria-label="Graph and run" tabindex="-1">
                <RunPane />
            </section>
        </main>
    }
}

/// Picks the pane of a narrow screen; a wide one shows them all and hides this.
#[component]
fn PaneSwitch() -> Html {
    let (commands, view, run) = (use_commands(), use_shared::<View>(), use_shared::<RunView>());
    let button = |pane: Pane, name: &'static str| {
        let commands = commands.clone();
        let note = (pane == Pane::Run && run.is_running()).then_some("●");
        html! {
            <button aria-pressed={(view.pane == pane).to_string()}
                onclick={move |_| commands.dispatch(ViewAction::Pane(pane))}>
                { name }<span class="running-note" aria-hidden="true">{ note }</span>
            </button>
        }
    };
    html! {
        <nav class="pane-switch" aria-label="Parts of the page">
            { button(Pane::Definition, "Definition") }
            { button(Pane::Setup, "Setup") }
            { button(Pane::Graph, "Graph") }
            { button(Pane::Run, "Run") }
        </nav>
    }
}
