//! What is wrong with the document: what was found, the list of problems, and their quick fixes.

pub(crate) mod analysis;
pub(crate) mod aws_answer;
pub(crate) mod fix_buttons;
pub(crate) mod list;
pub(crate) mod quick_fixes;
pub(crate) mod reading;
pub(crate) mod row;
pub(crate) mod state;
