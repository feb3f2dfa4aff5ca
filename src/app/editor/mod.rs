//! The text editors: CodeMirror and the pane around it, completion and descriptions.

mod assist;
pub(crate) mod codemirror;
pub(crate) mod pane;
