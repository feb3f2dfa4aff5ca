//! The palette: one search over commands, states, scenarios, examples, and help.

mod items;
mod recent;
pub(crate) mod view;
