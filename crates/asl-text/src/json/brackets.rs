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

/// A bracket that is still open.
#[derive(Clone, Copy)]
struct Opened {
    bracket: Open,
    /// The blanks before the line that opens it.
    indent: usize,
    /// Whether a line directly inside stood further in.
    is_indented: bool,
}

/// The first place where a line stands further out than what is still open allows; `None` for a text whose lines do not
/// tell.
pub(super) fn gap(text: &str) -> Option<Gap> {
    let mut open: Vec<Opened> = Vec::new();
    // The indentation of the whole text.
    let mut outermost = None;
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
        let outermost = *outermost.get_or_insert(indent);
        if let Some(outer) = open.last_mut() {
            let (of, closes) = (outer.indent, content.starts_with(['}', ']']));
            outer.is_indented |= indent > of;
            // Members that stand in the same column as the outermost bracket tell nothing: the text is not indented there.
            let tells = outer.is_indented || of > outermost;
            if tells && if closes { indent < of } else { indent <= of } {
                let has_comma = text.get(..end).is_some_and(|before| before.ends_with(','));
                let at = end - usize::from(has_comma);
                return Some(Gap { at, open: outer.bracket, indent: of, lacks_comma: !closes && !has_comma });
            }
        }
        scan(line, start, indent, &mut open);
        end = start + line.trim_end().len();
    }
    None
}

/// Follows the brackets of one line; a string ends with it.
fn scan(line: &str, start: usize, indent: usize, open: &mut Vec<Opened>) {
    let (mut is_string, mut is_escaped) = (false, false);
    for (index, byte) in line.bytes().enumerate() {
        match (is_string, byte) {
            _ if is_escaped => is_escaped = false,
            (true, b'\\') => is_escaped = true,
            (_, b'"') => is_string = !is_string,
            (false, b'{' | b'[') => {
                open.push(Opened { bracket: Open { bracket: byte, at: start + index }, indent, is_indented: false });
            }
            (false, b'}' | b']') => _ = open.pop(),
            _ => {}
        }
    }
}
