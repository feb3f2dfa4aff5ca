//! The list of examples, the way back from them, and what an empty document offers.

mod commands;
pub(crate) mod picker;
pub(crate) mod starters;

use yew::prelude::*;

use crate::app::chunks::{SETUP, Wanted, use_chunk};
use crate::app::state::commands::use_commands;

/// What an empty document offers, as soon as the chunk is here: in the stage, and on a narrow screen in the editor.
#[component]
pub(crate) fn Starters() -> Html {
    let commands = use_commands();
    match use_chunk(&SETUP) {
        Wanted::Here(setup) => (setup.starters)(&commands),
        Wanted::NotYet(_) => Html::default(),
    }
}
