//! The same text, tidily laid out: JSON with two spaces, YAML with its lines moved and its comments kept.

use super::{Changed, Refused, read, says_the_same, yaml_lines};
use asl_text::{Format, Member, Node, NodeKind};

/// The longest line that an object or array stays on, in bytes.
const WIDTH: usize = 100;

/// Lays `text` out.
///
/// # Errors
///
/// If the text is broken, or if it is YAML that cannot be moved safely.
pub fn format(text: &str) -> Result<Changed, Refused> {
    let (root, format) = read(text)?;
    let result = match format {
        Format::Json => json(text, &root),
        Format::Yaml => yaml_lines::indent(text, &root)?,
    };
    if !says_the_same(&root, &result) {
        return Err(Refused::new("Nothing was changed: formatting would change the meaning of this text."));
    }
    let summary = if result == text { "The text is already formatted." } else { "Formatted." };
    Ok(Changed { text: result, summary: summary.to_owned(), notes: Vec::new() })
}

/// JSON, its scalars as they are written.
pub(super) fn json(text: &str, root: &Node) -> String {
    let mut printer = Printer { text, out: String::new(), whole: !text.trim().contains('\n') };
    printer.value(root, 0, 0);
    printer.out.push('\n');
    printer.out
}

struct Printer<'a> {
    text: &'a str,
    out: String,
    /// Whether all of the text stands on one line, so that this says nothing about its parts.
    whole: bool,
}

impl Printer<'_> {
    /// Writes `node` behind `before` bytes of its line.
    fn value(&mut self, node: &Node, depth: usize, before: usize) {
        if let Some(line) = self.on_one_line(node, depth, before) {
            self.out.push_str(&line);
            return;
        }
        match &node.kind {
            NodeKind::Array(items) => {
                self.parts(depth, ['[', ']'], items, |printer, item| printer.value(item, depth + 1, 2 * depth + 2));
            }
            NodeKind::Object(members) => self.parts(depth, ['{', '}'], members, |printer, member: &Member| {
                let key = member.key.span.slice(printer.text);
                printer.out.push_str(key);
                printer.out.push_str(": ");
                printer.value(&member.value, depth + 1, 2 * depth + key.len() + 4);
            }),
            _ => self.out.push_str(node.span.slice(self.text)),
        }
    }

    fn parts<T>(&mut self, depth: usize, brackets: [char; 2], parts: &[T], mut each: impl FnMut(&mut Self, &T)) {
        let [open, close] = brackets;
        self.out.push(open);
        for (index, part) in parts.iter().enumerate() {
            self.out.push_str(if index > 0 { ",\n" } else { "\n" });
            self.indent(depth + 1);
            each(self, part);
        }
        self.out.push('\n');
        self.indent(depth);
        self.out.push(close);
    }

    fn indent(&mut self, depth: usize) {
        self.out.extend(std::iter::repeat_n("  ", depth));
    }

    /// What stays on its line: it stood on one, and fits.
    fn on_one_line(&self, node: &Node, depth: usize, before: usize) -> Option<String> {
        let is_empty = match &node.kind {
            NodeKind::Array(items) => items.is_empty(),
            NodeKind::Object(members) => members.is_empty(),
            _ => false,
        };
        let is_short_list = matches!(&node.kind, NodeKind::Array(_)) && node.items().iter().all(is_scalar);
        let was = !node.span.slice(self.text).contains('\n') && (!self.whole || is_short_list);
        if !is_empty && (depth == 0 || !was) {
            return None;
        }
        let line = self.line(node);
        (is_empty || before + line.len() < WIDTH).then_some(line)
    }

    fn line(&self, node: &Node) -> String {
        match &node.kind {
            NodeKind::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.line(item)).collect();
                format!("[{}]", items.join(", "))
            }
            NodeKind::Object(members) if members.is_empty() => "{}".to_owned(),
            NodeKind::Object(members) => {
                let member =
                    |member: &Member| format!("{}: {}", member.key.span.slice(self.text), self.line(&member.value));
                let members: Vec<String> = members.iter().map(member).collect();
                format!("{{ {} }}", members.join(", "))
            }
            _ => node.span.slice(self.text).to_owned(),
        }
    }
}

fn is_scalar(node: &Node) -> bool {
    !node.is_container()
}
