//! Placeholders through a conversion: each is a marked text while states are written anew, and stands as it was written
//! in the end, without quotes, in expressions too.

use std::rc::Rc;

use asl_text::{Member, Node, NodeKind};

/// Stands on both sides of a marked placeholder; no text that people write has it.
const MARK: char = '\u{e000}';

/// Whether a placeholder is, or is in, this text.
pub(super) fn has_placeholder(text: &str) -> bool {
    text.contains("${")
}

/// The tree with a marked text in the place of every placeholder that stands for a whole value.
pub(super) fn marked(node: &Node) -> Node {
    let kind = match &node.kind {
        NodeKind::Placeholder(written) => NodeKind::String(Rc::from(format!("{MARK}{written}{MARK}"))),
        NodeKind::Array(items) => NodeKind::Array(items.iter().map(marked).collect()),
        NodeKind::Object(members) => NodeKind::Object(
            members.iter().map(|member| Member { key: member.key.clone(), value: marked(&member.value) }).collect(),
        ),
        other => other.clone(),
    };
    Node { kind, span: node.span }
}

/// The text with every marked placeholder as it was written, without the quotes around it.
pub(super) fn restored(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut parts = text.split(MARK);
    made.push_str(parts.next().unwrap_or_default());
    while let (Some(written), behind) = (parts.next(), parts.next().unwrap_or_default()) {
        let quote = ["\\\"", "\"", "'"].into_iter().find(|quote| made.ends_with(quote) && behind.starts_with(quote));
        let quote = quote.unwrap_or_default();
        made.truncate(made.len() - quote.len());
        made.push_str(written);
        made.push_str(behind.get(quote.len()..).unwrap_or_default());
    }
    made
}

#[cfg(test)]
mod tests {
    use super::{marked, restored};

    #[test]
    fn marks_come_and_go() {
        let text = r#"{"a": ${x}, "b": ["${y}", ${ z }], "c": 1}"#;
        let root = marked(&asl_text::parse(text).root.unwrap());
        let json = root.to_value().to_json();
        assert_eq!(restored(&json), r#"{"a":${x},"b":["${y}",${ z }],"c":1}"#);
        let inside = asl_text::print::quote(&format!("{{% $x = {} %}}", root.get("a").unwrap().to_value().to_json()));
        assert_eq!(restored(&inside), r#""{% $x = ${x} %}""#);
        assert_eq!(restored("plain"), "plain");
    }
}
