//! The connections dialog.

pub(crate) mod dialog;
mod form;
mod list;
mod oauth_fields;
mod parameters;
pub(crate) mod secret_field;
mod simulate;
