//! What AWS's own reader of JSON (Jackson) says about a text that is no JSON: the messages of
//! `INVALID_JSON_DESCRIPTION` and `InvalidExecutionInput`.
//!
//! It stops at the first slip and looks no further; for the person who typed, [`super::parse`] says more.

/// The first slip in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// What was unexpected, in Jackson's words.
    pub message: String,
    /// The text and the place behind the slip, as `[Source: (String)"…"; line: 1, column: 4]`.
    pub location: String,
}

/// Values, as the messages list them.
const VALUES: &str = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
/// The longest part of the text that a location quotes, in UTF-16 units.
const QUOTED: usize = 500;
/// The longest part of a word that a message quotes, in UTF-16 units.
const LONGEST_WORD: usize = 256;
/// Brackets in each other; beyond it nothing more is looked for.
const DEEPEST: usize = 1000;

/// The first slip; `None` for JSON, and for a text without any value. What stands behind the value is not read.
pub fn first_error(text: &str) -> Option<JsonError> {
    let mut reader = Reader { text, rest: text.chars(), open: Vec::new() };
    reader.space().ok()?;
    reader.rest.clone().next()?;
    reader.document().err().map(|message| {
        let location = reader.location(reader.at());
        JsonError { message, location }
    })
}

struct Reader<'t> {
    text: &'t str,
    rest: std::str::Chars<'t>,
    /// The brackets around the place, and where they stand.
    open: Vec<(char, usize)>,
}

type Read<T = ()> = Result<T, String>;

impl Reader<'_> {
    fn at(&self) -> usize {
        self.text.len() - self.rest.as_str().len()
    }

    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    /// `[Source: …]` for the place at byte `at`.
    fn location(&self, at: usize) -> String {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.split('\n').count();
        let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count() + 1;
        let units: Vec<u16> = self.text.encode_utf16().collect();
        let shown = String::from_utf16_lossy(units.get(..QUOTED).unwrap_or(&units));
        let cut = match units.len().saturating_sub(QUOTED) {
            0 => String::new(),
            more => format!("[truncated {more} chars]"),
        };
        format!("[Source: (String)\"{shown}\"{cut}; line: {line}, column: {column}]")
    }

    fn space(&mut self) -> Read {
        while let Some(found) = self.peek() {
            match found {
                ' ' | '\t' | '\r' | '\n' | '\u{feff}' => {}
                '/' => {
                    self.rest.next();
                    let why = "maybe a (non-standard) comment? (not recognized as one since Feature \
                               'ALLOW_COMMENTS' not enabled for parser)";
                    return Err(unexpected('/', why));
                }
                other if (other as u32) < 0x20 => {
                    self.rest.next();
                    let code = other as u32;
                    return Err(format!(
                        "Illegal character ((CTRL-CHAR, code {code})): only regular white space (\\r, \\n, \\t) is \
                         allowed between tokens"
                    ));
                }
                _ => break,
            }
            self.rest.next();
        }
        Ok(())
    }

    fn document(&mut self) -> Read {
        loop {
            self.value()?;
            // Behind a value: commas and closing brackets, up to the next value.
            loop {
                let Some((bracket, _)) = self.open.last().copied() else { return Ok(()) };
                self.space()?;
                let Some(found) = self.rest.next() else { return Err(self.unclosed()) };
                let (partner, noun) = if bracket == '{' { ('}', "Object") } else { (']', "Array") };
                match found {
                    ',' => break,
                    '}' | ']' if found == partner => {
                        self.open.pop();
                    }
                    '}' | ']' => return Err(self.mismatch(found, partner, noun)),
                    other => return Err(unexpected(other, &format!("was expecting comma to separate {noun} entries"))),
                }
            }
            if self.open.last().is_some_and(|(bracket, _)| *bracket == '{') {
                self.name()?;
            }
        }
    }

    /// A value, or the beginning of one up to its first inner value.
    fn value(&mut self) -> Read {
        loop {
            self.space()?;
            let at = self.at();
            let Some(found) = self.rest.next() else {
                return Err(if self.open.is_empty() {
                    "No content to map due to end-of-input".into()
                } else {
                    self.unclosed()
                });
            };
            match found {
                '{' | '[' => {
                    if self.open.len() >= DEEPEST {
                        return Err(format!("Document nesting depth ({}) exceeds the maximum allowed", DEEPEST + 1));
                    }
                    self.open.push((found, at));
                    self.space()?;
                    let partner = if found == '{' { '}' } else { ']' };
                    if self.peek() == Some(partner) {
                        self.rest.next();
                        self.open.pop();
                        return Ok(());
                    }
                    if found == '{' {
                        self.name()?;
                    }
                }
                '"' => return self.string(),
                '-' | '0'..='9' => return self.number(found),
                '}' | ']'
                    if !self.open.is_empty() && self.open.last().map(|(open, _)| *open) != Some(opening(found)) =>
                {
                    let (partner, noun) = if found == ']' { ('}', "Object") } else { (']', "Array") };
                    return Err(self.mismatch(found, partner, noun));
                }
                't' | 'f' | 'n' => return self.word(found),
                other if is_word_start(other) => return Err(self.unrecognized(other.to_string())),
                other => return Err(unexpected(other, &format!("expected a valid value {VALUES}"))),
            }
        }
    }

    /// A name and its colon.
    fn name(&mut self) -> Read {
        self.space()?;
        match self.rest.next() {
            None => return Err(self.unclosed()),
            Some('"') => self.string().map_err(|message| match message.strip_prefix("Unexpected end-of-input") {
                Some(_) => "Unexpected end-of-input in field name".to_owned(),
                None => message,
            })?,
            Some(other) => return Err(unexpected(other, "was expecting double-quote to start field name")),
        }
        self.space()?;
        match self.rest.next() {
            Some(':') => Ok(()),
            None => Err("Unexpected end-of-input within/between Object entries".to_owned()),
            Some(other) => Err(unexpected(other, "was expecting a colon to separate field name and value")),
        }
    }

    fn string(&mut self) -> Read {
        const NO_END: &str = "Unexpected end-of-input: was expecting closing quote for a string value";
        loop {
            match self.rest.next().ok_or(NO_END)? {
                '"' => return Ok(()),
                '\\' => match self.rest.next().ok_or("Unexpected end-of-input in character escape sequence")? {
                    'u' => {
                        for _ in 0..4 {
                            let digit =
                                self.rest.next().ok_or("Unexpected end-of-input in character escape sequence")?;
                            if !digit.is_ascii_hexdigit() {
                                return Err(unexpected(digit, "expected a hex-digit for character escape sequence"));
                            }
                        }
                    }
                    '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => {}
                    other => return Err(format!("Unrecognized character escape {}", described(other))),
                },
                found if (found as u32) < 0x20 => {
                    let what = "has to be escaped using backslash to be included in string value";
                    return Err(format!("Illegal unquoted character ({}): {what}", described(found)));
                }
                _ => {}
            }
        }
    }

    fn number(&mut self, first: char) -> Read {
        let mut digit = first;
        if first == '-' {
            digit = self.rest.next().unwrap_or(' ');
            if !digit.is_ascii_digit() {
                return Err(unexpected(digit, "expected digit (0-9) to follow minus sign, for valid numeric value"));
            }
        }
        if digit == '0' && self.peek().is_some_and(|next| next.is_ascii_digit()) {
            self.rest.next();
            return Err("Invalid numeric value: Leading zeroes not allowed".to_owned());
        }
        self.digits();
        if self.peek() == Some('.') {
            self.rest.next();
            if self.digits() == 0 {
                let found = self.rest.next().unwrap_or(' ');
                return Err(unexpected(found, "Decimal point not followed by a digit"));
            }
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            self.rest.next();
            if matches!(self.peek(), Some('+' | '-')) {
                self.rest.next();
            }
            if self.digits() == 0 {
                let found = self.rest.next().unwrap_or(' ');
                return Err(unexpected(found, "Exponent indicator not followed by a digit"));
            }
        }
        Ok(())
    }

    fn digits(&mut self) -> usize {
        let mut count = 0;
        while self.peek().is_some_and(|next| next.is_ascii_digit()) {
            self.rest.next();
            count += 1;
        }
        count
    }

    /// `true`, `false`, `null`, or a word that only begins like one of them.
    fn word(&mut self, first: char) -> Read {
        let wanted = match first {
            't' => "true",
            'f' => "false",
            _ => "null",
        };
        let mut seen = first.to_string();
        for expected in wanted.chars().skip(1) {
            if self.peek() != Some(expected) {
                return Err(self.unrecognized(seen));
            }
            self.rest.next();
            seen.push(expected);
        }
        if self.peek().is_some_and(is_word_part) { Err(self.unrecognized(seen)) } else { Ok(()) }
    }

    fn unrecognized(&mut self, mut word: String) -> String {
        while let Some(found) = self.peek().filter(|found| is_word_part(*found)) {
            self.rest.next();
            word.push(found);
            if word.encode_utf16().count() >= LONGEST_WORD {
                word += "...";
                break;
            }
        }
        format!("Unrecognized token '{word}': was expecting {VALUES}")
    }

    fn unclosed(&self) -> String {
        let (bracket, at) = self.open.last().copied().unwrap_or(('{', 0));
        let noun = if bracket == '{' { "Object" } else { "Array" };
        let start = self.location(at);
        format!("Unexpected end-of-input: expected close marker for {noun} (start marker at {start})")
    }

    fn mismatch(&self, found: char, partner: char, noun: &str) -> String {
        let start = self.location(self.open.last().map_or(0, |(_, at)| *at));
        format!("Unexpected close marker '{found}': expected '{partner}' (for {noun} starting at {start})")
    }
}

fn opening(close: char) -> char {
    if close == '}' { '{' } else { '[' }
}

fn is_word_start(found: char) -> bool {
    found.is_alphabetic() || matches!(found, '_' | '$')
}

fn is_word_part(found: char) -> bool {
    found.is_alphanumeric() || matches!(found, '_' | '$')
}

fn unexpected(found: char, why: &str) -> String {
    format!("Unexpected character ({}): {why}", described(found))
}

fn described(found: char) -> String {
    let code = found as u32;
    if found.is_control() { format!("(CTRL-CHAR, code {code})") } else { format!("'{found}' (code {code})") }
}

#[cfg(test)]
mod tests {
    use super::first_error;

    #[test]
    fn json_has_no_error_and_everything_else_has() {
        for text in ["{}", " [1, -2.5e3, \"\\u00e4\\n\", true, null, {\"a\": {}}] ", "7", "\"x\"", "", "  \n"] {
            assert_eq!(first_error(text), None, "{text}");
        }
        for (text, message, column) in [
            ("{'a': 1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 3),
            (
                "{\"a\" 1}",
                "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
                7,
            ),
            (
                "{\"a\": 1 \"b\"}",
                "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
                10,
            ),
            (
                "{\"a\": 1,}",
                "Unexpected character ('}' (code 125)): was expecting double-quote to start field name",
                10,
            ),
            (
                "[tru]",
                "Unrecognized token 'tru': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
                5,
            ),
            ("[01]", "Invalid numeric value: Leading zeroes not allowed", 4),
            ("[\"\\x\"]", "Unrecognized character escape 'x' (code 120)", 5),
            (
                "\"\n\"",
                "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value",
                1,
            ),
        ] {
            let error = first_error(text).unwrap();
            assert_eq!(error.message, message);
            assert!(error.location.ends_with(&format!("column: {column}]")), "{text}: {}", error.location);
        }
        let open = first_error("{\n \"a\": [").unwrap();
        assert!(open.message.contains("expected close marker for Array (start marker at [Source: "), "{open:?}");
        assert!(open.message.ends_with("line: 2, column: 7])"), "{open:?}");
    }

    #[test]
    fn a_long_text_is_quoted_in_part() {
        let error = first_error(&format!("[\"{}\" x", "y".repeat(600))).unwrap();
        assert!(error.location.contains("[truncated 105 chars]; line: 1"), "{}", error.location);
    }
}
