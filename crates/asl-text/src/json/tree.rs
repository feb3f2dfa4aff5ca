//! Values, arrays and objects, and how to go on after an error in them.

use std::rc::Rc;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::MAX_DEPTH;
use super::cursor::{Cursor, Open};
use super::number::read_number;
use super::string::{Role, read_string};
use crate::messages::TextProblem;
use crate::{Format, Member, Node, NodeKind, Span, Spanned, placeholder};

/// Reads the whole text; `None` when it holds no value.
pub(super) fn read_document(cursor: &mut Cursor<'_>) -> Option<Node> {
    cursor.skip_trivia();
    if cursor.peek().is_none() {
        cursor.error(cursor.offset(), TextProblem::Empty(Format::Json));
        return None;
    }
    let root = read_value(cursor);
    cursor.skip_trivia();
    if let Some(extra) = cursor.peek_char() {
        let start = cursor.offset();
        if matches!(extra, '}' | ']') {
            cursor.bump();
            cursor.error(start, TextProblem::ExtraBracket(extra));
        } else {
            cursor.skip_while(|character| character != '\n');
            cursor.error(start, TextProblem::TextAfterValue);
        }
    }
    Some(root)
}

/// Reads the value at the cursor; never stops at white space.
pub(super) fn read_value(cursor: &mut Cursor<'_>) -> Node {
    cursor.skip_trivia();
    let start = cursor.offset();
    let kind = match cursor.peek() {
        Some(b'{' | b'[') if cursor.open.len() >= MAX_DEPTH => {
            skip_too_deep(cursor);
            NodeKind::Missing
        }
        Some(b'{') => read_object(cursor),
        Some(b'[') => read_array(cursor),
        Some(b'"' | b'\'') => NodeKind::String(read_string(cursor, Role::Value)),
        Some(b'0'..=b'9' | b'-' | b'+' | b'.') => read_number(cursor),
        None | Some(b',' | b'}' | b']' | b':') => {
            if cursor.peek().is_some() || cursor.open.is_empty() {
                let span = Span::new(start, start + usize::from(cursor.peek().is_some()));
                cursor.error_at(span, TextProblem::MissingValue);
            }
            NodeKind::Missing
        }
        Some(b'$') if read_placeholder(cursor) => NodeKind::Placeholder(cursor.since(start).into()),
        Some(b'$') if read_unclosed_placeholder(cursor) => {
            NodeKind::Placeholder(format!("{}}}", cursor.since(start)).into())
        }
        Some(_) => read_word(cursor, Role::Value),
    };
    Node { kind, span: Span::new(start, cursor.offset()) }
}

/// Steps over a placeholder that stands for a whole value; says whether there was one.
fn read_placeholder(cursor: &mut Cursor<'_>) -> bool {
    let Some(length) = placeholder::length(cursor.rest()) else { return false };
    let is_whole = |next: char| next.is_whitespace() || matches!(next, ',' | '}' | ']' | ':' | '#' | '/');
    let found = cursor.rest().get(length..).is_some_and(|behind| behind.chars().next().is_none_or(is_whole));
    if found {
        cursor.skip(length);
    }
    found
}

/// Steps over a placeholder without its closing brace, and reports it; says whether there was one.
fn read_unclosed_placeholder(cursor: &mut Cursor<'_>) -> bool {
    let start = cursor.offset();
    let Some(written) = placeholder::unclosed(cursor.rest()).map(str::to_owned) else { return false };
    cursor.skip(written.len());
    cursor.error(start, TextProblem::UnclosedPlaceholder(written));
    true
}

/// Reads `true`, `false`, `null`, or text without quotes, which is reported and taken as a string.
fn read_word(cursor: &mut Cursor<'_>, role: Role) -> NodeKind {
    let start = cursor.offset();
    cursor.skip_while(|character| {
        !character.is_whitespace()
            && !matches!(character, ',' | '{' | '}' | '[' | ']' | '"')
            && (role == Role::Value || !matches!(character, ':' | '='))
    });
    let mut word = cursor.since(start);
    if role == Role::Value {
        match word {
            "null" => return NodeKind::Null,
            "true" => return NodeKind::Bool(true),
            "false" => return NodeKind::Bool(false),
            _ => {}
        }
        // Text without quotes usually has spaces: the line up to its punctuation is one string.
        cursor.skip_while(|character| !matches!(character, '\n' | '\r' | ',' | '{' | '}' | '[' | ']' | '"'));
        word = cursor.since(start).trim_end();
        cursor.go_to(start + word.len());
    }
    if word.is_empty() {
        cursor.bump();
    }
    cursor.error(start, TextProblem::Unquoted(word.to_owned()));
    match word {
        "True" => NodeKind::Bool(true),
        "False" => NodeKind::Bool(false),
        "None" | "Null" | "NULL" | "undefined" | "nil" | "NaN" | "Infinity" => NodeKind::Null,
        _ => NodeKind::String(word.into()),
    }
}

/// Steps over a bracket that stands too deep, with all that it holds, without nesting itself.
fn skip_too_deep(cursor: &mut Cursor<'_>) {
    let start = cursor.offset();
    let span = Span::new(start, start + 1);
    cursor.error_at(span, TextProblem::TooDeep { format: Format::Json, most: MAX_DEPTH });
    let mut depth = 0_usize;
    while let Some(byte) = cursor.peek() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                read_string(cursor, Role::Value);
                continue;
            }
            _ => {}
        }
        cursor.bump();
        if depth == 0 {
            return;
        }
    }
}

fn read_array(cursor: &mut Cursor<'_>) -> NodeKind {
    let open = enter(cursor, b'[');
    let mut items = Vec::new();
    let mut comma: Option<usize> = None;
    loop {
        cursor.skip_trivia();
        match next_step(cursor, open, b']', comma, !items.is_empty()) {
            Step::Closed => break,
            Step::Again(at) => comma = at.or(comma),
            Step::Element => {
                if comma.is_none() && !items.is_empty() {
                    missing_comma(cursor, items.last().map(|item: &Node| item.span));
                }
                let before = cursor.offset();
                items.push(read_value(cursor));
                if cursor.offset() == before {
                    stray(cursor);
                }
                comma = None;
            }
        }
    }
    cursor.open.pop();
    NodeKind::Array(items)
}

/// Among so many keys one is found by looking at each.
const FEW: usize = 8;

fn read_object(cursor: &mut Cursor<'_>) -> NodeKind {
    let open = enter(cursor, b'{');
    let mut members: Vec<Member> = Vec::new();
    let mut keys: IndexSet<Rc<str>, FxBuildHasher> = IndexSet::default();
    let mut comma: Option<usize> = None;
    loop {
        cursor.skip_trivia();
        match next_step(cursor, open, b'}', comma, !members.is_empty()) {
            Step::Closed => break,
            Step::Again(at) => comma = at.or(comma),
            Step::Element => {
                if comma.is_none() && !members.is_empty() {
                    missing_comma(cursor, members.last().map(|member| member.value.span));
                }
                comma = None;
                let Some(key) = read_key(cursor) else { continue };
                let value = members_to_come(cursor, &key).unwrap_or_else(|| read_member_value(cursor, &key));
                let is_twice = if members.len() < FEW {
                    members.iter().any(|member| member.key.value == key.value)
                } else {
                    if keys.is_empty() {
                        keys.extend(members.iter().map(|member| member.key.value.clone()));
                    }
                    !keys.insert(key.value.clone())
                };
                if is_twice {
                    cursor.error_at(key.span, TextProblem::DuplicateKey(key.value.to_string()));
                }
                members.push(Member { key, value });
            }
        }
    }
    cursor.open.pop();
    NodeKind::Object(members)
}

fn enter(cursor: &mut Cursor<'_>, bracket: u8) -> Open {
    let open = Open { bracket, at: cursor.offset() };
    cursor.open.push(open);
    cursor.bump();
    open
}

/// What to do at the place between two elements.
enum Step {
    /// The bracket is closed, or given up.
    Closed,
    /// Something was stepped over; the offset of a comma, if it was one.
    Again(Option<usize>),
    /// An element begins here.
    Element,
}

fn next_step(cursor: &mut Cursor<'_>, open: Open, close: u8, comma: Option<usize>, has_elements: bool) -> Step {
    let start = cursor.offset();
    match cursor.peek() {
        None => {
            cursor.report_end(open);
            Step::Closed
        }
        Some(b',') => {
            cursor.bump();
            if comma.is_some() || !has_elements {
                cursor.error(start, TextProblem::ExtraComma);
            }
            Step::Again(Some(start))
        }
        Some(byte) if byte == close => {
            if let Some(at) = comma {
                let span = Span::new(at, at + 1);
                cursor.error_at(span, TextProblem::TrailingComma(char::from(close)));
            }
            cursor.bump();
            Step::Closed
        }
        Some(byte @ (b'}' | b']')) => {
            let opener = if byte == b'}' { b'{' } else { b'[' };
            if cursor.open.iter().any(|outer| outer.bracket == opener) {
                let span = Span::new(open.at, open.at + 1);
                let (open, close) = (char::from(open.bracket), char::from(byte));
                cursor.error_at(span, TextProblem::ClosedByOther { open, close });
                return Step::Closed;
            }
            stray(cursor);
            Step::Again(None)
        }
        Some(b':') if open.bracket == b'[' => {
            cursor.bump();
            cursor.error(start, TextProblem::WrongSeparator(':'));
            Step::Again(Some(start))
        }
        Some(b';') => {
            cursor.bump();
            cursor.error(start, TextProblem::WrongSeparator(';'));
            Step::Again(Some(start))
        }
        Some(_) => Step::Element,
    }
}

/// Reads a key; `None` when there is none, with the cursor behind what was there instead.
fn read_key(cursor: &mut Cursor<'_>) -> Option<Spanned<Rc<str>>> {
    let start = cursor.offset();
    let value = match cursor.peek() {
        Some(b'"' | b'\'') => read_string(cursor, Role::Key),
        Some(b'{' | b'[') => {
            read_value(cursor);
            cursor.error(start, TextProblem::MissingKey);
            return None;
        }
        Some(b':') => {
            cursor.bump();
            cursor.error(start, TextProblem::MissingKeyBeforeColon);
            "".into()
        }
        Some(b'$') if read_placeholder(cursor) => cursor.since(start).into(),
        Some(b'$') if read_unclosed_placeholder(cursor) => format!("{}}}", cursor.since(start)).into(),
        _ => {
            let NodeKind::String(word) = read_word(cursor, Role::Key) else { return None };
            word
        }
    };
    Some(Spanned::new(value, Span::new(start, cursor.offset())))
}

/// The value of a placeholder that stands for members of the object, as in `{…, ${rest}}`: nobody knows them yet.
fn members_to_come(cursor: &mut Cursor<'_>, key: &Spanned<Rc<str>>) -> Option<Node> {
    if !placeholder::is_one(&key.value) || cursor.since(key.span.start as usize).starts_with('"') {
        return None;
    }
    let end = cursor.offset();
    cursor.skip_trivia();
    let is_alone = matches!(cursor.peek(), None | Some(b',' | b'}'));
    cursor.go_to(end);
    is_alone.then(|| Node { kind: NodeKind::Placeholder(key.value.clone()), span: key.span })
}

/// Reads the colon and the value behind a key.
fn read_member_value(cursor: &mut Cursor<'_>, key: &Spanned<Rc<str>>) -> Node {
    let after_key = cursor.offset();
    cursor.skip_trivia();
    let start = cursor.offset();
    if cursor.rest().starts_with("=>") {
        cursor.skip(2);
        cursor.error(start, TextProblem::WrongColon("=>"));
    } else if cursor.eat(b'=') {
        cursor.error(start, TextProblem::WrongColon("="));
    } else if !cursor.eat(b':') && !key.value.is_empty() {
        if matches!(cursor.peek(), None | Some(b',' | b'}' | b']')) {
            cursor.error_at(key.span, TextProblem::MissingValueOfKey(key.value.to_string()));
            return Node { kind: NodeKind::Missing, span: Span::new(after_key, after_key) };
        }
        cursor.error_at(key.span, TextProblem::MissingColon(key.value.to_string()));
    }
    read_value(cursor)
}

fn missing_comma(cursor: &mut Cursor<'_>, previous: Option<Span>) {
    let end = previous.map_or(cursor.offset(), |span| span.end as usize);
    let span = Span::new(cursor.character_before(end), end);
    cursor.error_at(span, TextProblem::MissingComma);
}

/// Steps over a character that cannot stand here.
fn stray(cursor: &mut Cursor<'_>) {
    let start = cursor.offset();
    if let Some(character) = cursor.peek_char() {
        cursor.bump();
        cursor.error(start, TextProblem::Stray(character));
    }
}
