//! The chunk of the reader of YAML, which the library is given when it comes.

use asl_text::{YAML, YamlReader, yaml_reader};

use super::Table;

/// What the chunk holds.
pub(crate) struct Yaml {
    reader: fn() -> &'static YamlReader,
}

impl Table for Yaml {
    fn arrive(&self) {
        YAML.provide((self.reader)());
    }
}

pub(super) const TABLE: Yaml = Yaml { reader: yaml_reader };
