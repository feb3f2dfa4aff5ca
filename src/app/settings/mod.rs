//! The tab of the settings: how a document is run.

pub(crate) mod tab;
