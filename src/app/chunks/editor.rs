//! What the editor fetches later: no part of the program, but fetched with its chunks when nothing is wanted.

use std::future::Future;
use std::pin::Pin;

use super::{Load, NotLoaded};
use crate::app::editor::codemirror;

/// Search, completion, marks of problems and YAML in the editor.
pub(super) struct Editor;

impl Load for Editor {
    fn name(&self) -> &'static str {
        "The rest of the editor"
    }

    fn is_here(&self) -> bool {
        // The editor knows, and fetches nothing twice.
        false
    }

    fn load_it(&'static self) -> Pin<Box<dyn Future<Output = Result<(), NotLoaded>>>> {
        Box::pin(async { codemirror::fetch_late().await.map_err(|_| NotLoaded) })
    }
}
