//! The whole page.

use asl_playground::http::Connections;
use asl_playground::http::relay::RelaySetting;
use yew::prelude::*;

use super::announcer::Announcer;
use super::code_help::CodeHelp;
use super::confirm::Confirm;
use super::connections::dialog::ConnectionsDialog;
use super::edit_menu::{Outline, Rename};
use super::files::DropTarget;
use super::header::Header;
use super::help::Help;
use super::notice::NoticeBar;
use super::permissions::dialog::PermissionsDialog;
use super::permissions::resources::ResourcesDialog;
use super::relay::dialog::RelayDialog;
use super::workspace::Workspace;
use crate::app::commands::Commands;
use crate::app::desk::Question;
use crate::app::document::Document;
use crate::app::drawing::{Current, Drawing};
use crate::app::effects::use_effects;
use crate::app::findings::Findings;
use crate::app::run_view::RunView;
use crate::app::shared::{Shared, use_shared};
use crate::app::start;
use crate::app::state::{Dialog, Selection, View};
use crate::app::trail::Trail;

/// The page. The state is handed down in parts, so that what changes often re-renders little.
#[component]
pub(crate) fn App() -> Html {
    let state = use_reducer(start::state);
    let commands = use_state(|| Shared::new(Commands::new(state.dispatcher())));
    commands.see(&state);
    use_effects(&state, &commands);
    html! {
        <ContextProvider<Shared<Commands>> context={(*commands).clone()}>
        <ContextProvider<Shared<View>> context={state.view.clone()}>
        <ContextProvider<Shared<Document>> context={state.document.clone()}>
        <ContextProvider<Shared<Vec<Document>>> context={state.kept.clone()}>
        <ContextProvider<Shared<Findings>> context={state.findings.clone()}>
        <ContextProvider<Shared<Connections>> context={state.connections.clone()}>
        <ContextProvider<Shared<Option<RelaySetting>>> context={state.relay.clone()}>
        <ContextProvider<Shared<RunView>> context={state.run.clone()}>
        <ContextProvider<Shared<Trail>> context={state.trail.clone()}>
        <ContextProvider<Shared<Vec<Question>>> context={state.questions.clone()}>
        <ContextProvider<Selection> context={state.selection}>
        <ContextProvider<Shared<Drawing>> context={state.drawing.clone()}>
        <ContextProvider<Current> context={state.current.clone()}>
            <a class="skip-link" href="#run">{"Skip to the run"}</a>
            <Header />
            <NoticeBar />
            <Workspace />
            <Dialogs />
            <DropTarget />
            <Announcer />
        </ContextProvider<Current>>
        </ContextProvider<Shared<Drawing>>>
        </ContextProvider<Selection>>
        </ContextProvider<Shared<Vec<Question>>>>
        </ContextProvider<Shared<Trail>>>
        </ContextProvider<Shared<RunView>>>
        </ContextProvider<Shared<Option<RelaySetting>>>>
        </ContextProvider<Shared<Connections>>>
        </ContextProvider<Shared<Findings>>>
        </ContextProvider<Shared<Vec<Document>>>>
        </ContextProvider<Shared<Document>>>
        </ContextProvider<Shared<View>>>
        </ContextProvider<Shared<Commands>>>
    }
}

/// The dialog that stands open.
#[component]
fn Dialogs() -> Html {
    let view = use_shared::<View>();
    match &view.dialog {
        Some(Dialog::Connections(draft)) => html! { <ConnectionsDialog start={draft.clone()} /> },
        Some(Dialog::Relay) => html! { <RelayDialog /> },
        Some(Dialog::Permissions) => html! { <PermissionsDialog /> },
        Some(Dialog::Resources) => html! { <ResourcesDialog /> },
        Some(Dialog::Outline) => html! { <Outline /> },
        Some(Dialog::Rename(name)) => html! { <Rename name={name.clone()} /> },
        Some(Dialog::Help) => html! { <Help /> },
        Some(Dialog::Code(code)) => html! { <CodeHelp code={*code} /> },
        Some(Dialog::Confirm(plan, document)) => html! { <Confirm plan={plan.clone()} document={document.clone()} /> },
        None => Html::default(),
    }
}
