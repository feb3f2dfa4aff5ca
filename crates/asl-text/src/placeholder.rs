//! Placeholders: `${name}`, which something outside of the text fills in, as Terraform's `templatefile` and
//! `DefinitionSubstitutions` do.
//!
//! Where a value could stand, one without quotes is a value of its own, of unknown type
//! ([`NodeKind::Placeholder`](crate::NodeKind::Placeholder)). Inside of a string it is a part of the text.

/// The longest placeholder, in bytes; what is longer is none.
const LONGEST: usize = 1024;

/// How many bytes the placeholder takes that `text` begins with, from `${` to its `}`; `None` if it begins with none.
///
/// Brackets and quotes inside belong to it, as in `${jsonencode({ a = "}" })}`; a line break ends it unless it stands in
/// brackets, and so does the next key of an object, as in `${wait, "Next": "Done"}`. `${}` and `${!Literal}` are none.
pub fn length(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("${")?;
    if inner.starts_with('!') {
        return None;
    }
    let mut depth = 1_usize;
    let mut quote = None;
    let mut characters = inner.char_indices().take_while(|(at, _)| *at < LONGEST);
    while let Some((at, character)) = characters.next() {
        match (quote, character) {
            (Some(_), '\\') => {
                characters.next();
            }
            (Some(open), _) if character == open => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '{' | '(' | '[') => depth += 1,
            (None, '}' | ')' | ']') => {
                depth -= 1;
                if depth == 0 {
                    let is_named = character == '}' && !inner.get(..at).unwrap_or_default().trim().is_empty();
                    return is_named.then_some("${".len() + at + 1);
                }
            }
            (None, '\n') if depth == 1 => return None,
            (None, ',') if depth == 1 && inner.get(at + 1..).is_some_and(begins_with_key) => return None,
            _ => {}
        }
    }
    None
}

/// Whether `text` goes on with a key in double quotes and its colon.
fn begins_with_key(text: &str) -> bool {
    let key = text.trim_start_matches([' ', '\t']).strip_prefix('"').and_then(|rest| rest.split_once('"'));
    key.is_some_and(|(name, behind)| !name.contains('\n') && behind.trim_start_matches([' ', '\t']).starts_with(':'))
}

/// The beginning of a placeholder that `text` begins with and that is never closed: `${` and the name behind it.
pub(crate) fn unclosed(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("${").filter(|_| length(text).is_none())?;
    let is_of_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '-' | ':' | ' ');
    let name = inner.split(|letter: char| !is_of_name(letter)).next().unwrap_or_default().trim_end_matches([' ', ':']);
    (!name.trim().is_empty()).then(|| text.get(.."${".len() + name.len())).flatten()
}

/// Whether `text` is one placeholder and nothing else.
pub fn is_one(text: &str) -> bool {
    text.starts_with("${") && length(text) == Some(text.len())
}

/// What is inside of a placeholder that is written like this: `${ wait }` is called `wait`.
pub fn name(written: &str) -> &str {
    written.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).unwrap_or(written).trim()
}

/// The placeholders in a text, each with the byte at which it begins, as written.
///
/// `$${…}` and `${!…}`, which stand for `${…}` itself, are left out.
pub fn all(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..)?.find("${")?;
            let is_escaped = text.get(..start).is_some_and(|before| before.ends_with('$'));
            match text.get(start..).and_then(length).filter(|_| !is_escaped) {
                Some(length) => {
                    at = start + length;
                    return Some((start, text.get(start..at)?));
                }
                None => at = start + "${".len(),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{all, is_one, length, name, unclosed};

    #[test]
    fn a_placeholder_ends_at_its_own_brace() {
        for (text, expected) in [
            ("${a} x", Some(4)),
            ("${ a.b } x", Some(8)),
            ("${jsonencode({ a = \"}\" })}]", Some(26)),
            ("${opt:stage, 'd}v'}", Some(19)),
            ("${a[\"b\"].arn}", Some(13)),
            ("${f([\n1\n])}", Some(11)),
            ("${a\n}", None),
            ("${}", None),
            ("${ }", None),
            ("${!a}", None),
            ("${a", None),
            ("${a)}", None),
            (r#"${a, "Next": "B"}"#, None),
            (r#"${a ? "b" : "c"}"#, Some(16)),
            (r#"${f(a, "b")}"#, Some(12)),
            (r#"${opt:a, "b"}"#, Some(13)),
            ("$a", None),
            ("", None),
        ] {
            assert_eq!(length(text), expected, "{text}");
        }
        assert!(is_one("${a}") && !is_one("${a}${b}") && !is_one(" ${a}"));
        assert_eq!((name("${ wait }"), name("x")), ("wait", "x"));
        assert_eq!(length(&format!("${{{}}}", "a".repeat(5000))), None);
    }

    #[test]
    fn a_placeholder_without_its_brace_ends_with_its_name() {
        for (text, expected) in [
            ("${wait,\n", Some("${wait")),
            (r#"${wait, "Next": "B"}"#, Some("${wait")),
            ("${ a.b\n", Some("${ a.b")),
            ("${wait", Some("${wait")),
            ("${a}", None),
            ("${}", None),
            ("${", None),
            ("$a", None),
        ] {
            assert_eq!(unclosed(text), expected, "{text}");
        }
    }

    #[test]
    fn all_placeholders_of_a_text_are_found() {
        let found: Vec<_> = all("a${b}c${!d}$${e}${f}${").collect();
        assert_eq!(found, [(1, "${b}"), (16, "${f}")]);
        assert_eq!(all("${a ${b}").collect::<Vec<_>>(), [(4, "${b}")]);
    }
}
