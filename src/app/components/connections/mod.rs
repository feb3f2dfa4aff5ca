//! The connections dialog.

pub(crate) mod dialog;
mod form;
mod list;
mod parameters;
pub(crate) mod secret_field;
