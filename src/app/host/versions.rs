//! Earlier versions of documents in local storage: each as a link would hold it, within a bound.

use asl_document::retention::{self, MOST_BYTES};
use asl_share::link;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::clock;
use super::storage::{local, read, write};
use crate::app::state::document::{Document, Origin};

const VERSIONS: &str = "asl-playground.versions";

/// An earlier version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Version {
    /// When it was kept, in milliseconds since 1970.
    pub(crate) at: i64,
    /// Why it was kept.
    pub(crate) why: Why,
    /// What it was called.
    pub(crate) name: String,
    /// Whether it came by link: it then asks again before it runs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    from_link: bool,
    /// The document, as the fragment of a link.
    document: String,
}

/// Why a version was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Why {
    /// Time had passed while someone wrote.
    Time,
    /// Another document took its place.
    Load,
    /// A command changed a whole text.
    Change,
    /// What a later version of the playground says.
    #[serde(other)]
    Other,
}

impl Version {
    /// A document as it is now; `None` if it is too large.
    pub(crate) fn of(document: &Document, why: Why) -> Option<Self> {
        let envelope = document.to_envelope();
        link::fits(&envelope).then(|| Self {
            at: clock::now().0,
            why,
            name: document.label().to_owned(),
            from_link: document.is_from_link(),
            document: link::encode(&envelope),
        })
    }

    /// The document; `None` if it cannot be read.
    pub(crate) fn open(&self) -> Option<Document> {
        let envelope = link::decode(&self.document).ok().flatten()?;
        let origin = if self.from_link { Origin::Link { confirmed: false } } else { Origin::Own };
        Some(Document { edited: true, ..Document::from_envelope(envelope, origin) })
    }

    /// How much room it takes.
    pub(crate) fn len(&self) -> usize {
        self.document.len()
    }
}

/// Those that are kept, from the oldest to the newest. What cannot be read is left out.
pub(crate) fn all() -> Vec<Version> {
    let stored: Vec<Json> = read(local(), VERSIONS).unwrap_or_default();
    stored.into_iter().filter_map(|stored| serde_json::from_value(stored).ok()).collect()
}

/// Keeps one more, unless it is the newest one already; the oldest give way.
pub(crate) fn keep(version: Version) {
    let mut all = all();
    if all.last().is_none_or(|last| last.document != version.document) {
        all.push(version);
        save(&all, MOST_BYTES);
    }
}

/// Forgets one, or all.
pub(crate) fn forget(at: Option<i64>) {
    let left: Vec<Version> = all().into_iter().filter(|version| at.is_some_and(|at| version.at != at)).collect();
    if left.is_empty() {
        if let Some(storage) = local() {
            // Where nothing can be removed nothing was kept.
            let _ = storage.remove_item(VERSIONS);
        }
    } else {
        save(&left, MOST_BYTES);
    }
}

/// Makes room: half of the versions give way. Whether there were any.
pub(crate) fn give_way() -> bool {
    let all = all();
    let bytes: usize = all.iter().map(Version::len).sum();
    if all.is_empty() {
        return false;
    }
    if all.len() == 1 {
        forget(None);
    } else {
        save(&all, bytes / 2);
    }
    true
}

/// Writes as many of the newest as there is room for.
fn save(all: &[Version], most_bytes: usize) {
    let facts: Vec<retention::Version> = all
        .iter()
        .map(|one| retention::Version { at: one.at, bytes: one.len(), is_by_time: one.why == Why::Time })
        .collect();
    let mut room = most_bytes;
    loop {
        let places = retention::kept(&facts, clock::now().0, room);
        let kept: Vec<&Version> = places.iter().filter_map(|place| all.get(*place)).collect();
        // Full or closed: the documents themselves matter more.
        if write(local(), VERSIONS, &kept).is_ok() || room < 1_000 {
            return;
        }
        room /= 2;
    }
}
