//! Values, arrays and objects, and how to go on after an error in them.

use std::rc::Rc;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::MAX_DEPTH;
use super::cursor::{Cursor, Open};
use super::number::read_number;
use super::string::{Role, read_string};
use crate::diagnostic::{Code, Diagnostic};
use crate::{Member, Node, NodeKind, Span, Spanned};

/// Reads the whole text; `None` when it holds no value.
pub(super) fn read_document(cursor: &mut Cursor<'_>) -> Option<Node> {
    cursor.skip_trivia();
    if cursor.peek().is_none() {
        cursor.error(
            cursor.offset(),
            "the text is empty",
            "write a value; a definition begins with `{ \"StartAt\": …`",
        );
        return None;
    }
    let root = read_value(cursor);
    cursor.skip_trivia();
    if let Some(extra) = cursor.peek_char() {
        let start = cursor.offset();
        if matches!(extra, '}' | ']') {
            cursor.bump();
            cursor.error(start, format!("a `{extra}` too many"), "delete it, or add its opening partner");
        } else {
            cursor.skip_while(|character| character != '\n');
            cursor.error(
                start,
                "there is more text after the end of the value",
                "a text holds one value: delete the rest",
            );
        }
    }
    Some(root)
}

/// Reads the value at the cursor; never stops at white space.
fn read_value(cursor: &mut Cursor<'_>) -> Node {
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
            let hint = "write a string in double quotes, a number, `true`, `false`, `null`, an array or an object";
            if cursor.peek().is_some() || cursor.open.is_empty() {
                let span = Span::new(start, start + usize::from(cursor.peek().is_some()));
                cursor.report(Diagnostic::old_error(Code::Syntax, span, "a value is missing here").with_hint(hint));
            }
            NodeKind::Missing
        }
        Some(_) => read_word(cursor, Role::Value),
    };
    Node { kind, span: Span::new(start, cursor.offset()) }
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
    let (kind, hint) = match word {
        "True" => (NodeKind::Bool(true), "JSON writes `true` in lower case".to_owned()),
        "False" => (NodeKind::Bool(false), "JSON writes `false` in lower case".to_owned()),
        "None" | "Null" | "NULL" | "undefined" | "nil" => (NodeKind::Null, "JSON writes `null`".to_owned()),
        "NaN" | "Infinity" => (NodeKind::Null, "JSON has no such number".to_owned()),
        _ => (NodeKind::String(word.into()), format!("write \"{word}\"")),
    };
    cursor.error(start, "text stands in double quotes in JSON", hint);
    kind
}

/// Steps over a bracket that stands too deep, with all that it holds, without nesting itself.
fn skip_too_deep(cursor: &mut Cursor<'_>) {
    let start = cursor.offset();
    let span = Span::new(start, start + 1);
    let message = format!("arrays and objects stand more than {MAX_DEPTH} deep in each other");
    cursor.report(Diagnostic::old_error(Code::Syntax, span, message).with_hint("what stands deeper is not read"));
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
                let value = read_member_value(cursor, &key);
                if !keys.insert(key.value.clone()) {
                    let message = format!("the key `{}` stands in this object already", key.value);
                    cursor.report(
                        Diagnostic::old_error(Code::DuplicateKey, key.span, message)
                            .with_hint("only the last one would count: rename or delete one of them"),
                    );
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
    let (what, partner) = if open.bracket == b'{' { ("the object", '}') } else { ("the array", ']') };
    match cursor.peek() {
        None => {
            cursor.report_end(open.at, what, format!("add the missing `{partner}`"));
            Step::Closed
        }
        Some(b',') => {
            cursor.bump();
            if comma.is_some() || !has_elements {
                cursor.error(start, "a comma without an element before it", "delete it");
            }
            Step::Again(Some(start))
        }
        Some(byte) if byte == close => {
            if let Some(at) = comma {
                let span = Span::new(at, at + 1);
                cursor.report(
                    Diagnostic::old_error(Code::NotStrictJson, span, format!("JSON has no comma before `{partner}`"))
                        .with_hint("delete the comma"),
                );
            }
            cursor.bump();
            Step::Closed
        }
        Some(byte @ (b'}' | b']')) => {
            let opener = if byte == b'}' { b'{' } else { b'[' };
            if cursor.open.iter().any(|outer| outer.bracket == opener) {
                let span = Span::new(open.at, open.at + 1);
                let message = format!("`{}` is not closed before `{}`", char::from(open.bracket), char::from(byte));
                let hint = format!("add the missing `{partner}`");
                cursor.report(Diagnostic::old_error(Code::Syntax, span, message).with_hint(hint));
                return Step::Closed;
            }
            stray(cursor);
            Step::Again(None)
        }
        Some(b':') if open.bracket == b'[' => {
            cursor.bump();
            cursor.error(
                start,
                "`:` does not separate the elements of an array",
                "write a comma, or an object in `{ }`",
            );
            Step::Again(Some(start))
        }
        Some(b';') => {
            cursor.bump();
            cursor.error(start, "`;` does not separate elements in JSON", "write a comma");
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
            cursor.error(start, "a value without a key stands in an object", "write `\"key\": ` before it");
            return None;
        }
        Some(b':') => {
            cursor.bump();
            cursor.error(start, "a key is missing before `:`", "write the key in double quotes");
            "".into()
        }
        _ => {
            let NodeKind::String(word) = read_word(cursor, Role::Key) else { return None };
            word
        }
    };
    Some(Spanned::new(value, Span::new(start, cursor.offset())))
}

/// Reads the colon and the value behind a key.
fn read_member_value(cursor: &mut Cursor<'_>, key: &Spanned<Rc<str>>) -> Node {
    let after_key = cursor.offset();
    cursor.skip_trivia();
    let start = cursor.offset();
    if cursor.rest().starts_with("=>") {
        cursor.skip(2);
        cursor.error(start, "a key and its value are joined by `:`", "write `:` in place of `=>`");
    } else if cursor.eat(b'=') {
        cursor.error(start, "a key and its value are joined by `:`", "write `:` in place of `=`");
    } else if !cursor.eat(b':') && !key.value.is_empty() {
        if matches!(cursor.peek(), None | Some(b',' | b'}' | b']')) {
            let message = format!("the key `{}` has no value", key.value);
            let found =
                Diagnostic::old_error(Code::Syntax, key.span, message).with_hint("write `: ` and the value behind it");
            cursor.report(found);
            return Node { kind: NodeKind::Missing, span: Span::new(after_key, after_key) };
        }
        let message = format!("a `:` is missing after the key `{}`", key.value);
        cursor.report(
            Diagnostic::old_error(Code::Syntax, key.span, message).with_hint("write `:` between key and value"),
        );
    }
    read_value(cursor)
}

fn missing_comma(cursor: &mut Cursor<'_>, previous: Option<Span>) {
    let end = previous.map_or(cursor.offset(), |span| span.end as usize);
    let span = Span::new(cursor.character_before(end), end);
    cursor.report(
        Diagnostic::old_error(Code::Syntax, span, "a comma is missing behind this")
            .with_hint("elements are separated by commas"),
    );
}

/// Steps over a character that cannot stand here.
fn stray(cursor: &mut Cursor<'_>) {
    let start = cursor.offset();
    if let Some(character) = cursor.peek_char() {
        cursor.bump();
        cursor.error(start, format!("`{character}` cannot stand here"), "delete it");
    }
}
