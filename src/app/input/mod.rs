//! The input of a run: its editor, and inputs made from what the workflow reads.

pub(crate) mod sample;
pub(crate) mod tab;
