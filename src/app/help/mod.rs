//! The help: shortcuts, codes of problems, differences from AWS.

pub(crate) mod codes;
pub(crate) mod dialog;
mod differences;
