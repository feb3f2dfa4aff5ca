//! JSON text → tree.
//!
//! A hand-written reader that goes on after errors: someone who is still typing has a half-broken text most
//! of the time, and the drawing and the other checks must work on it. [`tree`] reads values, [`string`] and
//! [`number`] the leaves, [`cursor`] holds the place, the open brackets and what was found.

mod again;
mod brackets;
mod cursor;
mod number;
mod string;
mod tree;

#[cfg(test)]
mod tests;

use super::{Format, Parsed, Span};
use crate::diagnostic::Diagnostic;
use crate::messages::TextProblem;
pub use again::{Reread, Rereader};
use asl_value::Sort;
use cursor::{Cursor, Resting};
pub(super) use string::{Escape, decode_escape};
use tree::Walk;

/// How deep arrays and objects may stand in each other: what walks a tree, to check, draw or run it, must fit on a browser's
/// stack (`tests/it/depth.rs`). AWS reads 1,000 levels; nobody writes a tenth of that.
pub const MAX_DEPTH: usize = 256;

/// The most brackets that are put where they are missing.
const MOST_GAPS: usize = 5;

/// The largest text, in bytes, that is read once more with brackets where they are missing.
const MOST_MENDED: usize = 512 * 1024;

/// Reads JSON; goes on after errors. Where the indentation shows that a bracket is missing, the text is read as if it were
/// there.
pub fn parse(text: &str) -> Parsed {
    completed(text, read(text))
}

/// What was read, or what is read with the brackets that are missing.
fn completed(text: &str, read: Parsed) -> Parsed {
    if !is_open(&read) || text.len() > MOST_MENDED {
        return read;
    }
    mended(text, read.diagnostics.len()).unwrap_or(read)
}

fn read(text: &str) -> Parsed {
    let mut reading = Reading::new(text);
    loop {
        if let Some(parsed) = reading.read(text, usize::MAX) {
            return parsed;
        }
    }
}

/// A text that is read piece by piece: a large one would hold up whoever waits for it in one go.
#[derive(Debug)]
pub struct Reading {
    place: Resting,
    walk: Walk,
    has_begun: bool,
}

impl Reading {
    /// Nothing of `text` was read yet.
    pub fn new(text: &str) -> Self {
        Self { place: Cursor::new(text).rest_here(), walk: Walk::default(), has_begun: false }
    }

    /// Reads about so many bytes more of `text`, which is the same every time; gives what [`parse`] gives once all of it was
    /// read.
    pub fn go_on(&mut self, text: &str, bytes: usize) -> Option<Parsed> {
        self.read(text, bytes).map(|parsed| completed(text, parsed))
    }

    fn read(&mut self, text: &str, bytes: usize) -> Option<Parsed> {
        let mut cursor = std::mem::take(&mut self.place).go_on(text);
        let until = cursor.offset().saturating_add(bytes.max(1));
        let root = if self.has_begun || tree::begin_document(&mut cursor) {
            self.has_begun = true;
            let Some(root) = self.walk.go_on(&mut cursor, until) else {
                self.place = cursor.rest_here();
                return None;
            };
            tree::end_document(&mut cursor);
            Some(root)
        } else {
            None
        };
        Some(Parsed { root, format: Format::Json, diagnostics: cursor.into_diagnostics() })
    }
}

/// Whether a bracket is missing.
fn is_open(read: &Parsed) -> bool {
    let is_it = |found: &Diagnostic| {
        matches!(found.detail(), Some(TextProblem::NeverClosed(_) | TextProblem::ClosedByOther { .. }))
    };
    read.diagnostics.iter().any(is_it)
}

/// The text with the brackets that are missing by its indentation, if it is then whole; `most` findings are too many.
fn mended(text: &str, most: usize) -> Option<Parsed> {
    let mut whole = text.to_owned();
    let mut gaps = Vec::new();
    while let Some(gap) = brackets::gap(&whole).filter(|_| gaps.len() < MOST_GAPS) {
        whole.insert_str(gap.at, gap.text());
        gaps.push(gap);
    }
    let mut parsed = read(&whole);
    if gaps.is_empty() || is_open(&parsed) || parsed.diagnostics.len() > most {
        return None;
    }
    // The brackets were put in one after the other: the way back begins with the last one.
    let back = |mut at: u32| {
        for gap in gaps.iter().rev() {
            let more = (at as usize).saturating_sub(gap.at).min(gap.text().len());
            at -= Span::new(more, more).start;
        }
        at
    };
    let place = |span: Span| Span { start: back(span.start), end: back(span.end) };
    parsed.root = parsed.root.map(|root| root.moved(&place));
    parsed.diagnostics.iter_mut().for_each(|found| found.span = place(found.span));
    for gap in &gaps {
        let at = place(Span::new(gap.at, gap.at));
        let end = at.start as usize;
        let last = text.get(..end).and_then(|before| before.chars().next_back()).map_or(0, char::len_utf8);
        let opened = place(Span::new(gap.open.at, gap.open.at)).start as usize;
        let line = text.get(..opened).unwrap_or_default().matches('\n').count() + 1;
        let (open, indent, lacks_comma) = (char::from(gap.open.bracket), gap.indent, gap.lacks_comma);
        let problem = TextProblem::MissingClose { open, line, indent, lacks_comma };
        parsed.diagnostics.push(Diagnostic::error(Span::new(end - last, end), problem));
    }
    parsed.diagnostics.order_by_key(|found| found.span);
    Some(parsed)
}
