//! The way to the relay from a call that failed.

use yew::prelude::*;

use crate::app::state::commands::Commands;
use crate::app::state::dialog::Dialog;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;
use crate::app::ui::icons::{Icon, icon};

/// A button beside the explanation of a call that has no answer.
pub(crate) fn relay_offer(commands: &Shared<Commands>, has_relay: bool) -> Html {
    let commands = commands.clone();
    let words = if has_relay { "Relay settings" } else { "Send it through a relay…" };
    let open = move |_| commands.dispatch(ViewAction::Dialog(Some(Dialog::Relay)));
    html! {
        <p class="relay-offer">
            <button class="button small" data-testid="relay-offer" aria-haspopup="dialog" onclick={open}>{ icon(Icon::Relay) }<span>{ words }</span></button>
        </p>
    }
}
