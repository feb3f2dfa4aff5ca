//! TestState: one state, tested alone as AWS's API does it, in a dialog and for scripts. In a chunk.

mod call;
mod dialog;
mod form;
mod script;

pub(crate) use dialog::TestOneState;
pub(crate) use script::test_state;
