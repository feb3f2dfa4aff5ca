//! Sharing a document by link, and opening one that came so.

mod commands;
pub(crate) mod link;
