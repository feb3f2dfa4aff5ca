//! What an empty document offers, wherever it stands: it is in the chunk of the setup.

use yew::prelude::*;

use super::{Deferred, DeferredView, SETUP};
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
