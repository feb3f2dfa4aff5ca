//! Reading a text again after a small change: only the value around the change is read, and what stands behind it moves.
//!
//! Exact by the way in which the reader works. What it makes of a value depends on the text from the value's start on and on
//! the brackets around it alone. If the value is well-formed and ends where the one before it ended, all else is as it was. A text
//! with any problem is read as a whole.

use std::rc::Rc;

use super::cursor::{Cursor, Open};
use super::tree::read_value;
use crate::change::{Movable, TextChange};
use crate::{Format, Node, NodeKind, Parsed, Span};

/// Reads the texts of an editor one after the other.
#[derive(Debug, Default)]
pub struct Rereader {
    /// The last text that was JSON without a problem, and its tree.
    last: Option<(Rc<str>, Node)>,
}

/// What is new in a text that was read again.
#[derive(Clone, Copy, Debug)]
pub struct Reread {
    /// What became of the text that was [kept](Rereader::keep).
    pub change: TextChange,
    /// The value that was read, where it stands now. All others are the same and have moved.
    pub value: Span,
}

impl Rereader {
    /// Gives what [`parse`](crate::parse) gives. With it comes what is new if that is part of the text that was kept last; its
    /// tree is then used up until the next is kept.
    pub fn parse(&mut self, text: &str) -> (Parsed, Option<Reread>) {
        if let Some((before, mut root)) = self.last.take() {
            let change = TextChange::between(&before, text);
            if let Some(value) = read_again(&mut root, text, change) {
                let parsed = Parsed { root: Some(root), format: Format::Json, diagnostics: Vec::new() };
                return (parsed, Some(Reread { change, value }));
            }
            self.last = Some((before, root));
        }
        (crate::parse(text), None)
    }

    /// Whether the next text can be compared with that one.
    pub fn can_keep(parsed: &Parsed) -> bool {
        parsed.format == Format::Json && parsed.diagnostics.is_empty()
    }

    /// Keeps a text with its tree, JSON in which nothing was found, for the next one to be compared with.
    pub fn keep(&mut self, text: Rc<str>, root: Node) {
        self.last = Some((text, root));
    }
}

/// Brings the tree of the text before to the one after; gives the place of the value that was read anew. `None` leaves it as it
/// was.
fn read_again(root: &mut Node, text: &str, change: TextChange) -> Option<Span> {
    if !change.is_inside(root.span) {
        return None;
    }
    let mut open = Vec::new();
    let mut path = Vec::new();
    let mut node = &*root;
    while let Some((index, inner)) = around(node, change) {
        let bracket = if matches!(node.kind, NodeKind::Array(_)) { b'[' } else { b'{' };
        open.push(Open { bracket, at: node.span.start as usize });
        path.push(index);
        node = inner;
    }
    if path.is_empty() {
        return None;
    }
    let mut cursor = Cursor::inside(text, node.span.start as usize, open);
    let value = read_value(&mut cursor);
    let span = change.moved(node.span);
    if value.span != span || cursor.has_found() {
        return None;
    }
    root.move_by(change);
    let mut slot = root;
    for index in path {
        slot = match &mut slot.kind {
            NodeKind::Array(items) => items.get_mut(index)?,
            NodeKind::Object(members) => &mut members.get_mut(index)?.value,
            _ => return None,
        };
    }
    *slot = value;
    Some(span)
}

/// The part of `node` that the change lies inside of, between brackets or quotes. What has none may be more than a value: a
/// placeholder can stand for members, whose key it is as well.
fn around(node: &Node, change: TextChange) -> Option<(usize, &Node)> {
    let begins_before = |inner: &Node| (inner.span.start as usize) < change.start;
    let (index, inner) = match &node.kind {
        NodeKind::Array(items) => {
            let index = items.partition_point(begins_before).checked_sub(1)?;
            (index, items.get(index)?)
        }
        NodeKind::Object(members) => {
            let index = members.partition_point(|member| begins_before(&member.value)).checked_sub(1)?;
            (index, &members.get(index)?.value)
        }
        _ => return None,
    };
    let is_closed = matches!(inner.kind, NodeKind::Array(_) | NodeKind::Object(_) | NodeKind::String(_));
    (is_closed && change.is_inside(inner.span)).then_some((index, inner))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Rereader;
    use crate::parse;

    /// Reads all texts one after the other; says of each whether only a part of it was read.
    fn agree(texts: &[String]) -> Vec<bool> {
        let mut reader = Rereader::default();
        let mut is_part = Vec::new();
        for text in texts {
            let (parsed, reread) = reader.parse(text);
            let whole = parse(text);
            assert_eq!(parsed.root, whole.root, "{text}");
            assert_eq!((&parsed.diagnostics, parsed.format), (&whole.diagnostics, whole.format), "{text}");
            is_part.push(reread.is_some());
            if Rereader::can_keep(&parsed)
                && let Some(root) = parsed.root
            {
                reader.keep(text.as_str().into(), root);
            }
        }
        is_part
    }

    #[test]
    fn only_the_value_around_a_change_is_read() {
        let texts = [
            r#"{"a": {"b": [1, "two", true]}, "c": 3}"#,
            r#"{"a": {"b": [1, "tw|o", true]}, "c": 3}"#,
            r#"{"a": {"b": [1, "two\", true]}, "c": 3}"#,
            r#"{"a": {"b": [1, "two", true, null]}, "c": 3}"#,
            r#"{"a": {"b": [1, "two", true, null]}, "c": 34}"#,
            r#"{"a": {"b": [1, "two", true, null]}, "d": 34}"#,
            r#"{"a": {"b": [1, "two", truue, null]}, "d": 34}"#,
            r#"{"a": {"b": [1, "ä😀", true, null]}, "d": 34}"#,
            r#"{"a": {"b": [1, "å😀", true, null]}, "d": 34}"#,
            r#"{"a": {"b": [1, "å😀", true, null]}, ${rest}}"#,
            r#"{"a": {"b": [1, "å😀", true, null]}, ${re/*st}}"#,
        ];
        let expected = [false, true, false, true, false, false, false, true, true, false, false];
        assert_eq!(agree(&texts.map(str::to_owned)), expected);
    }

    #[test]
    fn the_depth_of_what_is_around_counts() {
        let nested = |inner: &str| format!("{}{inner}{}", "[".repeat(250), "]".repeat(250));
        let texts = [nested("[1]"), nested("[[[[1]]]]"), nested("[[[[[[[[[[1]]]]]]]]]]"), nested("[[2]]")];
        assert_eq!(agree(&texts), [false, true, false, true]);
    }

    /// What a person may type, or what may be torn out of a text.
    const PIECES: [&str; 26] = [
        "",
        "a",
        "\"",
        "'",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "1",
        "-",
        ".",
        "e",
        "\\",
        "\n",
        " ",
        "${",
        "}\"",
        "null",
        "//",
        "/*",
        "\u{feff}",
        "ä",
        "\"x\": {\"y\": [1]}",
        "\", \"",
    ];

    proptest! {
        #[test]
        fn changes_at_random_give_what_reading_the_whole_text_gives(
            edits in proptest::collection::vec((any::<proptest::sample::Index>(), 0..4_usize, 0..PIECES.len(), any::<bool>()), 1..40),
        ) {
            let mut text = r#"{"StartAt": "A", "n": [1, -2.5e3, "${x}", ${y}, {"k": null}],
                "States": {"A": {"Type": "Pass", "Result": {"a": "\u00e4\"", "b": [true, {}]}, "End": true}}}"#.to_owned();
            let mut texts = vec![text.clone()];
            for (at, taken, piece, undone) in edits {
                let before = text.clone();
                let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
                let first = at.index(places.len());
                let last = (first + taken).min(places.len() - 1);
                text.replace_range(places[first]..places[last], PIECES[piece]);
                texts.push(text.clone());
                if undone {
                    text = before;
                    texts.push(text.clone());
                }
            }
            agree(&texts);
        }
    }
}
