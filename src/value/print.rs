//! JSON text of values.

use std::fmt::{self, Write};

use super::Value;

/// Writes `value` as JSON on one line, without spaces.
pub(super) fn write_json(value: &Value, out: &mut impl Write) -> fmt::Result {
    write_nested(value, out, usize::MAX)
}

/// Writes `value`, which may hold `levels` more levels of arrays and objects.
fn write_nested(value: &Value, out: &mut impl Write, levels: usize) -> fmt::Result {
    let inside = || levels.checked_sub(1).ok_or(fmt::Error);
    match value {
        Value::Null => out.write_str("null"),
        Value::Bool(flag) => write!(out, "{flag}"),
        Value::Number(number) => write!(out, "{number}"),
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            let levels = inside()?;
            out.write_char('[')?;
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.write_char(',')?;
                }
                write_nested(item, out, levels)?;
            }
            out.write_char(']')
        }
        Value::Object(map) => {
            let levels = inside()?;
            out.write_char('{')?;
            for (index, (key, member)) in map.iter().enumerate() {
                if index > 0 {
                    out.write_char(',')?;
                }
                write_string(key, out)?;
                out.write_char(':')?;
                write_nested(member, out, levels)?;
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

/// How deeply arrays and objects of a payload may be nested: the limit of AWS's JSON library. Everything that walks
/// a value recursively (comparing, printing, dropping) relies on it, since the browser's stack is small.
pub const MAX_NESTING: usize = 1000;

/// The length in bytes of the value's JSON text; `None` as soon as it is more than `limit`, or the value is nested
/// deeper than [`MAX_NESTING`]. It takes no longer than writing `limit` bytes does, however much is shared.
pub fn json_len_within(value: &Value, limit: usize) -> Option<usize> {
    struct Count {
        length: usize,
        limit: usize,
    }
    impl Write for Count {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.length += text.len();
            if self.length > self.limit { Err(fmt::Error) } else { Ok(()) }
        }
    }
    let mut count = Count { length: 0, limit };
    write_nested(value, &mut count, MAX_NESTING).is_ok().then_some(count.length)
}

/// The length in bytes of the value's JSON text: what AWS's payload limits count.
pub fn json_len(value: &Value) -> usize {
    struct Count(usize);
    impl Write for Count {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0 += text.len();
            Ok(())
        }
    }
    let mut count = Count(0);
    // INVARIANT: `Count` accepts every text.
    let _ = write_json(value, &mut count);
    count.0
}
