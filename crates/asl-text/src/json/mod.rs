//! JSON text → tree.
//!
//! A hand-written reader that goes on after errors: someone who is still typing has a half-broken text most
//! of the time, and the drawing and the other checks must work on it. [`tree`] reads values, [`string`] and
//! [`number`] the leaves, [`cursor`] holds the place, the open brackets and what was found.

mod cursor;
mod number;
mod string;
mod tree;

#[cfg(test)]
mod tests;

use super::{Format, Parsed};
use cursor::Cursor;
pub(super) use string::{Escape, decode_escape};

/// How deep arrays and objects may stand in each other: what walks a tree, to check, draw or run it, must fit on a browser's
/// stack (`tests/it/depth.rs`). AWS reads 1,000 levels; nobody writes a tenth of that.
pub const MAX_DEPTH: usize = 256;

/// Reads JSON; goes on after errors.
pub fn parse(text: &str) -> Parsed {
    let mut cursor = Cursor::new(text);
    let root = tree::read_document(&mut cursor);
    Parsed { root, format: Format::Json, diagnostics: cursor.into_diagnostics() }
}
