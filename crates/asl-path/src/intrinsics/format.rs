//! `States.Format`.

use std::fmt::{self, Write};

use super::super::error::JavaText;
use asl_value::Value;

/// A piece of a template.
#[derive(Debug, PartialEq)]
enum Segment {
    /// Text as it is.
    Text(String),
    /// `{}`
    Hole,
}

/// What `States.Format` fills in: the pieces of a template, or none if its braces or backslashes are wrong.
#[derive(Debug)]
pub(in super::super) struct Pieces(Option<Vec<Segment>>);

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
        Some(self.0.as_ref()?.iter().map(Segment::text).collect())
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

    fn split(template: &str) -> Option<Vec<Self>> {
        let mut segments = Vec::new();
        let mut text = String::new();
        let mut characters = template.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => match characters.next() {
                    Some(escaped @ ('\'' | '{' | '}' | '\\')) => text.push(escaped),
                    _ => return None,
                },
                '{' => {
                    if characters.next() != Some('}') {
                        return None;
                    }
                    segments.push(Self::Text(std::mem::take(&mut text)));
                    segments.push(Self::Hole);
                }
                '}' => return None,
                plain => text.push(plain),
            }
        }
        segments.push(Self::Text(text));
        Some(segments)
    }
}

/// `States.Format(template, …)`: as many arguments as the template has `{}`. `literal` is the template's pieces if
/// it was read with the expression; else it is the first of `values`.
pub(super) fn format(literal: Option<&Pieces>, values: &[Value]) -> Option<Value> {
    let (template, values) = values.split_first()?;
    let computed;
    let pieces = if let Some(pieces) = literal {
        pieces
    } else {
        computed = Pieces::split(template.as_str()?);
        &computed
    };
    let mut values = values.iter();
    let mut text = Limited(String::new());
    for segment in pieces.0.as_ref()? {
        match segment {
            Segment::Text(plain) => text.write_str(plain).ok()?,
            Segment::Hole => write!(text, "{}", JavaText(values.next()?)).ok()?,
        }
    }
    values.next().is_none().then(|| Value::from(text.0))
}

#[cfg(test)]
mod tests {
    use super::format;
    use asl_value::Value;

    #[test]
    fn a_template_takes_as_many_values_as_it_has_holes() {
        for (template, values, expected) in [
            ("a {} b", vec![Value::from("x")], Some("a x b")),
            ("{}{}", vec![Value::from(1), Value::from(2.5)], Some("12.5")),
            (r"\{\} \'\\", vec![], Some(r"{} '\")),
            ("{}", vec![], None),
            ("", vec![Value::Null], None),
            ("{x}", vec![Value::Null], None),
            ("}", vec![], None),
            (r"a\", vec![], None),
        ] {
            let values: Vec<Value> = [Value::from(template)].into_iter().chain(values).collect();
            assert_eq!(format(None, &values), expected.map(Value::from), "{template}");
        }
    }
}
