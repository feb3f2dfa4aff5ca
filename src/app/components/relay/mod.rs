//! The relay in the page: its button in the header, the way to it from a call that failed, and its dialog.

pub(crate) mod button;
pub(crate) mod dialog;
pub(crate) mod offer;
