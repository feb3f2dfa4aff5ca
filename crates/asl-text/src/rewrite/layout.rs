//! Where things stand in the lines of a text: columns, indentation, the ends of lines, comments.

use super::Rewriter;
use crate::{Member, Node, Span};

/// The white space of the first line that is indented, if it is a usual step; else two spaces.
pub(super) fn unit(text: &str) -> &str {
    let blank = |line: &'_ str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let unit = lines.find_map(|line| line.get(..blank(line)).filter(|unit| !unit.is_empty()));
    unit.filter(|unit| unit.len() <= 8).unwrap_or("  ")
}

/// Text that was printed in steps of two spaces, in steps of `unit`; all lines but the first with `indent` before them.
pub(super) fn reindent(printed: &str, indent: &str, unit: &str) -> String {
    let mut out = String::new();
    for (index, line) in printed.lines().enumerate() {
        let rest = line.trim_start_matches(' ');
        if index > 0 {
            out.push('\n');
            if !rest.is_empty() {
                out.push_str(indent);
            }
        }
        out.extend(std::iter::repeat_n(unit, (line.len() - rest.len()) / 2));
        out.extend(std::iter::repeat_n(' ', (line.len() - rest.len()) % 2));
        out.push_str(rest);
    }
    out
}

impl<'a> Rewriter<'a> {
    /// The white space before `offset`, if there is nothing else before it on its line, and other lines before that.
    pub(super) fn indent(&self, offset: usize) -> Option<&'a str> {
        let line = self.line_before(offset);
        (line.trim().is_empty() && self.text.get(..offset)?.contains('\n')).then_some(line)
    }

    /// The white space at the beginning of the line of `offset`.
    pub(super) fn line_indent(&self, offset: usize) -> &'a str {
        let line = self.line_before(offset);
        line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
    }

    /// How many characters stand before `offset` on its line.
    pub(super) fn column(&self, offset: usize) -> usize {
        self.line_before(offset).chars().count()
    }

    /// What stands before `offset` on its line.
    fn line_before(&self, offset: usize) -> &'a str {
        let before = self.text.get(..offset).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default()
    }

    /// Where the last line of the text at `span` ends: behind a comment there, white space at the end left out.
    pub(super) fn end_of_line(&self, span: Span) -> usize {
        let kept = self.text.get(..span.end as usize).unwrap_or_default().trim_end().len();
        let rest = self.text.get(kept..).unwrap_or_default();
        kept + rest.find('\n').unwrap_or(rest.len())
    }

    /// `span` without the white space at its end, which a block of YAML has.
    pub(super) fn trimmed(&self, span: Span) -> Span {
        let blank = self.slice(span);
        let blank = blank.len() - blank.trim_end().len();
        Span { start: span.start, end: span.end - u32::try_from(blank).unwrap_or_default() }
    }

    /// What stands between two members of `object`: a comma where it is in brackets, and a line break or a space.
    pub(super) fn gap(&self, object: &Node) -> String {
        let first = object.members().first().map_or(object.span.start, |first| first.key.span.start);
        let in_brackets = self.in_brackets(object);
        let comma = if in_brackets { "," } else { "" };
        let before_first = self.slice(Span { start: object.span.start, end: first });
        if in_brackets && !before_first.contains('\n') {
            return format!("{comma} ");
        }
        format!("{comma}\n{}", " ".repeat(self.column(first as usize)))
    }

    /// Where a member ends with the comments behind it, which a block of YAML may have.
    pub(super) fn end_with_comments(&self, member: &Member, object: &Node) -> u32 {
        let end = self.trimmed(member.span()).end;
        if self.in_brackets(object) {
            return end;
        }
        let next = object.members().iter().map(|other| other.key.span.start).find(|start| *start > end);
        let rest = match next {
            Some(next) => self.slice(Span { start: end, end: next }),
            None => self.text.get(end as usize..).unwrap_or_default().split('\n').next().unwrap_or_default(),
        };
        end + u32::try_from(rest.trim_end().len()).unwrap_or_default()
    }

    /// Each member of a YAML block with the comments above it, up to the next; without the first line's indentation.
    pub(super) fn blocks(&self, object: &Node) -> Vec<Span> {
        let starts: Vec<usize> = object.members().iter().map(|member| self.block_start(member)).collect();
        let indentation = |start: usize| {
            let line = self.text.get(start..).unwrap_or_default();
            start + line.len() - line.trim_start_matches(' ').len()
        };
        let end = self.line_end(object.members().last().map_or(0, |last| last.span().end));
        let ends = starts.iter().skip(1).copied().chain([end]);
        starts.iter().zip(ends).map(|(start, end)| Span::new(indentation(*start), end)).collect()
    }

    /// The first of the comment lines right above the member, or its own line; its key if something stands before it.
    fn block_start(&self, member: &Member) -> usize {
        let key = member.key.span.start as usize;
        let before = self.text.get(..key).unwrap_or_default();
        let mut start = before.rfind('\n').map_or(0, |at| at + 1);
        if !before.get(start..).unwrap_or_default().trim().is_empty() {
            return key;
        }
        while let Some(above) = self.text.get(..start.saturating_sub(1)).filter(|_| start > 0) {
            let line = above.rfind('\n').map_or(0, |at| at + 1);
            if !above.get(line..).unwrap_or_default().trim_start().starts_with('#') {
                break;
            }
            start = line;
        }
        start
    }

    /// Behind the line that the byte before `offset` stands on.
    fn line_end(&self, offset: u32) -> usize {
        let offset = offset as usize;
        if self.text.get(..offset).is_some_and(|before| before.ends_with('\n')) {
            return offset;
        }
        let rest = self.text.get(offset..).unwrap_or_default();
        offset + rest.find('\n').map_or(rest.len(), |at| at + 1)
    }
}
