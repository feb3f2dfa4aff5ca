//! The exploration of failures: every failure of every call tried in slices, and what was found. In a chunk of its own, but
//! for what opens it.

mod commands;
mod list;
mod model;
pub(crate) mod scenarios;
mod view;

pub(crate) use view::Explore;
