//! What was chosen in the palette last.

use crate::app::host::storage;

/// The most that is remembered.
const MOST: usize = 6;

/// Their ids, the last first.
pub(super) fn all() -> Vec<String> {
    storage::recent()
}

/// Notes that the item of that id was chosen.
pub(super) fn note(id: &str) {
    let mut ids = all();
    ids.retain(|known| known != id);
    ids.insert(0, id.to_owned());
    ids.truncate(MOST);
    storage::save_recent(&ids);
}
