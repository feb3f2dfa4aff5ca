//! The tab of the mocks: answers to Tasks, so that no call leaves.

pub(crate) mod commands;
mod local;
pub(crate) mod tab;
