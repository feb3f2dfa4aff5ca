//! The bar at the top: name, examples, run, share, connections, theme, help.

use asl_playground::http::Connections;
use yew::prelude::*;

use super::theme_switch::ThemeSwitch;
use crate::app::examples::picker::ExamplePicker;
use crate::app::host::clipboard::Copied;
use crate::app::relay::button::RelayButton;
use crate::app::run::view::RunView;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::dialog::Dialog;
use crate::app::state::shared::use_shared;
use crate::app::state::view::{View, ViewAction};
use crate::app::ui::command_key::command_key;
use crate::app::ui::icons::{Icon, icon};

/// The header.
#[component]
pub(crate) fn Header() -> Html {
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
            <ExamplePicker />
            <RunButtons />
            <div class="header-tools">
                <ConnectionsButton />
                <RelayButton />
                <ShareButton />
                <ThemeSwitch />
                <HelpButton />
            </div>
        </header>
    }
}

#[component]
fn RunButtons() -> Html {
    let (commands, run) = (use_commands(), use_shared::<RunView>());
    let running = run.is_running();
    let start = {
        let commands = commands.clone();
        Callback::from(move |_| commands.run())
    };
    let stop = Callback::from(move |_| commands.stop());
    let key = command_key();
    html! {
        <div class="run-buttons">
            <button class="button primary" data-testid="run-button" onclick={start} disabled={running}
                title={format!("Run ({key}+Enter)")} aria-keyshortcuts="Control+Enter Meta+Enter">
                { icon(Icon::Run) }<span>{"Run"}</span><kbd>{ format!("{key} ↵") }</kbd>
            </button>
            <button class="button" data-testid="stop-button" onclick={stop} disabled={!running}
                title="Stop (Esc)" aria-keyshortcuts="Escape">
                { icon(Icon::Stop) }<span>{"Stop"}</span>
            </button>
        </div>
    }
}

#[component]
fn ConnectionsButton() -> Html {
    let (commands, connections) = (use_commands(), use_shared::<Connections>());
    let open = Callback::from(move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Connections(None)))));
    html! {
        <button class="button quiet" data-testid="connections-button" onclick={open} aria-haspopup="dialog" title="Connections">
            { icon(Icon::Key) }<span class="wide-only">{"Connections"}</span>{ " " }
            <span class="count">{ connections.len() }</span>
        </button>
    }
}

#[component]
fn ShareButton() -> Html {
    let (commands, view) = (use_commands(), use_shared::<View>());
    let (symbol, word) = match view.shared {
        None => (Icon::Share, "Share"),
        Some(Copied::Done) => (Icon::Check, "Copied"),
        Some(Copied::Failed) => (Icon::Cross, "Failed"),
    };
    html! {
        <button class="button quiet" data-testid="share-button" onclick={move |_| Commands::share(&commands)}
            title={format!("Copy a link to this workflow ({}+S)", command_key())} aria-keyshortcuts="Control+S Meta+S">
            { icon(symbol) }<span class="share-word" aria-live="polite">{ word }</span>
        </button>
    }
}

#[component]
fn HelpButton() -> Html {
    let commands = use_commands();
    html! {
        <button class="button quiet square" aria-label="Help" title="Help (?)" aria-haspopup="dialog" aria-keyshortcuts="?"
            onclick={move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Help)))}>
            { icon(Icon::Help) }
        </button>
    }
}
