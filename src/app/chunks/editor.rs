//! What the editor fetches later: no part of the program, but fetched with its chunks when nothing is wanted.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use yew::prelude::*;

use super::{Load, NotLoaded};
use crate::app::editor::codemirror;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;

/// Search, completion, marks of problems and YAML in the editor.
pub(super) struct Editor;

impl Load for Editor {
    fn name(&self) -> &'static str {
        "Search and completion in the editor"
    }

    fn is_here(&self) -> bool {
        // The editor knows, and fetches nothing twice.
        false
    }

    fn load_it(&'static self) -> Pin<Box<dyn Future<Output = Result<(), NotLoaded>>>> {
        Box::pin(async { codemirror::fetch_late().await.map_err(|_| NotLoaded) })
    }
}

/// Tells the person when the editor cannot fetch it, and offers another try. Once: whoever dismisses that goes on without it.
#[hook]
pub(crate) fn use_editor_watch(commands: &Shared<Commands>) {
    let commands = commands.clone();
    use_effect_with((), move |()| codemirror::watch_late(move || commands.say_not_loaded(&Editor, Rc::new(|| {}))));
}
