//! The button that opens the relay's dialog, and says whether one is used.

use asl_playground::http::relay::RelaySetting;
use yew::prelude::*;

use crate::app::state::commands::use_commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::shared::use_shared;
use crate::app::state::view::ViewAction;
use crate::app::ui::icons::{Icon, icon};

/// The button.
#[component]
pub(crate) fn RelayButton() -> Html {
    let (commands, relay) = (use_commands(), use_shared::<Option<RelaySetting>>());
    let open = move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Relay)));
    let (title, class) = match &*relay {
        Some(relay) => (format!("Relay: calls go through {}", relay.address), "on"),
        None => ("Relay: call APIs that do not allow this page by CORS".to_owned(), ""),
    };
    html! {
        <button class={classes!("button", "quiet", "square", "relay-button", class)} data-testid="relay-button"
            onclick={open} aria-haspopup="dialog" aria-label={title.clone()} {title}>
            { icon(Icon::Relay) }
        </button>
    }
}
