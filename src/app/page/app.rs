//! The whole page.

use yew::prelude::*;

use super::effects::use_effects;
use super::header::header;
use super::initial_state;
use super::workspace::workspace;
use crate::app::chunks::{
    COMPARE, CONTROL, DETAILS, DIALOGS, Deferred, DeferredView, EVENTS, EXPLORE, RECORDED, SETUP, SHARE, TESTING,
    use_editor_watch, use_prefetch,
};
use crate::app::files::DropTarget;
use crate::app::notices::announcer::Announcer;
use crate::app::notices::bar::notice_bar;
use crate::app::run::earlier::EarlierRun;
use crate::app::run::masking::{self, Masking};
use crate::app::run::view::RunView;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::parts::Parts;
use crate::app::state::shared::Shared;
use crate::app::ui::modal::Modal;

/// The page. The state is handed down in parts, so that what changes often re-renders little.
#[component]
pub(crate) fn App() -> Html {
    let state = use_reducer(initial_state::state);
    let commands = use_state(|| Shared::new(Commands::new(state.dispatcher())));
    commands.see(&state);
    let parts = use_state(Shared::<Parts>::default);
    use_effects(&state, &commands);
    use_prefetch(&commands);
    use_editor_watch(&commands);
    let tokens = commands.tokens();
    let seen = tokens.borrow().seen().len();
    let of_run = state.run.connections.clone();
    let redactor = use_memo((state.connections.clone(), of_run, seen), |(now, of_run, _)| {
        masking::redactor(now, of_run, &tokens.borrow())
    });
    let masking = Masking { redactor: (*redactor).clone(), revealed: state.view.reveals_secrets };
    parts.put(masking);
    parts.put((*commands).clone());
    parts.put(state.requests.clone());
    parts.put(state.document.clone());
    parts.put(state.analysis.clone());
    parts.put(state.connections.clone());
    parts.put(state.relay.clone());
    parts.put(EarlierRun::of(&state.run, &state.document));
    parts.put(state.breadcrumbs.clone());
    parts.put(state.controls.clone());
    parts.put(state.kept.clone());
    parts.put(state.pending_tasks.clone());
    parts.put(state.selection.clone());
    parts.put(state.events.clone());
    parts.put(state.drawing.clone());
    parts.put(state.current.clone());
    parts.put(state.coverage.clone());
    parts.put(state.layouts.clone());
    parts.put(state.view.record);
    // Every view shows the moment that was gone back to; what goes on, and what is compared with it, is the run itself.
    let shown = use_memo((state.run.clone(), state.moment), |(run, moment)| match moment {
        Some(moment) => Shared::new(run.back_at(*moment)),
        None => run.clone(),
    });
    html! {
        <ContextProvider<Shared<Parts>> context={(*parts).clone()}>
        <ContextProvider<Shared<RunView>> context={(*shown).clone()}>
            <a class="skip-link" href="#run">{"Skip to the run"}</a>
            { header(&state, &commands) }
            { notice_bar(&state, &commands) }
            { workspace(&state, &commands) }
            { open_dialog(&state, &commands) }
            <DropTarget />
            <Announcer />
        </ContextProvider<Shared<RunView>>>
        </ContextProvider<Shared<Parts>>>
    }
}

/// The open dialog, as soon as its chunk is here.
fn open_dialog(state: &State, commands: &Shared<Commands>) -> Html {
    let view = match &state.view.dialog {
        None => return Html::default(),
        Some(Dialog::Coming(title)) => {
            return html! { <Modal title={*title}><p class="coming" role="status">{"Loading…"}</p></Modal> };
        }
        Some(dialog @ (Dialog::RunAgain(..) | Dialog::CompareRuns(..))) => DeferredView::with_frame(
            &CONTROL,
            dialog.clone(),
            |controls, dialog| (controls.dialog)(dialog),
            |said| html! { <Modal title="Loading…">{ said }</Modal> },
        ),
        Some(Dialog::ScratchPad(start)) => DeferredView::with_frame(
            &EVENTS,
            start.clone(),
            |events, start| (events.scratch_pad)(start),
            |said| html! { <Modal title="Loading…">{ said }</Modal> },
        ),
        Some(Dialog::Try(start)) => DeferredView::with_frame(
            &DETAILS,
            start.clone(),
            |details, start| (details.try_expression)(start),
            |said| html! { <Modal title="Loading…">{ said }</Modal> },
        ),
        Some(Dialog::Compare(fragment, is_linked)) => DeferredView::with_frame(
            &COMPARE,
            (fragment.clone(), *is_linked),
            |compare, (fragment, is_linked)| (compare.view)(fragment, *is_linked),
            |said| html! { <Modal title="Loading…">{ said }</Modal> },
        ),
        Some(Dialog::Gallery) => DeferredView::with_frame(
            &SETUP,
            (),
            |setup, ()| (setup.gallery)(),
            |said| html! { <Modal title="Loading…">{ said }</Modal> },
        ),
        Some(Dialog::Share) => DeferredView::with_frame(
            &SHARE,
            (),
            |share, ()| (share.dialog)(),
            |said| html! { <Modal title="Loading…">{ said }</Modal> },
        ),
        Some(Dialog::RunFiles) => DeferredView::with_frame(
            &RECORDED,
            (),
            |recorded, ()| (recorded.dialog)(),
            |said| html! { <Modal title="Loading…">{ said }</Modal> },
        ),
        Some(Dialog::TestState(name)) => DeferredView::with_frame(
            &TESTING,
            name.clone(),
            |testing, name| (testing.dialog)(name),
            |said| html! { <Modal title="Loading…">{ said }</Modal> },
        ),
        Some(Dialog::Explore) => DeferredView::with_frame(
            &EXPLORE,
            (),
            |explore, ()| (explore.view)(),
            |said| html! { <Modal title="Loading…">{ said }</Modal> },
        ),
        Some(_) => DeferredView::with_frame(
            &DIALOGS,
            (state.clone(), commands.clone()),
            |dialogs, (state, commands)| (dialogs.view)(state, commands),
            |said| html! { <Modal title="Loading…">{ said }</Modal> },
        ),
    };
    html! { <Deferred {view} /> }
}
