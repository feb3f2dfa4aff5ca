//! JSON text as a stream of tokens, with the places and sentences of the Java library that AWS reads patterns with.
//!
//! A place is where that library's reader stands, which is part of AWS's messages: it has read the first character of a
//! value when it reports the name before it, and it reads the rest of a string only when the string is asked for.

use std::fmt::Write;

/// How deep a text may nest.
const MAX_DEPTH: usize = 256;
/// How many UTF-16 units of the text a message quotes.
const MAX_QUOTED: usize = 500;

/// One token. Texts are decoded; numbers are as they were written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    StartObject,
    EndObject,
    StartArray,
    EndArray,
    /// The name of a member; its value comes next.
    Name(String),
    String(String),
    Number(String),
    True,
    False,
    Null,
    /// The text is over.
    End,
}

impl Token {
    /// The token as it stands in messages that quote it.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::StartObject => "{",
            Self::EndObject => "}",
            Self::StartArray => "[",
            Self::EndArray => "]",
            Self::Name(text) | Self::String(text) | Self::Number(text) => text,
            Self::True => "true",
            Self::False => "false",
            Self::Null => "null",
            Self::End => "",
        }
    }
}

/// A sentence about the text, with the byte where the reader stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Syntax {
    pub(crate) message: String,
    pub(crate) at: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Scope {
    Object { start: usize, any: bool },
    Array { start: usize, any: bool },
}

/// The reader.
pub(crate) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    scopes: Vec<Scope>,
    /// A value that was begun together with the name before it, where the reader then stands, and the end of a string.
    pending: Option<(Token, usize, Option<usize>)>,
    /// A string of which only the opening quote was read.
    unread: Option<usize>,
    /// Where the last token ends that was given out, as the library's location has it.
    place: usize,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, scopes: Vec::new(), pending: None, unread: None, place: 0 }
    }

    /// Where the reader stands: behind the last token, or behind the opening quote of a string that was not asked for.
    pub(crate) fn place(&self) -> usize {
        self.place
    }

    /// Says that the string just given out was asked for: the reader stands behind it.
    pub(crate) fn take_text(&mut self) {
        if let Some(end) = self.unread.take() {
            self.place = end;
        }
    }

    /// Where the text has ` at [Source: …]` for this byte.
    pub(crate) fn location(text: &str, at: usize) -> String {
        let before = text.get(..at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count() + 1;
        let mut out = String::from("[Source: (String)\"");
        let units = text.encode_utf16().count();
        if units > MAX_QUOTED {
            let mut left = MAX_QUOTED;
            for char in text.chars() {
                let Some(rest) = left.checked_sub(char.len_utf16()) else { break };
                left = rest;
                out.push(char);
            }
            let _ = write!(out, "\"[truncated {} chars]", units - MAX_QUOTED);
        } else {
            out.push_str(text);
            out.push('"');
        }
        let _ = write!(out, "; line: {line}, column: {column}]");
        out
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..).and_then(|rest| rest.chars().next())
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
    }

    fn unexpected<T>(&self, char: char, wanted: &str) -> Result<T, Syntax> {
        fail(format!("Unexpected character ({}): {wanted}", shown(char)), self.at)
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Result<Token, Syntax> {
        self.unread = None;
        if let Some((token, place, unread)) = self.pending.take() {
            self.open(&token);
            (self.place, self.unread) = (place, unread);
            return Ok(token);
        }
        self.blank();
        let Some(char) = self.peek() else { return self.ended() };
        match (char, self.scopes.last().copied()) {
            ('}' | ']', scope) => self.close(char, scope),
            (_, Some(Scope::Object { any, .. })) => {
                if any {
                    self.comma(char, "Object")?;
                }
                self.name()
            }
            (_, Some(Scope::Array { any, .. })) => {
                if any {
                    self.comma(char, "Array")?;
                }
                if let Some(Scope::Array { any, .. }) = self.scopes.last_mut() {
                    *any = true;
                }
                self.give()
            }
            (_, None) => self.give(),
        }
    }

    fn give(&mut self) -> Result<Token, Syntax> {
        let (token, place, unread) = self.value()?;
        self.open(&token);
        (self.place, self.unread) = (place, unread);
        Ok(token)
    }

    fn open(&mut self, token: &Token) {
        match token {
            Token::StartObject => self.scopes.push(Scope::Object { start: self.at, any: false }),
            Token::StartArray => self.scopes.push(Scope::Array { start: self.at, any: false }),
            _ => {}
        }
    }

    fn ended(&mut self) -> Result<Token, Syntax> {
        let (kind, start) = match self.scopes.last() {
            None => return Ok(Token::End),
            Some(Scope::Object { start, .. }) => ("Object", *start),
            Some(Scope::Array { start, .. }) => ("Array", *start),
        };
        let source = Self::location(self.text, start.saturating_sub(1));
        fail(
            format!("Unexpected end-of-input: expected close marker for {kind} (start marker at {source})"),
            self.text.len(),
        )
    }

    fn close(&mut self, char: char, scope: Option<Scope>) -> Result<Token, Syntax> {
        let token = match (char, scope) {
            ('}', Some(Scope::Object { .. })) => Token::EndObject,
            (']', Some(Scope::Array { .. })) => Token::EndArray,
            (_, Some(Scope::Object { start, .. })) => return self.mismatch(char, '}', "Object", start),
            (_, Some(Scope::Array { start, .. })) => return self.mismatch(char, ']', "Array", start),
            (_, None) => return self.unexpected(char, VALUE_WANTED),
        };
        self.scopes.pop();
        self.at += 1;
        self.place = self.at;
        Ok(token)
    }

    fn mismatch<T>(&self, found: char, wanted: char, kind: &str, start: usize) -> Result<T, Syntax> {
        let source = Self::location(self.text, start.saturating_sub(1));
        fail(
            format!("Unexpected close marker '{found}': expected '{wanted}' (for {kind} starting at {source})"),
            self.at,
        )
    }

    fn comma(&mut self, char: char, kind: &str) -> Result<(), Syntax> {
        if char != ',' {
            return self.unexpected(char, &format!("was expecting comma to separate {kind} entries"));
        }
        self.at += 1;
        self.blank();
        Ok(())
    }

    fn name(&mut self) -> Result<Token, Syntax> {
        match self.peek() {
            Some('"') => {}
            Some(other) => return self.unexpected(other, "was expecting double-quote to start field name"),
            None => return self.ended(),
        }
        if let Some(Scope::Object { any, .. }) = self.scopes.last_mut() {
            *any = true;
        }
        let (name, end) = self.string("Unexpected end-of-input in field name")?;
        self.at = end;
        self.blank();
        match self.peek() {
            Some(':') => self.at += 1,
            Some(other) => return self.unexpected(other, "was expecting a colon to separate field name and value"),
            None => return fail("Unexpected end-of-input within/between Object entries", self.at),
        }
        self.blank();
        let value = self.value()?;
        self.place = value.1;
        self.pending = Some(value);
        Ok(Token::Name(name))
    }

    /// A value's first token, where the library's reader stands behind it, and where it ends if it is a string.
    fn value(&mut self) -> Result<(Token, usize, Option<usize>), Syntax> {
        let Some(char) = self.peek() else {
            return fail("Unexpected end-of-input within/between Object entries", self.at);
        };
        match char {
            '{' | '[' => {
                if self.scopes.len() >= MAX_DEPTH {
                    return fail(format!("Document nesting depth exceeds the maximum allowed ({MAX_DEPTH})"), self.at);
                }
                self.at += 1;
                Ok((if char == '{' { Token::StartObject } else { Token::StartArray }, self.at, None))
            }
            '"' => {
                let start = self.at;
                let (text, end) =
                    self.string("Unexpected end-of-input: was expecting closing quote for a string value")?;
                self.at = end;
                Ok((Token::String(text), start + 1, Some(end)))
            }
            '-' | '0'..='9' => self.number().map(|token| (token, self.at, None)),
            _ => self.word(char).map(|token| (token, self.at, None)),
        }
    }

    fn word(&mut self, first: char) -> Result<Token, Syntax> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.find(|char: char| !(char.is_alphanumeric() || char == '_' || char == '$')).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        let token = match word {
            "true" => Token::True,
            "false" => Token::False,
            "null" => Token::Null,
            "" => return self.unexpected(first, VALUE_WANTED),
            _ => {
                let wanted = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
                return fail(format!("Unrecognized token '{word}': was expecting {wanted}"), self.at + end);
            }
        };
        self.at += end;
        Ok(token)
    }

    fn number(&mut self) -> Result<Token, Syntax> {
        let start = self.at;
        let digits = |tokens: &mut Self| {
            let from = tokens.at;
            while let Some(b'0'..=b'9') = tokens.byte() {
                tokens.at += 1;
            }
            tokens.at - from
        };
        if self.peek() == Some('-') {
            self.at += 1;
        }
        let leading = self.peek() == Some('0');
        match digits(self) {
            0 => {
                let wanted = "expected digit (0-9) to follow minus sign, for valid numeric value";
                return match self.peek() {
                    Some(char) => self.unexpected(char, wanted),
                    None => fail("Unexpected end-of-input: expected a digit", self.at),
                };
            }
            2.. if leading => {
                return fail("Invalid numeric value: Leading zeroes not allowed", start + 1);
            }
            _ => {}
        }
        if self.peek() == Some('.') {
            self.at += 1;
            if digits(self) == 0 {
                return self.unexpected(self.peek().unwrap_or(' '), "Decimal point not followed by a digit");
            }
        }
        if let Some('e' | 'E') = self.peek() {
            self.at += 1;
            if let Some('+' | '-') = self.peek() {
                self.at += 1;
            }
            if digits(self) == 0 {
                return self.unexpected(self.peek().unwrap_or(' '), "Exponent indicator not followed by a digit");
            }
        }
        Ok(Token::Number(self.text.get(start..self.at).unwrap_or_default().to_owned()))
    }

    /// The decoded string whose opening quote stands here, and the byte behind its closing quote.
    fn string(&self, over: &str) -> Result<(String, usize), Syntax> {
        let mut out = String::new();
        let mut at = self.at + 1;
        loop {
            let rest = self.text.get(at..).unwrap_or_default();
            let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..b' ');
            let plain = rest.as_bytes().iter().position(is_special).unwrap_or(rest.len());
            out.push_str(rest.get(..plain).unwrap_or_default());
            at += plain;
            match rest.get(plain..).and_then(|rest| rest.chars().next()) {
                Some('"') => return Ok((out, at + 1)),
                Some('\\') => at = self.escape(at, over, &mut out)?,
                Some(control) => {
                    let code = u32::from(control);
                    return fail(
                        format!(
                            "Illegal unquoted character ((CTRL-CHAR, code {code})): has to be escaped using backslash \
                             to be included in string value"
                        ),
                        at + 1,
                    );
                }
                None => return fail(over, self.text.len()),
            }
        }
    }

    /// Decodes the escape whose backslash stands at `at`; gives the byte behind it.
    fn escape(&self, at: usize, over: &str, out: &mut String) -> Result<usize, Syntax> {
        let Some(char) = self.text.get(at + 1..).and_then(|rest| rest.chars().next()) else {
            return fail(over, self.text.len());
        };
        let plain = match char {
            '"' | '\\' | '/' => char,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode(at + 2, out),
            other => return fail(format!("Unrecognized character escape {}", shown(other)), at + 2),
        };
        out.push(plain);
        Ok(at + 2)
    }

    fn unit(&self, at: usize) -> Option<u32> {
        let digits = self.text.get(at..at + 4)?;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
    }

    fn unicode(&self, at: usize, out: &mut String) -> Result<usize, Syntax> {
        let Some(first) = self.unit(at) else {
            return fail("Unexpected character: expected a hex-digit for character escape sequence", at);
        };
        let second = self.text.get(at + 4..at + 6).filter(|text| *text == "\\u").and_then(|_| self.unit(at + 6));
        if let (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) = (first, second) {
            out.extend(char::from_u32(0x10000 + ((first - 0xD800) << 10) + (low - 0xDC00)));
            return Ok(at + 10);
        }
        out.push(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        Ok(at + 4)
    }
}

const VALUE_WANTED: &str =
    "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

/// A character as messages name it.
fn shown(char: char) -> String {
    format!("'{char}' (code {})", u32::from(char))
}

fn fail<T>(message: impl Into<String>, at: usize) -> Result<T, Syntax> {
    Err(Syntax { message: message.into(), at })
}
