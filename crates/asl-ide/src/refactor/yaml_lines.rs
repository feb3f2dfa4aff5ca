//! The lines of a YAML text, each moved to the column of its depth; comments and the lines of a scalar go along.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::Refused;
use asl_text::line_index::LineIndex;
use asl_text::{Node, NodeKind};

/// What a line begins with: how many bytes of it give way, and to what.
struct Start {
    old: usize,
    new: String,
}

struct Lines<'a> {
    text: &'a str,
    index: LineIndex,
    starts: BTreeMap<u32, Start>,
    /// Lines in the middle of a scalar or of brackets.
    middles: Vec<RangeInclusive<u32>>,
}

/// The text with every line at the column of its depth, two spaces for each.
pub(super) fn indent(text: &str, root: &Node) -> Result<String, Refused> {
    let mut lines = Lines { text, index: LineIndex::new(text), starts: BTreeMap::new(), middles: Vec::new() };
    lines.visit(root, 0)?;
    Ok(lines.moved())
}

impl Lines<'_> {
    /// The line of a byte, and what stands before it there.
    fn before(&self, offset: u32) -> (u32, &str) {
        let start = self.text.get(..offset as usize).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        (self.index.position(offset).line, self.text.get(start..offset as usize).unwrap_or_default())
    }

    fn visit(&mut self, node: &Node, depth: usize) -> Result<(), Refused> {
        let written = node.span.slice(self.text);
        if written.starts_with(['&', '*', '!']) || written.contains("<<:") {
            return Err(Refused::at(
                node.opening(),
                "Nothing was changed: lines can't be moved in YAML with anchors, aliases, or tags on lists and \
                 objects.",
            ));
        }
        let is_block = node.is_container() && !written.starts_with(['{', '[']);
        if !is_block {
            let last = node.span.end.saturating_sub(1).max(node.span.start);
            let (first, last) = (self.index.position(node.span.start).line, self.index.position(last).line);
            self.middles.push(first + 1..=last);
            return Ok(());
        }
        for member in node.members() {
            let (line, before) = self.before(member.key.span.start);
            let column = before.len();
            if before.trim().is_empty() {
                self.starts.insert(line, Start { old: column, new: " ".repeat(depth) });
            }
            let value = &member.value;
            let is_inner = self.before(value.span.start).0 > line;
            // A list may stand in the column of its key.
            let flush = matches!(value.kind, NodeKind::Array(_))
                && value.items().first().is_some_and(|item| self.before(item.span.start).1.find('-') == Some(column));
            self.visit_value(value, if flush && is_inner { depth } else { depth + 2 })?;
        }
        for item in node.items() {
            let (line, before) = self.before(item.span.start);
            let old = before.len();
            if !before.trim_end().ends_with('-') {
                return Err(Refused::at(
                    item.opening(),
                    "Nothing was changed: this item does not start on the line of its `-`.",
                ));
            }
            let outer = self.starts.get(&line).map(|start| start.new.clone());
            let new = outer.filter(|outer| outer.contains('-')).unwrap_or_else(|| " ".repeat(depth));
            if before.trim_matches([' ', '-']).is_empty() {
                self.starts.insert(line, Start { old, new: new + "- " });
            }
            self.visit_value(item, depth + 2)?;
        }
        Ok(())
    }

    /// A scalar may have a tag or an anchor; it is not moved in itself.
    fn visit_value(&mut self, node: &Node, depth: usize) -> Result<(), Refused> {
        if node.is_container() {
            return self.visit(node, depth);
        }
        let last = node.span.end.saturating_sub(1).max(node.span.start);
        let (first, last) = (self.before(node.span.start).0, self.index.position(last).line);
        self.middles.push(first + 1..=last);
        Ok(())
    }

    fn moved(&self) -> String {
        let mut out = Vec::new();
        let mut delta = 0_isize;
        for (number, line) in (0_u32..).zip(self.text.lines()) {
            let trimmed = line.trim_end();
            let is_middle = self.middles.iter().any(|middle| middle.contains(&number));
            if let Some(start) = self.starts.get(&number).filter(|_| !is_middle) {
                delta = start.new.len().cast_signed() - start.old.cast_signed();
                out.push(format!("{}{}", start.new, trimmed.get(start.old..).unwrap_or_default()));
            } else if trimmed.trim_start().starts_with('#') && !is_middle {
                let next = self.starts.range(number..).next();
                let column = next.map_or(0, |(_, start)| start.new.len() - start.new.trim_start().len());
                out.push(format!("{}{}", " ".repeat(column), trimmed.trim_start()));
            } else if is_middle && !trimmed.is_empty() {
                let old = line.len() - line.trim_start().len();
                let new = old.saturating_add_signed(delta);
                out.push(format!("{}{}", " ".repeat(new), line.trim_start()));
            } else {
                out.push(if is_middle { line.to_owned() } else { trimmed.to_owned() });
            }
        }
        while out.last().is_some_and(String::is_empty) {
            out.pop();
        }
        out.join("\n") + "\n"
    }
}
