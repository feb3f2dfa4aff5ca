//! What a text and the one before it have in common, and where the places of the one are in the other.

use crate::diagnostic::Diagnostic;
use crate::{Node, NodeKind, Span, Spanned};

/// Where two texts differ: the bytes `start..before` of the one became the bytes `start..after` of the other. What they begin and
/// end with is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextChange {
    /// Where the change begins, in both.
    pub start: usize,
    /// Where it ends in the text before.
    pub before: usize,
    /// Where it ends in the text after.
    pub after: usize,
}

/// So many bytes are compared at once.
const BLOCK: usize = 64;

/// How many bytes both begin with.
fn same_start(one: &[u8], other: &[u8]) -> usize {
    let blocks = one.chunks_exact(BLOCK).zip(other.chunks_exact(BLOCK));
    let same = BLOCK * blocks.take_while(|(one, other)| one == other).count();
    let rest = one.iter().zip(other).skip(same);
    same + rest.take_while(|(one, other)| one == other).count()
}

/// How many bytes both end with.
fn same_end(one: &[u8], other: &[u8]) -> usize {
    let blocks = one.rchunks_exact(BLOCK).zip(other.rchunks_exact(BLOCK));
    let same = BLOCK * blocks.take_while(|(one, other)| one == other).count();
    let rest = one.iter().rev().zip(other.iter().rev()).skip(same);
    same + rest.take_while(|(one, other)| one == other).count()
}

impl TextChange {
    /// What is different between two texts; nothing at their end if they are the same.
    pub fn between(before: &str, after: &str) -> Self {
        let start = same_start(before.as_bytes(), after.as_bytes());
        let rest = |text: &str| text.len() - start;
        let end = same_end(before.as_bytes(), after.as_bytes()).min(rest(before)).min(rest(after));
        Self { start, before: before.len() - end, after: after.len() - end }
    }

    /// How many bytes were taken away.
    pub fn taken(self) -> usize {
        self.before - self.start
    }

    /// How many bytes were put there.
    pub fn put(self) -> usize {
        self.after - self.start
    }

    /// Whether it lies inside of `span`, a place in the text before, and leaves the first and the last byte of that as they were.
    pub(crate) fn is_inside(self, span: Span) -> bool {
        (span.start as usize) < self.start && self.before < span.end as usize
    }

    /// The place in the text after of `offset`, a place in the text before.
    fn moved_offset(self, offset: u32) -> u32 {
        if offset as usize <= self.start {
            return offset;
        }
        let moved = (offset as usize + self.after).saturating_sub(self.before);
        u32::try_from(moved).unwrap_or(u32::MAX)
    }

    /// The place in the text after of a place in the text before, which lies outside of the change or around it.
    pub fn moved(self, span: Span) -> Span {
        Span { start: self.moved_offset(span.start), end: self.moved_offset(span.end) }
    }
}

/// What knows its place in a text.
pub trait Movable {
    /// Moves everything in it to its place after a change outside of it or around it.
    fn move_by(&mut self, change: TextChange);
}

impl<T: Movable> Movable for Option<T> {
    fn move_by(&mut self, change: TextChange) {
        if let Some(inner) = self {
            inner.move_by(change);
        }
    }
}

impl<T: Movable> Movable for Vec<T> {
    fn move_by(&mut self, change: TextChange) {
        for inner in self {
            inner.move_by(change);
        }
    }
}

/// What has no place but that of the whole.
impl<T> Movable for Spanned<T> {
    fn move_by(&mut self, change: TextChange) {
        self.span.move_by(change);
    }
}

impl Movable for Span {
    fn move_by(&mut self, change: TextChange) {
        *self = change.moved(*self);
    }
}

impl Movable for Node {
    fn move_by(&mut self, change: TextChange) {
        // What stands before the change stays where it is.
        if self.span.end as usize <= change.start {
            return;
        }
        self.span.move_by(change);
        match &mut self.kind {
            NodeKind::Array(items) => items.move_by(change),
            NodeKind::Object(members) => {
                for member in members {
                    member.key.move_by(change);
                    member.value.move_by(change);
                }
            }
            _ => {}
        }
    }
}

impl Movable for Diagnostic {
    fn move_by(&mut self, change: TextChange) {
        self.span.move_by(change);
        if let Some(place) = self.aws.as_mut().and_then(|words| words.place.as_mut()) {
            place.move_by(change);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TextChange;
    use crate::Span;

    #[test]
    fn what_is_different_is_as_little_as_possible_and_places_around_it_move() {
        let long = "x".repeat(200);
        for (before, after, expected) in [
            ("abc", "abXc", (2, 2, 3)),
            ("abXc", "abc", (2, 3, 2)),
            ("aaa", "aaaa", (3, 3, 4)),
            ("aaaa", "aaa", (3, 4, 3)),
            ("one", "two", (0, 3, 3)),
            ("ä", "ö", (1, 2, 2)),
        ] {
            for (start, end) in [("", ""), (&*long, ""), ("", &*long), (&*long, &*long)] {
                let around = |text: &str| format!("{start}{text}{end}");
                let change = TextChange::between(&around(before), &around(after));
                let at = start.len();
                let (first, before_end, after_end) = expected;
                assert_eq!((change.start, change.before, change.after), (at + first, at + before_end, at + after_end));
            }
        }
        for text in ["", "abc", &*long] {
            let end = text.len();
            assert_eq!(TextChange::between(text, text), TextChange { start: end, before: end, after: end });
        }
        let change = TextChange::between("0123456789", "0123xx6789");
        assert_eq!((change.taken(), change.put()), (2, 2));
        let change = TextChange::between("0123456789", "01234+56789");
        assert_eq!(change.moved(Span::new(2, 5)), Span::new(2, 5));
        assert_eq!(change.moved(Span::new(2, 7)), Span::new(2, 8));
        assert_eq!(change.moved(Span::new(6, 7)), Span::new(7, 8));
    }
}
