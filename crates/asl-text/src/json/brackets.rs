//! Where a bracket is missing, by the indentation of the lines: the reader alone only knows that the text ended too early.

use super::cursor::Open;

/// A bracket that is missing.
pub(super) struct Gap {
    /// Where it belongs: behind what stands before it.
    pub(super) at: usize,
    /// The bracket that is open.
    pub(super) open: Open,
    /// The blanks before the line that opens it.
    pub(super) indent: usize,
    /// Whether another element follows without a comma between them.
    pub(super) lacks_comma: bool,
}

impl Gap {
    /// What is missing.
    pub(super) fn text(&self) -> &'static str {
        match (self.open.bracket, self.lacks_comma) {
            (b'{', false) => "}",
            (b'{', true) => "},",
            (_, false) => "]",
            (_, true) => "],",
        }
    }
}

/// The first place where a line stands further out than what is still open allows; `None` for a text whose lines do not
/// tell.
pub(super) fn gap(text: &str) -> Option<Gap> {
    // What is open, with the indentation of the line that opened it.
    let mut open: Vec<(Open, usize)> = Vec::new();
    // Behind the last character that is no blank.
    let mut end = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim();
        if content.is_empty() || content.starts_with("//") || content.starts_with('#') {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        if let Some((outer, of)) = open.last().copied() {
            let closes = content.starts_with(['}', ']']);
            if if closes { indent < of } else { indent <= of } {
                let has_comma = text.get(..end).is_some_and(|before| before.ends_with(','));
                let at = end - usize::from(has_comma);
                return Some(Gap { at, open: outer, indent: of, lacks_comma: !closes && !has_comma });
            }
        }
        scan(line, start, indent, &mut open);
        end = start + line.trim_end().len();
    }
    None
}

/// Follows the brackets of one line; a string ends with it.
fn scan(line: &str, start: usize, indent: usize, open: &mut Vec<(Open, usize)>) {
    let (mut is_string, mut is_escaped) = (false, false);
    for (index, byte) in line.bytes().enumerate() {
        match (is_string, byte) {
            _ if is_escaped => is_escaped = false,
            (true, b'\\') => is_escaped = true,
            (_, b'"') => is_string = !is_string,
            (false, b'{' | b'[') => open.push((Open { bracket: byte, at: start + index }, indent)),
            (false, b'}' | b']') => _ = open.pop(),
            _ => {}
        }
    }
}
