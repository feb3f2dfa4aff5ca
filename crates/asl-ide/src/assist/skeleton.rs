//! What a completion inserts: data with places to fill in, written as the text around it is.
//!
//! It is no second printer of values: it writes pieces between stops instead of a text, begins in the middle of a line at any
//! indentation, puts short lists of JSON on one line as people do when they type, and sets quotes around a stop by what may
//! be filled in there. How a single value is written, what YAML reads without quotes, and the step of the indentation come
//! from [`asl_text::print`].

use asl_text::print::{INDENT, is_plain, scalar, string};
use asl_text::{Format, Node, NodeKind, json};

/// A piece of the text to insert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnippetPart {
    /// What is inserted; a proposal where it is a stop.
    pub text: String,
    /// Whether it is a place to fill in, and the text a proposal.
    pub stop: bool,
}

/// Opens a place to fill in, in the compact JSON that skeletons are written in: `‹proposal›`.
const OPEN: char = '‹';
const CLOSE: char = '›';
/// Stands in front of a proposal that is no string: `"‹#10›"` is the number 10.
const RAW: char = '#';

/// A text that is being put together.
pub(super) struct Writer {
    parts: Vec<SnippetPart>,
    format: Format,
}

impl Writer {
    /// Begins a text in that notation.
    pub(super) fn new(format: Format) -> Self {
        Self { parts: Vec::new(), format }
    }

    /// The pieces.
    pub(super) fn into_parts(self) -> Vec<SnippetPart> {
        self.parts
    }

    /// Appends text as it is.
    pub(super) fn text(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(SnippetPart { text: last, stop: false }) => last.push_str(text),
            _ => self.parts.push(SnippetPart { text: text.to_owned(), stop: false }),
        }
    }

    /// Appends a place to fill in.
    pub(super) fn stop(&mut self, proposal: &str) {
        self.parts.push(SnippetPart { text: proposal.to_owned(), stop: true });
    }

    /// Appends a string that holds this text.
    pub(super) fn string(&mut self, text: &str) {
        self.text(&string(text, self.format));
    }

    /// Appends a member: `key`, a colon, and the value if one comes with it.
    pub(super) fn member(&mut self, key: &str, value: Option<&Node>, level: usize) {
        if key.contains(OPEN) && self.format == Format::Yaml {
            self.stop(&key.replace([OPEN, CLOSE], ""));
        } else {
            self.marked(key);
        }
        self.text(":");
        let Some(value) = value else { return };
        if self.format == Format::Json {
            self.text(" ");
        }
        self.value(value, level);
    }

    /// Appends a value behind a key or in an array; `level` is the indentation of what it belongs to.
    pub(super) fn value(&mut self, node: &Node, level: usize) {
        match self.format {
            Format::Json => self.json(node, level),
            Format::Yaml => self.yaml(node, level),
        }
    }

    /// Appends the members of an object; the first stands at the caret, the others in lines of their own.
    pub(super) fn members(&mut self, node: &Node, level: usize) {
        for (index, member) in node.members().iter().enumerate() {
            if index > 0 {
                self.line(level);
            }
            if member.key.value.chars().eq([OPEN, CLOSE]) {
                self.stop("");
            } else {
                self.member(&member.key.value, Some(&member.value), level);
            }
            if self.format == Format::Json && index + 1 < node.members().len() {
                self.text(",");
            }
        }
    }

    /// Appends a scalar or the whole of an object for the place where nothing stands before it.
    pub(super) fn alone(&mut self, node: &Node, level: usize) {
        match (self.format, &node.kind) {
            (Format::Yaml, NodeKind::Object(_)) => self.members(node, level),
            (Format::Yaml, NodeKind::Array(items)) => self.items(items, level),
            (Format::Yaml, _) => self.scalar(node),
            (Format::Json, _) => self.json(node, level),
        }
    }

    fn line(&mut self, level: usize) {
        self.text("\n");
        self.text(&" ".repeat(level));
    }

    fn json(&mut self, node: &Node, level: usize) {
        match &node.kind {
            NodeKind::Object(members) if members.is_empty() => self.text("{}"),
            NodeKind::Object(_) => {
                self.text("{");
                self.line(level + INDENT);
                self.members(node, level + INDENT);
                self.line(level);
                self.text("}");
            }
            NodeKind::Array(items) => {
                let flat = items.iter().all(|item| !matches!(item.kind, NodeKind::Object(_)));
                self.text("[");
                for (index, item) in items.iter().enumerate() {
                    self.text(match (index, flat) {
                        (0, _) => "",
                        (_, true) => ", ",
                        (_, false) => ",",
                    });
                    if !flat {
                        self.line(level + INDENT);
                    }
                    self.json(item, if flat { level } else { level + INDENT });
                }
                if !flat {
                    self.line(level);
                }
                self.text("]");
            }
            _ => self.scalar(node),
        }
    }

    fn yaml(&mut self, node: &Node, level: usize) {
        match &node.kind {
            NodeKind::Object(members) if !members.is_empty() => {
                self.line(level + INDENT);
                self.members(node, level + INDENT);
            }
            NodeKind::Array(items) if !items.is_empty() => {
                self.line(level + INDENT);
                self.items(items, level + INDENT);
            }
            _ => {
                self.text(" ");
                self.scalar(node);
            }
        }
    }

    fn items(&mut self, items: &[Node], level: usize) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.line(level);
            }
            self.text("- ");
            self.alone(item, level + INDENT);
        }
    }

    fn scalar(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::String(text) => self.marked(text),
            _ => self.text(&scalar(node, self.format)),
        }
    }

    /// A string with a place to fill in, or a bare one.
    fn marked(&mut self, text: &str) {
        let Some((before, inner)) = text.split_once(OPEN) else { return self.string(text) };
        let (proposal, after) = inner.split_once(CLOSE).unwrap_or((inner, ""));
        if let Some(raw) = proposal.strip_prefix(RAW) {
            return self.stop(raw);
        }
        let bare = before.is_empty() && after.is_empty() && (proposal.is_empty() || is_plain(proposal));
        if self.format == Format::Yaml && (bare || is_plain(before) && is_plain(&[before, proposal, after].concat())) {
            self.text(before);
            self.stop(proposal);
            self.text(after);
        } else {
            self.text("\"");
            self.text(before);
            self.stop(proposal);
            self.text(&format!("{after}\""));
        }
    }
}

/// Reads a skeleton.
pub(super) fn read(skeleton: &str) -> Option<Node> {
    json::parse(skeleton).root
}
