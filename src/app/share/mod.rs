//! Sharing a document by link, and opening one that came so.

pub(crate) mod commands;
pub(crate) mod link;
