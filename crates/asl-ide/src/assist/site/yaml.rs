//! The caret in YAML: its line, and whether the lines around it make it a key or a value.

use super::{Role, Typed, json};
use asl_text::{Format, Span};

/// What is typed at `offset`; `None` where nothing can be completed: in a comment, say.
pub(super) fn typed(text: &str, offset: usize) -> Option<Typed> {
    let start = text.get(..offset)?.rfind('\n').map_or(0, |at| at + 1);
    let end = text.get(offset..)?.find('\n').map_or(text.len(), |at| offset + at);
    let line = text.get(start..end)?.trim_end_matches('\r');
    let lead = line.len() - line.trim_start_matches(' ').len();
    let caret = offset - start;
    if caret < lead || line.trim().is_empty() {
        // In front of everything, or on a blank line: a key of the object that is indented so far.
        return line.trim().is_empty().then(|| at_key(text, end, Span::new(offset, offset), offset, 0, false));
    }
    let mut column = lead;
    while line.get(column..).is_some_and(|rest| rest.starts_with("- ") || rest == "-") {
        column += 1 + line.get(column + 1..)?.len() - line.get(column + 1..)?.trim_start_matches(' ').len();
    }
    let item = column > lead;
    let rest = line.get(column..)?;
    let shift = column - lead;
    let at = start + column;
    if caret < column || rest.starts_with('#') {
        return None;
    }
    let colon = colon(rest);
    if let Some(colon) = colon.filter(|colon| caret > column + colon) {
        let value = rest.get(colon + 1..)?;
        let gap = value.len() - value.trim_start_matches(' ').len();
        return at_value(text, at + colon + 1, value, gap, offset, shift, false);
    }
    if item && colon.is_none() && !next_is_member(text, end, column) {
        return at_value(text, at, rest, 0, offset, shift, true);
    }
    let key_end = colon.unwrap_or_else(|| rest.trim_end().len());
    let span = Span::new(at, (at + key_end).max(offset));
    Some(at_key(text, end, span, offset, shift, colon.is_some()))
}

/// A key; quotes around it give way too.
fn at_key(text: &str, line_end: usize, token: Span, offset: usize, shift: usize, has_colon: bool) -> Typed {
    let start = token.start as usize;
    let quoted = text.get(start..offset).is_some_and(|typed| typed.starts_with(['"', '\'']));
    debug_assert!(offset <= line_end, "the caret is in its line");
    Typed {
        role: Role::Key,
        format: Format::Yaml,
        token,
        word: Span::new(start + usize::from(quoted), offset),
        has_colon,
        comma_before: None,
        comma_after: false,
        space_before: false,
        shift,
        may_be_key: false,
    }
}

/// A value that begins `gap` bytes behind `at`.
fn at_value(
    text: &str,
    at: usize,
    value: &str,
    gap: usize,
    offset: usize,
    shift: usize,
    may_be_key: bool,
) -> Option<Typed> {
    let begin = at + gap;
    let written = value.get(gap..)?;
    if let Some(tag) = written.starts_with('!').then(|| written.find(' ').unwrap_or(written.len()))
        && offset > begin + tag
    {
        let value = written.get(tag..)?;
        let gap = value.len() - value.trim_start_matches(' ').len();
        return at_value(text, begin + tag, value, gap, offset, shift, false);
    }
    if written.starts_with(['#', '&', '!', '|', '>']) && !written.is_empty() && offset > begin {
        return None;
    }
    if offset > begin && written.starts_with(['[', '{']) {
        return json::typed(text, begin, offset);
    }
    let quoted = written.starts_with(['"', '\'']);
    let length = if quoted { quoted_end(written) } else { written.find(" #").unwrap_or(written.len()) };
    let length = written.get(..length)?.trim_end().len();
    let (start, end) = if offset < begin { (offset, offset) } else { (begin, (begin + length).max(offset)) };
    if offset < begin && !written.is_empty() {
        return None;
    }
    let word = if quoted && offset > begin { start + 1 } else { start };
    if word > offset {
        return None;
    }
    Some(Typed {
        role: Role::Value,
        format: Format::Yaml,
        token: Span::new(start, end),
        word: Span::new(word, offset),
        has_colon: false,
        comma_before: None,
        comma_after: false,
        space_before: text.get(..start)?.ends_with(':'),
        shift,
        may_be_key,
    })
}

/// The end of the quoted text at the beginning, or of all if it is not closed.
fn quoted_end(text: &str) -> usize {
    let quote = text.chars().next().unwrap_or('"');
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Where the colon behind the key stands.
fn colon(rest: &str) -> Option<usize> {
    let from = if rest.starts_with(['"', '\'']) { quoted_end(rest) } else { 0 };
    let tail = rest.get(from..)?;
    let within = tail.find(": ").or_else(|| tail.trim_end().strip_suffix(':').map(str::len))?;
    Some(from + within)
}

/// Whether the next line that is not blank continues an object whose keys stand in `column`.
fn next_is_member(text: &str, end: usize, column: usize) -> bool {
    let lines = text.get(end..).unwrap_or_default().lines().skip(1);
    let next = lines.map(str::trim_end).find(|line| !line.is_empty());
    next.is_some_and(|line| {
        line.len() - line.trim_start_matches(' ').len() == column && !line.trim_start().starts_with("- ")
    })
}
