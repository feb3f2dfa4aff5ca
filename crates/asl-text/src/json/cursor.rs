//! The place in the text, the brackets that are open there, and what was found so far.

use crate::Span;
use crate::diagnostic::Diagnostic;
use crate::messages::TextProblem;
use asl_value::Sort;

/// More findings than anybody reads; a text that is no JSON at all has one at every word.
const MAX_DIAGNOSTICS: usize = 100;

/// A bracket that waits for its partner.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// `{` or `[`
    pub(super) bracket: u8,
    /// Where it stands.
    pub(super) at: usize,
}

/// A walk through the text, byte by byte. Every stop is at a character's first byte.
pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
    /// The brackets around the place, outermost first.
    pub(super) open: Vec<Open>,
    diagnostics: Vec<Diagnostic>,
    end_reported: bool,
}

/// A walk that rests, without its text.
#[derive(Debug, Default)]
pub(super) struct Resting {
    at: usize,
    open: Vec<Open>,
    diagnostics: Vec<Diagnostic>,
    end_reported: bool,
}

impl Resting {
    /// Goes on in `text`, the one that it rests in.
    pub(super) fn go_on(self, text: &str) -> Cursor<'_> {
        let Self { at, open, diagnostics, end_reported } = self;
        Cursor { text, at, open, diagnostics, end_reported }
    }
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at, open: Vec::new(), diagnostics: Vec::new(), end_reported: false }
    }

    /// A walk that begins at `at`, a character's border, inside of these brackets.
    pub(super) fn inside(text: &'t str, at: usize, open: Vec<Open>) -> Self {
        Self { text, at, open, diagnostics: Vec::new(), end_reported: false }
    }

    /// Rests here.
    pub(super) fn rest_here(self) -> Resting {
        let Self { at, open, diagnostics, end_reported, .. } = self;
        Resting { at, open, diagnostics, end_reported }
    }

    /// Whether anything was found.
    pub(super) fn has_found(&self) -> bool {
        !self.diagnostics.is_empty()
    }

    /// What was found, in the order of the places.
    pub(super) fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        self.diagnostics.order_by_key(|found| found.span);
        self.diagnostics
    }

    /// Bytes from the start of the text.
    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// The byte here; `None` at the end.
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The character here; `None` at the end.
    pub(super) fn peek_char(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The text from here on.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The text from `start` to here.
    pub(super) fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Where the character begins that ends at `end`.
    pub(super) fn character_before(&self, end: usize) -> usize {
        let last = self.text.get(..end).and_then(|before| before.chars().next_back());
        end - last.map_or(0, char::len_utf8)
    }

    /// Steps over the character here.
    pub(super) fn bump(&mut self) {
        self.at += match self.peek() {
            Some(byte) if byte.is_ascii() => 1,
            _ => self.peek_char().map_or(0, char::len_utf8),
        };
    }

    /// Steps over `count` bytes, which end at a character's border.
    pub(super) fn skip(&mut self, count: usize) {
        self.at = (self.at + count).min(self.text.len());
    }

    /// Goes back to `offset`, a character's border.
    pub(super) fn go_to(&mut self, offset: usize) {
        self.at = offset.min(self.text.len());
    }

    /// Steps over the byte here if it is `wanted`.
    pub(super) fn eat(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += 1;
        }
        found
    }

    /// Steps over every character that `wanted` accepts.
    pub(super) fn skip_while(&mut self, wanted: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(wanted).len();
    }

    /// Steps over every byte that `wanted` accepts, which takes all bytes of characters beyond ASCII or none.
    pub(super) fn skip_bytes(&mut self, wanted: impl Fn(u8) -> bool) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        self.at += rest.iter().position(|byte| !wanted(*byte)).unwrap_or(rest.len());
    }

    /// Steps over white space and over comments, which are reported.
    pub(super) fn skip_trivia(&mut self) {
        loop {
            self.skip_bytes(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
            // What a comment or an invisible character may begin with.
            if !matches!(self.peek(), Some(b'/' | b'#' | b'\x0b' | b'\x0c' | 0x80..)) {
                return;
            }
            let start = self.at;
            let rest = self.rest();
            if rest.starts_with("//") || rest.starts_with('#') {
                self.skip_while(|character| character != '\n');
            } else if rest.starts_with("/*") {
                self.skip(rest.find("*/").map_or(rest.len(), |end| end + 2));
            } else if rest.starts_with(['\u{a0}', '\u{feff}', '\u{200b}', '\u{b}', '\u{c}']) {
                self.skip_while(|odd| matches!(odd, '\u{a0}' | '\u{feff}' | '\u{200b}' | '\u{b}' | '\u{c}'));
                self.error(start, TextProblem::InvisibleCharacter);
                continue;
            } else {
                return;
            }
            let span = Span::new(start, self.at);
            self.error_at(span, TextProblem::Comment);
        }
    }

    /// Reports an error from `start` to here.
    pub(super) fn error(&mut self, start: usize, problem: TextProblem) {
        self.error_at(Span::new(start, self.at), problem);
    }

    /// Reports an error at `span`.
    pub(super) fn error_at(&mut self, span: Span, problem: TextProblem) {
        self.report(Diagnostic::error(span, problem));
    }

    /// Reports `found`, unless there is too much of it already.
    pub(super) fn report(&mut self, found: Diagnostic) {
        if self.diagnostics.len() < MAX_DIAGNOSTICS {
            self.diagnostics.push(found);
        }
    }

    /// Reports, once for the whole text, that it ends before `open` is closed.
    pub(super) fn report_end(&mut self, open: Open) {
        if !self.end_reported {
            self.end_reported = true;
            let problem = TextProblem::NeverClosed(char::from(open.bracket));
            self.error_at(Span::new(open.at, open.at + 1), problem);
        }
    }
}
