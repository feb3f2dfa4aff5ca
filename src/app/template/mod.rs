//! The bar above the definition for a template: which state machine of it, and the values of its parameters.

pub(crate) mod bar;
mod commands;
