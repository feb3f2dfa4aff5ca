//! Runs as files: what is exported of one, a history that was taken elsewhere as a run, and its replay; and the runs that outlive the
//! page. In two chunks.

mod commands;
mod dialog;
mod stored;

pub(crate) use commands::{import, open_shared, replay};
pub(crate) use dialog::RunFiles;
pub(crate) use stored::{forget, restored, store, to_share};
