//! Placeholders that YAML would read as objects, as plain scalars.

use crate::{Member, Node, NodeKind, placeholder};

/// The text, byte for byte as long, in which placeholders outside of quotes have no brackets; `None` if there are none.
pub(super) fn as_plain(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    for (start, written) in placeholder::all(text) {
        let before = text.get(..start)?;
        let line = before.rsplit('\n').next().unwrap_or_default();
        let is_quoted = line.matches('"').count() % 2 == 1 || line.matches('\'').count() % 2 == 1;
        plain.push_str(text.get(at..start)?);
        at = start + written.len();
        if is_quoted {
            plain.push_str(written);
        } else {
            plain
                .extend(written.chars().map(|letter| if "{}[],:#&*!|>'\"%@`".contains(letter) { '_' } else { letter }));
        }
    }
    plain.push_str(text.get(at..)?);
    (plain != text).then_some(plain)
}

/// The tree of `plain` with the placeholders of `text`.
pub(super) fn restored(node: Node, text: &str, plain: &str) -> Node {
    let Node { kind, span } = node;
    let kind = match kind {
        NodeKind::Array(items) => NodeKind::Array(items.into_iter().map(|item| restored(item, text, plain)).collect()),
        NodeKind::Object(members) => {
            let member = |Member { mut key, value }: Member| {
                if span_text(plain, key.span) == &*key.value {
                    key.value = span_text(text, key.span).into();
                }
                Member { key, value: restored(value, text, plain) }
            };
            NodeKind::Object(members.into_iter().map(member).collect())
        }
        NodeKind::String(value) if span_text(plain, span) == &*value => {
            let written = span_text(text, span);
            if placeholder::is_one(written) {
                NodeKind::Placeholder(written.into())
            } else {
                NodeKind::String(written.into())
            }
        }
        other => other,
    };
    Node { kind, span }
}

fn span_text(text: &str, span: crate::Span) -> &str {
    span.slice(text)
}
