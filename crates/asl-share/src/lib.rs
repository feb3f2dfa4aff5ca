//! Wire forms of a document: the share link, a workflow in the fragment of a URL and never a secret, and the records in
//! which links and the browser's storage hold settings and files.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod choice;
pub mod embed;
pub mod envelope;
mod layout;
pub mod link;
pub mod messages;
pub mod outline;
mod packed;
mod parts;
pub mod record;
pub mod written;

pub use envelope::Envelope;
pub use link::LinkError;
pub use outline::ConnectionOutline;
pub use record::{FileRecord, ProjectRecord, SettingsRecord};
