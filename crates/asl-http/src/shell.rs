//! Words of a POSIX shell, and the variables that stand for secrets in copied code.

use super::connection::MASK;

/// `text` as one word of a POSIX shell.
pub fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A part of a text in which secrets are masked.
pub(super) enum MaskedPart<'a> {
    /// Text as it is.
    Text(&'a str),
    /// A mask: the name of the variable in its place.
    Variable(String),
}

/// The variables that copied code needs, in order.
#[derive(Default)]
pub(super) struct Variables(pub(super) Vec<String>);

impl Variables {
    /// The variable for a header or parameter called `name`: `SECRET_X_API_KEY`. The prefix keeps it apart from the
    /// variables of the shell: a parameter called `user` or `path` must not send those.
    pub(super) fn named(&mut self, name: &str) -> String {
        let upper = |char: char| if char.is_ascii_alphanumeric() { char.to_ascii_uppercase() } else { '_' };
        let variable = format!("SECRET_{}", name.chars().map(upper).collect::<String>());
        if !self.0.contains(&variable) {
            self.0.push(variable.clone());
        }
        variable
    }

    /// `text` in parts, each mask in it a variable that is named after the key before it.
    pub(super) fn split<'a>(&mut self, text: &'a str) -> Vec<MaskedPart<'a>> {
        let mut parts = Vec::new();
        let mut pieces = text.split(MASK).peekable();
        while let Some(piece) = pieces.next() {
            if !piece.is_empty() {
                parts.push(MaskedPart::Text(piece));
            }
            if pieces.peek().is_some() {
                let key = piece.trim_end_matches(|char: char| !char.is_ascii_alphanumeric());
                let key = key.rsplit(|char: char| !char.is_ascii_alphanumeric() && !matches!(char, '-' | '_' | '.'));
                parts.push(MaskedPart::Variable(self.named(key.into_iter().next().unwrap_or_default())));
            }
        }
        parts
    }
}
