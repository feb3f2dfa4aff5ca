//! The list of examples, the way back from them, and what an empty document offers.

mod commands;
pub(crate) mod gallery;
pub(crate) mod picker;
pub(crate) mod starters;

use yew::prelude::*;

use crate::app::chunks::{Deferred, DeferredView, SETUP};
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;

/// What an empty document offers, as soon as the chunk is here: in the stage, and on a narrow screen in the editor.
pub(crate) fn starters(commands: &Shared<Commands>) -> Html {
    let view = DeferredView::with_frame(
        &SETUP,
        commands.clone(),
        |setup, commands| (setup.starters)(commands),
        |_| Html::default(),
    );
    html! { <Deferred {view} /> }
}
