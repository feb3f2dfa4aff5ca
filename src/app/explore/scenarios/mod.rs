//! The scenarios of the document: their text, which of them pass, and what they reach.

mod coverage;
mod events;
mod model;
mod tab;

pub(super) use model::add_once;
pub(crate) use model::{Told, count_passing};
pub(crate) use tab::ScenariosTab;
