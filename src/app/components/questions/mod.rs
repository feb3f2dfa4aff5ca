//! The Tasks that wait for the person's answer.

mod facts;
mod form;
pub(crate) mod panel;
