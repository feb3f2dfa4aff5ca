//! The permissions that a machine's role needs (Step Functions Developer Guide, "IAM policies for integrated services"
//! and "Call HTTPS APIs", IAM permissions), and whether it has them (IAM User Guide, "Policy evaluation logic").
//!
//! [`calls`] says what each state calls and which permissions that takes, [`policy`] reads statements and asks whether
//! they allow one, [`report`] brings both together, [`write`] writes what is lacking, and [`roles`] refuses calls in a run. Where a role comes from is
//! for the template to say. INVARIANT: what is not known for certain counts as allowed, so that no advice is a false alarm.

pub mod calls;
mod everything;
mod fit;
pub mod policy;
pub mod report;
pub mod roles;
mod services;
pub mod write;

use std::rc::Rc;

pub use everything::{Everything, everything};
pub use report::{Report, Standing};

/// A resource of a template that a policy can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its logical id.
    pub id: Rc<str>,
    /// The ARN that stands for it here.
    pub arn: Rc<str>,
    /// Whether AWS makes up its name.
    pub generated: bool,
}

/// What stands around a machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyContext {
    /// The machine's own ARN, if its name is written.
    pub own: Option<Rc<str>>,
    /// The resources of the template.
    pub resources: Vec<Known>,
}
