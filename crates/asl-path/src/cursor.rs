//! A place in the text of a path or an expression, moving forward.

use super::error::PathError;

/// Reads a text from left to right; never beyond `end`.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    /// At the byte `at` of `text`.
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    /// The byte offset of the next character.
    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The text from `start` to here.
    pub(super) fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes the next character.
    pub(super) fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Takes the next character if it is `wanted`.
    pub(super) fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    /// Takes `wanted` if the rest starts with it.
    pub(super) fn eat_text(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    /// Takes the next character, which must be `wanted`.
    pub(super) fn expect(&mut self, wanted: char) -> Result<(), PathError> {
        if self.eat(wanted) { Ok(()) } else { Err(self.unexpected(&format!("`{wanted}`"))) }
    }

    /// Takes all characters that `wanted` accepts.
    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// Passes over white space.
    pub(super) fn skip_spaces(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// Whether nothing is left.
    pub(super) fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// A cursor over the same text that ends here and starts at `start`.
    pub(super) fn back_to(&self, start: usize) -> Self {
        Self { text: self.text.get(..self.at).unwrap_or_default(), at: start }
    }

    /// Passes over a quoted string, whose opening quote comes next, to behind its closing quote.
    pub(super) fn skip_quoted(&mut self) -> Result<(), PathError> {
        let start = self.at;
        let quote = self.bump();
        while let Some(next) = self.bump() {
            if next == '\\' {
                self.bump();
            } else if Some(next) == quote {
                return Ok(());
            }
        }
        Err(PathError::new(start, "a string is never closed"))
    }

    /// Passes over a bracketed part, whose opening bracket comes next; strings inside may hold brackets.
    pub(super) fn skip_brackets(&mut self, open: char, close: char) -> Result<(), PathError> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(next) = self.peek() {
            if next == '\'' || next == '"' {
                self.skip_quoted()?;
                continue;
            }
            self.bump();
            if next == open {
                depth += 1;
            } else if next == close {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Ok(());
                }
            }
        }
        Err(PathError::new(start, format!("`{open}` is not closed")))
    }

    /// An error at this place.
    pub(super) fn fail(&self, message: impl Into<String>) -> PathError {
        PathError::new(self.at, message)
    }

    /// The error that something else than `expected` stands here.
    pub(super) fn unexpected(&self, expected: &str) -> PathError {
        match self.peek() {
            Some(found) => self.fail(format!("expected {expected}, found `{found}`")),
            None => self.fail(format!("expected {expected}, found the end")),
        }
    }
}
