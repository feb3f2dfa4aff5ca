//! The token: whoever knows it may use the relay. Each start has another one.

use std::fmt;

use subtle::ConstantTimeEq;

/// A token. It is shown when the relay starts, and by nothing else.
#[derive(Clone)]
pub struct Token(String);

/// Letters and digits that are not mistaken for each other; 32 of them, so that each holds five bits of a byte.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Letters of a token: 120 bits.
const LENGTH: usize = 24;
/// Letters between two dashes.
const GROUP: usize = 6;

impl Token {
    /// A new one, from the system's randomness.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes)?;
        let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().map(char::from);
        let groups: Vec<String> = bytes.chunks(GROUP).map(|group| group.iter().filter_map(letter).collect()).collect();
        Ok(Self(groups.join("-")))
    }

    /// The token itself, to be shown to the person who started the relay.
    pub fn show(&self) -> &str {
        &self.0
    }

    /// Whether `given` is this token. Takes the same time whatever part of it is right.
    pub fn is(&self, given: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(given).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_new_each_time_and_equal_only_to_itself() {
        let (one, two) = (Token::random().unwrap(), Token::random().unwrap());
        assert!(one.is(one.show().as_bytes()) && !one.is(two.show().as_bytes()));
        for wrong in ["", &one.show()[1..], &format!("{} ", one.show()), &one.show().to_uppercase()] {
            assert!(!one.is(wrong.as_bytes()), "{wrong}");
        }
        assert_eq!(one.show().split('-').map(str::len).collect::<Vec<_>>(), [6; 4]);
        assert!(!format!("{one:?}").contains(one.show()));
    }
}
