//! What is no template of CloudFormation, as one: the resources in CloudFormation's types, each at its place.

use std::rc::Rc;

use super::files::FileReference;
use super::pieces::Pieces;
use super::source::Parameter;
use asl_document::project::Position;
use asl_text::diagnostic::Diagnostic;
use asl_text::{Member, Node, NodeKind, Span, Spanned};

/// Beside the `Type` of a rule: the id of the function or machine that a tool made it for, with all permissions.
pub(super) const OWNER: &str = "Owner";
/// Likewise: the rule is a schedule of EventBridge Scheduler.
pub(super) const SCHEDULER: &str = "Scheduler";

/// A file of another tool, as a template of CloudFormation.
pub(super) struct Foreign {
    /// The template.
    pub(super) template: Node,
    /// What it asks for.
    pub(super) parameters: Vec<Parameter>,
    /// The definitions that do not stand in the template's own text, or not as they are, by the ids of their machines.
    pub(super) definitions: Vec<(Rc<str>, Written)>,
    /// The files that it names.
    pub(super) files: Vec<FileReference>,
    /// What is wrong with it.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A definition that a reader found.
pub(super) enum Written {
    /// An object in the file at that position; functions of CloudFormation are still to be worked out.
    Node(Position, Node),
    /// A text, put together of pieces of the file at that position; the place is where to say that it is too long.
    Text(Position, Pieces, Span),
    /// What it is cannot be worked out: the words, and where they stand.
    Unknown(String, Span),
    /// A file that is not there, if it is known which, and where it is named.
    Missing(Option<Rc<str>>, Span),
}

/// An object at `span`.
pub(super) fn object(members: Vec<Member>, span: Span) -> Node {
    Node { kind: NodeKind::Object(members), span }
}

/// A list at `span`.
pub(super) fn array(items: Vec<Node>, span: Span) -> Node {
    Node { kind: NodeKind::Array(items), span }
}

/// A text at `span`.
pub(super) fn string(text: impl Into<Rc<str>>, span: Span) -> Node {
    Node { kind: NodeKind::String(text.into()), span }
}

/// A member whose key stands at `span`.
pub(super) fn member(key: impl Into<Rc<str>>, span: Span, value: Node) -> Member {
    Member { key: Spanned::new(key.into(), span), value }
}

/// A resource of that id, type and properties; the id stands at `key`.
pub(super) fn resource(id: &Rc<str>, key: Span, kind: &str, properties: Vec<Member>, span: Span) -> Member {
    let members = vec![member("Type", key, string(kind, key)), member("Properties", key, object(properties, span))];
    member(Rc::clone(id), key, object(members, span))
}

/// `node` with every place at `span`: it stands in another file.
pub(super) fn placed_at(node: &Node, span: Span) -> Node {
    let kind = match &node.kind {
        NodeKind::Array(items) => NodeKind::Array(items.iter().map(|item| placed_at(item, span)).collect()),
        NodeKind::Object(members) => NodeKind::Object(
            members.iter().map(|one| member(Rc::clone(&one.key.value), span, placed_at(&one.value, span))).collect(),
        ),
        other => other.clone(),
    };
    Node { kind, span }
}
