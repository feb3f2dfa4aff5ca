//! A part of a template as the JSON text that AWS is given, with the way back from each of its bytes.

use std::rc::Rc;

use super::super::definition::TemplateText;
use super::super::pieces::Pieces;
use asl_text::{Node, NodeKind, Span, place};
use asl_value::Value;

/// What CloudFormation makes of `node`: one line of JSON, members in the order of the text, numbers as they are written.
pub(super) fn of_node(source: TemplateText<'_>, node: &Node) -> Pieces {
    let mut pieces = Pieces::default();
    write(source, node, &mut pieces);
    pieces
}

/// The text of a string, each of its bytes at its place.
pub(super) fn of_string(source: TemplateText<'_>, node: &Node) -> Option<Pieces> {
    let text = node.as_str()?;
    let mut pieces = Pieces::default();
    match place::offsets(source.text, source.format, node.span, text) {
        Some(offsets) => pieces.written(text, &offsets.into(), 0),
        None => pieces.computed(text, node.span),
    }
    Some(pieces)
}

fn write(source: TemplateText<'_>, node: &Node, pieces: &mut Pieces) {
    match &node.kind {
        NodeKind::Object(members) => {
            pieces.computed("{", node.opening());
            for (index, one) in members.iter().enumerate() {
                if index > 0 {
                    pieces.computed(",", one.key.span);
                }
                pieces.computed(&quoted(&one.key.value), one.key.span);
                pieces.computed(":", one.key.span);
                write(source, &one.value, pieces);
            }
            pieces.computed("}", end_of(node));
        }
        NodeKind::Array(items) => {
            pieces.computed("[", node.opening());
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    pieces.computed(",", item.opening());
                }
                write(source, item, pieces);
            }
            pieces.computed("]", end_of(node));
        }
        NodeKind::String(text) | NodeKind::Placeholder(text) => pieces.computed(&quoted(text), node.span),
        NodeKind::Number(number) => {
            // The way a number is written matters to a pattern; YAML has ways that JSON does not.
            let written = node.span.slice(source.text).trim();
            let is_json = serde_json::from_str::<serde_json::Number>(written).is_ok();
            let text = if is_json { Rc::from(written) } else { Rc::from(number.to_string()) };
            pieces.computed(&text, node.span);
        }
        NodeKind::Bool(flag) => pieces.computed(if *flag { "true" } else { "false" }, node.span),
        NodeKind::Null | NodeKind::Missing => pieces.computed("null", node.span),
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_json()
}

/// The last part of a value, to say something about its end.
fn end_of(node: &Node) -> Span {
    let last = node.members().last().map(|one| one.key.span);
    last.or_else(|| node.items().last().map(Node::opening)).unwrap_or_else(|| node.opening())
}
