//! The chunk of the export of what deploys a document.

use yew::prelude::*;

use super::{ALGORITHMS, JSONATA, Load, SEARCHES, TEMPLATES, Table, WORDS, YAML};
use crate::app::deploy::Deploy;

/// What the chunk holds.
pub(crate) struct Deployment {
    /// The dialog.
    pub(crate) dialog: fn() -> Html,
}

impl Table for Deployment {
    // All that reads a document, which it does several times: what it misses beyond that is fetched when it shows.
    const NEEDS: &[fn() -> &'static dyn Load] =
        &[|| &WORDS, || &TEMPLATES, || &YAML, || &SEARCHES, || &ALGORITHMS, || &JSONATA];
}

pub(super) const TABLE: Deployment = Deployment { dialog: || html! { <Deploy /> } };
