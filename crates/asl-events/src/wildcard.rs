//! `wildcard`: texts with `*` for anything, `\*` for a star and `\\` for a backslash.

/// Why a wildcard is none. Positions count bytes of the quoted text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WildcardError {
    /// Two stars beside each other.
    #[error("Consecutive wildcard characters at pos {0}")]
    Consecutive(usize),
    /// A backslash before something else than a star or a backslash.
    #[error("Invalid escape character at pos {0}")]
    Escape(usize),
}

/// A compiled wildcard: the texts between its stars.
#[derive(Clone, Debug, PartialEq)]
pub struct Wildcard {
    /// The text as it was written.
    pub text: String,
    /// What stands between the stars; one piece if there is none.
    pieces: Vec<String>,
}

impl Wildcard {
    /// Reads a wildcard.
    pub fn parse(text: &str) -> Result<Self, WildcardError> {
        let mut pieces = vec![String::new()];
        let mut chars = text.char_indices().peekable();
        while let Some((at, char)) = chars.next() {
            // The closing quote follows the text, the opening one stands before it.
            let following = chars.peek().map(|(_, char)| *char);
            match (char, following) {
                ('*', Some('*')) => return Err(WildcardError::Consecutive(at + 1)),
                ('*', _) => pieces.push(String::new()),
                ('\\', Some('*' | '\\')) => {
                    chars.next();
                    if let (Some(last), Some(literal)) = (pieces.last_mut(), following) {
                        last.push(literal);
                    }
                }
                ('\\', _) => return Err(WildcardError::Escape(at + 1)),
                (other, _) => {
                    if let Some(last) = pieces.last_mut() {
                        last.push(other);
                    }
                }
            }
        }
        Ok(Self { text: text.to_owned(), pieces })
    }

    /// The texts between the stars.
    pub(crate) fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// Whether the whole text matches. Each piece is searched for behind the one before it, so nothing is looked at twice.
    pub fn matches(&self, text: &str) -> bool {
        match self.pieces.as_slice() {
            [] => false,
            [only] => text == only,
            [first, middle @ .., last] => {
                let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
                for piece in middle {
                    let Some((_, behind)) = rest.split_once(piece.as_str()) else { return false };
                    rest = behind;
                }
                rest.ends_with(last.as_str())
            }
        }
    }
}
