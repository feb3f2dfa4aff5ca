//! Places inside of decoded strings → places in the text.
//!
//! A path or an expression is checked after its escapes were undone; what is wrong at its fifth character
//! may stand at the ninth byte behind the quote.

use super::json::{Escape, decode_escape};
use super::yaml::quoted::quoted_range;
use super::{Format, Span};

/// The byte offset in `text` of the byte `offset` of the string that `span` decodes to.
///
/// Exact for JSON strings and for YAML's double-quoted, single-quoted and plain ones on one line. Where
/// lines were folded or indentation taken away, it is the start of `span`.
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
        Format::Yaml if source.contains('\n') => return None,
        Format::Yaml => match quoted_range(source) {
            Some(range) if source.get(range.start..)?.starts_with('"') => {
                walk(source, range.start + 1, offset, yaml_character)?
            }
            Some(range) => walk(source, range.start + 1, offset, single_quoted_character)?,
            None if source.starts_with(['&', '!', '|', '>']) => return None,
            None => offset,
        },
    };
    Some(span.start.saturating_add(u32::try_from(within).ok()?).min(span.end))
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
    Some(at)
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

fn single_quoted_character(text: &str) -> Option<(usize, usize)> {
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
    use super::{source_offset, source_span};
    use crate::text::{Span, detect, parse};

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
    fn folded_text_answers_with_its_whole_place() {
        let text = "a: |\n  x\n  y\n";
        let node = parse(text).root.unwrap().get("a").unwrap().clone();
        assert_eq!(source_span(text, detect(text), node.span, 2, 3), node.span);
        assert_eq!(source_offset(text, detect(text), node.span, 2), node.span.start);
    }
}
