//! Changes to a text: what quick fixes, completions, renaming and formatting hand to the editor.

use super::Span;
use asl_value::Sort;

/// One change: what stands at `span` gives way to `text`. An empty span inserts, an empty text deletes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go.
    pub span: Span,
    /// What comes in their place.
    pub text: String,
}

impl Edit {
    /// Replaces what stands at `span`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Inserts before the byte at `offset`.
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self::replace(Span::new(offset, offset), text)
    }

    /// Deletes what stands at `span`.
    pub fn delete(span: Span) -> Self {
        Self::replace(span, "")
    }
}

/// `text` with all `edits` made at once: their places are those of the text before, in any order. Insertions at one
/// place keep their order. An edit that overlaps an earlier one, or lies beyond the text or within a character, is left
/// out.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.order_by_key(|edit| (edit.span.start, edit.span.end));
    let (mut result, mut done) = (String::with_capacity(text.len()), 0);
    for Edit { span, text: new } in sorted {
        let (start, end) = (span.start as usize, span.end as usize);
        let Some(kept) = text.get(done..start) else { continue };
        if text.get(start..end).is_some() {
            result.push_str(kept);
            result.push_str(new);
            done = end;
        }
    }
    result.push_str(text.get(done..).unwrap_or_default());
    result
}

/// What stands at `span` of `text`, with those of `edits`, edits of `text`, that lie in it.
pub fn apply_within(text: &str, span: Span, edits: &[Edit]) -> String {
    let inside = edits.iter().filter(|edit| span.start <= edit.span.start && edit.span.end <= span.end);
    let shifted: Vec<Edit> = inside
        .map(|edit| {
            let Span { start, end } = edit.span;
            Edit::replace(Span { start: start - span.start, end: end - span.start }, edit.text.clone())
        })
        .collect();
    apply(span.slice(text), &shifted)
}

#[cfg(test)]
mod tests {
    use super::{Edit, Span, apply, apply_within};

    #[test]
    fn edits_are_made_at_once_and_their_places_are_those_of_the_text_before() {
        let edits = [Edit::replace(Span::new(4, 7), "drei"), Edit::insert(0, "> "), Edit::delete(Span::new(3, 4))];
        assert_eq!(apply("one two", &edits), "> onedrei");
        assert_eq!(apply("ab", &[Edit::insert(1, "1"), Edit::insert(1, "2")]), "a12b");
        assert_eq!(apply("ab", &[]), "ab");
        assert_eq!(apply_within("one two", Span::new(3, 7), &edits), "drei");
    }

    #[test]
    fn what_overlaps_or_lies_beyond_the_text_or_within_a_character_is_left_out() {
        let edits = [Edit::delete(Span::new(0, 2)), Edit::replace(Span::new(1, 3), "x"), Edit::insert(99, "y")];
        assert_eq!(apply("abcd", &edits), "cd");
        assert_eq!(apply("ü", &[Edit::insert(1, "x")]), "ü");
    }
}
