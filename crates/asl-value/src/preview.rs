//! The beginning of a value's JSON text, for where there is room for a line.

use std::fmt::{self, Write};

use super::Value;
use super::print::write_json;

impl Value {
    /// The JSON text on one line, at most `most` characters of it: `…` stands where it is cut. The rest costs nothing.
    pub fn preview(&self, most: usize) -> String {
        let mut out = Beginning { text: String::new(), left: most };
        if write_json(self, &mut out).is_err() {
            out.text.push('…');
        }
        out.text
    }
}

/// Takes so many characters and refuses the rest.
struct Beginning {
    text: String,
    left: usize,
}

impl Write for Beginning {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(character);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn a_glimpse_is_the_beginning_of_the_text() {
        let value = Value::from_json(r#"{"a":[1,"zwölf"]}"#).unwrap();
        for (most, expected) in [
            (0, "…"),
            (6, r#"{"a":[…"#),
            (11, r#"{"a":[1,"zw…"#),
            (17, r#"{"a":[1,"zwölf"]}"#),
            (99, r#"{"a":[1,"zwölf"]}"#),
        ] {
            assert_eq!(value.preview(most), expected);
        }
    }
}
