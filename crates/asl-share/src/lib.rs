//! Share links: a workflow in the fragment of a URL, never a secret.
#![forbid(unsafe_code)]

pub mod envelope;
pub mod link;
pub mod settings;

pub use envelope::Envelope;
pub use link::LinkError;
pub use settings::{Settings, SharedFile, TemplateChoice};
