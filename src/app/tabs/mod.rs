//! The open workflows as tabs.

pub(crate) mod bar;
mod commands;
