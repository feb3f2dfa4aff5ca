//! JSON text of values.

use std::fmt::{self, Write};

use super::{Number, Value};

/// How JSON is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// On one line, without spaces.
    Compact,
    /// On one line, with a space behind commas and colons.
    Line,
    /// In lines, indented by two spaces; empty arrays and objects stay on theirs.
    Lines,
}

/// Writes `value` as JSON on one line, without spaces.
pub(super) fn write_json(value: &Value, out: &mut impl Write) -> fmt::Result {
    write(value, Layout::Compact, 0, out)
}

/// Writes `value` as JSON; its lines but the first are indented for `depth`.
pub(super) fn write(value: &Value, layout: Layout, depth: usize, out: &mut impl Write) -> fmt::Result {
    match value {
        Value::Null => out.write_str("null"),
        Value::Bool(flag) => write!(out, "{flag}"),
        Value::Number(number) => write!(out, "{number}"),
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            out.write_char('[')?;
            for (index, item) in items.iter().enumerate() {
                separate(index, layout, depth + 1, out)?;
                write(item, layout, depth + 1, out)?;
            }
            close(items.is_empty(), ']', layout, depth, out)
        }
        Value::Object(map) => {
            out.write_char('{')?;
            for (index, (key, member)) in map.iter().enumerate() {
                separate(index, layout, depth + 1, out)?;
                write_string(key, out)?;
                out.write_str(if layout == Layout::Compact { ":" } else { ": " })?;
                write(member, layout, depth + 1, out)?;
            }
            close(map.is_empty(), '}', layout, depth, out)
        }
    }
}

/// What stands in front of the part at `index`.
fn separate(index: usize, layout: Layout, depth: usize, out: &mut impl Write) -> fmt::Result {
    if index > 0 {
        out.write_char(',')?;
    }
    match layout {
        Layout::Line if index > 0 => out.write_char(' '),
        Layout::Lines => new_line(depth, out),
        _ => Ok(()),
    }
}

fn close(is_empty: bool, bracket: char, layout: Layout, depth: usize, out: &mut impl Write) -> fmt::Result {
    if layout == Layout::Lines && !is_empty {
        new_line(depth, out)?;
    }
    out.write_char(bracket)
}

fn new_line(depth: usize, out: &mut impl Write) -> fmt::Result {
    out.write_char('\n')?;
    (0..depth).try_for_each(|_| out.write_str("  "))
}

fn write_string(text: &str, out: &mut impl Write) -> fmt::Result {
    out.write_char('"')?;
    let mut plain_from = 0;
    for (at, character) in text.char_indices() {
        let escaped = match character {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            control if control < ' ' => "",
            _ => continue,
        };
        out.write_str(text.get(plain_from..at).unwrap_or_default())?;
        if escaped.is_empty() {
            write!(out, "\\u{:04x}", u32::from(character))?;
        } else {
            out.write_str(escaped)?;
        }
        plain_from = at + character.len_utf8();
    }
    out.write_str(text.get(plain_from..).unwrap_or_default())?;
    out.write_char('"')
}

/// The length in bytes of a string's JSON text.
pub(super) fn string_len(text: &str) -> usize {
    let escapes = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 8 | 12 => 1,
        control if control < b' ' => 5,
        _ => 0,
    };
    2 + text.len() + text.bytes().map(escapes).sum::<usize>()
}

/// The length in bytes of a number's JSON text.
pub(super) fn number_len(number: Number) -> usize {
    struct Count(usize);
    impl Write for Count {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0 += text.len();
            Ok(())
        }
    }
    let mut count = Count(0);
    // INVARIANT: `Count` accepts every text.
    let _ = write!(count, "{number}");
    count.0
}
