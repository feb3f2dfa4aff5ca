//! The workflow and its run on paper.

pub(crate) mod sheet;
