//! The tab of the mocks: answers to Tasks, so that no call leaves.

mod commands;
pub(crate) mod tab;
