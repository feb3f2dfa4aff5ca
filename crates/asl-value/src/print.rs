//! JSON text of values.

use std::fmt::{self, Write};

use super::{Number, Value};

/// Writes `value` as JSON on one line, without spaces.
pub(super) fn write_json(value: &Value, out: &mut impl Write) -> fmt::Result {
    match value {
        Value::Null => out.write_str("null"),
        Value::Bool(flag) => write!(out, "{flag}"),
        Value::Number(number) => write!(out, "{number}"),
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            out.write_char('[')?;
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.write_char(',')?;
                }
                write_json(item, out)?;
            }
            out.write_char(']')
        }
        Value::Object(map) => {
            out.write_char('{')?;
            for (index, (key, member)) in map.iter().enumerate() {
                if index > 0 {
                    out.write_char(',')?;
                }
                write_string(key, out)?;
                out.write_char(':')?;
                write_json(member, out)?;
            }
            out.write_char('}')
        }
    }
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
