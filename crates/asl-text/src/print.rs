//! Values → text that a person reads: indented JSON, and YAML in block style.
//!
//! Both read back to an equal value. Strings stand in YAML without quotes only where no reader of YAML,
//! the older 1.1 included, takes them for something else.

use std::fmt::Write;

use super::yaml::schema::resolve;
use super::{Format, Member, Node, NodeKind, placeholder};
use asl_value::{Number, Value};

/// The longest key that YAML reads without an explicit `?`.
const MAX_SIMPLE_KEY: usize = 1000;

/// How many spaces a value stands further in than what it belongs to.
pub const INDENT: usize = 2;

/// The value as JSON, indented by two spaces, with a line break at its end.
pub fn json(value: &Value) -> String {
    value.to_json_pretty() + "\n"
}

/// The tree as JSON, as [`json`], placeholders as they are written; the last of duplicate keys is kept.
pub fn node_json(node: &Node) -> String {
    if !has_placeholder(node) {
        return json(&node.to_value());
    }
    let mut out = String::new();
    lines_of_json(node, 0, &mut out);
    out + "\n"
}

fn has_placeholder(node: &Node) -> bool {
    let mut found = false;
    node.each(&mut |node| found |= matches!(node.kind, NodeKind::Placeholder(_)));
    found
}

/// Writes `node` as JSON; its lines but the first are indented for `depth`.
fn lines_of_json(node: &Node, depth: usize, out: &mut String) {
    match &node.kind {
        NodeKind::Placeholder(written) => out.push_str(written),
        NodeKind::Array(items) if !items.is_empty() => {
            block_of_json(['[', ']'], items.iter(), depth, out, |item, out| lines_of_json(item, depth + 1, out));
        }
        NodeKind::Object(members) if !members.is_empty() => {
            block_of_json(['{', '}'], members.iter(), depth, out, |member, out| {
                let key = &member.key.value;
                out.push_str(&quote(key));
                out.push_str(": ");
                lines_of_json(&member.value, depth + 1, out);
            });
        }
        _ => out.push_str(&scalar(node, Format::Json)),
    }
}

fn block_of_json<T>(
    [open, close]: [char; 2],
    parts: impl Iterator<Item = T>,
    depth: usize,
    out: &mut String,
    mut each: impl FnMut(T, &mut String),
) {
    out.push(open);
    for (index, part) in parts.enumerate() {
        out.push_str(if index > 0 { ",\n" } else { "\n" });
        out.extend(std::iter::repeat_n(' ', INDENT * (depth + 1)));
        each(part, out);
    }
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', INDENT * depth));
    out.push(close);
}

/// The value as YAML in block style, with a line break at its end.
pub fn yaml(value: &Value) -> String {
    Yaml::default().whole(&Node::from_value(value))
}

/// The value as YAML of a CloudFormation template: functions in their short form, `!Ref Name` for `{"Ref": "Name"}`.
pub fn template_yaml(value: &Value) -> String {
    Yaml { tags: true, ..Yaml::default() }.whole(&Node::from_value(value))
}

/// The tree as YAML, as [`yaml`], placeholders as they are written; the last of duplicate keys is kept.
pub fn node_yaml(node: &Node) -> String {
    let exact = Yaml { quotes_placeholders: true, ..Yaml::default() };
    if has_placeholder(node) { exact.whole(node) } else { exact.whole(&Node::from_value(&node.to_value())) }
}

/// The text in double quotes: a string of JSON, which is one of YAML too.
pub fn quote(text: &str) -> String {
    Value::from(text).to_json()
}

/// The text as YAML writes it on one line: without quotes where no reader takes it for something else.
pub fn yaml_text(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// The text as a string of that notation, on one line.
pub fn string(text: &str, format: Format) -> String {
    match format {
        Format::Json => quote(text),
        Format::Yaml => yaml_text(text),
    }
}

/// A value without parts, or an empty list or object, on one line of that notation.
pub fn scalar(node: &Node, format: Format) -> String {
    match (&node.kind, format) {
        (NodeKind::String(text), _) => string(text, format),
        // YAML 1.1 knows an exponent by its sign.
        (NodeKind::Number(Number::Float(_)), Format::Yaml) => {
            node.to_value().to_json().replace('E', "E+").replace("E+-", "E-")
        }
        _ => node.to_value().to_json(),
    }
}

/// YAML that is being written.
#[derive(Default)]
struct Yaml {
    out: String,
    /// Whether functions of CloudFormation are written as tags.
    tags: bool,
    /// Whether a text that is one placeholder stands in quotes, and is not taken for a placeholder of any type.
    quotes_placeholders: bool,
}

impl Yaml {
    fn whole(mut self, value: &Node) -> String {
        self.value(value, 0);
        self.end_line();
        self.out
    }

    fn indent(&mut self, depth: usize) {
        self.out.extend(std::iter::repeat_n(' ', INDENT * depth));
    }

    fn end_line(&mut self) {
        if !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// Writes `value` at the place in the line where it begins; what follows in lines of its own is indented.
    fn value(&mut self, value: &Node, depth: usize) {
        match &value.kind {
            NodeKind::Array(items) if !items.is_empty() => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.indent(depth);
                    }
                    self.out.push_str("- ");
                    self.value(item, depth + 1);
                    self.end_line();
                }
            }
            NodeKind::Object(members) if !members.is_empty() => {
                if let Some(short) = self.tags.then(|| short_function(members)).flatten() {
                    self.out.push_str(&short);
                    return;
                }
                for (index, member) in members.iter().enumerate() {
                    let key = &member.key.value;
                    if index > 0 {
                        self.indent(depth);
                    }
                    if key.len() > MAX_SIMPLE_KEY {
                        let _ = writeln!(self.out, "? {}", quoted(key));
                        self.indent(depth);
                    } else {
                        self.out.push_str(&yaml_text(key));
                    }
                    self.out.push(':');
                    self.member(&member.value, depth);
                    self.end_line();
                }
            }
            NodeKind::String(text) => self.text(text, depth),
            NodeKind::Placeholder(written) => self.out.push_str(written),
            _ => self.out.push_str(&scalar(value, Format::Yaml)),
        }
    }

    fn member(&mut self, value: &Node, depth: usize) {
        let is_block = match &value.kind {
            NodeKind::Array(items) => !items.is_empty(),
            NodeKind::Object(members) => !(members.is_empty() || self.tags && short_function(members).is_some()),
            _ => false,
        };
        if is_block {
            self.out.push('\n');
            self.indent(depth + 1);
        } else {
            self.out.push(' ');
        }
        self.value(value, depth + 1);
    }

    fn text(&mut self, text: &str, depth: usize) {
        if self.quotes_placeholders && placeholder::is_one(text) {
            self.out.push_str(&quoted(text));
            return;
        }
        if depth == 0 || is_plain(text) || !is_block(text) {
            self.out.push_str(&yaml_text(text));
            return;
        }
        self.out.push_str(if text.ends_with('\n') { "|\n" } else { "|-\n" });
        for line in text.lines() {
            if !line.is_empty() {
                self.indent(depth);
            }
            self.out.push_str(line);
            self.out.push('\n');
        }
    }
}

/// `!Ref Name`, `!GetAtt Resource.Attribute` or another function of a text; `None` for what has to be written in full.
fn short_function(members: &[Member]) -> Option<String> {
    let [Member { key, value: argument }] = members else { return None };
    match (&*key.value, &argument.kind) {
        ("Ref", NodeKind::String(name)) => Some(format!("!Ref {}", yaml_text(name))),
        ("Fn::GetAtt", NodeKind::Array(parts)) => {
            let parts: Option<Vec<&str>> = parts.iter().map(|part| part.as_str().map(|text| &**text)).collect();
            Some(format!("!GetAtt {}", yaml_text(&parts?.join("."))))
        }
        (name, NodeKind::String(text)) => Some(format!("!{} {}", name.strip_prefix("Fn::")?, yaml_text(text))),
        _ => None,
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
    let starts_well = |first: char| first.is_alphanumeric() || matches!(first, '_' | '$' | '/' | '(' | '.');
    text.starts_with(starts_well)
        && text.chars().all(|character| character != '\t' && is_printed(character))
        && text.trim() == text
        && !text.ends_with(':')
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.starts_with("...")
        && text.len() < MAX_SIMPLE_KEY
        && matches!(resolve(text), NodeKind::String(_) | NodeKind::Placeholder(_))
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
    use super::{json, template_yaml, yaml};
    use crate::parse;
    use asl_value::Value;

    #[test]
    fn functions_of_a_template_are_written_short_and_numbers_as_every_reader_knows_them() {
        let value = Value::from_json(
            r#"{"a":{"Ref":"Key"},"b":[{"Fn::GetAtt":["A","Arn"]},{"Fn::Sub":"${A}: b"}],"c":{"Fn::Join":["",["a"]]},"o":[1e7,1.5e-7,2]}"#,
        )
        .unwrap();
        let expected = "a: !Ref Key\nb:\n  - !GetAtt A.Arn\n  - !Sub \"${A}: b\"\nc:\n  Fn::Join:\n    - \"\"\n    - - a\no:\n  \
            - 1.0E+7\n  - 1.5E-7\n  - 2\n";
        assert_eq!(template_yaml(&value), expected);
        let long = value.to_json().replace("[\"A\",\"Arn\"]", "\"A.Arn\"");
        let read = parse(expected).root.unwrap().to_value().to_json().replace("[\"A\",\"Arn\"]", "\"A.Arn\"");
        assert_eq!(read, long);
    }

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
