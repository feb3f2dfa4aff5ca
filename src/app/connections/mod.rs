//! Connections: their list, the form, import, export, and the trial call of one.

pub(crate) mod asked;
pub(crate) mod dialog;
pub(crate) mod draft;
mod export;
mod form;
mod import;
mod list;
mod oauth_fields;
mod parameters;
pub(crate) mod secret_field;
mod simulate;
mod trial;
