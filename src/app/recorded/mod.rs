//! Runs as files: what is exported of one, a history that was taken elsewhere as a run, and its replay. In a chunk.

mod commands;
mod dialog;
mod stored;

pub(crate) use commands::{import, replay};
pub(crate) use dialog::RunFiles;
pub(crate) use stored::{forget, restore, store};
