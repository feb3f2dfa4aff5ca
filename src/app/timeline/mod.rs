//! The timeline of a run: a row for each visit of a state, with its attempts and waits on an axis of time.

pub(crate) mod cells;
mod head;
pub(crate) mod pane;
mod row;

pub(crate) use pane::{legend, ticks};
pub(crate) use row::TimeScale;
