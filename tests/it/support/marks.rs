//! Places in a text, underlined below their lines: `      ^^^^^ ASL0301 error`.
//!
//! With several places each mark begins with its number: `^^^^^ 2 ASL0301 error`. A place over several lines is
//! underlined in its first line (`^^^^ ASL0203 error, from here`) and in its last (`^^^^ to here`). A place without
//! width is a `|` before the character below which it stands.

use asl_text::Span;

/// The text without its marks.
pub(crate) fn without(raw: &str) -> String {
    raw.split_inclusive('\n').filter(|line| words(line).is_none()).collect()
}

/// The labels of the marks in a text.
pub(crate) fn labels(raw: &str) -> impl Iterator<Item = &str> {
    raw.lines().filter_map(words).filter(|words| *words != "to here")
}

/// What a line says behind its `^^^` or `|` and its number; `None` if it is a line of the text.
fn words(line: &str) -> Option<&str> {
    let line = line.trim();
    let rest = line.trim_start_matches('^');
    let rest = if rest.len() == line.len() { line.strip_prefix('|')? } else { rest }.strip_prefix(' ')?;
    let rest = rest.trim_start_matches(|letter: char| letter.is_ascii_digit()).trim_start();
    let mut words = rest.split(' ');
    let is_code = |word: &str| {
        word.starts_with(|letter: char| letter.is_ascii_uppercase())
            && word.ends_with(|letter: char| letter.is_ascii_digit())
    };
    let code = words.next()?;
    let is_mark = is_code(code) && words.next().is_some() || rest == "to here";
    is_mark.then_some(rest)
}

/// The text with a mark below each place.
pub(crate) fn written(text: &str, places: &[(Span, String)]) -> String {
    let several = places.len() > 1;
    let mut below: Vec<(usize, String)> = Vec::new();
    for (index, (span, label)) in places.iter().enumerate() {
        let number = if several { format!("{} ", index + 1) } else { String::new() };
        let (start, end) = (span.start as usize, (span.end as usize).max(span.start as usize));
        let (first, last) = (line_of(text, start), line_of(text, if end > start { end - 1 } else { end }));
        if first == last {
            below.push((first, mark(text, first, start, end, &format!("{number}{label}"))));
        } else {
            below.push((first, mark(text, first, start, usize::MAX, &format!("{number}{label}, from here"))));
            let from = last + text[last..].find(|letter: char| letter != ' ').unwrap_or_default();
            below.push((last, mark(text, last, from, end, &format!("{number}to here"))));
        }
    }
    let mut marked = String::new();
    let mut at = 0;
    let lines = text.split_inclusive('\n').chain((text.is_empty() || text.ends_with('\n')).then_some(""));
    for line in lines {
        marked += line;
        let marks = below.iter().filter(|(start, _)| *start == at);
        for (_, mark) in marks {
            if !marked.is_empty() && !marked.ends_with('\n') {
                marked.push('\n');
            }
            marked += mark;
        }
        at += line.len();
    }
    if !marked.is_empty() && !marked.ends_with('\n') {
        marked.push('\n');
    }
    marked
}

/// Where the line of a place begins.
fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

/// The line that underlines `start..end` in the line that begins at `line`.
fn mark(text: &str, line: usize, start: usize, end: usize, words: &str) -> String {
    let rest = text.get(line..).unwrap_or_default();
    let stop = line + rest.find('\n').unwrap_or(rest.len());
    let blanks = text.get(line..start).unwrap_or_default().chars();
    let blanks: String = blanks.map(|letter| if letter == '\t' { '\t' } else { ' ' }).collect();
    // A place may be the line break itself.
    let width = text.get(start..end.min(stop)).map_or(0, |place| place.chars().count()).max(usize::from(end > start));
    let line = if width == 0 { "|".to_owned() } else { "^".repeat(width) };
    format!("{blanks}{line} {words}\n")
}

#[test]
fn marks_stand_below_their_places_and_are_taken_out_again() {
    let place = |start, end| Span { start, end };
    let one = |label: &str| label.to_owned();
    let text = "{ \"ä\": 1,\n  \"b\": [\n    2 ] }\n";
    let marked = written(text, &[(place(2, 6), one("ASL0001 error")), (place(18, 27), one("ASL0002 info"))]);
    assert_eq!(
        marked,
        "{ \"ä\": 1,\n  ^^^ 1 ASL0001 error\n  \"b\": [\n       ^ 2 ASL0002 info, from here\n    2 ] }\n    ^^^ 2 to here\n"
    );
    assert_eq!(without(&marked), text);
    assert_eq!(labels(&marked).collect::<Vec<_>>(), ["ASL0001 error", "ASL0002 info, from here"]);
    for text in ["", "a", "a\n"] {
        let end = u32::try_from(text.len()).unwrap();
        let marked = written(text, &[(place(end, end), one("ASL0001 error"))]);
        assert_eq!(without(&marked).trim_end(), text.trim_end(), "{marked:?}");
    }
}
