//! The template around a machine, and what a machine needs of its surroundings.
//!
//! - [`requirements`]: the endpoints and connections that a machine names, asked for before it runs.
//! - [`iam`]: the permissions that a machine needs for what it calls, and whether a role has them.
//! - [`template`]: SAM and CloudFormation templates: the definition in one, with every place kept, and connections in
//!   and out of them and of AWS's other notations.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod requirements;
pub mod iam;
pub mod messages;
pub mod template;
