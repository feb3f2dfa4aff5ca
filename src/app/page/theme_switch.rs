//! System, light or dark.

use yew::prelude::*;

use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::state::view::{Theme, ViewAction};
use crate::app::ui::icons::{Icon, icon};

/// One button that goes through the themes; its name says which one is on.
pub(super) fn theme_switch(theme: Theme, commands: &Shared<Commands>) -> Html {
    let commands = commands.clone();
    let (symbol, word, next) = match theme {
        Theme::System => (Icon::System, "system", Theme::Light),
        Theme::Light => (Icon::Light, "light", Theme::Dark),
        Theme::Dark => (Icon::Dark, "dark", Theme::System),
    };
    let label = format!("Theme: {word}");
    html! {
        <button class="button quiet square" data-testid="theme-switch" aria-label={label.clone()} title={label}
            onclick={move |_| commands.dispatch(ViewAction::Theme(next))}>
            { icon(symbol) }
        </button>
    }
}
