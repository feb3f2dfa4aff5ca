//! The way to the relay from a call that failed.

use asl_playground::http::relay::RelaySetting;
use yew::prelude::*;

use crate::app::state::commands::use_commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::shared::use_shared;
use crate::app::state::view::ViewAction;
use crate::app::ui::icons::{Icon, icon};

/// A button beside the explanation of a call that has no answer.
#[component]
pub(crate) fn RelayOffer() -> Html {
    let (commands, relay) = (use_commands(), use_shared::<Option<RelaySetting>>());
    let words = if relay.is_some() { "Settings of the relay" } else { "Send it through a relay…" };
    let open = move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Relay)));
    html! {
        <p class="relay-offer">
            <button class="button small" data-testid="relay-offer" aria-haspopup="dialog" onclick={open}>{ icon(Icon::Relay) }<span>{ words }</span></button>
        </p>
    }
}
