//! Earlier versions of the workflows in this browser: kept by themselves, listed, compared, and restored.

pub(crate) mod dialog;
pub(crate) mod keeping;
pub(crate) mod saved;
