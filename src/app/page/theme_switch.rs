//! System, light or dark.

use yew::prelude::*;

use crate::app::state::commands::use_commands;
use crate::app::state::shared::use_shared;
use crate::app::state::view::{Theme, View, ViewAction};
use crate::app::ui::icons::{Icon, icon};

/// One button that goes through the themes; its name says which one is on.
#[component]
pub(crate) fn ThemeSwitch() -> Html {
    let (commands, view) = (use_commands(), use_shared::<View>());
    let (symbol, word, next) = match view.theme {
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
