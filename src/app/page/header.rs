//! The bar at the top: name, examples, run, share, connections, theme, help.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::theme_switch::theme_switch;
use crate::app::examples::picker::ExamplePicker;
use crate::app::host::clipboard::Copied;
use crate::app::lesson::button::lesson_button;
use crate::app::relay::button::relay_button;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::events::Starts;
use crate::app::state::shared::Shared;
use crate::app::state::view::{SetupTab, ViewAction};
use crate::app::ui::command_key::command_key;
use crate::app::ui::icons::{Icon, icon};

/// The bar at the top of the page.
pub(super) fn header(state: &State, commands: &Shared<Commands>) -> Html {
    html! {
        <header class="header">
            <div class="brand">
                <svg class="logo" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
                    <rect x="3" y="2.5" width="18" height="6" rx="2" />
                    <path d="M12 8.5v3M6.5 15.5v-4h11v4" />
                    <rect x="2.5" y="15.5" width="8" height="6" rx="2" />
                    <rect x="13.5" y="15.5" width="8" height="6" rx="2" />
                </svg>
                <h1>{"ASL Playground"}</h1>
            </div>
            <ExamplePicker previous={state.previous.clone()} />
            { run_buttons(state, commands) }
            <div class="header-tools">
                { connections_button(state.connections.len(), commands) }
                { relay_button(commands, state.relay.as_ref()) }
                { lesson_button(state, commands) }
                { share_button(state.view.shared, commands) }
                { palette_button(commands) }
                { theme_switch(state.view.theme, commands) }
                { help_button(commands) }
            </div>
        </header>
    }
}

fn run_buttons(state: &State, commands: &Shared<Commands>) -> Html {
    let running = state.is_running();
    let has_both = state.analysis.system.is_some() && state.drawing.graph.state_count() > 0;
    let starts = Starts::of(&state.document.settings, true);
    let choose = {
        let commands = commands.clone();
        move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            let (starts, tab) = match select.value().as_str() {
                "events" => (Starts::Events, SetupTab::Events),
                _ => (Starts::Machine, SetupTab::Input),
            };
            commands.choose_start(starts);
            commands.dispatch(ViewAction::Setup(tab));
        }
    };
    let start = {
        let commands = commands.clone();
        move |_| commands.run()
    };
    let stop = {
        let commands = commands.clone();
        move |_| commands.stop()
    };
    let key = command_key();
    html! {
        <div class="run-buttons">
            <button class="button primary" data-testid="run-button" onclick={start} disabled={running}
                title={format!("Run ({key}+Enter)")} aria-keyshortcuts="Control+Enter Meta+Enter">
                { icon(Icon::Run) }<span>{"Run"}</span><kbd>{ format!("{key} ↵") }</kbd>
            </button>
            if has_both {
                <label class="run-choice">
                    <span class="visually-hidden">{"What Run starts"}</span>
                    <select onchange={choose} disabled={running} data-testid="run-choice" title="What Run starts">
                        <option value="machine" selected={starts == Starts::Machine}>{"Machine"}</option>
                        <option value="events" selected={starts == Starts::Events}>{"Events"}</option>
                    </select>
                </label>
            }
            <button class="button" data-testid="stop-button" onclick={stop} disabled={!running}
                title="Stop (Esc)" aria-keyshortcuts="Escape">
                { icon(Icon::Stop) }<span>{"Stop"}</span>
            </button>
        </div>
    }
}

fn connections_button(count: usize, commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    let open = move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Connections(None))));
    html! {
        <button class="button quiet" data-testid="connections-button" onclick={open} aria-haspopup="dialog" title="Connections">
            { icon(Icon::Key) }<span class="wide-only">{"Connections"}</span>{ " " }
            <span class="count">{ count }</span>
        </button>
    }
}

fn share_button(shared: Option<Copied>, commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    let (symbol, word) = match shared {
        None => (Icon::Share, "Share"),
        Some(Copied::Done) => (Icon::Check, "Copied"),
        Some(Copied::Failed) => (Icon::Cross, "Failed"),
    };
    html! {
        <button class="button quiet" data-testid="share-button" onclick={move |_| commands.share()}
            title={format!("Share this workflow; copy its link: {}+S", command_key())} aria-haspopup="dialog" aria-keyshortcuts="Control+S Meta+S">
            { icon(symbol) }<span class="share-word" aria-live="polite">{ word }</span>
        </button>
    }
}

fn palette_button(commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    html! {
        <button class="button quiet square" aria-label="Search" title={format!("Search commands, states, examples, and help ({}+K)", command_key())}
            aria-haspopup="dialog" aria-keyshortcuts="Control+K Meta+K" data-testid="palette-button"
            onclick={move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Palette)))}>
            { icon(Icon::Search) }
        </button>
    }
}

fn help_button(commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    html! {
        <button class="button quiet square" aria-label="Help" title="Help (?)" aria-haspopup="dialog" aria-keyshortcuts="?"
            onclick={move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Help("".into()))))}>
            { icon(Icon::Help) }
        </button>
    }
}
