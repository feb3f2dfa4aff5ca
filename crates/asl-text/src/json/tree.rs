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

/// Steps to the first value of a text; says whether there is one.
pub(super) fn begin_document(cursor: &mut Cursor<'_>) -> bool {
    cursor.skip_trivia();
    if cursor.peek().is_none() {
        cursor.error(cursor.offset(), TextProblem::Empty(Format::Json));
        return false;
    }
    true
}

/// Reports what stands behind the value of a text.
pub(super) fn end_document(cursor: &mut Cursor<'_>) {
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
}

/// Reads the value at the cursor; never stops at white space.
pub(super) fn read_value(cursor: &mut Cursor<'_>) -> Node {
    let mut walk = Walk::default();
    loop {
        if let Some(value) = walk.go_on(cursor, usize::MAX) {
            return value;
        }
    }
}

/// A walk through a value that can rest between any two elements. It keeps its own stack: the text decides how deep that is.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The arrays and objects around the place, the outermost first.
    around: Vec<Container>,
    /// Whether the innermost of them goes on here; otherwise a value begins.
    is_inside: bool,
}

impl Walk {
    /// Goes on up to about the offset `until`; gives the value when it ends.
    pub(super) fn go_on(&mut self, cursor: &mut Cursor<'_>, until: usize) -> Option<Node> {
        loop {
            let node = match self.around.last_mut().filter(|_| self.is_inside) {
                None => match begin_value(cursor) {
                    Begun::Value(node) => node,
                    Begun::Container(container) => {
                        self.around.push(container);
                        self.is_inside = true;
                        continue;
                    }
                },
                Some(_) if cursor.offset() >= until => return None,
                Some(container) => match container.go_on(cursor) {
                    Inside::Again => continue,
                    Inside::Value => {
                        self.is_inside = false;
                        continue;
                    }
                    Inside::Closed => {
                        cursor.open.pop();
                        let closed = self.around.pop()?;
                        Node { span: Span::new(closed.open.at, cursor.offset()), kind: closed.held.into_kind() }
                    }
                },
            };
            let Some(container) = self.around.last_mut() else {
                self.is_inside = false;
                return Some(node);
            };
            container.take(cursor, node);
            self.is_inside = true;
        }
    }
}

/// What stands where a value begins.
enum Begun {
    /// All of it was read.
    Value(Node),
    /// An array or an object, of which the bracket was read.
    Container(Container),
}

fn begin_value(cursor: &mut Cursor<'_>) -> Begun {
    cursor.skip_trivia();
    let start = cursor.offset();
    let kind = match cursor.peek() {
        Some(b'{' | b'[') if cursor.open.len() >= MAX_DEPTH => {
            skip_too_deep(cursor);
            NodeKind::Missing
        }
        Some(bracket @ (b'{' | b'[')) => return Begun::Container(Container::enter(cursor, bracket)),
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
    Begun::Value(Node { kind, span: Span::new(start, cursor.offset()) })
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

/// Among so many keys one is found by looking at each.
const FEW: usize = 8;

/// An array or an object that is being read.
#[derive(Debug)]
struct Container {
    open: Open,
    /// Where a comma stands that no element followed yet.
    comma: Option<usize>,
    held: Held,
}

/// What a container holds so far, and what the value is for that is read in it.
#[derive(Debug)]
enum Held {
    Array { items: Vec<Node>, before: usize },
    Object { members: Vec<Member>, keys: IndexSet<Rc<str>, FxBuildHasher>, of: For },
}

/// What a value in an object is for.
#[derive(Debug)]
enum For {
    /// The value of this key.
    Key(Spanned<Rc<str>>),
    /// It stands at this offset, in the place of a key.
    NoKey(usize),
}

impl Held {
    fn into_kind(self) -> NodeKind {
        match self {
            Self::Array { items, .. } => NodeKind::Array(items),
            Self::Object { members, .. } => NodeKind::Object(members),
        }
    }
}

/// How a container goes on.
enum Inside {
    /// At the next place between two elements.
    Again,
    /// With a value, which it is to be given.
    Value,
    /// It ended.
    Closed,
}

impl Container {
    /// Steps over the bracket at the cursor.
    fn enter(cursor: &mut Cursor<'_>, bracket: u8) -> Self {
        let open = Open { bracket, at: cursor.offset() };
        cursor.open.push(open);
        cursor.bump();
        let held = if bracket == b'[' {
            Held::Array { items: Vec::new(), before: 0 }
        } else {
            Held::Object { members: Vec::new(), keys: IndexSet::default(), of: For::NoKey(0) }
        };
        Self { open, comma: None, held }
    }

    /// Goes on at a place between two elements.
    fn go_on(&mut self, cursor: &mut Cursor<'_>) -> Inside {
        cursor.skip_trivia();
        let (close, last) = match &self.held {
            Held::Array { items, .. } => (b']', items.last().map(|item| item.span)),
            Held::Object { members, .. } => (b'}', members.last().map(|member| member.value.span)),
        };
        match next_step(cursor, self.open, close, self.comma, last.is_some()) {
            Step::Closed => return Inside::Closed,
            Step::Again(at) => {
                self.comma = at.or(self.comma);
                return Inside::Again;
            }
            Step::Element => {}
        }
        if self.comma.is_none() && last.is_some() {
            missing_comma(cursor, last);
        }
        match &mut self.held {
            Held::Array { before, .. } => {
                *before = cursor.offset();
                Inside::Value
            }
            Held::Object { of, .. } => {
                self.comma = None;
                if let Some(b'{' | b'[') = cursor.peek() {
                    *of = For::NoKey(cursor.offset());
                    return Inside::Value;
                }
                let Some(key) = read_key(cursor) else { return Inside::Again };
                if let Some(value) = members_to_come(cursor, &key).or_else(|| begin_member(cursor, &key)) {
                    self.add(cursor, key, value);
                    return Inside::Again;
                }
                *of = For::Key(key);
                Inside::Value
            }
        }
    }

    /// Takes the value that was read for it.
    fn take(&mut self, cursor: &mut Cursor<'_>, value: Node) {
        match &mut self.held {
            Held::Array { items, before } => {
                items.push(value);
                if cursor.offset() == *before {
                    stray(cursor);
                }
                self.comma = None;
            }
            Held::Object { of, .. } => match std::mem::replace(of, For::NoKey(0)) {
                For::Key(key) => self.add(cursor, key, value),
                For::NoKey(start) => cursor.error(start, TextProblem::MissingKey),
            },
        }
    }

    /// Adds a member, unless this is an array.
    fn add(&mut self, cursor: &mut Cursor<'_>, key: Spanned<Rc<str>>, value: Node) {
        let Held::Object { members, keys, .. } = &mut self.held else { return };
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

/// Reads the colon behind a key; gives what stands for the value where none follows.
fn begin_member(cursor: &mut Cursor<'_>, key: &Spanned<Rc<str>>) -> Option<Node> {
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
            return Some(Node { kind: NodeKind::Missing, span: Span::new(after_key, after_key) });
        }
        cursor.error_at(key.span, TextProblem::MissingColon(key.value.to_string()));
    }
    None
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
