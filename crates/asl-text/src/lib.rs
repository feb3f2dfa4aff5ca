//! Text that a person wrote ↔ a tree whose every part knows its place.
//!
//! Reading never fails: [`parse`] returns what it could read and a list of what is wrong.
//! JSON and YAML give the same [`Node`]s, so nothing after this module knows which it was.
#![forbid(unsafe_code)]

pub mod diagnostic;
pub mod diff;
pub mod edit;
pub mod jackson;
pub mod json;
pub mod line_index;
pub mod nearest;
pub mod node;
pub mod place;
pub mod print;
pub mod rewrite;
pub mod span;
pub mod yaml;

#[cfg(test)]
mod tests;

pub use node::{Member, Node, NodeKind};
pub use span::{Span, Spanned};

use crate::diagnostic::Diagnostic;

/// The notation of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON (RFC 8259); comments and trailing commas are reported and read over.
    Json,
    /// YAML 1.2, first document.
    Yaml,
}

/// What reading a text gave.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The tree; `None` for a text that holds no value at all.
    pub root: Option<Node>,
    /// The notation that the text was read in.
    pub format: Format,
    /// What is wrong with the text, in the order of its places.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads `text`, taking the notation from its content: a text that starts with `{`, `[` or `"` is JSON.
pub fn parse(text: &str) -> Parsed {
    match detect(text) {
        Format::Json => json::parse(text),
        Format::Yaml => yaml::parse(text),
    }
}

/// The notation of `text`, by its first character that is not white space (or a comment of JSON).
pub fn detect(text: &str) -> Format {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if start.starts_with(['{', '[', '"']) || start.starts_with("//") || start.starts_with("/*") {
        Format::Json
    } else {
        Format::Yaml
    }
}
