//! The list of examples, and the way back from them.

pub(crate) mod picker;
