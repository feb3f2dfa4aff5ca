//! Connections: their list, the form, import, export, and the trial call of one.

pub(crate) mod template_field;
mod commands;
pub(crate) mod dialog;
pub(crate) mod draft;
mod export;
mod form;
mod import;
mod list;
mod oauth_fields;
mod parameters;
mod simulate;
mod trial;

pub(crate) use commands::draft_of;
