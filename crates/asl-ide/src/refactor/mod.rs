//! Changes of a whole text that keep what it means: rename, format, sort, another notation.
//!
//! Every operation takes the text and gives the text after it with what it did, or says why it did nothing. The result
//! is read again before it is handed out: what would say something else than was meant is refused.

pub mod code_file;
pub mod code_template;
pub mod format;
pub mod notation;
pub mod outline;
pub mod put_field;
pub mod rename;
pub mod sort;
pub mod to_jsonata;
mod yaml_lines;

#[cfg(test)]
mod tests;

use asl_text::diagnostic::Severity;
use asl_text::{self, Format, Node, Parsed, Span};

/// What became of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The text after it.
    pub text: String,
    /// What was done, in a sentence.
    pub summary: String,
    /// What was not done or is different now, with its place in the text after it.
    pub notes: Vec<ChangeNote>,
}

/// Something to know about a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeNote {
    /// Where: a place in the text after the change.
    pub span: Span,
    /// What, in a sentence.
    pub message: String,
}

/// Why a text was left as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refused {
    /// Why, and a way out, in a sentence or two.
    pub message: String,
    /// What hinders it: a place in the text.
    pub span: Option<Span>,
}

impl Refused {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), span: None }
    }

    fn at(span: Span, message: impl Into<String>) -> Self {
        Self { message: message.into(), span: Some(span) }
    }
}

/// The tree of a text with nothing wrong in its notation.
fn read(text: &str) -> Result<(Node, Format), Refused> {
    let Parsed { root, format, diagnostics } = asl_text::parse(text);
    if text.trim().is_empty() {
        return Err(Refused::new("There is no text to change."));
    }
    // A warning says that something was not read: it would be lost.
    if let Some(found) = diagnostics.iter().find(|found| found.severity != Severity::Info) {
        let message = format!("Nothing was changed: {}. Fix that first.", found.message());
        return Err(Refused::at(found.span, message));
    }
    root.map(|root| (root, format)).ok_or_else(|| Refused::new("There is no text to change."))
}

/// Whether `after` reads without a problem and says the same as `before`, whatever the order of its fields.
fn says_the_same(before: &Node, after: &str) -> bool {
    let parsed = asl_text::parse(after);
    let is_whole = parsed.diagnostics.iter().all(|found| found.severity == Severity::Info);
    is_whole && parsed.root.is_some_and(|root| root.to_value() == before.to_value())
}
