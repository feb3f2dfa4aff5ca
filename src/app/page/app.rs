//! The whole page.

use asl_http::Connections;
use asl_http::relay::RelaySetting;
use yew::prelude::*;

use super::effects::use_effects;
use super::header::header;
use super::initial_state;
use super::workspace::workspace;
use crate::app::chunks::{DIALOGS, Wanted, use_chunk, use_prefetch};
use crate::app::files::DropTarget;
use crate::app::graph::drawing::{CurrentState, Drawing};
use crate::app::layout::state::Layouts;
use crate::app::notices::announcer::Announcer;
use crate::app::notices::bar::notice_bar;
use crate::app::problems::analysis::Analysis;
use crate::app::run::breadcrumbs::Breadcrumbs;
use crate::app::run::earlier::EarlierRun;
use crate::app::run::masking::{self, Masking};
use crate::app::run::pending_tasks::PendingTask;
use crate::app::run::state::Selection;
use crate::app::run::view::RunView;
use crate::app::state::State;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::Document;
use crate::app::state::request::Requests;
use crate::app::state::shared::Shared;
use crate::app::ui::modal::Modal;

/// The page. The state is handed down in parts, so that what changes often re-renders little.
#[component]
pub(crate) fn App() -> Html {
    let state = use_reducer(initial_state::state);
    let commands = use_state(|| Shared::new(Commands::new(state.dispatcher())));
    commands.see(&state);
    use_effects(&state, &commands);
    use_prefetch(&commands);
    let tokens = commands.tokens();
    let seen = tokens.borrow().seen().len();
    let of_run = state.run.connections.clone();
    let redactor = use_memo((state.connections.clone(), of_run, seen), |(now, of_run, _)| {
        masking::redactor(now, of_run, &tokens.borrow())
    });
    let masking = Masking { redactor: (*redactor).clone(), revealed: state.view.reveals_secrets };
    html! {
        <ContextProvider<Masking> context={masking}>
        <ContextProvider<Shared<Commands>> context={(*commands).clone()}>
        <ContextProvider<Shared<Requests>> context={state.requests.clone()}>
        <ContextProvider<Shared<Document>> context={state.document.clone()}>
        <ContextProvider<Shared<Analysis>> context={state.analysis.clone()}>
        <ContextProvider<Shared<Connections>> context={state.connections.clone()}>
        <ContextProvider<Shared<Option<RelaySetting>>> context={state.relay.clone()}>
        <ContextProvider<Shared<RunView>> context={state.run.clone()}>
        <ContextProvider<EarlierRun> context={EarlierRun::of(&state.run, &state.document)}>
        <ContextProvider<Shared<Breadcrumbs>> context={state.breadcrumbs.clone()}>
        <ContextProvider<Shared<Vec<PendingTask>>> context={state.pending_tasks.clone()}>
        <ContextProvider<Selection> context={state.selection.clone()}>
        <ContextProvider<Shared<Drawing>> context={state.drawing.clone()}>
        <ContextProvider<CurrentState> context={state.current.clone()}>
        <ContextProvider<Layouts> context={state.layouts.clone()}>
            <a class="skip-link" href="#run">{"Skip to the run"}</a>
            { header(&state, &commands) }
            { notice_bar(&state, &commands) }
            { workspace(&state, &commands) }
            if state.view.dialog.is_some() { <OpenDialog state={(*state).clone()} /> }
            <DropTarget />
            <Announcer />
        </ContextProvider<Layouts>>
        </ContextProvider<CurrentState>>
        </ContextProvider<Shared<Drawing>>>
        </ContextProvider<Selection>>
        </ContextProvider<Shared<Vec<PendingTask>>>>
        </ContextProvider<Shared<Breadcrumbs>>>
        </ContextProvider<EarlierRun>>
        </ContextProvider<Shared<RunView>>>
        </ContextProvider<Shared<Option<RelaySetting>>>>
        </ContextProvider<Shared<Connections>>>
        </ContextProvider<Shared<Analysis>>>
        </ContextProvider<Shared<Document>>>
        </ContextProvider<Shared<Requests>>>
        </ContextProvider<Shared<Commands>>>
        </ContextProvider<Masking>>
    }
}

#[derive(PartialEq, Properties)]
struct OpenProps {
    /// The state of the page, in which a dialog is open.
    state: State,
}

/// The open dialog, as soon as the chunk of the dialogs is here.
#[component]
fn OpenDialog(OpenProps { state }: &OpenProps) -> Html {
    let commands = use_commands();
    match use_chunk(&DIALOGS) {
        Wanted::Here(dialogs) => (dialogs.view)(state, &commands),
        Wanted::NotYet(instead) => html! { <Modal title="Loading…">{ instead }</Modal> },
    }
}
