//! The caret in JSON, or in a flow collection of YAML: brackets, commas and colons before it, and what follows.

use super::{Role, Typed};
use asl_text::{Format, Span};

/// What may come next in an open bracket.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// The first or another key or item.
    Entry,
    /// A colon.
    Colon,
    /// The value of a member.
    Value,
    /// A comma or the closing bracket.
    Comma,
}

/// An open bracket.
struct Open {
    object: bool,
    next: Next,
}

/// One piece of the text.
struct Token {
    start: usize,
    end: usize,
    /// Its first byte.
    first: u8,
    /// Whether it is a string without its closing quote.
    open: bool,
}

/// The piece at or behind `from`; white space and comments are passed over.
fn token(bytes: &[u8], from: usize) -> Option<Token> {
    let at = |index: usize| bytes.get(index).copied();
    let mut start = from;
    loop {
        match (at(start)?, at(start + 1)) {
            (b' ' | b'\t' | b'\r' | b'\n', _) => start += 1,
            (b'/', Some(b'/')) => start = (start..bytes.len()).find(|index| at(*index) == Some(b'\n'))?,
            (b'/', Some(b'*')) => {
                start = (start + 2..bytes.len()).find(|i| at(*i) == Some(b'*') && at(*i + 1) == Some(b'/'))? + 2;
            }
            _ => break,
        }
    }
    let first = at(start)?;
    let mut end = start + 1;
    let mut open = false;
    match first {
        b'{' | b'}' | b'[' | b']' | b',' | b':' => {}
        b'"' => loop {
            match at(end) {
                Some(b'"') => {
                    end += 1;
                    break;
                }
                Some(b'\\') => end += 2,
                None | Some(b'\n') => {
                    open = true;
                    break;
                }
                Some(_) => end += 1,
            }
        },
        _ => {
            let ends = |byte: u8| {
                matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b'"' | b' ' | b'\t' | b'\r' | b'\n')
                // `$.a` and ARNs that were typed without quotes stay in one piece.
                || byte == b':'
            };
            while at(end).is_some_and(|byte| !ends(byte)) {
                end += 1;
            }
        }
    }
    Some(Token { start, end: end.min(bytes.len()), first, open })
}

/// What is typed at `offset` in the JSON that begins at `from`; `None` where nothing can be completed.
pub(super) fn typed(text: &str, from: usize, offset: usize) -> Option<Typed> {
    let bytes = text.as_bytes();
    let mut stack: Vec<Open> = Vec::new();
    let mut outside = Next::Entry;
    let mut before = from;
    let mut found = None;
    let mut at = from;
    while let Some(piece) = token(bytes, at) {
        let literal = !matches!(piece.first, b'{' | b'}' | b'[' | b']' | b',' | b':');
        let inside = match piece.first {
            b'"' if piece.open => piece.start < offset && offset <= piece.end,
            b'"' => piece.start < offset && offset < piece.end,
            _ => literal && piece.start <= offset && offset <= piece.end,
        };
        if inside || piece.start >= offset {
            found = inside.then_some(piece);
            break;
        }
        let next = stack.last_mut().map_or(&mut outside, |open| &mut open.next);
        match piece.first {
            b'{' | b'[' => {
                *next = Next::Comma;
                stack.push(Open { object: piece.first == b'{', next: Next::Entry });
            }
            b'}' | b']' => drop(stack.pop()),
            b',' => *next = Next::Entry,
            b':' => *next = Next::Value,
            _ => {
                let object = stack.last().is_some_and(|open| open.object);
                let next = stack.last_mut().map_or(&mut outside, |open| &mut open.next);
                *next = if object && matches!(*next, Next::Entry | Next::Comma) { Next::Colon } else { Next::Comma };
            }
        }
        before = piece.end;
        at = piece.end;
    }
    let (object, next) = stack.last().map_or((false, outside), |open| (open.object, open.next));
    let role = match (object, next) {
        (_, Next::Colon) => return None,
        (true, Next::Entry | Next::Comma) => Role::Key,
        (false, Next::Comma) if stack.is_empty() => return None,
        _ => Role::Value,
    };
    let missing = next == Next::Comma;
    let (token_span, word) = match &found {
        Some(piece) if piece.first == b'"' => {
            let end = if piece.open { offset } else { piece.end };
            (Span::new(piece.start, end), Span::new(piece.start + 1, offset))
        }
        Some(piece) => (Span::new(piece.start, piece.end), Span::new(piece.start, offset)),
        None => (Span::new(offset, offset), Span::new(offset, offset)),
    };
    let following = token(bytes, token_span.end as usize).map(|piece| piece.first);
    let has_colon = role == Role::Key && following == Some(b':');
    let comma_after = !stack.is_empty() && !has_colon && !matches!(following, None | Some(b',' | b'}' | b']' | b':'));
    Some(Typed {
        role,
        format: Format::Json,
        token: token_span,
        word,
        has_colon,
        comma_before: missing.then(|| u32::try_from(before).unwrap_or(u32::MAX)),
        comma_after,
        space_before: false,
        shift: 0,
        may_be_key: false,
    })
}
