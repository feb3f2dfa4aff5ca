//! The chunk of the reader of templates, which the library is given when it comes.

use asl_stack::template::source::{self, TEMPLATES};

use super::Table;

/// What the chunk holds.
pub(crate) struct Templates {
    templates: fn() -> &'static source::Templates,
}

impl Table for Templates {
    fn arrive(&self) {
        TEMPLATES.provide((self.templates)());
    }
}

pub(super) const TABLE: Templates = Templates { templates: source::templates };
