//! What each word of the language is: our own short description, and where AWS or JSONata describes it.

mod context;
mod errors;
mod fields;
mod intrinsics;
mod jsonata_functions;
pub mod reference;

pub(super) use context::{CONTEXT, context, context_text};
pub(super) use errors::{STATUS_CODES, error};
pub(super) use fields::{field, state_type, type_entry};
pub(super) use intrinsics::intrinsic;
pub(super) use jsonata_functions::jsonata;

/// The Developer Guide of Step Functions, where pages without an address of their own are.
pub(super) const GUIDE: &str = "https://docs.aws.amazon.com/step-functions/latest/dg/";

/// A description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// What it is, in a sentence or two.
    pub(super) text: &'static str,
    /// The page: below [`GUIDE`], or a whole address.
    pub(super) page: &'static str,
}

impl Entry {
    /// The page's address.
    pub(super) fn link(&self) -> String {
        if self.page.starts_with("https://") { self.page.to_owned() } else { format!("{GUIDE}{}", self.page) }
    }
}

/// Shortens the tables.
const fn entry(text: &'static str, page: &'static str) -> Entry {
    Entry { text, page }
}
