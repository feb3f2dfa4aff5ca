//! The relay in the page: its button in the header, and its dialog.

pub(crate) mod button;
pub(crate) mod dialog;
