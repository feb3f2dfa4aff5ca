//! Tasks that neither the browser nor a mock answers: they wait until the person answers them.

mod facts;
mod form;
pub(crate) mod panel;
