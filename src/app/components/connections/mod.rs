//! The connections dialog.

pub(crate) mod dialog;
mod form;
mod list;
mod parameters;
mod secret_field;
