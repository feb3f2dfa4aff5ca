//! Terraform: state machines, connections, API destinations and rules of a module, as a template of CloudFormation.
//!
//! `evaluate` works out expressions as far as the text says what they are; a reference to something outside stays a
//! placeholder with its name. `definition` finds the definition of a state machine, in whatever form it is written;
//! `resources` knows the arguments of the resources, `roles` what a role is allowed. All `.tf` files of a folder are one module.

mod definition;
mod depth;
mod evaluate;
mod resources;
mod roles;

use asl_document::TemplateChoice;
use asl_document::project::Position;
use asl_parts::Part;

use super::code;
use super::files::Files;
use super::foreign::Foreign;

/// The blocks that a file of Terraform begins with.
const BLOCKS: [&str; 12] = [
    "resource",
    "data",
    "module",
    "variable",
    "locals",
    "terraform",
    "provider",
    "output",
    "moved",
    "import",
    "check",
    "removed",
];

/// Whether a text is Terraform: by its first word, so that nothing else is slower to read.
pub(super) fn looks_like(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    // Comments; a text of JSON or YAML may begin with one, too, and is left at the next line.
    for _ in 0..200 {
        let line = |marker: &str| rest.starts_with(marker).then(|| rest.split_once('\n').map_or("", |(_, rest)| rest));
        let block = || rest.strip_prefix("/*").map(|rest| rest.split_once("*/").map_or("", |(_, rest)| rest));
        match line("#").or_else(|| line("//")).or_else(block) {
            Some(behind) => rest = behind.trim_start(),
            None => break,
        }
    }
    let word = rest.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
    let behind = rest.get(word.len()..).unwrap_or_default().trim_start_matches([' ', '\t']);
    // A module of JavaScript may begin with `import {`, as Terraform may.
    BLOCKS.contains(&word) && behind.starts_with(['"', '{']) && (word != "import" || code::find(text).is_none())
}

/// The reader of Terraform.
#[derive(Debug)]
pub struct Terraform {
    read: fn(Files<'_>, Position, &TemplateChoice) -> Foreign,
}

/// The reader of Terraform with all that belongs to it. Only who provides it to [`TERRAFORM`] calls this.
pub fn terraform() -> &'static Terraform {
    static TABLE: Terraform = Terraform { read: resources::read };
    &TABLE
}

/// The reader of Terraform, where the feature `deferred` leaves it to be provided. Until then such a text holds nothing.
pub static TERRAFORM: Part<Terraform> = Part::new();

/// Reads the file at `at`; `None` while the reader is not there.
pub(super) fn read(files: Files<'_>, at: Position, choice: &TemplateChoice) -> Option<Foreign> {
    let reader = if cfg!(feature = "deferred") { TERRAFORM.get() } else { Some(terraform()) };
    reader.map(|reader| (reader.read)(files, at, choice))
}

#[cfg(test)]
mod tests {
    use super::looks_like;

    #[test]
    fn terraform_is_known_by_its_first_word() {
        for (text, expected) in [
            ("resource \"aws_sfn_state_machine\" \"m\" {\n}", true),
            ("# a\n// b\n/* c\n */\n\nlocals {\n}\n", true),
            ("variable x {}", false),
            ("resource: \"x\"", false),
            ("{\"resource\": {}}", false),
            ("StartAt: A", false),
            ("# only a comment", false),
            ("/* open", false),
            ("", false),
        ] {
            assert_eq!(looks_like(text), expected, "{text}");
        }
    }
}
