//! Lessons beside the workflow: the pane with its steps, the view of a speaker, and the editor. All but what opens them is in a
//! chunk.

mod addresses;
pub(crate) mod button;
mod check;
pub(crate) mod commands;
pub(crate) mod editor;
mod enter;
mod expectation;
mod fields;
mod goal;
mod keys;
mod markdown;
mod notes;
pub(crate) mod pane;
pub(crate) mod progress;
mod question;
pub(crate) mod state;

pub(crate) use addresses::course_list;
