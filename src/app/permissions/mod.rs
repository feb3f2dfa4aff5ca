//! What the role of the workflow must allow, and the resources of the template around it.

pub(crate) mod button;
mod create;
pub(crate) mod dialog;
pub(crate) mod resources;
