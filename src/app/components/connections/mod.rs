//! The connections dialog.

pub(crate) mod asked;
pub(crate) mod dialog;
mod export;
mod form;
mod import;
mod list;
mod oauth_fields;
mod parameters;
pub(crate) mod secret_field;
mod simulate;
mod trial;
