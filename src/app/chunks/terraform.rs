//! The chunk of the reader of Terraform, which the library is given when it comes.

use asl_stack::template::terraform::{self, TERRAFORM};

use super::{Load, TEMPLATES, Table};

/// What the chunk holds.
pub(crate) struct Terraform {
    reader: fn() -> &'static terraform::Terraform,
}

impl Table for Terraform {
    // What it reads is a template.
    const NEEDS: &[fn() -> &'static dyn Load] = &[|| &TEMPLATES];

    fn arrive(&self) {
        TERRAFORM.provide((self.reader)());
    }
}

pub(super) const TABLE: Terraform = Terraform { reader: terraform::terraform };
