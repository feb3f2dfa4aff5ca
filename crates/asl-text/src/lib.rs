//! Text that a person wrote ↔ a tree whose every part knows its place.
//!
//! Reading never fails: [`parse`] returns what it could read and a list of what is wrong.
//! JSON and YAML give the same [`Node`]s, so nothing after this module knows which it was.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod change;
pub mod diagnostic;
pub mod diff;
pub mod edit;
pub mod jackson;
pub mod json;
pub mod line_index;
mod listed;
pub mod messages;
pub mod nearest;
pub mod node;
pub mod place;
pub mod placeholder;
pub mod print;
pub mod rewrite;
pub mod span;
pub mod yaml;

#[cfg(test)]
mod tests;

pub use listed::listed;
pub use node::{Member, Node, NodeKind};
pub use span::{Span, Spanned};

use asl_parts::Part;
use asl_value::Sort;

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
        Format::Yaml => parse_yaml(text),
    }
}

/// As [`parse`], for a text that nothing is put into, such as an input: a placeholder without quotes is an error there.
pub fn parse_data(text: &str) -> Parsed {
    as_data(text, parse(text))
}

/// What [`parse_data`] gives of a text that was read.
pub fn as_data(text: &str, mut parsed: Parsed) -> Parsed {
    if let (Some(root), Format::Json) = (&parsed.root, parsed.format)
        && text.contains("${")
    {
        root.each(&mut |node| {
            if let NodeKind::Placeholder(written) = &node.kind {
                let problem = messages::TextProblem::Unquoted(written.to_string());
                parsed.diagnostics.push(Diagnostic::error(node.span, problem));
            }
        });
        parsed.diagnostics.order_by_key(|found| found.span);
    }
    parsed
}

/// Reads `text` as YAML; without the reader it holds nothing.
fn parse_yaml(text: &str) -> Parsed {
    let nothing = |diagnostics| Parsed { root: None, format: Format::Yaml, diagnostics };
    // Whoever writes nothing waits for no reader.
    if text.trim_matches([' ', '\r', '\n']).is_empty() {
        return nothing(vec![yaml::is_empty()]);
    }
    let reader = if cfg!(feature = "deferred") { YAML.get() } else { Some(yaml_reader()) };
    reader.map_or_else(|| nothing(Vec::new()), |reader| (reader.parse)(text))
}

/// The YAML reader.
#[derive(Debug)]
pub struct YamlReader {
    parse: fn(&str) -> Parsed,
}

/// The YAML reader with all that belongs to it. Only who provides it to [`YAML`] calls this.
pub fn yaml_reader() -> &'static YamlReader {
    static TABLE: YamlReader = YamlReader { parse: yaml::parse };
    &TABLE
}

/// The YAML reader, where the feature `deferred` leaves it to be provided.
pub static YAML: Part<YamlReader> = Part::new();

/// The notation of `text`, by its first character that is not white space (or a comment of JSON).
pub fn detect(text: &str) -> Format {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if start.starts_with(['{', '[', '"']) || start.starts_with("//") || start.starts_with("/*") {
        Format::Json
    } else {
        Format::Yaml
    }
}
