//! The list of examples, the way back from them, and what an empty document offers.

mod commands;
pub(crate) mod gallery;
pub(crate) mod picker;
pub(crate) mod starters;
