//! The button that opens the relay's dialog, and says whether one is used.

use asl_http::relay::RelaySetting;
use yew::prelude::*;

use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;
use crate::app::ui::icons::{Icon, icon};

/// The button, for the relay that is used or none.
pub(crate) fn relay_button(commands: &Shared<Commands>, relay: Option<&RelaySetting>) -> Html {
    let commands = commands.clone();
    let open = move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Relay)));
    let (title, class) = match relay {
        Some(relay) => (format!("Relay: calls go through {}", relay.address), "on"),
        None => ("Relay: call APIs that do not allow this page with CORS".to_owned(), ""),
    };
    html! {
        <button class={classes!("button", "quiet", "relay-button", class)} data-testid="relay-button"
            onclick={open} aria-haspopup="dialog" aria-label={title.clone()} {title}>
            { icon(Icon::Relay) }<span class="word">{"Relay"}</span>
        </button>
    }
}
