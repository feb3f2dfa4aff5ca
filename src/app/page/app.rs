//! The whole page.

use yew::prelude::*;

use super::effects::use_effects;
use super::header::header;
use super::initial_state;
use super::workspace::workspace;
use crate::app::chunks::{
    COMPARE, CONTROL, Chunk, DEPLOY, DETAILS, DIALOGS, Deferred, DeferredView, EVENTS, EXPLORE, HELP, LESSONS,
    RECORDED, REMOTE, SETUP, SHARE, TESTING, Table, VERSIONS, use_editor_watch, use_prefetch,
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
use crate::app::state::view::Locked;
use crate::app::tabs::bar::TabBar;
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
    parts.put(Masking { redactor: (*redactor).clone(), revealed: state.view.reveals_secrets });
    put_parts(&parts, &state, &commands);
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
            <TabBar />
            <div class="page-row">
                if state.lesson.is_shown() && !state.document.lesson.is_empty() {
                    <Deferred view={DeferredView::new(&LESSONS, (), |lessons, ()| (lessons.pane)(None))} />
                }
                { workspace(&state, &commands) }
            </div>
            { open_dialog(&state, &commands) }
            <DropTarget />
            <Announcer />
        </ContextProvider<Shared<RunView>>>
        </ContextProvider<Shared<Parts>>>
    }
}

/// Hands the parts of the state down.
pub(crate) fn put_parts(parts: &Parts, state: &State, commands: &Shared<Commands>) {
    parts.put(commands.clone());
    parts.put(state.requests.clone());
    parts.put(state.document.clone());
    parts.put(state.tabs.clone());
    parts.put(state.view.saved);
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
    parts.put(state.lesson.clone());
    parts.put(state.view.record);
    parts.put(Locked(state.view.is_locked));
}

/// The open dialog, as soon as its chunk is here.
pub(crate) fn open_dialog(state: &State, commands: &Shared<Commands>) -> Html {
    let view = match &state.view.dialog {
        None => return Html::default(),
        Some(Dialog::Coming(title)) => {
            return html! { <Modal title={*title}><p class="coming" role="status">{"Loading…"}</p></Modal> };
        }
        Some(dialog @ (Dialog::RunAgain(..) | Dialog::CompareRuns(..))) => {
            in_dialog(&CONTROL, dialog.clone(), |controls, dialog| (controls.dialog)(dialog))
        }
        Some(Dialog::ScratchPad(start)) => {
            in_dialog(&EVENTS, start.clone(), |events, start| (events.scratch_pad)(start))
        }
        Some(Dialog::Try(start)) => {
            in_dialog(&DETAILS, start.clone(), |details, start| (details.try_expression)(start))
        }
        Some(Dialog::Compare(fragment, is_linked)) => {
            in_dialog(&COMPARE, (fragment.clone(), *is_linked), |compare, (fragment, is_linked)| {
                (compare.view)(fragment, *is_linked)
            })
        }
        Some(Dialog::Lesson(step)) => in_dialog(&LESSONS, *step, |lessons, step| (lessons.editor)(*step)),
        Some(Dialog::Help(place)) => in_dialog(&HELP, place.clone(), |help, place| (help.pages)(place)),
        Some(Dialog::Code(code)) => in_dialog(&HELP, *code, |help, code| (help.code)(*code)),
        Some(Dialog::Versions) => in_dialog(&VERSIONS, (), |versions, ()| (versions.dialog)()),
        Some(Dialog::Print) => in_dialog(&VERSIONS, (), |versions, ()| (versions.print)()),
        Some(Dialog::Palette) => in_dialog(&HELP, (), |help, ()| (help.palette)()),
        Some(Dialog::Gallery) => in_dialog(&SETUP, (), |setup, ()| (setup.gallery)()),
        Some(Dialog::Share) => in_dialog(&SHARE, (), |share, ()| (share.dialog)()),
        Some(Dialog::RunFiles) => in_dialog(&RECORDED, (), |recorded, ()| (recorded.dialog)()),
        Some(Dialog::Remote) => in_dialog(&REMOTE, (), |remote, ()| (remote.dialog)()),
        Some(Dialog::Deploy) => in_dialog(&DEPLOY, (), |deploy, ()| (deploy.dialog)()),
        Some(Dialog::TestState(name)) => in_dialog(&TESTING, name.clone(), |testing, name| (testing.dialog)(name)),
        Some(Dialog::Explore) => in_dialog(&EXPLORE, (), |explore, ()| (explore.view)()),
        Some(_) => in_dialog(&DIALOGS, (state.clone(), commands.clone()), |dialogs, (state, commands)| {
            (dialogs.view)(state, commands)
        }),
    };
    html! { <Deferred {view} /> }
}

/// A dialog that is in a chunk. Until that is here, another one says so.
fn in_dialog<T: Table + 'static, D: PartialEq + 'static>(
    chunk: &'static Chunk<T>,
    depends_on: D,
    draw: fn(&'static T, &D) -> Html,
) -> DeferredView {
    DeferredView::with_frame(chunk, depends_on, draw, |said| html! { <Modal title="Loading…">{ said }</Modal> })
}
