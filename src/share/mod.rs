//! Share links: a workflow in the fragment of a URL, never a secret.

pub mod envelope;
pub mod link;
pub mod settings;

pub use envelope::Envelope;
pub use link::LinkError;
pub use settings::{Settings, SharedFile, TemplateChoice};
