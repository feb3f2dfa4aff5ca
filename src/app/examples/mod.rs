//! The list of examples, and the way back from them.

mod commands;
pub(crate) mod picker;
