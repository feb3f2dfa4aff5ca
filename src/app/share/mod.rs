//! Sharing a document by link, and opening one that came so.

pub(crate) mod card;
pub(crate) mod code;
pub(crate) mod commands;
pub(crate) mod dialog;
mod embed_panel;
pub(crate) mod link;
mod recorded_run;
