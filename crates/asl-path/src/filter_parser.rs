//! The condition inside `[?(…)]`.

use super::algorithms;
use super::ast::{Filter, FilterPath, Operand, Operator};
use super::cursor::Cursor;
use super::error::PathError;
use super::parser::{self, MAX_DEPTH};
use asl_value::{Number, Value};

/// Characters that operators other than words are made of.
fn is_relational(c: char) -> bool {
    matches!(c, '<' | '>' | '=' | '~' | '!')
}

/// Reads a whole condition: conjunctions joined by `||`.
pub(super) fn condition(cursor: &mut Cursor<'_>, depth: usize) -> Result<Filter, PathError> {
    if depth > MAX_DEPTH {
        return Err(cursor.fail("the filter is nested too deep"));
    }
    let alternatives = joined(cursor, "||", |cursor| {
        let parts = joined(cursor, "&&", |cursor| operand(cursor, depth))?;
        Ok(only(parts).unwrap_or_else(Filter::And))
    })?;
    Ok(only(alternatives).unwrap_or_else(Filter::Or))
}

fn joined(
    cursor: &mut Cursor<'_>,
    with: &str,
    mut part: impl FnMut(&mut Cursor<'_>) -> Result<Filter, PathError>,
) -> Result<Vec<Filter>, PathError> {
    let mut parts = vec![part(cursor)?];
    loop {
        cursor.skip_spaces();
        if !cursor.eat_text(with) {
            return Ok(parts);
        }
        parts.push(part(cursor)?);
    }
}

/// The single filter, or all of them back.
fn only(filters: Vec<Filter>) -> Result<Filter, Vec<Filter>> {
    <[Filter; 1]>::try_from(filters).map(|[filter]| filter)
}

fn operand(cursor: &mut Cursor<'_>, depth: usize) -> Result<Filter, PathError> {
    if depth > MAX_DEPTH {
        return Err(cursor.fail("the filter is nested too deep"));
    }
    cursor.skip_spaces();
    let mut negated = false;
    if cursor.eat('!') {
        cursor.skip_spaces();
        if !matches!(cursor.peek(), Some('@' | '$')) {
            return Ok(Filter::Not(Box::new(operand(cursor, depth + 1)?)));
        }
        negated = true;
    }
    if cursor.eat('(') {
        let inner = condition(cursor, depth + 1)?;
        cursor.skip_spaces();
        cursor.expect(')')?;
        return Ok(inner);
    }
    let left = value(cursor, depth)?;
    let before_operator = cursor.clone();
    if let Some(operator) = operator(cursor)
        && let Ok(right) = right_value(cursor, depth)
    {
        return Ok(Filter::Compare(left, operator, right));
    }
    *cursor = before_operator;
    match left {
        Operand::Path(path) => Ok(Filter::Exists(path, !negated)),
        _ => Err(cursor.unexpected("an operator")),
    }
}

fn operator(cursor: &mut Cursor<'_>) -> Option<Operator> {
    cursor.skip_spaces();
    let word = if cursor.peek().is_some_and(is_relational) {
        cursor.take_while(is_relational)
    } else {
        cursor.take_while(|c| c != ' ')
    };
    Some(match word.to_ascii_uppercase().as_str() {
        "==" => Operator::Equal,
        "!=" => Operator::NotEqual,
        "===" => Operator::SameAs,
        "!==" => Operator::NotSameAs,
        "<" => Operator::Less,
        "<=" => Operator::LessOrEqual,
        ">" => Operator::Greater,
        ">=" => Operator::GreaterOrEqual,
        "=~" => Operator::Matches,
        "IN" => Operator::In,
        "NIN" => Operator::NotIn,
        "CONTAINS" => Operator::Contains,
        "ALL" => Operator::All,
        "SIZE" => Operator::Size,
        "EMPTY" => Operator::Empty,
        "SUBSETOF" => Operator::SubsetOf,
        "ANYOF" => Operator::AnyOf,
        "NONEOF" => Operator::NoneOf,
        _ => return None,
    })
}

fn value(cursor: &mut Cursor<'_>, depth: usize) -> Result<Operand, PathError> {
    cursor.skip_spaces();
    let start = cursor.offset();
    match cursor.peek() {
        Some('@' | '$') => path(cursor, depth).map(Operand::Path),
        Some('\'' | '"') => {
            cursor.skip_quoted()?;
            let quoted = cursor.since(start);
            let text = unescape(quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default());
            Ok(Operand::Literal(Value::from(text)))
        }
        Some(open @ ('[' | '{')) => {
            cursor.skip_brackets(open, if open == '[' { ']' } else { '}' })?;
            let text = double_quoted(cursor.since(start));
            Value::from_json(&text)
                .map(Operand::Literal)
                .map_err(|error| PathError::new(start, format!("the literal is not JSON: {error}")))
        }
        Some('/') => pattern(cursor),
        Some('t') if cursor.eat_text("true") => Ok(Operand::Literal(Value::Bool(true))),
        Some('f') if cursor.eat_text("false") => Ok(Operand::Literal(Value::Bool(false))),
        Some('n') if cursor.eat_text("null") => Ok(Operand::Literal(Value::Null)),
        _ => {
            let text = cursor.take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | 'e' | 'E'));
            Number::parse(text)
                .map(|number| Operand::Literal(Value::Number(number)))
                .ok_or_else(|| cursor.unexpected("a path or a literal"))
        }
    }
}

/// What stands behind an operator: a value, or a bare word, which AWS takes for a string (its own samples hold
/// `[?(@.Type.Text==VENDOR_NAME)]`).
fn right_value(cursor: &mut Cursor<'_>, depth: usize) -> Result<Operand, PathError> {
    cursor.skip_spaces();
    let mut ahead = cursor.clone();
    let word = ahead.take_while(|c| c.is_alphanumeric() || c == '_');
    let is_bare =
        word.starts_with(|c: char| c.is_alphabetic() || c == '_') && !matches!(word, "true" | "false" | "null");
    if is_bare && matches!(ahead.peek(), Some(')' | ' ')) {
        *cursor = ahead;
        return Ok(Operand::Literal(Value::from(word)));
    }
    value(cursor, depth)
}

/// Reads a path up to a blank, an operator or a bracket that closes the filter.
fn path(cursor: &mut Cursor<'_>, depth: usize) -> Result<FilterPath, PathError> {
    let start = cursor.offset();
    let relative = cursor.bump() == Some('@');
    while let Some(next) = cursor.peek() {
        match next {
            '[' => cursor.skip_brackets('[', ']')?,
            '(' => cursor.skip_brackets('(', ')')?,
            // Jayway takes a slash for the start of a pattern.
            '/' => return Err(cursor.fail("a name in a filter's path cannot contain `/`")),
            ' ' | ')' => break,
            c if is_relational(c) => break,
            _ => {
                cursor.bump();
            }
        }
    }
    let mut inner = cursor.back_to(start);
    inner.bump();
    Ok(FilterPath { relative, path: parser::steps(inner, start, depth + 1)? })
}

/// `/pattern/flags`
fn pattern(cursor: &mut Cursor<'_>) -> Result<Operand, PathError> {
    let start = cursor.offset();
    cursor.bump();
    let body_start = cursor.offset();
    loop {
        match cursor.peek() {
            Some('/') => break,
            Some('\\') => {
                cursor.bump();
                cursor.bump();
            }
            Some(_) => {
                cursor.bump();
            }
            None => return Err(PathError::new(start, "the pattern is never closed")),
        }
    }
    let body = cursor.since(body_start);
    cursor.bump();
    let flags = cursor.take_while(|c| c.is_ascii_alphabetic());
    let algorithms = algorithms::get().ok_or_else(|| PathError::new(start, "patterns are not supported"))?;
    (algorithms.pattern)(&format!("^(?:{body})$"), flags)
        .map(Operand::Pattern)
        .map_err(|error| PathError::new(start, format!("the pattern cannot be read: {error}")))
}

/// A literal in which strings may stand in single quotes, with double quotes.
fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (c, quote) {
            ('\\', Some(_)) => match characters.next() {
                Some('\'') => out.push('\''),
                Some(next) => out.extend(['\\', next]),
                None => {}
            },
            ('\'' | '"', None) => {
                quote = Some(c);
                out.push('"');
            }
            (c, Some(open)) if c == open => {
                quote = None;
                out.push('"');
            }
            ('"', Some(_)) => out.push_str("\\\""),
            _ => out.push(c),
        }
    }
    out
}

/// Resolves the escapes of a string literal: those of JSON; before anything else a backslash is dropped.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match characters.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('u') => {
                let digits: String = characters.clone().take(4).collect();
                let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 4);
                if let Some(character) = code.and_then(char::from_u32) {
                    out.push(character);
                    characters.nth(3);
                } else {
                    out.push('u');
                }
            }
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}
