//! The text of a path → its steps, in the dialect of Java's Jayway.

use std::rc::Rc;

use super::ast::{Path, Step};
use super::cursor::Cursor;
use super::error::PathError;
use super::filter_parser;
use super::functions::Function;
use super::searches;

/// Steps that branch, and filters inside filters, may be at most this many: what runs recursively stays shallow.
pub(super) const MAX_DEPTH: usize = 32;

/// Longer texts are refused; AWS allows a definition of 1 MiB in all.
const MAX_LENGTH: usize = 65_536;

impl Path {
    /// Reads a path: `$`, then steps. Blanks around it do not count, as for AWS.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        if let Some(path) = plain(text.trim()) {
            return Ok(path);
        }
        let searches = searches::get().ok_or_else(searches::not_loaded)?;
        (searches.parse)(text)
    }
}

/// A path of plain names and indices, which is what most are: what else there may be comes with [`searches`].
fn plain(text: &str) -> Option<Path> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let mut steps = Vec::new();
    let mut rest = text.strip_prefix('$').filter(|_| text.len() <= MAX_LENGTH)?;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(|c| !is_name(c)).unwrap_or(after.len());
            let (name, after) = after.split_at(end);
            if name.is_empty() || !(after.is_empty() || after.starts_with(['.', '['])) {
                return None;
            }
            steps.push(Step::Name(name.into()));
            rest = after;
        } else if let Some(after) = rest.strip_prefix("['") {
            let (name, after) = after.split_once('\'')?;
            if name.contains('\\') {
                return None;
            }
            steps.push(Step::Name(name.into()));
            rest = after.strip_prefix(']')?;
        } else {
            let (index, after) = rest.strip_prefix('[')?.split_once(']')?;
            if !index.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            steps.push(Step::Index(index.parse().ok()?));
            rest = after;
        }
    }
    Some(Path::new(text, steps))
}

/// Reads any path.
pub(super) fn path(text: &str) -> Result<Path, PathError> {
    if text.len() > MAX_LENGTH {
        return Err(PathError::new(0, "the path is too long"));
    }
    let start = text.len() - text.trim_start().len();
    let mut cursor = Cursor::new(text.trim_end(), start);
    if !cursor.eat('$') {
        return Err(cursor.unexpected("`$`"));
    }
    steps(cursor, start, 0)
}

/// Reads all that is left as steps; the first character of the path stands at `start` and was taken.
pub(super) fn steps(mut cursor: Cursor<'_>, start: usize, depth: usize) -> Result<Path, PathError> {
    let mut steps = Vec::new();
    if !cursor.at_end() && !matches!(cursor.peek(), Some('.' | '[')) {
        return Err(cursor.unexpected("`.` or `[`"));
    }
    while !cursor.at_end() {
        if matches!(steps.last(), Some(Step::Function(_))) {
            return Err(cursor.fail("nothing can follow a function"));
        }
        step(&mut cursor, &mut steps, depth)?;
    }
    if matches!(steps.last(), Some(Step::Descend)) {
        return Err(cursor.fail("a path cannot end with `..`"));
    }
    let branching = steps.iter().filter(|step| !matches!(step, Step::Name(_) | Step::Index(_))).count();
    if branching > MAX_DEPTH {
        return Err(cursor.fail("the path has too many steps that match several values"));
    }
    Ok(Path::new(cursor.since(start), steps))
}

fn step(cursor: &mut Cursor<'_>, steps: &mut Vec<Step>, depth: usize) -> Result<(), PathError> {
    match cursor.peek() {
        Some('[') => steps.push(bracket(cursor, depth)?),
        Some('.') => {
            cursor.bump();
            if cursor.eat('.') {
                if cursor.peek() == Some('.') {
                    return Err(cursor.fail("three dots in a row"));
                }
                steps.push(Step::Descend);
            }
            match cursor.peek() {
                Some('[') => {}
                Some(_) => steps.push(name_or_function(cursor)?),
                None => return Err(cursor.fail("a path cannot end with `.`")),
            }
        }
        _ => steps.push(name_or_function(cursor)?),
    }
    Ok(())
}

fn name_or_function(cursor: &mut Cursor<'_>) -> Result<Step, PathError> {
    let start = cursor.offset();
    if cursor.eat('*') {
        if cursor.at_end() || matches!(cursor.peek(), Some('.' | '[')) {
            return Ok(Step::Wildcard);
        }
        return Err(cursor.unexpected("`.` or `[` after `*`"));
    }
    let name = cursor.take_while(|c| !matches!(c, '.' | '[' | '(') && !c.is_whitespace());
    match cursor.peek() {
        Some(c) if c.is_whitespace() => Err(cursor.fail("write a name with spaces in brackets: `['a name']`")),
        Some('(') => {
            cursor.bump();
            cursor.skip_spaces();
            let function = Function::from_name(name)
                .ok_or_else(|| PathError::new(start, format!("there is no path function `{name}`")))?;
            cursor.expect(')')?;
            Ok(Step::Function(function))
        }
        _ if name.is_empty() => Err(cursor.unexpected("a name")),
        _ => Ok(Step::Name(name.into())),
    }
}

fn bracket(cursor: &mut Cursor<'_>, depth: usize) -> Result<Step, PathError> {
    cursor.expect('[')?;
    cursor.skip_spaces();
    let step = match cursor.peek() {
        Some('\'' | '"') => names(cursor)?,
        Some('*') => {
            cursor.bump();
            Step::Wildcard
        }
        Some('?') => {
            cursor.bump();
            cursor.skip_spaces();
            cursor.expect('(')?;
            let filter = filter_parser::condition(cursor, depth + 1)?;
            cursor.skip_spaces();
            cursor.expect(')')?;
            Step::Filter(filter)
        }
        Some('-' | ':' | '0'..='9') => numbers(cursor)?,
        _ => return Err(cursor.unexpected("a quoted name, an index, `*`, or `?(`")),
    };
    cursor.skip_spaces();
    cursor.expect(']')?;
    Ok(step)
}

fn names(cursor: &mut Cursor<'_>) -> Result<Step, PathError> {
    let mut names: Vec<Rc<str>> = Vec::new();
    loop {
        names.push(quoted_name(cursor)?.into());
        cursor.skip_spaces();
        if !cursor.eat(',') {
            break;
        }
        cursor.skip_spaces();
        if !matches!(cursor.peek(), Some('\'' | '"')) {
            return Err(cursor.unexpected("a quoted name"));
        }
    }
    Ok(match <[Rc<str>; 1]>::try_from(names) {
        Ok([name]) => Step::Name(name),
        Err(names) => Step::Names(names),
    })
}

/// A quoted name. A backslash escapes itself and the quote that is used; before anything else it stands for
/// itself (AWS finds the member `a\"b` under `$['a\"b']`).
fn quoted_name(cursor: &mut Cursor<'_>) -> Result<String, PathError> {
    let start = cursor.offset();
    cursor.skip_quoted()?;
    let quoted = cursor.since(start);
    let quote = quoted.chars().next().unwrap_or('\'');
    let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
    let mut name = String::with_capacity(inner.len());
    let mut characters = inner.chars().peekable();
    while let Some(character) = characters.next() {
        match characters.peek() {
            Some(&next) if character == '\\' && (next == quote || next == '\\') => {
                name.push(next);
                characters.next();
            }
            _ => name.push(character),
        }
    }
    Ok(name)
}

fn numbers(cursor: &mut Cursor<'_>) -> Result<Step, PathError> {
    let start = cursor.offset();
    let text = cursor.take_while(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | ',' | ' '));
    let number = |text: &str| {
        let text = text.trim();
        text.parse::<i32>().map_err(|_| PathError::new(start, format!("`{text}` is not an index")))
    };
    if text.contains(':') {
        let mut bounds = text.split(':').map(|bound| if bound.is_empty() { Ok(None) } else { number(bound).map(Some) });
        let (from, to) = (bounds.next().transpose()?.flatten(), bounds.next().transpose()?.flatten());
        if from.is_none() && to.is_none() {
            return Err(PathError::new(start, "a slice needs a start or an end"));
        }
        return Ok(Step::Slice(from, to));
    }
    let indices = text.split(',').map(number).collect::<Result<Vec<_>, _>>()?;
    Ok(match indices.as_slice() {
        [index] => Step::Index(*index),
        _ => Step::Indices(indices),
    })
}

#[cfg(test)]
mod tests {
    use super::{path, plain};

    #[test]
    fn a_plain_path_is_read_as_any_other() {
        for text in ["$", "$.a", "$.a-b.c_1", "$['a b'].c", "$[0]", "$.a[12]['\u{fc}'][3].x", "$['']", "$['a.b']['(']"]
        {
            let (one, other) = (plain(text).unwrap(), path(text).unwrap());
            assert_eq!(format!("{one:?}"), format!("{other:?}"), "{text}");
        }
        for text in [
            "",
            "a",
            "$.",
            "$..a",
            "$.*",
            "$[*]",
            "$.a()",
            "$.a b",
            "$a",
            "$[1,2]",
            "$[-1]",
            "$[]",
            "$['a\\'b']",
            "$['a','b']",
            "$[99999999999]",
            "$.a[",
            "$['a'",
        ] {
            assert!(plain(text).is_none(), "{text}");
        }
    }
}
