//! Byte offsets ↔ lines and UTF-16 columns, which is how editors count.

/// A place as an editor shows it; both counts start at zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The UTF-16 code units before the place on its line.
    pub column: u32,
}

/// The lines of a text, and where bytes and UTF-16 code units part company.
///
/// Built once for a text; every question is then a binary search. An offset inside a character counts as
/// the character's start, one beyond the text as its end.
#[derive(Clone, Debug, Default)]
pub struct LineIndex {
    /// The byte offset of every line's first character.
    lines: Vec<u32>,
    /// Every character that is not ASCII.
    wide: Vec<Wide>,
    /// The text's length in bytes.
    len: u32,
}

#[derive(Clone, Copy, Debug)]
struct Wide {
    /// Its byte offset.
    byte: u32,
    /// Its offset in UTF-16 code units.
    unit: u32,
    /// Its length in bytes.
    bytes: u8,
    /// Its length in UTF-16 code units.
    units: u8,
}

impl LineIndex {
    /// Reads `text`. Lines end with `\n`, `\r\n` or `\r`.
    #[expect(clippy::cast_possible_truncation, reason = "a character has at most four bytes")]
    pub fn new(text: &str) -> Self {
        let cut = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let mut index = Self { lines: vec![0], wide: Vec::new(), len: cut(text.len()) };
        let bytes = text.as_bytes();
        if text.is_ascii() {
            // Nothing parts company here: only the ends of lines are looked for.
            let ends = bytes
                .iter()
                .enumerate()
                .filter(|(at, byte)| **byte == b'\n' || (**byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')));
            index.lines.extend(ends.map(|(at, _)| cut(at + 1)));
            return index;
        }
        let mut unit = 0_usize;
        for (at, character) in text.char_indices() {
            if character == '\n' || (character == '\r' && bytes.get(at + 1) != Some(&b'\n')) {
                index.lines.push(cut(at + 1));
            }
            if !character.is_ascii() {
                let (bytes, units) = (character.len_utf8() as u8, character.len_utf16() as u8);
                index.wide.push(Wide { byte: cut(at), unit: cut(unit), bytes, units });
            }
            unit += character.len_utf16();
        }
        index
    }

    /// How many lines there are; at least one.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// The UTF-16 code units before the byte `offset`.
    pub fn to_utf16(&self, offset: u32) -> u32 {
        let offset = offset.min(self.len);
        let before = self.wide.partition_point(|wide| wide.byte < offset);
        match before.checked_sub(1).and_then(|last| self.wide.get(last)) {
            None => offset,
            Some(last) => {
                let behind = last.byte + u32::from(last.bytes);
                if offset < behind { last.unit } else { last.unit + u32::from(last.units) + (offset - behind) }
            }
        }
    }

    /// The bytes before the UTF-16 code unit `unit`.
    pub fn from_utf16(&self, unit: u32) -> u32 {
        let before = self.wide.partition_point(|wide| wide.unit < unit);
        let offset = match before.checked_sub(1).and_then(|last| self.wide.get(last)) {
            None => unit,
            Some(last) => {
                let behind = last.unit + u32::from(last.units);
                if unit < behind {
                    last.byte
                } else {
                    (last.byte + u32::from(last.bytes)).saturating_add(unit - behind)
                }
            }
        };
        offset.min(self.len)
    }

    /// The line and column of the byte `offset`.
    pub fn position(&self, offset: u32) -> Position {
        let offset = offset.min(self.len);
        let line = self.lines.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.lines.get(line).copied().unwrap_or(0);
        let column = self.to_utf16(offset) - self.to_utf16(start);
        Position { line: u32::try_from(line).unwrap_or(u32::MAX), column }
    }

    /// The byte offset of `position`; a column beyond its line ends at the next line's start.
    pub fn offset(&self, position: Position) -> u32 {
        let line = position.line as usize;
        let Some(start) = self.lines.get(line).copied() else { return self.len };
        let next = self.lines.get(line + 1).copied().unwrap_or(self.len);
        self.from_utf16(self.to_utf16(start).saturating_add(position.column)).min(next)
    }
}

#[cfg(test)]
mod tests {
    use super::{LineIndex, Position};

    #[test]
    fn offsets_lines_and_utf16_columns_agree_with_a_slow_count() {
        for text in ["", "a", "a\nb", "a\r\nb\rc\n", "ä\n😀x\n\nß", "{\"ключ\": \"😀😀\"}\n", "\u{feff}a\n"]
        {
            let index = LineIndex::new(text);
            let mut expected = Position::default();
            let mut unit = 0;
            for (at, character) in text.char_indices().chain([(text.len(), '\0')]) {
                let offset = u32::try_from(at).unwrap();
                assert_eq!(index.position(offset), expected, "{text:?} at {at}");
                assert_eq!(index.offset(expected), offset, "{text:?} at {at}");
                assert_eq!(index.to_utf16(offset), unit, "{text:?} at {at}");
                assert_eq!(index.from_utf16(unit), offset, "{text:?} at {at}");
                let width = u32::try_from(character.len_utf16()).unwrap();
                unit += width;
                expected.column += width;
                if character == '\n' || (character == '\r' && !text[at + 1..].starts_with('\n')) {
                    expected = Position { line: expected.line + 1, column: 0 };
                }
            }
        }
    }

    #[test]
    fn offsets_that_no_character_starts_at_are_rounded_down() {
        let index = LineIndex::new("a😀b\nc");
        assert_eq!(index.to_utf16(3), 1);
        assert_eq!(index.from_utf16(2), 1);
        assert_eq!(index.to_utf16(99), 6);
        assert_eq!(index.from_utf16(99), 8);
        assert_eq!(index.position(99), Position { line: 1, column: 1 });
        assert_eq!(index.offset(Position { line: 0, column: 99 }), 7);
        assert_eq!(index.offset(Position { line: 9, column: 0 }), 8);
    }
}
