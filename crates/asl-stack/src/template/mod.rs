//! CloudFormation and SAM templates, and the other notations in which AWS writes a connection.
//!
//! [`cloudformation`] reads values of a template: parameters, functions, what has to be asked for. [`connection`] finds
//! connections in whatever text a person has, [`secret`] reads what Secrets Manager keeps of one, and [`export`] writes
//! one for AWS, with parameters in place of its secrets. [`source`] reads the definition of a state machine in a template,
//! every part of it at its place in the template: `resolve` works out functions, `resource` knows what AWS calls a
//! resource, `definition` puts a definition together, and `pieces` leads back from one that is text. `role` finds what the
//! machine's role allows, `sam_policies` knows SAM's names for it, and [`inventory`] says what each resource is.

pub mod cloudformation;
pub mod connection;
mod definition;
pub mod export;
pub mod inventory;
mod pieces;
mod resolve;
mod resource;
mod role;
mod sam_policies;
pub mod secret;
pub mod source;

/// Why a text cannot be imported: a sentence, with the place if there is one. INVARIANT: quotes no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ImportError(pub String);
