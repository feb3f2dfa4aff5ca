//! Tags: YAML's own types, and CloudFormation's short forms of functions.

use std::rc::Rc;

use super::schema;
use crate::diagnostic::Diagnostic;
use crate::messages::TextProblem;
use crate::{Member, Node, NodeKind, Span, Spanned};

/// CloudFormation's functions that have a short form, but for `Ref` and `Condition`, whose long forms have
/// no `Fn::` before them.
const FUNCTIONS: &[&str] = &[
    "Base64",
    "Cidr",
    "FindInMap",
    "GetAtt",
    "GetAZs",
    "ImportValue",
    "Join",
    "Length",
    "Select",
    "Split",
    "Sub",
    "ToJsonString",
    "Transform",
    "And",
    "Equals",
    "If",
    "Not",
    "Or",
];

/// What a tag says about the node that it stands before.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tag {
    /// `!!str`, or `!`: text, whatever it looks like.
    Text,
    /// A type of YAML that the core schema finds by itself: `!!int`, `!!map`, …
    Plain,
    /// A function of CloudFormation, by the key of its long form.
    Function(Rc<str>),
    /// Something else, as written.
    Unknown(String),
}

impl Tag {
    /// The meaning of a tag, given as the parser splits it.
    pub(super) fn read(handle: &str, suffix: &str) -> Self {
        match format!("{handle}{suffix}").strip_prefix("tag:yaml.org,2002:") {
            Some("str") => return Self::Text,
            Some("null" | "bool" | "int" | "float" | "map" | "seq") => return Self::Plain,
            Some(other) => return Self::Unknown(format!("!!{other}")),
            None => {}
        }
        match (handle, suffix) {
            ("!", "") | ("", "!") => Self::Text,
            ("!", "Ref" | "Condition") => Self::Function(suffix.into()),
            ("!", name) if FUNCTIONS.contains(&name) => Self::Function(format!("Fn::{name}").into()),
            _ => Self::Unknown(format!("{handle}{suffix}")),
        }
    }
}

/// A scalar under its tag; `quoted` when it stands in quotes or as a block.
pub(super) fn scalar(text: &str, quoted: bool, tag: Option<&Tag>) -> NodeKind {
    let is_text = quoted || matches!(tag, Some(Tag::Text | Tag::Function(_)));
    if is_text { NodeKind::String(text.into()) } else { schema::resolve(text) }
}

/// A whole node under its tag: a function's short form becomes its long form.
pub(super) fn apply(tag: Option<Tag>, node: Node, found: &mut Vec<Diagnostic>) -> Node {
    match tag {
        Some(Tag::Function(name)) => {
            let argument = if &*name == "Fn::GetAtt" { attribute(node) } else { node };
            let span = argument.span;
            let key = Spanned::new(name, span);
            Node { kind: NodeKind::Object(vec![Member { key, value: argument }]), span }
        }
        Some(Tag::Unknown(name)) => {
            let length = name.len().min((node.span.end - node.span.start) as usize);
            let span = Span::new(node.span.start as usize, node.span.start as usize + length);
            found.push(Diagnostic::warning(span, TextProblem::UnknownTag(name)));
            node
        }
        Some(Tag::Text | Tag::Plain) | None => node,
    }
}

/// `A.B.C` as `["A", "B.C"]`, as CloudFormation splits it.
fn attribute(node: Node) -> Node {
    let Some((resource, name)) = node.as_str().and_then(|text| text.split_once('.')) else { return node };
    let part = |text: &str| Node { kind: NodeKind::String(text.into()), span: node.span };
    Node { kind: NodeKind::Array(vec![part(resource), part(name)]), span: node.span }
}
