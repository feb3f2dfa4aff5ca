//! The chunk of the JSONata engine, which the library is given when it comes.

use asl_jsonata::{LANGUAGE, Language, language};

use super::Table;

/// What the chunk holds.
pub(crate) struct Jsonata {
    language: fn() -> &'static Language,
}

impl Table for Jsonata {
    fn arrive(&self) {
        LANGUAGE.provide((self.language)());
    }
}

pub(super) const TABLE: Jsonata = Jsonata { language };
