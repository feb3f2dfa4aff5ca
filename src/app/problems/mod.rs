//! Checking the document: when it is checked, what was found, the list of problems, and their quick fixes.

pub(crate) mod analysis;
pub(crate) mod checking;
mod fix_buttons;
pub(crate) mod list;
mod quick_fixes;
