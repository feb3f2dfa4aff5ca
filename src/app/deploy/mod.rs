//! The export of what deploys the document: SAM, CloudFormation, Terraform, and CDK. In a chunk of its own.

mod dialog;
mod made;

pub(crate) use dialog::Deploy;
