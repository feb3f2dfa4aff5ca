//! Folders that are dropped: their files with their paths.

use std::future::Future;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

use super::import::Given;

/// The most files that are looked at: a folder may hold all that a package manager brought.
const MOST: usize = 2_000;
/// Folders that hold no work of the person.
const SKIPPED: [&str; 6] = ["node_modules", "__pycache__", "venv", "target", "dist", "coverage"];

/// The files that were dropped, those in folders too. The entries are taken at once, as long as the event lasts.
pub(super) fn dropped(data: &DataTransfer) -> impl Future<Output = Vec<Given>> + use<> {
    let items = data.items();
    let entries: Vec<FileSystemEntry> = (0..items.length())
        .filter_map(|index| items.get(index))
        .filter_map(|item| item.webkit_get_as_entry().ok().flatten())
        .collect();
    // A browser without entries gives the files alone.
    let alone = data.files().filter(|_| entries.is_empty());
    async move {
        match alone {
            Some(list) => Given::all(&list),
            None => walk(entries).await,
        }
    }
}

async fn walk(mut waiting: Vec<FileSystemEntry>) -> Vec<Given> {
    let mut found = Vec::new();
    waiting.reverse();
    while let Some(entry) = waiting.pop() {
        if found.len() >= MOST {
            break;
        }
        // Not every browser has these interfaces by name, so that what they are cannot be asked for by type.
        if entry.is_directory() {
            let folder = entry.unchecked_ref::<FileSystemDirectoryEntry>();
            let name = entry.name();
            if !name.starts_with('.') && !SKIPPED.contains(&name.as_str()) {
                waiting.extend(children(folder).await);
            }
        } else {
            let file = entry.unchecked_ref::<FileSystemFileEntry>();
            let asked = ask(|yes, no| file.file_with_callback_and_callback(yes, no)).await;
            if let Some(file) = asked.and_then(|file| file.dyn_into::<File>().ok()) {
                found.push(Given { path: entry.full_path().trim_start_matches('/').to_owned(), file });
            }
        }
    }
    found
}

/// What stands in a folder; it is told in parts, the last of which is empty.
async fn children(folder: &FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    while all.len() < MOST {
        let part = ask(|yes, no| _ = reader.read_entries_with_callback_and_callback(yes, no)).await;
        let part = part.map(|part| Array::from(&part)).unwrap_or_default();
        if part.length() == 0 {
            break;
        }
        all.extend(part.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
    all
}

/// What a function of callbacks answers; `None` if it fails.
async fn ask(mut call: impl FnMut(&Function, &Function)) -> Option<wasm_bindgen::JsValue> {
    JsFuture::from(Promise::new(&mut |yes, no| call(&yes, &no))).await.ok()
}
