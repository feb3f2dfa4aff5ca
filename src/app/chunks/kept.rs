//! The chunk of what outlives the page: a first visit finds nothing of it.

use asl_http::Connections;
use asl_http::relay::RelaySetting;

use super::Table;
use crate::app::host::storage::NotSaved;
use crate::app::host::{documents, storage, windows};
use crate::app::state::document::Document;

/// What the chunk holds.
pub(crate) struct Kept {
    /// From here on this tab takes part in what tabs know of each other.
    take_part: fn(),
    /// What was kept.
    pub(crate) begin: fn() -> Beginning,
    /// Keeps the document.
    pub(crate) save: fn(&Document) -> Result<(), NotSaved>,
    /// Keeps what is open beside the document, which has that place.
    pub(crate) save_beside: fn(&[&Document], usize) -> Result<(), NotSaved>,
    /// Keeps the document when the page is left.
    pub(crate) leave: fn(&Document),
    /// Keeps documents that something took the place of.
    pub(crate) save_previous: fn(&[Document]),
    /// Keeps the connections until the tab is closed.
    pub(crate) save_connections: fn(&Connections) -> Result<(), NotSaved>,
    /// Keeps the relay until the tab is closed.
    pub(crate) save_relay: fn(Option<&RelaySetting>) -> Result<(), NotSaved>,
}

/// What was kept of earlier visits.
pub(crate) struct Beginning {
    /// The document that the page begins with.
    pub(crate) document: Option<Document>,
    /// What is open beside it, and the place of that.
    pub(crate) beside: (Vec<Document>, usize),
    /// Documents that something took the place of.
    pub(crate) previous: Vec<Document>,
    /// The connections of this tab, and how many cannot be read.
    pub(crate) connections: (Option<Connections>, usize),
    /// The relay of this tab.
    pub(crate) relay: Option<RelaySetting>,
    /// Whether the newest document is of a later version.
    pub(crate) is_of_later_version: bool,
}

impl Table for Kept {
    fn arrive(&self) {
        (self.take_part)();
    }
}

pub(super) const TABLE: Kept = Kept {
    take_part: || _ = documents::document(),
    begin: || Beginning {
        document: documents::document(),
        beside: documents::beside(),
        previous: documents::previous_documents(),
        connections: storage::connections(),
        relay: storage::relay(),
        is_of_later_version: documents::is_of_later_version(),
    },
    save: documents::save_document,
    save_beside: windows::save,
    leave: documents::leave,
    save_previous: |all| _ = documents::save_previous_documents(all),
    save_connections: storage::save_connections,
    save_relay: storage::save_relay,
};
