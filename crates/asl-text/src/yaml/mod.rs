//! YAML text → tree.
//!
//! The events come from `saphyr-parser`; [`tree`] builds nodes of them and keeps what was read when an error
//! ends the reading, [`schema`] says what a plain scalar is, [`tags`] knows CloudFormation's short forms.

mod placeholders;
mod problem;
pub(super) mod quoted;
pub(super) mod schema;
mod tags;
mod tree;

#[cfg(test)]
mod tests;

use asl_value::Sort;
use saphyr_parser::Parser;

use super::{Format, Parsed, Span};
use crate::diagnostic::{Diagnostic, Severity};
use crate::messages::TextProblem;
use tree::{Builder, Next};

/// More findings than anybody reads; a text may repeat one key on every line.
const MAX_DIAGNOSTICS: usize = 100;

/// Reads the first document of a YAML text. In `{…}` and `[…]` a placeholder such as `${n}` would be an object of its own:
/// where that cannot be read, it is a plain scalar.
pub fn parse(text: &str) -> Parsed {
    let parsed = read(text);
    if !text.contains("${") || parsed.diagnostics.iter().all(|found| found.severity != Severity::Error) {
        return parsed;
    }
    let plain = placeholders::as_plain(text);
    let Some(plain) = plain else { return parsed };
    let again = read(&plain);
    if again.diagnostics.len() < parsed.diagnostics.len() {
        return Parsed { root: again.root.map(|root| placeholders::restored(root, text, &plain)), ..again };
    }
    parsed
}

fn read(text: &str) -> Parsed {
    let offsets = Offsets::new(text);
    let mut builder = Builder::default();
    let mut diagnostics = Vec::new();
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, mark)) => {
                let span = offsets.span(mark.start.index(), mark.end.index());
                if let Next::Stop = builder.take(text, event, span, &mut diagnostics) {
                    break;
                }
            }
            Err(error) => {
                let at = offsets.byte(error.marker().index());
                diagnostics.push(problem::explain(text, at, error.info()));
                break;
            }
        }
    }
    let root = builder.finish();
    if root.is_none() && diagnostics.is_empty() {
        diagnostics.push(is_empty());
    }
    diagnostics.order_by_key(|found| found.span);
    diagnostics.truncate(MAX_DIAGNOSTICS);
    Parsed { root, format: Format::Yaml, diagnostics }
}

/// What is said of a text without any value.
pub(super) fn is_empty() -> Diagnostic {
    Diagnostic::error(Span::new(0, 0), TextProblem::Empty(Format::Yaml))
}

/// The parser counts characters; places are bytes.
struct Offsets {
    /// The byte offset of every character, or nothing when all are one byte long.
    starts: Vec<u32>,
    len: usize,
}

impl Offsets {
    fn new(text: &str) -> Self {
        let starts = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).collect()
        };
        Self { starts, len: text.len() }
    }

    fn byte(&self, character: usize) -> usize {
        if self.starts.is_empty() {
            character.min(self.len)
        } else {
            self.starts.get(character).map_or(self.len, |at| *at as usize)
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.byte(start), self.byte(end))
    }
}
