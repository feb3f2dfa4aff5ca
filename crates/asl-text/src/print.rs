//! Values → text that a person reads: indented JSON, and YAML in block style.
//!
//! Both read back to an equal value. Strings stand in YAML without quotes only where no reader of YAML,
//! the older 1.1 included, takes them for something else.

use std::fmt::Write;

use super::yaml::schema::resolve;
use super::{Node, NodeKind};
use asl_value::{Number, Value};

/// The longest key that YAML reads without an explicit `?`.
const MAX_SIMPLE_KEY: usize = 1000;

/// The value as JSON, indented by two spaces, with a line break at its end.
pub fn json(value: &Value) -> String {
    value.to_json_pretty() + "\n"
}

/// The tree as JSON, as [`json`]; the last of duplicate keys is kept.
pub fn node_json(node: &Node) -> String {
    json(&node.to_value())
}

/// The value as YAML in block style, with a line break at its end.
pub fn yaml(value: &Value) -> String {
    let mut out = String::new();
    write_yaml(value, 0, &mut out);
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// The tree as YAML, as [`yaml`]; the last of duplicate keys is kept.
pub fn node_yaml(node: &Node) -> String {
    yaml(&node.to_value())
}

/// The text in double quotes: a string of JSON, which is one of YAML too.
pub fn quote(text: &str) -> String {
    Value::from(text).to_json()
}

/// The text as YAML writes it on one line: without quotes where no reader takes it for something else.
pub fn yaml_text(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n("  ", depth));
}

/// Writes `value` at the place in the line where it begins; what follows in lines of its own is indented.
fn write_yaml(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    indent(depth, out);
                }
                out.push_str("- ");
                write_yaml(item, depth + 1, out);
                end_line(out);
            }
        }
        Value::Object(map) if !map.is_empty() => {
            for (index, (key, member)) in map.iter().enumerate() {
                if index > 0 {
                    indent(depth, out);
                }
                if key.len() > MAX_SIMPLE_KEY {
                    let _ = writeln!(out, "? {}", quoted(key));
                    indent(depth, out);
                } else {
                    out.push_str(&yaml_text(key));
                }
                out.push(':');
                write_member(member, depth, out);
                end_line(out);
            }
        }
        Value::String(text) => write_text(text, depth, out),
        // YAML 1.1 knows an exponent by its sign.
        Value::Number(Number::Float(_)) => out.push_str(&value.to_json().replace('E', "E+").replace("E+-", "E-")),
        _ => out.push_str(&value.to_json()),
    }
}

fn write_member(value: &Value, depth: usize, out: &mut String) {
    let is_block = match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
        _ => false,
    };
    if is_block {
        out.push('\n');
        indent(depth + 1, out);
        write_yaml(value, depth + 1, out);
    } else {
        out.push(' ');
        write_yaml(value, depth + 1, out);
    }
}

fn end_line(out: &mut String) {
    if !out.ends_with('\n') {
        out.push('\n');
    }
}

fn write_text(text: &str, depth: usize, out: &mut String) {
    if is_plain(text) {
        out.push_str(text);
    } else if depth > 0 && is_block(text) {
        out.push_str(if text.ends_with('\n') { "|\n" } else { "|-\n" });
        for line in text.lines() {
            if !line.is_empty() {
                indent(depth, out);
            }
            out.push_str(line);
            out.push('\n');
        }
    } else {
        out.push_str(&quoted(text));
    }
}

/// In double quotes, as JSON has it, with what YAML does not print escaped too.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for character in quote(text).chars() {
        if is_printed(character) {
            out.push(character);
        } else {
            let _ = write!(out, "\\U{:08x}", u32::from(character));
        }
    }
    out
}

/// Whether YAML lets the character stand as it is; line ends that only YAML knows do not.
fn is_printed(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}'
        | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether the text reads well, and reads back, as a block of lines.
fn is_block(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    body.contains('\n')
        && !body.ends_with('\n')
        && !body.starts_with([' ', '\n'])
        && body.split('\n').all(|line| line.chars().all(is_printed) && line.trim_end() == line)
}

/// Whether the text can stand in YAML without quotes.
pub fn is_plain(text: &str) -> bool {
    let starts_well = |first: char| first.is_ascii_alphanumeric() || matches!(first, '_' | '$' | '/' | '(' | '.');
    text.starts_with(starts_well)
        && text.chars().all(|character| character != '\t' && is_printed(character))
        && text.trim() == text
        && !text.ends_with(':')
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.starts_with("...")
        && text.len() < MAX_SIMPLE_KEY
        && matches!(resolve(text), NodeKind::String(_))
        && !is_something_in_yaml_1_1(text)
}

/// Text that a reader of YAML 1.1, as CloudFormation's, takes for a boolean, a number or a date.
fn is_something_in_yaml_1_1(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    matches!(&*word, "y" | "n" | "yes" | "no" | "on" | "off" | ".inf" | ".nan")
        || (text.starts_with(|first: char| first.is_ascii_digit() || first == '.')
            && text.chars().all(|character| {
                character.is_ascii_hexdigit()
                    || matches!(character, '.' | ':' | '-' | '_' | 'x' | 'o' | 'T' | 'Z' | ' ' | '+')
            }))
}

#[cfg(test)]
mod tests {
    use super::{json, yaml};
    use crate::parse;
    use asl_value::Value;

    #[test]
    fn json_and_yaml_look_as_people_write_them() {
        let value = Value::from_json(
            r#"{"StartAt":"A b","States":{"A b":{"Type":"Pass","End":true,"Result":{"list":[1,[2,[3]],{"k":null,"l":[]}],
            "on":"yes","path.$":"$.a[0]","version":"1.0","text":"one\n two\n","short":"one\ntwo","colon":"a: b",
            "date":"2012-10-17","expression":"{% $x %}","empty":"","object":{},"hash":"a #b","int":"0x1F","dash":"- a"}}}}"#,
        )
        .unwrap();
        let expected = "StartAt: A b\nStates:\n  A b:\n    Type: Pass\n    End: true\n    Result:\n      list:\n        - 1\n        \
            - - 2\n          - - 3\n        - k: null\n          l: []\n      \"on\": \"yes\"\n      path.$: $.a[0]\n      \
            version: \"1.0\"\n      text: |\n        one\n         two\n      short: |-\n        one\n        two\n      \
            colon: \"a: b\"\n      date: \"2012-10-17\"\n      expression: \"{% $x %}\"\n      empty: \"\"\n      object: {}\n      \
            hash: \"a #b\"\n      int: \"0x1F\"\n      dash: \"- a\"\n";
        assert_eq!(yaml(&value), expected);
        assert_eq!(
            json(&Value::from_json(r#"{"a":[1,{"b":[]}],"c":{}}"#).unwrap()),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    }\n  ],\n  \"c\": {}\n}\n"
        );
        for text in [yaml(&value), json(&value)] {
            let parsed = parse(&text);
            assert_eq!(parsed.diagnostics, []);
            assert_eq!(parsed.root.unwrap().to_value(), value);
        }
    }
}
