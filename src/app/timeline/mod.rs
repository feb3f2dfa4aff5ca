//! The timeline of a run: a row for each visit of a state, with its attempts and waits on an axis of time.

pub(crate) mod cells;
pub(crate) mod details;
mod head;
pub(crate) mod look;
pub(crate) mod pane;
mod row;
pub(crate) mod tools;

pub(crate) use head::head_cells;
pub(crate) use look::ticks;
pub(crate) use pane::legend;
pub(crate) use row::{TimeScale, state_cells};
