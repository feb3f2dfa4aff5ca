//! The workflows that each window has open beside the one that it shows, in local storage: a window that is loaded again has
//! its own, and one that takes over the document of a window that was left takes these over too.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::documents::{self, DocumentRecord};
use super::storage::{NotSaved, local, read, write};
use crate::app::state::document::Document;

const WINDOWS: &str = "asl-playground.windows";
/// The most windows whose workflows are kept.
const MOST_WINDOWS: usize = 6;

/// What a window has open beside the shown one.
#[derive(Clone, Default, Serialize, Deserialize)]
struct WindowRecord {
    /// The place of the shown one.
    at: usize,
    /// The others, in their order.
    beside: Vec<Json>,
    /// Whether the window was left.
    #[serde(default)]
    left: bool,
    /// Grows with each writing, so that the oldest can be told.
    #[serde(default)]
    turn: u64,
}

fn all() -> BTreeMap<String, WindowRecord> {
    read(local(), WINDOWS).unwrap_or_default()
}

fn documents_of(record: &WindowRecord) -> Vec<Document> {
    let read = |stored: &Json| serde_json::from_value::<DocumentRecord>(stored.clone()).ok();
    record.beside.iter().filter_map(read).map(Document::from).collect()
}

/// What the window `name` had open beside the shown document, and the place of that; `before` is the window whose document it
/// begins with.
pub(super) fn take(name: &str, before: Option<&str>) -> (Vec<Document>, usize) {
    let mut windows = all();
    let own = windows.remove(name);
    let taken = own.or_else(|| windows.get(before?).filter(|record| record.left).cloned());
    let Some(record) = taken else { return (Vec::new(), 0) };
    if let Some(before) = before.filter(|_| !all().contains_key(name)) {
        windows.remove(before);
    }
    let found = (documents_of(&record), record.at);
    windows.insert(name.to_owned(), WindowRecord { left: false, ..record });
    // What cannot be written stays as it was.
    let _ = write(local(), WINDOWS, &windows);
    found
}

/// Keeps what this window has open beside the shown document.
pub(crate) fn save(beside: &[&Document], at: usize) -> Result<(), NotSaved> {
    let name = documents::window_name();
    let mut windows = all();
    let turn = windows.values().map(|record| record.turn).max().unwrap_or(0) + 1;
    windows.remove(&name);
    if !beside.is_empty() {
        let records = beside.iter().filter_map(|document| serde_json::to_value(documents::fitting(document)).ok());
        windows.insert(name, WindowRecord { at, beside: records.collect(), left: false, turn });
    }
    while windows.len() > MOST_WINDOWS
        && let Some(oldest) = windows.iter().min_by_key(|(_, record)| record.turn).map(|(name, _)| name.clone())
    {
        windows.remove(&oldest);
    }
    if windows.is_empty() {
        // Where nothing can be removed nothing was kept.
        return Ok(local().map_or((), |storage| _ = storage.remove_item(WINDOWS)));
    }
    write(local(), WINDOWS, &windows)
}

/// Notes that this window was left.
pub(super) fn leave(name: &str) {
    let mut windows = all();
    if let Some(record) = windows.get_mut(name) {
        record.left = true;
        // What cannot be written stays as it was.
        let _ = write(local(), WINDOWS, &windows);
    }
}

/// What windows had open that were left, and that no window took over.
pub(super) fn orphans(name: &str) -> Vec<Document> {
    let windows = all();
    let left = windows.iter().filter(|(known, record)| known.as_str() != name && record.left);
    left.flat_map(|(_, record)| documents_of(record)).filter(|document| document.edited).collect()
}
