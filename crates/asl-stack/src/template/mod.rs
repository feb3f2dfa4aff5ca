//! CloudFormation and SAM templates, and the other notations in which AWS writes a connection.
//!
//! `resolve` works out functions, for a definition without any secret, for a connection with what a person answers
//! ([`cloudformation`]); `resource` knows what AWS calls a resource. [`connection`] finds connections in whatever text a
//! person has, [`secret`] reads what Secrets Manager keeps of one, and [`export`] writes one for AWS, with parameters in
//! place of its secrets. [`source`] reads the definition of a state machine in a template, every part of it at its place
//! in the template or in the file of the project that it names ([`files`]): `definition` puts it together, and `pieces`
//! leads back from one that is text; [`placeholders`] puts values in, and [`forms`] reads definitions in fences, texts and
//! what the AWS CLI prints. `serverless`, [`terraform`], `terraform_json` and `command` make templates of CloudFormation of what is none
//! (`foreign`). `role` finds what the machine's role allows, [`siblings`] the machines that it can start, `sam_policies`
//! knows SAM's names for it, `globals` gives resources what SAM's `Globals` say, `written_secrets` warns of secrets in a template, and [`inventory`] says what
//! each resource is. `functions` reads Lambda functions with their code, and what of them is invoked alone, `asynchronous` what Lambda does with events that nobody waits for; `parameters` reads those of a template. `events` reads buses, rules and API
//! destinations, `fragments` puts pieces together that were copied one behind the other, and [`code`] knows a function's code, and [`pasted`] texts that
//! belong to a workflow and are none.

mod asynchronous;
pub mod cloudformation;
pub mod code;
mod command;
pub mod connection;
mod definition;
mod events;
pub mod export;
pub mod files;
mod foreign;
pub mod forms;
mod fragments;
mod functions;
mod globals;
pub mod inventory;
pub mod observed;
mod parameters;
pub mod pasted;
mod pieces;
pub mod placeholders;
mod resolve;
mod resource;
mod role;
mod sam_policies;
pub mod secret;
mod serverless;
pub mod siblings;
pub mod source;
pub mod terraform;
mod terraform_json;
mod written_secrets;

/// Why a text cannot be imported: a sentence, with the place if there is one. INVARIANT: quotes no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ImportError(pub String);
