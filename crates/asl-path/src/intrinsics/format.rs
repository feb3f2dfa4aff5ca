//! `States.Format`.

use std::fmt::{self, Write};

use super::super::error::{JavaText, Refusal};
use asl_value::Value;

/// A piece of a template.
#[derive(Debug, PartialEq)]
enum Segment {
    /// Text as it is.
    Text(String),
    /// `{}`
    Hole,
}

/// What `States.Format` fills in: the pieces of a template, or what is wrong with its braces or backslashes.
#[derive(Debug)]
pub(in super::super) struct Pieces(Result<Vec<Segment>, Refusal>);

/// The longest text that a function makes, in bytes: four times a payload.
pub(super) const MAX_TEXT: usize = 1 << 20;

/// Text that stays below [`MAX_TEXT`].
struct Limited(String);

impl Write for Limited {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.push_str(text);
        if self.0.len() > MAX_TEXT { Err(fmt::Error) } else { Ok(()) }
    }
}

impl Pieces {
    /// Splits a template, in which a backslash stands before a literal `'`, `{`, `}` or `\`.
    pub(in super::super) fn split(template: &str) -> Self {
        Self(Segment::split(template))
    }

    /// The texts of the template in order, none for a place to fill in; nothing for a template that is wrong.
    pub(in super::super) fn texts(&self) -> Option<Vec<Option<&str>>> {
        Some(self.0.as_ref().ok()?.iter().map(Segment::text).collect())
    }
}

impl Segment {
    /// The text; none for a hole.
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Hole => None,
        }
    }

    fn split(template: &str) -> Result<Vec<Self>, Refusal> {
        let mut segments = Vec::new();
        let mut text = String::new();
        let mut characters = template.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => match characters.next() {
                    Some(escaped @ ('\'' | '{' | '}' | '\\')) => text.push(escaped),
                    _ => return Err(Refusal::Arguments),
                },
                '{' => {
                    if characters.next() != Some('}') {
                        return Err(Refusal::OpenBrace);
                    }
                    segments.push(Self::Text(std::mem::take(&mut text)));
                    segments.push(Self::Hole);
                }
                '}' => return Err(Refusal::CloseBrace),
                plain => text.push(plain),
            }
        }
        segments.push(Self::Text(text));
        Ok(segments)
    }
}

/// `States.Format(template, …)`: as many arguments as the template has `{}`. `literal` is the template's pieces if
/// it was read with the expression; else it is the first of `values`.
pub(super) fn format(literal: Option<&Pieces>, values: &[Value]) -> Result<Value, Refusal> {
    let (template, values) = values.split_first().ok_or(Refusal::Arguments)?;
    let computed;
    let pieces = if let Some(pieces) = literal {
        pieces
    } else {
        computed = Pieces::split(template.as_str().ok_or(Refusal::Arguments)?);
        &computed
    };
    let mut values = values.iter();
    let mut text = Limited(String::new());
    let too_long = |_| Refusal::Arguments;
    for segment in pieces.0.as_ref().map_err(|refusal| *refusal)? {
        match segment {
            Segment::Text(plain) => text.write_str(plain).map_err(too_long)?,
            Segment::Hole => {
                write!(text, "{}", JavaText(values.next().ok_or(Refusal::Count)?)).map_err(too_long)?;
            }
        }
    }
    if values.next().is_none() { Ok(Value::from(text.0)) } else { Err(Refusal::Count) }
}

#[cfg(test)]
mod tests {
    use super::{Refusal, format};
    use asl_value::Value;

    #[test]
    fn a_template_takes_as_many_values_as_it_has_holes() {
        for (template, values, expected) in [
            ("a {} b", vec![Value::from("x")], Ok("a x b")),
            ("{}{}", vec![Value::from(1), Value::from(2.5)], Ok("12.5")),
            (r"\{\} \'\\", vec![], Ok(r"{} '\")),
            ("{}", vec![], Err(Refusal::Count)),
            ("", vec![Value::Null], Err(Refusal::Count)),
            ("{x}", vec![Value::Null], Err(Refusal::OpenBrace)),
            ("{{}}", vec![Value::Null], Err(Refusal::OpenBrace)),
            ("}", vec![], Err(Refusal::CloseBrace)),
            (r"a\", vec![], Err(Refusal::Arguments)),
        ] {
            let values: Vec<Value> = [Value::from(template)].into_iter().chain(values).collect();
            assert_eq!(format(None, &values), expected.map(Value::from), "{template}");
        }
    }
}
