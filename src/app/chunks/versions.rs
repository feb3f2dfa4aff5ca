//! The chunk of earlier versions: what packs them, and the dialog; and of what is printed.

use yew::prelude::*;

use super::{Load, SHARE, Table};
use crate::app::host::versions::{self, Version, Why};
use crate::app::print::sheet::PrintSheet;
use crate::app::state::document::Document;
use crate::app::versions::dialog::Versions as Dialog;

/// What the chunk holds.
pub(crate) struct Versions {
    /// Keeps a document as it is.
    pub(crate) keep: fn(&Document, Why),
    /// Makes room for what matters more; whether there was something to forget.
    pub(crate) give_way: fn() -> bool,
    /// The list of versions.
    pub(crate) dialog: fn() -> Html,
    /// What is printed.
    pub(crate) print: fn() -> Html,
}

impl Table for Versions {
    // Versions have the form of links.
    const NEEDS: &[fn() -> &'static dyn Load] = &[|| &SHARE];
}

pub(super) const TABLE: Versions = Versions {
    keep: |document, why| Version::of(document, why).into_iter().for_each(versions::keep),
    give_way: versions::give_way,
    dialog: || html! { <Dialog /> },
    print: || html! { <PrintSheet /> },
};
