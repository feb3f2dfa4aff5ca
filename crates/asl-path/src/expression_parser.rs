//! The text of an expression → paths, literals and intrinsic calls.

use super::algorithms;
use super::ast::Path;
use super::cursor::Cursor;
use super::error::PathError;
use super::expression::Term;
use super::intrinsics::{Call, Function, Pieces};
use super::searches;
use asl_value::{Number, Value};

/// How deeply intrinsic calls may be nested (Developer Guide, "Intrinsic functions").
const MAX_CALLS: usize = 10;

/// An expression with more arguments, all calls in it together, is refused: what it costs stays bounded.
const MAX_ARGUMENTS: usize = 1000;

/// Reads a whole expression.
pub(super) fn expression(text: &str) -> Result<Term, PathError> {
    let trimmed = text.trim();
    if trimmed.starts_with('$') {
        return path(trimmed, text.len() - text.trim_start().len());
    }
    let searches = searches::get().ok_or_else(searches::not_loaded)?;
    (searches.parse_call)(text)
}

/// Reads a call of an intrinsic function, and nothing behind it.
pub(super) fn whole_call(text: &str) -> Result<Term, PathError> {
    let mut cursor = Cursor::new(text, 0);
    if !text.starts_with("States.") {
        return Err(cursor.fail("expected a path that starts with `$`, or an intrinsic function `States.…(…)`"));
    }
    let call = call(&mut cursor, 1, &mut 0)?;
    cursor.skip_spaces();
    if cursor.at_end() { Ok(Term::Call(call)) } else { Err(cursor.unexpected("the end")) }
}

/// `$…`, `$$…` or `$name…`; `offset` is where `text` stands in the whole.
fn path(text: &str, offset: usize) -> Result<Term, PathError> {
    let shifted = |by: usize| move |error: PathError| PathError { offset: error.offset + offset + by, ..error };
    let rest = text.strip_prefix('$').unwrap_or(text);
    if rest.starts_with('$') {
        return Path::parse(rest).map(Term::Context).map_err(shifted(1));
    }
    let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    let (name, steps) = rest.split_at(length);
    if name.is_empty() {
        return Path::parse(text).map(Term::Input).map_err(shifted(0));
    }
    if name.starts_with(|c: char| c.is_numeric()) {
        return Err(PathError::new(offset + 1, "a variable name cannot start with a digit"));
    }
    // The path's own `$` stands for the variable.
    let path = Path::parse(&format!("${steps}"));
    path.map(|path| Term::Variable(name.into(), path)).map_err(shifted(name.len()))
}

fn call(cursor: &mut Cursor<'_>, depth: usize, count: &mut usize) -> Result<Call, PathError> {
    let start = cursor.offset();
    if depth > MAX_CALLS {
        return Err(cursor.fail(format!("intrinsic functions can be nested at most {MAX_CALLS} levels deep")));
    }
    let name = cursor.take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '_'));
    let function = Function::from_name(name)
        .ok_or_else(|| PathError::new(start, format!("there is no intrinsic function `{name}`")))?;
    cursor.skip_spaces();
    cursor.expect('(')?;
    let mut arguments = Vec::new();
    let mut format = None;
    cursor.skip_spaces();
    if !cursor.eat(')') {
        loop {
            cursor.skip_spaces();
            let at = cursor.offset();
            let is_template = function == Function::Format && arguments.is_empty() && cursor.peek() == Some('\'');
            arguments.push(argument(cursor, depth, count)?);
            if is_template {
                let raw = cursor.since(at);
                format = Some(Pieces::split(raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default()));
            }
            *count += 1;
            if *count > MAX_ARGUMENTS {
                return Err(cursor.fail(format!("an expression can have at most {MAX_ARGUMENTS} arguments in all")));
            }
            cursor.skip_spaces();
            if cursor.eat(')') {
                break;
            }
            if !cursor.eat(',') {
                return Err(cursor.unexpected("`,` or `)`"));
            }
        }
    }
    if !function.takes(arguments.len()) {
        return Err(PathError::new(start, format!("`{name}` does not take {} arguments", arguments.len())));
    }
    if function == Function::Hash {
        // Asked for already here: a run cannot wait for it.
        let _ = algorithms::get();
    }
    Ok(Call { function, arguments, format })
}

fn argument(cursor: &mut Cursor<'_>, depth: usize, count: &mut usize) -> Result<Term, PathError> {
    let start = cursor.offset();
    match cursor.peek() {
        Some('$') => {
            while let Some(next) = cursor.peek() {
                match next {
                    '[' => cursor.skip_brackets('[', ']')?,
                    '(' => cursor.skip_brackets('(', ')')?,
                    ',' | ')' => break,
                    _ => {
                        cursor.bump();
                    }
                }
            }
            path(cursor.since(start).trim_end(), start)
        }
        Some('\'') => string(cursor).map(|text| Term::Literal(Value::from(text))),
        Some('-' | '0'..='9') => {
            let text = cursor.take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'));
            Number::parse(text)
                .map(|number| Term::Literal(Value::Number(number)))
                .ok_or_else(|| PathError::new(start, format!("`{text}` is not a number")))
        }
        Some('S') => call(cursor, depth + 1, count).map(Term::Call),
        _ => {
            let word = cursor.take_while(char::is_alphanumeric);
            let literal = match word {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                "null" => Value::Null,
                _ => {
                    let message = "expected a path, a string in single quotes, a number, `true`, `false`, `null`, or \
                                   an intrinsic function";
                    return Err(PathError::new(start, message));
                }
            };
            Ok(Term::Literal(literal))
        }
    }
}

/// A string in single quotes; a backslash stands only before `'`, `{`, `}` and itself (AWS refuses `\"`).
fn string(cursor: &mut Cursor<'_>) -> Result<String, PathError> {
    let start = cursor.offset();
    cursor.expect('\'')?;
    let mut text = String::new();
    loop {
        match cursor.bump() {
            Some('\'') => return Ok(text),
            Some('\\') => match cursor.peek() {
                Some(escaped @ ('\'' | '{' | '}' | '\\')) => {
                    cursor.bump();
                    text.push(escaped);
                }
                _ => return Err(cursor.fail("a backslash is allowed only before `'`, `{`, `}`, or another backslash")),
            },
            Some(other) => text.push(other),
            None => return Err(PathError::new(start, "the string is never closed")),
        }
    }
}
