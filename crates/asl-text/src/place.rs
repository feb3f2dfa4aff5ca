//! Places inside of decoded strings → places in the text.
//!
//! A path or an expression is checked after its escapes were undone; what is wrong at its fifth character
//! may stand at the ninth byte behind the quote.

use super::json::{Escape, decode_escape};
use super::yaml::quoted::{quoted_range, skip_properties};
use super::{Format, Span};

/// The byte offset in `text` of the byte `offset` of the string that `span` decodes to.
///
/// Exact for JSON strings and for YAML's. Where a block names its indentation it may be the start of `span`.
pub fn source_offset(text: &str, format: Format, span: Span, offset: usize) -> u32 {
    offset_within(text, format, span, offset).unwrap_or(span.start)
}

/// The place in `text` of the bytes from `start` to `end` of the string that `span` decodes to; the whole
/// of `span` where that is not known.
pub fn source_span(text: &str, format: Format, span: Span, start: usize, end: usize) -> Span {
    match (offset_within(text, format, span, start), offset_within(text, format, span, end)) {
        (Some(start), Some(end)) => Span { start, end: end.max(start) },
        _ => span,
    }
}

fn offset_within(text: &str, format: Format, span: Span, offset: usize) -> Option<u32> {
    let source = text.get(span.start as usize..span.end as usize)?;
    let within = match format {
        Format::Json => walk(source, 1, offset, json_character)?,
        Format::Yaml => match quoted_range(source) {
            Some(range) if source.get(range.start..)?.starts_with('"') => {
                walk(source, range.start + 1, offset, yaml_character)?
            }
            Some(range) => walk(source, range.start + 1, offset, single_quoted_character)?,
            None if source.contains('\n') || source.starts_with(['&', '!', '|', '>']) => {
                return unquoted(source, span.start, offset);
            }
            None => offset,
        },
    };
    Some(span.start.saturating_add(u32::try_from(within).ok()?).min(span.end))
}

/// The place of the byte `offset` of a scalar without quotes: its text is read again, by itself.
fn unquoted(source: &str, start: u32, offset: usize) -> Option<u32> {
    let scalar = skip_properties(source);
    let before = u32::try_from(source.len() - scalar.len()).ok()?;
    let root = super::parse_yaml(scalar).root?;
    aligned(scalar, start.saturating_add(before), root.as_str()?)?.get(offset).copied()
}

/// Goes through the source from `at` until `offset` bytes are decoded.
///
/// `character` tells the bytes that the first character of its text takes there, and those that it stands for;
/// `None` at the closing quote.
fn walk(
    source: &str,
    mut at: usize,
    offset: usize,
    character: impl Fn(&str) -> Option<(usize, usize)>,
) -> Option<usize> {
    let mut decoded = 0;
    while decoded < offset {
        let Some((written, meant)) = character(source.get(at..)?) else { break };
        at += written;
        decoded += meant;
    }
    // What stands for nothing, an escaped end of a line, is no part of the next character.
    while let Some((written, 0)) = source.get(at..).and_then(&character) {
        at += written;
    }
    Some(at)
}

/// Tells how many bytes the first character of a text takes there, and how many it stands for.
type Character = fn(&str) -> Option<(usize, usize)>;

/// The byte offset in `text` of every byte of `decoded`, the string at `span`, and of its end: one more than it has
/// bytes. Exact for what [`source_offset`] is exact for.
pub fn offsets(text: &str, format: Format, span: Span, decoded: &str) -> Option<Vec<u32>> {
    let source = text.get(span.start as usize..span.end as usize)?;
    let quoted = quoted_range(source).filter(|_| format == Format::Yaml);
    let (mut at, character): (usize, Character) = match (format, quoted) {
        (Format::Json, _) => (1, json_character),
        (Format::Yaml, Some(range)) if source.get(range.start..)?.starts_with('"') => (range.start + 1, yaml_character),
        (Format::Yaml, Some(range)) => (range.start + 1, single_quoted_character),
        (Format::Yaml, None) => return aligned(source, span.start, decoded),
    };
    let place = |at: usize| Some(span.start.saturating_add(u32::try_from(at).ok()?).min(span.end));
    let mut found = Vec::with_capacity(decoded.len() + 1);
    while found.len() < decoded.len() {
        let (written, meant) = character(source.get(at..)?)?;
        for _ in 0..meant {
            found.push(place(at)?);
        }
        at += written;
    }
    found.truncate(decoded.len());
    found.push(place(at)?);
    Some(found)
}

/// Pairs the characters of a scalar without quotes: folding and indentation change its white space alone.
fn aligned(source: &str, start: u32, decoded: &str) -> Option<Vec<u32>> {
    // Behind the anchor, the tag and the block's head, `|2-  # remark`.
    let mut begin = source.len() - skip_properties(source).len();
    if source.get(begin..)?.starts_with(['|', '>']) {
        begin += source.get(begin..)?.find('\n')? + 1;
    }
    let mut rest = source.get(begin..)?.char_indices().filter(|(_, character)| !character.is_whitespace());
    let mut found = Vec::with_capacity(decoded.len() + 1);
    let mut at = begin;
    for character in decoded.chars() {
        if !character.is_whitespace() {
            let (offset, written) = rest.next()?;
            if written != character {
                return None;
            }
            at = begin + offset;
        }
        for _ in 0..character.len_utf8() {
            found.push(start.saturating_add(u32::try_from(at).ok()?));
        }
        at += if character.is_whitespace() { 0 } else { character.len_utf8() };
    }
    found.push(start.saturating_add(u32::try_from(at).ok()?));
    Some(found)
}

fn plain_character(text: &str) -> Option<(usize, usize)> {
    text.chars().next().map(|character| (character.len_utf8(), character.len_utf8()))
}

fn json_character(text: &str) -> Option<(usize, usize)> {
    if text.starts_with('"') {
        return None;
    }
    if !text.starts_with('\\') {
        return plain_character(text);
    }
    Some(match decode_escape(text) {
        Escape::Known { character, length } => (length, character.len_utf8()),
        Escape::LoneSurrogate { length } => (length, char::REPLACEMENT_CHARACTER.len_utf8()),
        Escape::BadUnicode => (2, 2),
        Escape::Unknown('\'') => (2, 1),
        Escape::Unknown(character) => (1 + character.len_utf8(), 1 + character.len_utf8()),
        Escape::Nothing => (1, 0),
    })
}

/// The end of a line in quotes, with the white space around it: a space, or as many ends of lines as lines are empty.
fn line_end(text: &str) -> Option<(usize, usize)> {
    let rest = text.trim_start_matches([' ', '\t', '\r', '\n']);
    let space = text.get(..text.len() - rest.len())?;
    match space.matches('\n').count() {
        0 => None,
        1 => Some((space.len(), 1)),
        lines => Some((space.len(), lines - 1)),
    }
}

fn single_quoted_character(text: &str) -> Option<(usize, usize)> {
    if let Some(end) = line_end(text) {
        return Some(end);
    }
    if text.starts_with("''") {
        Some((2, 1))
    } else if text.starts_with('\'') {
        None
    } else {
        plain_character(text)
    }
}

/// YAML's escapes (YAML 1.2.2, section 5.7).
fn yaml_character(text: &str) -> Option<(usize, usize)> {
    if text.starts_with('"') {
        return None;
    }
    if let Some(end) = line_end(text) {
        return Some(end);
    }
    // An end of a line that is escaped is none, and neither is the white space behind it.
    if let Some(rest) = text.strip_prefix("\\\n").or_else(|| text.strip_prefix("\\\r\n")) {
        return Some((text.len() - rest.trim_start_matches([' ', '\t']).len(), 0));
    }
    let Some(escape) = text.strip_prefix('\\').and_then(|rest| rest.chars().next()) else {
        return plain_character(text);
    };
    let digits = match escape {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        '_' | 'N' => return Some((2, 2)),
        'L' | 'P' => return Some((2, 3)),
        _ => return Some((1 + escape.len_utf8(), 1)),
    };
    let number = text.get(2..2 + digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let size = number.and_then(char::from_u32).map_or(1, char::len_utf8);
    Some((2 + digits, size))
}

#[cfg(test)]
mod tests {
    use super::{offsets, source_offset, source_span};
    use crate::{Span, detect, parse};

    #[test]
    fn every_character_of_a_string_is_found_in_the_text() {
        // `^` stands in the string itself, so its place in the text is known without decoding.
        for text in [
            r#"{"a": "^ü\n\u00e9\ud83d\ude00\"^x\\^"}"#,
            r#"a: "^ü\n\u00e9\U0001f600\"^\x41\_\L\t^""#,
            "a: '^it''s^ ''^'",
            "a: &x !!str '^''^'  # remark",
            "a: $.x^y[^0]",
        ] {
            let parsed = parse(text);
            assert_eq!(parsed.diagnostics, [], "{text}");
            let root = parsed.root.unwrap();
            let node = root.get("a").unwrap();
            let decoded: Vec<usize> = node.as_str().unwrap().match_indices('^').map(|(at, _)| at).collect();
            let written: Vec<usize> = text.match_indices('^').map(|(at, _)| at).collect();
            assert_eq!(decoded.len(), written.len(), "{text}");
            for (inner, outer) in decoded.into_iter().zip(written) {
                assert_eq!(source_offset(text, detect(text), node.span, inner) as usize, outer, "{text}");
                let span = source_span(text, detect(text), node.span, inner, inner + 1);
                assert_eq!(span, Span::new(outer, outer + 1), "{text}");
            }
        }
    }

    #[test]
    fn the_bytes_of_a_block_are_found_behind_its_indentation() {
        for text in ["a: |\n    x ^ü\n\n      ^y\n", "a: !Sub >-  # remark\n   x\n   ^ü\n   ^ z\n", "a: x\n  ^ü z\n  ^"]
        {
            let root = parse(text).root.unwrap();
            let node = root.get("a").unwrap();
            let decoded = node.members().first().map_or(node, |member| &member.value);
            let string = decoded.as_str().unwrap();
            let table = offsets(text, detect(text), decoded.span, string).unwrap();
            assert_eq!(table.len(), string.len() + 1);
            let found: Vec<usize> = string.match_indices('^').map(|(at, _)| table[at] as usize).collect();
            let written: Vec<usize> = text.match_indices('^').map(|(at, _)| at).collect();
            assert_eq!(found, written, "{text}");
        }
    }

    #[test]
    fn quotes_over_several_lines_are_followed() {
        for text in ["a: \"x ^ü  \n\n\n   ^z\\\n    ^ \\x41^\"\n", "a: !Sub 'x ''^\n   ^ü\n\n  ^'\n"] {
            let root = parse(text).root.unwrap();
            let node = root.get("a").unwrap();
            let decoded = node.members().first().map_or(node, |member| &member.value);
            let string = decoded.as_str().unwrap();
            let table = offsets(text, detect(text), decoded.span, string).unwrap();
            for ((at, _), (written, _)) in string.match_indices('^').zip(text.match_indices('^')) {
                assert_eq!(table[at] as usize, written, "{text}");
                assert_eq!(source_offset(text, detect(text), decoded.span, at) as usize, written, "{text}");
            }
        }
    }

    #[test]
    fn a_block_is_followed_and_one_that_names_its_indentation_answers_within_it() {
        let text = "a: |\n  x\n  y\n";
        let node = parse(text).root.unwrap().get("a").unwrap().clone();
        assert_eq!(source_span(text, detect(text), node.span, 2, 3), Span::new(11, 12));
        assert_eq!(source_offset(text, detect(text), node.span, 2), 11);
        let text = "a:\n  b: |2\n      x\n    y\n";
        let node = parse(text).root.unwrap().get("a").unwrap().get("b").unwrap().clone();
        let found = source_span(text, detect(text), node.span, 2, 3);
        assert!(node.span.start <= found.start && found.end <= node.span.end);
    }
}
