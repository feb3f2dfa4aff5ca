//! The layout of JSON, left out of a link where it can be put back exactly: how far lines are indented, what stands on one
//! line, and how.
//!
//! What is written once is read for ever: a layout here never changes, and another one gets another letter.

/// What marks an object or array that stands on one line; no JSON has it outside of a text.
const ON_ONE_LINE: u8 = 0x01;

/// How lines are indented.
const INDENTS: [&str; 3] = ["  ", "    ", "\t"];

/// How an object on one line is written: what stands inside of its braces, and behind colons and commas.
const LINES: [(&str, &str); 3] = [("", " "), (" ", " "), ("", "")];

/// The first letter of a layout; that of each combination follows.
const FIRST: u8 = b'2';

/// A layout: one of the [`INDENTS`], one of the [`LINES`], and whether a line break ends the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    indent: &'static str,
    line: (&'static str, &'static str),
    ends_with_break: bool,
}

/// A text is larger once it is laid out than it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

impl Layout {
    /// All of them, in the order of their letters.
    fn all() -> impl Iterator<Item = Self> {
        INDENTS.into_iter().flat_map(|indent| {
            LINES.into_iter().flat_map(move |line| {
                [false, true].into_iter().map(move |ends_with_break| Self { indent, line, ends_with_break })
            })
        })
    }

    /// The layout of that letter.
    pub(crate) fn of(letter: u8) -> Option<Self> {
        Self::all().nth(usize::from(letter.checked_sub(FIRST)?))
    }

    /// The letter of the layout that gives `text` back exactly, and the text without it; `None` if none does.
    pub(crate) fn remove(text: &str) -> Option<(char, String)> {
        if text.as_bytes().contains(&ON_ONE_LINE) || !text.starts_with(['{', '[']) {
            return None;
        }
        let bare = bare(text);
        (FIRST..).zip(Self::all()).find_map(|(letter, layout)| {
            // Most are told by the first two lines.
            let fits = layout.ends_with_break == text.ends_with('\n') && text.contains(layout.indent);
            let same = fits && layout.put_back(&bare, text.len()).is_ok_and(|laid_out| laid_out == text);
            same.then(|| (char::from(letter), bare.clone()))
        })
    }

    /// The text with its layout, of at most `limit` bytes: deep nesting makes much of little.
    pub(crate) fn put_back(self, bare: &str, limit: usize) -> Result<String, TooLarge> {
        let mut out = String::with_capacity(bare.len());
        // What is open: whether it stands on one line.
        let mut open: Vec<bool> = Vec::new();
        let (inside, behind) = self.line;
        let mut rest = bare;
        while let Some(token) = next(rest) {
            rest = rest.get(token.len()..).unwrap_or_default();
            let is_on_line = open.last().copied().unwrap_or_default();
            match token {
                "{" | "[" => {
                    out.push_str(token);
                    if let Some(after) = rest.strip_prefix(['}', ']']) {
                        out.push_str(rest.get(..rest.len() - after.len()).unwrap_or_default());
                        rest = after;
                        continue;
                    }
                    let marked = rest.strip_prefix(char::from(ON_ONE_LINE));
                    rest = marked.unwrap_or(rest);
                    open.push(is_on_line || marked.is_some());
                    if !is_on_line && marked.is_none() {
                        self.new_line(&mut out, open.len());
                    } else if token == "{" {
                        out.push_str(inside);
                    }
                }
                "}" | "]" => {
                    open.pop();
                    if !is_on_line {
                        self.new_line(&mut out, open.len());
                    } else if token == "}" {
                        out.push_str(inside);
                    }
                    out.push_str(token);
                }
                "," if is_on_line => out.extend([",", behind]),
                "," => {
                    out.push(',');
                    self.new_line(&mut out, open.len());
                }
                ":" => out.extend([":", if is_on_line { behind } else { " " }]),
                _ => out.push_str(token),
            }
            if out.len() > limit || open.len() > limit {
                return Err(TooLarge);
            }
        }
        if self.ends_with_break {
            out.push('\n');
        }
        if out.len() > limit { Err(TooLarge) } else { Ok(out) }
    }

    fn new_line(self, out: &mut String, depth: usize) {
        out.push('\n');
        out.extend(std::iter::repeat_n(self.indent, depth));
    }
}

/// `text` without blanks between its parts, and marks where something stands on one line in lines of their own.
fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len() / 2);
    let mut open: Vec<bool> = Vec::new();
    let mut rest = text;
    while let Some(token) = next(rest) {
        rest = rest.get(token.len()..).unwrap_or_default();
        match token {
            "{" | "[" => {
                out.push_str(token);
                let is_inner = open.last().copied().unwrap_or_default();
                let after = rest.trim_start_matches([' ', '\t', '\r', '\n']);
                let is_line = is_inner || !rest.get(..rest.len() - after.len()).unwrap_or_default().contains('\n');
                if is_line && !is_inner && !after.starts_with(['}', ']']) {
                    out.push(char::from(ON_ONE_LINE));
                }
                open.push(is_line);
            }
            "}" | "]" => {
                open.pop();
                out.push_str(token);
            }
            _ if token.starts_with([' ', '\t', '\r', '\n']) => {}
            _ => out.push_str(token),
        }
    }
    out
}

/// The first part of JSON: a bracket, a comma, a colon, blanks, a text, or a run of anything else.
fn next(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let is_mark = |byte: &u8| matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':' | b'"');
    let length = match bytes.first()? {
        b'"' => {
            let mut escaped = false;
            let end = bytes.iter().skip(1).position(|byte| {
                let is_end = *byte == b'"' && !escaped;
                escaped = *byte == b'\\' && !escaped;
                is_end
            });
            end.map_or(bytes.len(), |end| end + 2)
        }
        byte if is_blank(byte) => bytes.iter().position(|byte| !is_blank(byte)).unwrap_or(bytes.len()),
        byte if is_mark(byte) => 1,
        _ => bytes.iter().position(|byte| is_blank(byte) || is_mark(byte)).unwrap_or(bytes.len()),
    };
    text.get(..length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(text: &str) -> Option<(char, String)> {
        let (letter, bare) = Layout::remove(text)?;
        let layout = Layout::of(u8::try_from(letter).unwrap()).unwrap();
        assert_eq!(layout.put_back(&bare, text.len()).as_deref(), Ok(text), "{letter} {bare}");
        assert_eq!(layout.put_back(&bare, text.len() - 1), Err(TooLarge));
        Some((letter, bare))
    }

    #[test]
    fn common_layouts_are_left_out_and_come_back_exactly() {
        for (text, letter, without) in [
            ("{\n  \"a\": [\n    1,\n    {}\n  ]\n}", '2', r#"{"a":[1,{}]}"#),
            ("{\n  \"a\": [],\n  \"b\\\"\": 1.50e+1\n}\n", '3', r#"{"a":[],"b\"":1.50e+1}"#),
            ("{\n  \"a\": { \"b\": [1, 2] }\n}\n", '5', "{\"a\":{\u{1}\"b\":[1,2]}}"),
            ("{\n  \"a\": {\"b\":[1,2]}\n}", '6', "{\"a\":{\u{1}\"b\":[1,2]}}"),
            ("{\n    \"a\": null\n}", '8', r#"{"a":null}"#),
            ("[\n\t\"a, b: {c}\"\n]\n", '?', r#"["a, b: {c}"]"#),
        ] {
            assert_eq!(back(text), Some((letter, without.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_no_layout_gives_back_stays_as_it_is() {
        for text in [
            "",
            "{",
            "a: 1",
            "{\n  \"a\": 1 }",
            "{\n \"a\": 1\n}",
            "{\n  // why\n  \"a\": 1\n}",
            "\u{1}{}",
            "{\n  \"a\":\t1\n}",
        ] {
            assert_eq!(back(text), None, "{text:?}");
        }
    }

    #[test]
    fn deep_nesting_ends_at_the_limit() {
        let layout = Layout::of(b'2').unwrap();
        assert_eq!(layout.put_back(&"[".repeat(100_000), 2 * 1024 * 1024), Err(TooLarge));
        assert_eq!(Layout::of(b'2' + 18), None);
        assert_eq!(Layout::of(b'0'), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_changed_on_its_way(text in "[\\[{\"a1:, \n}\\]\\\\]{0,40}", of_any in "(?s).{0,40}") {
            for text in [text, of_any] {
                back(&text);
                for letter in b'2'..=b'C' {
                    if let Some(layout) = Layout::of(letter) {
                        let _ = layout.put_back(&text, 1_000);
                    }
                }
            }
        }
    }
}
