//! Whether a body is JSON, and where it is not, as AWS checks templates and bodies: one value, or several behind each other.

use crate::tokens::{Syntax, Token, Tokens};

/// Reads all values of the text; gives the byte where the one begins that is none.
pub(crate) fn check(text: &str) -> Result<(), usize> {
    let mut tokens = Tokens::new(text);
    let mut begin = 0;
    loop {
        begin += text.get(begin..).map_or(0, |rest| rest.len() - rest.trim_start().len());
        match tokens.next() {
            Ok(Token::End) => return Ok(()),
            Ok(_) => begin = tokens.place(),
            Err(Syntax { .. }) => return Err(begin),
        }
    }
}
