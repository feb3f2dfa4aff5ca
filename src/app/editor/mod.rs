//! The text editors: CodeMirror and the pane around it, completion and descriptions.

pub(crate) mod assist;
pub(crate) mod codemirror;
mod commands;
pub(crate) mod pane;
pub(crate) mod text_field;
