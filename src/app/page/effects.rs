//! What the page does by itself when its state changes: checking, keeping, keys, the address.

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DataTransfer, Element, KeyboardEvent};
use yew::{hook, use_effect_with, use_mut_ref};

use super::initial_state;
use super::shortcuts::{self, Shortcut};
use crate::app::checking::CheckInputs;
use crate::app::chunks::{KEPT, Kept, STORED, VERSIONS, complete};
use crate::app::help;
use crate::app::host::storage::NotSaved;
use crate::app::host::{clock, documents, location, storage};
use crate::app::layout::buttons::focused;
use crate::app::layout::effects::use_layout;
use crate::app::layout::state::{LayoutAction, Panel};
use crate::app::run::masking;
use crate::app::run::state::RunAction;
use crate::app::share::link;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::document::DocumentAction;
use crate::app::state::notice::Notice;
use crate::app::state::request::PageRequest;
use crate::app::state::shared::Shared;
use crate::app::state::text::EditorId;
use crate::app::state::view::{Saved, Theme, ViewAction};
use crate::app::versions::keeping::use_versions;

/// Typing is kept after this pause.
const AUTOSAVE_MILLIS: u32 = 400;

/// Everything that the page does by itself.
#[hook]
pub(crate) fn use_effects(state: &State, commands: &Shared<Commands>) {
    use_checking(state, commands);
    use_autosave(state, commands);
    use_versions(state, commands);
    use_kept_runs(state, commands);
    use_theme(state);
    use_layout(state, commands);
    use_keys(commands);
    use_address(commands);
    use_paste(state, commands);
}

/// Checks what was not checked while it was typed, at once or after a pause; a change in the meantime starts anew, so that
/// only the newest text is ever checked.
#[hook]
pub(crate) fn use_checking(state: &State, commands: &Shared<Commands>) {
    let commands = commands.clone();
    let inputs = CheckInputs::of(&state.document, &state.connections);
    use_effect_with(inputs, move |inputs| {
        let timer = commands.checking.changed(inputs, &commands);
        move || drop(timer)
    });
}

#[hook]
fn use_autosave(state: &State, commands: &Shared<Commands>) {
    let warned = use_mut_ref(|| false);
    let first = use_mut_ref(|| (state.document.clone(), state.connections.clone()));
    use_effect_with((state.document.clone(), state.document.edited), {
        let (commands, later, first) = (commands.clone(), commands.clone(), first.clone());
        move |(document, edited)| {
            if *edited && document.is_from_link() {
                // What is edited is no longer what the address says.
                location::clear();
            }
            let document = document.clone();
            // A first visit begins with what the next one would begin with anyway: what keeps it can come later.
            let is_new = KEPT.get().is_none() && document == first.borrow().0;
            let save = move |kept: &Kept| {
                // What came by link and was not changed is still in the address.
                let lost = document.edited || !document.is_from_link();
                // Those of a first visit wait until what keeps them is here.
                commands.keep_first_connections(kept);
                let mut saved = (kept.save)(&document);
                // Earlier versions give way to the newest one, where they are at hand.
                while matches!(saved, Err(NotSaved::Refused))
                    && VERSIONS.get().is_some_and(|versions| (versions.give_way)())
                {
                    saved = (kept.save)(&document);
                }
                match saved {
                    Ok(()) => {
                        warned.replace(false);
                        if document.edited {
                            commands.dispatch(ViewAction::Saved(Saved::At(clock::now().0)));
                        }
                    }
                    Err(reason) => {
                        commands.dispatch(ViewAction::Saved(if lost { Saved::Failed } else { Saved::NotYet }));
                        if lost && !warned.replace(true) {
                            commands.dispatch(ViewAction::Notice(Some(not_saved(reason))));
                        }
                    }
                }
            };
            let timer = (!is_new).then(|| {
                let later = later.clone();
                Timeout::new(AUTOSAVE_MILLIS, move || later.with(&KEPT, save))
            });
            move || drop(timer)
        }
    });
    // Whoever leaves within the pause loses nothing.
    use_effect_with((), {
        let commands = commands.clone();
        move |()| {
            let leave = move |_: &web_sys::Event| {
                let document = commands.state().document;
                match KEPT.get() {
                    Some(kept) => (kept.leave)(&document),
                    None if document.edited => documents::leave_early(&document),
                    None => {}
                }
            };
            let listener = web_sys::window().map(|window| EventListener::new(&window, "pagehide", leave));
            move || drop(listener)
        }
    });
    use_effect_with(state.previous.clone(), {
        let commands = commands.clone();
        move |previous| {
            if KEPT.get().is_some() || !previous.is_empty() {
                let previous = previous.clone();
                commands.with(&KEPT, move |kept| (kept.save_previous)(&previous));
            }
        }
    });
    use_effect_with(state.tabs.clone(), {
        let commands = commands.clone();
        move |tabs| {
            if tabs.count() > 1 || KEPT.get().is_some() {
                let (later, tabs) = (commands.clone(), tabs.clone());
                commands.with(&KEPT, move |kept| {
                    let beside: Vec<_> = tabs.beside().collect();
                    if (kept.save_beside)(&beside, tabs.at()).is_err() && !beside.is_empty() {
                        later.dispatch(ViewAction::Notice(Some(Notice::TabsNotKept)));
                    }
                });
            }
        }
    });
    use_effect_with(state.connections.clone(), {
        let commands = commands.clone();
        move |connections| {
            if KEPT.get().is_some() || *connections != first.borrow().1 {
                let (later, connections) = (commands.clone(), connections.clone());
                commands.with(&KEPT, move |kept| {
                    if (kept.save_connections)(&connections).is_err() {
                        notify_once(&later, Notice::ConnectionsNotKept);
                    }
                });
            }
        }
    });
    use_effect_with(state.relay.clone(), {
        let commands = commands.clone();
        move |relay| {
            if KEPT.get().is_some() || relay.is_some() {
                let (later, relay) = (commands.clone(), relay.clone());
                commands.with(&KEPT, move |kept| {
                    if (kept.save_relay)(relay.as_ref()).is_err() {
                        notify_once(&later, Notice::RelayNotKept);
                    }
                });
            }
        }
    });
}

/// How long the page is left to the person before runs of an earlier visit are brought back, and a run is kept, in milliseconds.
const RUNS_MILLIS: u32 = 1_500;

/// Runs of an earlier visit are brought back, and those that end are kept for the next one.
#[hook]
fn use_kept_runs(state: &State, commands: &Shared<Commands>) {
    use_effect_with((), {
        let commands = commands.clone();
        move |()| {
            let timer = storage::are_runs_kept().then(|| {
                Timeout::new(RUNS_MILLIS, move || {
                    let page = commands.clone();
                    commands.with(&STORED, move |stored| {
                        let page = page.clone();
                        spawn_local(async move {
                            // Without what it takes to read them, they are not there.
                            let runs = complete(|| (stored.restored)(&page)).await.unwrap_or_default();
                            if !runs.is_empty() {
                                page.dispatch(RunAction::Restored(runs));
                            }
                        });
                    });
                })
            });
            move || drop(timer)
        }
    });
    use_effect_with((state.run.id, state.run.has_ended()), {
        let commands = commands.clone();
        move |(_, has_ended)| {
            // Nobody waits for what keeps a first run: it comes when the page is idle, or when the page is left.
            let timer = has_ended.then(|| {
                let is_here = STORED.get().is_some() || storage::are_runs_kept();
                Timeout::new(if is_here { RUNS_MILLIS } else { FIRST_RUN_MILLIS }, move || commands.keep_run(true))
            });
            move || drop(timer)
        }
    });
    use_effect_with((), {
        let commands = commands.clone();
        move |()| {
            let leave = move |_: &web_sys::Event| commands.keep_run(false);
            let listener = web_sys::window().map(|window| EventListener::new(&window, "pagehide", leave));
            move || drop(listener)
        }
    });
}

/// The same for the first run of a page for which nothing was kept.
const FIRST_RUN_MILLIS: u32 = 4_000;

impl Shared<Commands> {
    /// Keeps the run that is shown beyond the page, if it has ended; `fetches` what does that unless it is here.
    fn keep_run(&self, fetches: bool) {
        if !self.state().run.has_ended() || (STORED.get().is_none() && !fetches) {
            return;
        }
        let page = self.clone();
        self.with(&STORED, move |stored| {
            let (state, tokens) = (page.state(), page.tokens());
            let redactor = masking::redactor(&state.connections, &state.run.connections, &tokens.borrow());
            (stored.store)(&state.run, &redactor);
        });
    }
}

impl Commands {
    /// Keeps the connections unless some are kept already. Where that fails, a reload brings those of a first visit again.
    pub(crate) fn keep_first_connections(&self, kept: &Kept) {
        if !storage::are_connections_kept() {
            let _ = (kept.save_connections)(&self.state().connections);
        }
    }
}

fn not_saved(reason: NotSaved) -> Notice {
    match reason {
        NotSaved::TooLarge => Notice::TooLargeToKeep,
        NotSaved::LargestFiles => Notice::FilesNotKept,
        NotSaved::Refused if storage::is_open() => Notice::StorageFull,
        NotSaved::Refused => Notice::StorageClosed,
    }
}

/// Shows the notice unless another one is shown.
fn notify_once(commands: &Commands, notice: Notice) {
    if commands.state().view.notice.is_none() {
        commands.dispatch(ViewAction::Notice(Some(notice)));
    }
}

#[hook]
fn use_theme(state: &State) {
    use_effect_with(state.view.theme, |theme| {
        storage::save_theme(*theme);
        let root = web_sys::window().and_then(|window| window.document()).and_then(|page| page.document_element());
        let Some(root) = root else { return };
        // Setting an attribute of that name does not fail.
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            Theme::Light => root.set_attribute("data-theme", "light"),
            Theme::Dark => root.set_attribute("data-theme", "dark"),
        };
    });
}

#[hook]
fn use_keys(commands: &Shared<Commands>) {
    let commands = commands.clone();
    use_effect_with((), move |()| {
        let listener = web_sys::window().map(|window| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                let Some(shortcut) = shortcuts::shortcut(event) else { return };
                let state = commands.state();
                match shortcut {
                    Shortcut::Run => commands.run(),
                    Shortcut::Share if state.view.dialog.is_none() => commands.copy_link(),
                    Shortcut::Stop if state.view.dialog.is_none() && state.is_running() => commands.stop(),
                    Shortcut::Stop if state.view.dialog.is_none() && state.layouts.maximized.is_some() => {
                        commands.dispatch(LayoutAction::Maximize(None));
                    }
                    // The browser closes a dialog that is open. One that is between the word that it loads and itself is not.
                    Shortcut::Stop if state.view.dialog.is_some() && !has_open_dialog() => {
                        commands.dispatch(ViewAction::Dialog(None));
                    }
                    Shortcut::Maximize if state.view.dialog.is_none() => {
                        let panel =
                            if state.layouts.maximized.is_some() { None } else { focused().or(Some(Panel::Graph)) };
                        commands.dispatch(LayoutAction::Maximize(panel));
                    }
                    Shortcut::Help if state.view.dialog.is_none() => {
                        commands.dispatch(ViewAction::Dialog(Some(Dialog::Help("".into()))));
                    }
                    Shortcut::Palette
                        if matches!(state.view.dialog, None | Some(Dialog::Help(_) | Dialog::Palette)) =>
                    {
                        let is_open = state.view.dialog == Some(Dialog::Palette);
                        commands.dispatch(ViewAction::Dialog((!is_open).then_some(Dialog::Palette)));
                    }
                    Shortcut::Print if state.view.dialog.is_none() => {
                        commands.dispatch(ViewAction::Dialog(Some(Dialog::Print)));
                    }
                    Shortcut::NextProblem if state.view.dialog.is_none() => commands.step_problem(true),
                    Shortcut::PreviousProblem if state.view.dialog.is_none() => commands.step_problem(false),
                    Shortcut::Fixes if state.view.dialog.is_none() => {
                        commands.dispatch(PageRequest::FocusFixes(state.view.problems.current.unwrap_or_default()));
                    }
                    Shortcut::Change(operation) if state.view.dialog.is_none() => commands.change_definition(operation),
                    Shortcut::Control(key) if state.view.dialog.is_none() => commands.press(key),
                    Shortcut::Share
                    | Shortcut::Control(_)
                    | Shortcut::NextProblem
                    | Shortcut::PreviousProblem
                    | Shortcut::Fixes
                    | Shortcut::Maximize
                    | Shortcut::Palette
                    | Shortcut::Change(_) => {}
                    Shortcut::Stop | Shortcut::Help | Shortcut::Print => return,
                }
                event.prevent_default();
            })
        });
        move || drop(listener)
    });
}

/// Whether the page shows a dialog at this moment, whatever its state says.
fn has_open_dialog() -> bool {
    let page = web_sys::window().and_then(|window| window.document());
    page.and_then(|page| page.query_selector("dialog[open]").ok().flatten()).is_some()
}

/// Whoever pastes into an empty document need not click into it first.
#[hook]
fn use_paste(state: &State, commands: &Shared<Commands>) {
    let commands = commands.clone();
    use_effect_with(state.document.is_blank(), move |blank| {
        let listener = web_sys::window().filter(|_| *blank).map(|window| {
            EventListener::new(&window, "paste", move |event| {
                let at = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let is_typed =
                    at.and_then(|at| at.closest("input, textarea, [contenteditable]").ok().flatten()).is_some();
                let data = Reflect::get(event, &"clipboardData".into()).ok().and_then(|data| data.dyn_into().ok());
                let text = data.and_then(|data: DataTransfer| data.get_data("text/plain").ok()).unwrap_or_default();
                if !is_typed && !text.trim().is_empty() && commands.state().view.dialog.is_none() {
                    commands.dispatch(DocumentAction::SetDefinition(text.replace("\r\n", "\n").into()));
                    commands.dispatch(PageRequest::go_to(EditorId::Definition, 0, 0));
                }
            })
        });
        move || drop(listener)
    });
}

/// Opens what the address holds whenever it changes. What it holds at first is opened at the start.
#[hook]
fn use_address(commands: &Shared<Commands>) {
    let commands = commands.clone();
    use_effect_with((), move |()| {
        let opener = commands.clone();
        let listener =
            web_sys::window().map(|window| EventListener::new(&window, "hashchange", move |_| opener.open_address()));
        if let Some((shown, run)) = initial_state::take_shown() {
            commands.present(&shown, &run);
        } else if link::is_place() || help::address::named().is_some() {
            commands.open_address();
        }
        move || drop(listener)
    });
}
