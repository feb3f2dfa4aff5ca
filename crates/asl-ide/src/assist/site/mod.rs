//! Where a caret stands: the way from the root of the tree to it, and what is being typed there.
//!
//! Half-typed text hardly ever reads as a tree. So what is typed gives way to a placeholder that completes the text at
//! this place, the tolerant readers make a tree of the result, and the way to the placeholder is the place.

pub(super) mod block;
mod json;
mod yaml;

use std::rc::Rc;

use super::template_names::TemplateNames;
use asl_text::{Format, Node, NodeKind, Span, json as json_text, yaml as yaml_text};

use block::Block;

/// Stands for what is typed: a character of no script, that nobody types.
const PLACEHOLDER: &str = "\u{e000}";

/// One step from a value to one inside.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// To the member of this key.
    Key(Rc<str>),
    /// To the item of this number.
    Index(usize),
}

/// What is typed at the caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The key of a member.
    Key,
    /// A value, or an item of an array.
    Value,
}

/// The text around the caret, as a reader of one notation found it.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "facts about the text around, each by itself")]
pub(super) struct Typed {
    /// Whether it is a key or a value.
    pub(super) role: Role,
    /// The notation at this place; a line of YAML may hold JSON.
    pub(super) format: Format,
    /// What gives way to a completion: quotes and all.
    pub(super) token: Span,
    /// The text of it up to the caret, without the quote.
    pub(super) word: Span,
    /// Whether a colon follows the key.
    pub(super) has_colon: bool,
    /// Where a comma is missing before it.
    pub(super) comma_before: Option<u32>,
    /// Whether a comma is missing behind it.
    pub(super) comma_after: bool,
    /// Whether a space is missing before it.
    pub(super) space_before: bool,
    /// Columns from the line's first character to where the members of a new object stand.
    pub(super) shift: usize,
    /// Whether it may be the first key of an object as well as a value.
    pub(super) may_be_key: bool,
}

/// A place in a definition.
#[derive(Debug)]
pub(super) struct Site {
    /// The tree, with the placeholder where the caret stands.
    pub(super) root: Node,
    /// The way to the caret: to the object whose key is typed, or to the value.
    pub(super) path: Vec<Step>,
    /// What is typed.
    pub(super) typed: Typed,
    /// The names of the template around it, if there is one.
    pub(super) names: Option<TemplateNames>,
}

impl Site {
    /// The place of the byte `offset` in `text`, in the notation of the whole.
    pub(super) fn find(text: &str, format: Format, offset: usize) -> Option<Self> {
        let typed = match format {
            Format::Json => json::typed(text, 0, offset),
            Format::Yaml => yaml::typed(text, offset),
        }?;
        let patched = patch(text, &typed)?;
        let parsed = match format {
            Format::Json => json_text::parse(&patched),
            Format::Yaml => yaml_text::parse(&patched),
        };
        let root = parsed.root?;
        let added = usize::from(typed.comma_before.is_some()) + usize::from(typed.space_before);
        let at = u32::try_from(typed.token.start as usize + added).ok()?;
        let mut path = Vec::new();
        if !lead(&root, at, typed.role, &mut path) {
            return None;
        }
        let names = TemplateNames::around(&root, &path);
        Some(Self { root, path, typed, names })
    }

    /// The place of the byte `offset` in a block of YAML: in the JSON that stands there, or in an expression.
    pub(super) fn in_block(text: &str, block: &Block, offset: usize) -> Option<Self> {
        let content = text.get(block.start..block.end)?;
        let root = yaml_text::parse(text).root?;
        let mut path = Vec::new();
        if !lead_to_block(&root, block, &mut path) {
            return None;
        }
        let names = TemplateNames::around(&root, &path);
        let lead = content.len() - content.trim_start().len();
        if block::is_json(content) {
            let mut inner = Self::find(content, Format::Json, offset - block.start)?;
            inner.typed.shift_by(block.start);
            return Some(Self { names, ..inner });
        }
        let start = (block.start + lead).min(offset);
        let typed = Typed {
            role: Role::Value,
            format: Format::Yaml,
            token: Span::new(start, offset),
            word: Span::new(start, offset),
            has_colon: false,
            comma_before: None,
            comma_after: false,
            space_before: false,
            shift: 0,
            may_be_key: false,
        };
        Some(Self { root, path, typed, names })
    }
}

impl Typed {
    /// The same in a text with `by` more bytes in front.
    fn shift_by(&mut self, by: usize) {
        let shifted = |span: Span| Span::new(span.start as usize + by, span.end as usize + by);
        self.token = shifted(self.token);
        self.word = shifted(self.word);
        self.comma_before = self.comma_before.map(|at| u32::try_from(at as usize + by).unwrap_or(u32::MAX));
    }
}

/// Walks from `node` to the string that the block is.
fn lead_to_block(node: &Node, block: &Block, path: &mut Vec<Step>) -> bool {
    let is_around = |span: Span| span.start as usize <= block.start && block.indicator <= span.end as usize;
    let mut go = |step: Step, inner: &Node| {
        if !is_around(inner.span) {
            return false;
        }
        path.push(step);
        let found = lead_to_block(inner, block, path);
        if !found {
            path.pop();
        }
        found
    };
    match &node.kind {
        NodeKind::String(_) => true,
        NodeKind::Object(members) => {
            members.iter().rev().any(|member| go(Step::Key(member.key.value.clone()), &member.value))
        }
        NodeKind::Array(items) => items.iter().enumerate().rev().any(|(index, item)| go(Step::Index(index), item)),
        _ => false,
    }
}

/// The text with the placeholder in place of what is typed.
fn patch(text: &str, typed: &Typed) -> Option<String> {
    let (start, end) = (typed.token.start as usize, typed.token.end as usize);
    let mut patched = String::with_capacity(text.len() + 16);
    match typed.comma_before {
        Some(at) => {
            patched.push_str(text.get(..at as usize)?);
            patched.push(',');
            patched.push_str(text.get(at as usize..start)?);
        }
        None => patched.push_str(text.get(..start)?),
    }
    if typed.space_before {
        patched.push(' ');
    }
    let quote = if typed.format == Format::Json { "\"" } else { "" };
    patched.extend([quote, PLACEHOLDER, quote]);
    if typed.role == Role::Key && !typed.has_colon {
        patched.push_str(": null");
    }
    if typed.comma_after {
        patched.push(',');
    }
    patched.push_str(text.get(end..)?);
    Some(patched)
}

/// Walks from `node` to the placeholder, which stands at `at` or a little later.
fn lead(node: &Node, at: u32, role: Role, path: &mut Vec<Step>) -> bool {
    let holds = |span: Span| span.start <= at.saturating_add(1) && at <= span.end;
    match &node.kind {
        NodeKind::String(text) => role == Role::Value && &**text == PLACEHOLDER,
        NodeKind::Object(members) => {
            if role == Role::Key && members.iter().any(|member| &*member.key.value == PLACEHOLDER) {
                return true;
            }
            let inside = |member: &&asl_text::Member| holds(member.value.span);
            members.iter().rev().filter(inside).any(|member| {
                path.push(Step::Key(member.key.value.clone()));
                let found = lead(&member.value, at, role, path);
                if !found {
                    path.pop();
                }
                found
            })
        }
        NodeKind::Array(items) => {
            items.iter().enumerate().rev().filter(|(_, item)| holds(item.span)).any(|(n, item)| {
                path.push(Step::Index(n));
                let found = lead(item, at, role, path);
                if !found {
                    path.pop();
                }
                found
            })
        }
        _ => false,
    }
}

/// Whether a key is the placeholder.
pub(super) fn is_placeholder(key: &str) -> bool {
    key == PLACEHOLDER
}
