//! The chunk of the runs that outlive the page. It is fetched for the first run that ends, and so is small: what replays and imports
//! runs is in another one.

use asl_http::redact::Redactor;

use super::Table;
use crate::app::recorded::{forget, restored, store};
use crate::app::run::view::RunView;
use crate::app::state::commands::Commands;

/// What the chunk holds.
pub(crate) struct Stored {
    /// Keeps a run that has ended beyond the page, with masks in place of secrets.
    pub(crate) store: fn(&RunView, &Redactor),
    /// The runs that were kept, but for those that the page has. Parts of the program that are missing for that are noted: see
    /// [`complete`](super::complete).
    pub(crate) restored: fn(&Commands) -> Vec<RunView>,
    /// Forgets them.
    pub(crate) forget: fn(),
}

impl Table for Stored {}

pub(super) const TABLE: Stored = Stored { store, restored, forget };
