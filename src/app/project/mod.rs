//! The files of a project: their tabs above the definition, and the files that are missing.

pub(crate) mod commands;
pub(crate) mod import;
pub(crate) mod missing;
pub(crate) mod tabs;
