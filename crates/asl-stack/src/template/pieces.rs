//! Text put together of pieces of a template, with the way back from each of its bytes to where it was written.

use std::rc::Rc;

use asl_text::{Node, Span};

/// More text than any definition; a template may repeat a long parameter in every line.
const MOST: usize = 4 * 1024 * 1024;

/// A text and where it comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Pieces {
    /// All pieces so far, one behind the other.
    pub(super) text: String,
    /// Where each piece begins in it, and where that stands in the template.
    starts: Vec<(usize, Origin)>,
    /// Whether something was left out for its length.
    pub(super) too_long: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Origin {
    /// Worked out of what stands there.
    Computed(Span),
    /// Written like this, from that byte of the text on.
    Plain(u32),
    /// Written like this: the offsets of all bytes of the string, and the first byte's number.
    Written(Rc<[u32]>, usize),
}

impl Pieces {
    /// Adds what stands in the template as it is: `part` begins at the byte `from` of the string with these offsets.
    pub(super) fn written(&mut self, part: &str, offsets: &Rc<[u32]>, from: usize) {
        self.add(part, Origin::Written(Rc::clone(offsets), from));
    }

    /// Adds what stands in the text from the byte `from` on, as it is.
    pub(super) fn plain(&mut self, part: &str, from: usize) {
        self.add(part, Origin::Plain(Span::new(from, from).start));
    }

    /// Adds what was worked out of what stands at `span`.
    pub(super) fn computed(&mut self, part: &str, span: Span) {
        self.add(part, Origin::Computed(span));
    }

    fn add(&mut self, part: &str, place: Origin) {
        if self.text.len() + part.len() > MOST {
            self.too_long = true;
        } else if !part.is_empty() {
            self.starts.push((self.text.len(), place));
            self.text.push_str(part);
        }
    }

    /// The place in the template of `inner` in this text.
    pub(super) fn place(&self, inner: Span) -> Span {
        let start = self.offset(inner.start as usize, false);
        let end = if inner.end > inner.start { self.offset(inner.end as usize, true) } else { start };
        Span { start, end: end.max(start) }
    }

    /// `is_end`: the offset stands behind the last byte that is meant.
    fn offset(&self, at: usize, is_end: bool) -> u32 {
        let byte = at.saturating_sub(usize::from(is_end));
        let index = self.starts.partition_point(|(start, _)| *start <= byte).saturating_sub(1);
        match self.starts.get(index) {
            None => 0,
            Some((_, Origin::Computed(span))) => {
                if is_end {
                    span.end
                } else {
                    span.start
                }
            }
            Some((start, Origin::Plain(from))) => Span::new(at - start, at).start.saturating_add(*from),
            Some((start, Origin::Written(offsets, from))) => {
                offsets.get(from + at - start).or(offsets.last()).copied().unwrap_or_default()
            }
        }
    }

    /// The tree of this text with every place in the template.
    pub(super) fn place_all(&self, node: &Node) -> Node {
        node.clone().moved(&|span| self.place(span))
    }
}
