//! The states of a run as a table.

pub(crate) mod pane;
