//! How the page shares its room out: which parts are shown, how large they are, and which one fills the page.

pub(crate) mod buttons;
pub(crate) mod effects;
pub(crate) mod splitter;
pub(crate) mod state;
