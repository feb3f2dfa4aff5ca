//! String tokens: escapes, and where a string that is not closed most likely ends.

use std::rc::Rc;

use super::cursor::Cursor;
use crate::diagnostic::Diagnostic;
use crate::messages::TextProblem;
use crate::{Span, placeholder};

/// What follows a string decides where it ends when its closing quote is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A key: a colon follows.
    Key,
    /// A value: a comma or a closing bracket follows.
    Value,
}

/// Reads the string at the cursor, which stands at its opening quote, double or single.
pub(super) fn read_string(cursor: &mut Cursor<'_>, role: Role) -> Rc<str> {
    let start = cursor.offset();
    let quote = cursor.peek_char().unwrap_or('"');
    cursor.bump();
    let is_plain = |byte: u8| char::from(byte) != quote && byte != b'\\' && byte >= b' ';
    let from = cursor.offset();
    cursor.skip_bytes(is_plain);
    // Nearly every string is one without anything to decode.
    if quote == '"' && cursor.peek() == Some(b'"') && quoted_placeholder(cursor, start).is_none() {
        let plain = cursor.since(from).into();
        cursor.bump();
        return plain;
    }
    let mut decoded = cursor.since(from).to_owned();
    loop {
        let plain_from = cursor.offset();
        cursor.skip_bytes(is_plain);
        decoded.push_str(cursor.since(plain_from));
        match cursor.peek() {
            Some(b'\\') => read_escape(cursor, &mut decoded),
            Some(b'\n' | b'\r') | None => return unterminated(cursor, start, quote, role),
            Some(byte) if char::from(byte) == quote => {
                if let Some(rest) = quoted_placeholder(cursor, start) {
                    let from = cursor.offset();
                    cursor.skip(rest);
                    decoded.push_str(cursor.since(from));
                    continue;
                }
                cursor.bump();
                break;
            }
            Some(_) => {
                let at = cursor.offset();
                let control = cursor.peek_char().unwrap_or(' ');
                cursor.bump();
                cursor.error(at, TextProblem::ControlCharacter(control));
                decoded.push(control);
            }
        }
    }
    if quote == '\'' {
        cursor.error(start, TextProblem::SingleQuotes(decoded.clone()));
    }
    decoded.into()
}

/// How many bytes of a placeholder are left at the cursor, which stands at a quote inside of it, as in `"${f["a"]}"`: where
/// the quote cannot be the end of the string that begins at `start`, since nothing follows that could follow a string.
fn quoted_placeholder(cursor: &Cursor<'_>, start: usize) -> Option<usize> {
    let behind = cursor.rest().get(1..)?;
    if matches!(behind.as_bytes().first(), None | Some(b',' | b':' | b'}' | b']' | b'\n' | b'\r')) {
        return None;
    }
    let behind = behind.trim_start_matches([' ', '\t']);
    if behind.starts_with([',', ':', '}', ']', '\n', '\r', '/', '#']) || behind.is_empty() {
        return None;
    }
    let before = cursor.since(start);
    let opened = before.rfind("${")?;
    let whole = [before.get(opened..)?, cursor.rest()].concat();
    let length = placeholder::length(whole.lines().next()?)?;
    length.checked_sub(before.len() - opened).filter(|rest| *rest > 0)
}

/// Takes back what more likely follows the string than belongs to it: the rest of the line's punctuation.
fn unterminated(cursor: &mut Cursor<'_>, start: usize, quote: char, role: Role) -> Rc<str> {
    let line = cursor.since(start);
    let kept = match role {
        Role::Key => line.find(':').map_or(line, |colon| line.get(..colon).unwrap_or(line)),
        Role::Value => line.trim_end_matches(|end: char| matches!(end, ',' | '}' | ']') || end.is_whitespace()),
    };
    cursor.go_to(start + kept.len().max(1));
    let span = Span::new(start, cursor.offset());
    cursor.error_at(span, TextProblem::UnclosedString(quote));
    // Decoded once more, since what was taken back may have been decoded already.
    let body = kept.get(1..).unwrap_or_default();
    let mut again = Cursor::new(body);
    let mut decoded = String::new();
    while let Some(character) = again.peek_char() {
        if character == '\\' {
            read_escape(&mut again, &mut decoded);
        } else {
            decoded.push(character);
            again.bump();
        }
    }
    decoded.into()
}

/// Reads one escape at the cursor, which stands at the backslash.
fn read_escape(cursor: &mut Cursor<'_>, decoded: &mut String) {
    let start = cursor.offset();
    match decode_escape(cursor.rest()) {
        Escape::Known { character, length } => {
            cursor.skip(length);
            decoded.push(character);
        }
        Escape::LoneSurrogate { length } => {
            cursor.skip(length);
            let span = Span::new(start, cursor.offset());
            cursor.report(Diagnostic::warning(span, TextProblem::LoneSurrogate));
            decoded.push(char::REPLACEMENT_CHARACTER);
        }
        Escape::BadUnicode => {
            cursor.skip(2);
            cursor.error(start, TextProblem::ShortUnicodeEscape);
            decoded.push_str("\\u");
        }
        Escape::Unknown(character) => {
            cursor.skip(1 + character.len_utf8());
            cursor.error(start, TextProblem::UnknownEscape(character));
            if character != '\'' {
                decoded.push('\\');
            }
            decoded.push(character);
        }
        // The line's or the text's end: the string is not closed, which the caller reports.
        Escape::Nothing => cursor.skip(1),
    }
}

/// What a backslash and what follows it say.
pub(crate) enum Escape {
    /// A character, written with `length` bytes.
    Known { character: char, length: usize },
    /// A `\u` escape of half a pair, `length` bytes long.
    LoneSurrogate { length: usize },
    /// `\u` without four digits.
    BadUnicode,
    /// A letter that JSON has no escape for.
    Unknown(char),
    /// Nothing follows on the line.
    Nothing,
}

/// Reads the escape that `text` starts with; its first byte is the backslash.
pub(crate) fn decode_escape(text: &str) -> Escape {
    let known = |character| Escape::Known { character, length: 2 };
    match text.chars().nth(1) {
        None | Some('\n' | '\r') => Escape::Nothing,
        Some('"') => known('"'),
        Some('\\') => known('\\'),
        Some('/') => known('/'),
        Some('b') => known('\u{8}'),
        Some('f') => known('\u{c}'),
        Some('n') => known('\n'),
        Some('r') => known('\r'),
        Some('t') => known('\t'),
        Some('u') => decode_unicode(text),
        Some(other) => Escape::Unknown(other),
    }
}

fn decode_unicode(text: &str) -> Escape {
    let unit_at = |at: usize| {
        let digits = text.get(at + 2..at + 6)?;
        (text.get(at..at + 2)? == "\\u" && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .then(|| u16::from_str_radix(digits, 16).ok())?
    };
    let Some(first) = unit_at(0) else { return Escape::BadUnicode };
    if let Some(character) = char::from_u32(u32::from(first)) {
        return Escape::Known { character, length: 6 };
    }
    let pair = unit_at(6).and_then(|second| char::decode_utf16([first, second]).next()).and_then(Result::ok);
    match pair {
        Some(character) => Escape::Known { character, length: 12 },
        None => Escape::LoneSurrogate { length: 6 },
    }
}
