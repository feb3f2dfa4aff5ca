//! What stands in a tab whose fields can only be read, as long as the document from a link is not taken.

use yew::prelude::*;

use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::state::view::ViewAction;
use crate::app::ui::icons::{Icon, icon};

/// Says so, with the way out that stands above the document, too.
pub(crate) fn locked_note(commands: &Shared<Commands>) -> Html {
    html! {
        <p class="locked-note" data-testid="locked-here">
            { icon(Icon::Share) }<span>{"This workflow is read-only until you use it."}</span>{ use_button(commands, "use-link-here") }
        </p>
    }
}

/// The button that takes the document for one's own.
pub(super) fn use_button(commands: &Shared<Commands>, id: &'static str) -> Html {
    let commands = commands.clone();
    html! {
        <button type="button" class="button small" onclick={move |_| commands.dispatch(ViewAction::Lock(false))} data-testid={id}
            title="Change it as your own. Before the first run, the page still asks.">{ icon(Icon::Edit) }{"Use it"}</button>
    }
}
