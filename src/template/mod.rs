//! CloudFormation and SAM templates, and the other notations in which AWS writes a connection.
//!
//! [`cloudformation`] reads values of a template: parameters, functions, what has to be asked for. [`connection`] finds
//! connections in whatever text a person has, [`secret`] reads what Secrets Manager keeps of one, and [`export`] writes
//! one for AWS, with parameters in place of its secrets.

pub mod cloudformation;
pub mod connection;
pub mod export;
pub mod secret;

/// Why a text cannot be imported: a sentence, with the place if there is one. INVARIANT: quotes no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ImportError(pub String);
