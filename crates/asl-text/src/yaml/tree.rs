//! Events → nodes: anchors, aliases, merge keys, and a tree even when the events break off.

use asl_value::SortedMap;
use std::rc::Rc;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;
use saphyr_parser::{Event, ScalarStyle};

use super::quoted::quoted_range;
use super::tags::{self, Tag};
use crate::diagnostic::Diagnostic;
use crate::json::MAX_DEPTH;
use crate::messages::TextProblem;
use crate::{Format, Member, Node, NodeKind, Span, Spanned};

/// How many nodes aliases may stand for in one text: nested ones grow a few lines into gigabytes.
const MAX_ALIASED: usize = 100_000;

/// Whether more events are wanted.
pub(super) enum Next {
    GoOn,
    Stop,
}

/// Collects nodes, the open ones on a stack.
#[derive(Default)]
pub(super) struct Builder {
    open: Vec<Open>,
    /// What each anchor stands for, and of how many nodes it consists.
    anchors: SortedMap<usize, (Node, usize)>,
    aliased: usize,
    /// Nodes finished so far, aliased ones included.
    count: usize,
    root: Option<Node>,
}

/// A collection whose end has not come yet.
struct Open {
    parts: Parts,
    anchor: usize,
    tag: Option<Tag>,
    span: Span,
    /// [`Builder::count`] when it began.
    count: usize,
}

enum Parts {
    Array(Vec<Node>),
    Object { members: Vec<Member>, key: Option<Key>, merged: Vec<Node> },
}

struct Key {
    name: Spanned<Rc<str>>,
    /// Whether it is a merge key, `<<` without quotes.
    merge: bool,
}

impl Builder {
    /// Takes one event with its place.
    pub(super) fn take(&mut self, text: &str, event: Event<'_>, span: Span, found: &mut Vec<Diagnostic>) -> Next {
        let tag_of =
            |tag: Option<std::borrow::Cow<'_, saphyr_parser::Tag>>| tag.map(|tag| Tag::read(&tag.handle, &tag.suffix));
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let quoted = style != ScalarStyle::Plain;
                let span = trim(text, span, style);
                let tag = tag_of(tag);
                if self.wants_key() && tag.is_none() {
                    self.take_key(Key { merge: !quoted && value == "<<", name: Spanned::new((&*value).into(), span) });
                    self.remember(anchor, self.count, || Node { kind: tags::scalar(&value, quoted, None), span });
                    return Next::GoOn;
                }
                let begun = self.count;
                let node = Node { kind: tags::scalar(&value, quoted, tag.as_ref()), span };
                let node = tags::apply(tag, node, found);
                self.remember(anchor, begun, || node.clone());
                self.put(node, found);
            }
            Event::SequenceStart(anchor, tag) => {
                return self.open(Parts::Array(Vec::new()), anchor, tag_of(tag), span, found);
            }
            Event::MappingStart(anchor, tag) => {
                let parts = Parts::Object { members: Vec::new(), key: None, merged: Vec::new() };
                return self.open(parts, anchor, tag_of(tag), span, found);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(Some(span), found),
            Event::Alias(anchor) => return self.take_alias(anchor, span, found),
            Event::DocumentEnd => {
                let rest = text.get(span.end as usize..).unwrap_or_default();
                let behind = text.get(span.start as usize..).unwrap_or_default();
                if behind.starts_with("---") && !rest.trim().is_empty() {
                    found.push(Diagnostic::warning(span, TextProblem::MoreDocuments));
                }
                return Next::Stop;
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {}
        }
        Next::GoOn
    }

    /// The tree, as far as the events went.
    pub(super) fn finish(mut self) -> Option<Node> {
        while !self.open.is_empty() {
            self.close(None, &mut Vec::new());
        }
        self.root
    }

    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { parts: Parts::Object { key: None, .. }, .. }))
    }

    fn take_key(&mut self, new: Key) {
        if let Some(Open { parts: Parts::Object { key, .. }, .. }) = self.open.last_mut() {
            *key = Some(new);
        }
    }

    fn open(&mut self, parts: Parts, anchor: usize, tag: Option<Tag>, span: Span, found: &mut Vec<Diagnostic>) -> Next {
        if self.open.len() >= MAX_DEPTH {
            let problem = TextProblem::TooDeep { format: Format::Yaml, most: MAX_DEPTH };
            found.push(Diagnostic::error(span, problem));
            return Next::Stop;
        }
        self.open.push(Open { parts, anchor, tag, span, count: self.count });
        Next::GoOn
    }

    /// Ends the innermost collection; `end` is its end event's place, if there was one.
    fn close(&mut self, end: Option<Span>, found: &mut Vec<Diagnostic>) {
        let Some(open) = self.open.pop() else { return };
        let mut span = open.span;
        let kind = match open.parts {
            Parts::Array(items) => {
                span.end = span.end.max(items.last().map_or(0, |last| last.span.end));
                NodeKind::Array(items)
            }
            Parts::Object { mut members, key, merged } => {
                if let Some(key) = key {
                    let value =
                        Node { kind: NodeKind::Missing, span: Span { start: key.name.span.end, ..key.name.span } };
                    members.push(Member { key: key.name, value });
                }
                span.end = span.end.max(members.last().map_or(0, |last| last.value.span.end.max(last.key.span.end)));
                report_duplicates(&members, found);
                merge(&mut members, merged);
                NodeKind::Object(members)
            }
        };
        // A bracket has a place, the end of an indented block has none.
        if let Some(end) = end
            && end.start < end.end
        {
            span.end = end.start + 1;
        }
        let node = tags::apply(open.tag, Node { kind, span }, found);
        self.remember(open.anchor, open.count, || node.clone());
        self.put(node, found);
    }

    fn remember(&mut self, anchor: usize, begun: usize, node: impl FnOnce() -> Node) {
        // Anchors count from one; zero is none.
        if anchor > 0 {
            self.anchors.insert(anchor, (node(), self.count - begun + 1));
        }
    }

    fn take_alias(&mut self, anchor: usize, span: Span, found: &mut Vec<Diagnostic>) -> Next {
        let Some((node, size)) = self.anchors.get(&anchor) else {
            found.push(Diagnostic::error(span, TextProblem::AliasOfItself));
            self.put(Node { kind: NodeKind::Missing, span }, found);
            return Next::GoOn;
        };
        self.aliased += size;
        if self.aliased > MAX_ALIASED {
            found.push(Diagnostic::error(span, TextProblem::TooManyAliases(MAX_ALIASED)));
            return Next::Stop;
        }
        self.count += size - 1;
        let node = Node { kind: node.kind.clone(), span };
        self.put(node, found);
        Next::GoOn
    }

    /// Puts a finished node where it belongs.
    fn put(&mut self, node: Node, found: &mut Vec<Diagnostic>) {
        self.count += 1;
        match self.open.last_mut().map(|open| &mut open.parts) {
            None => self.root = Some(node),
            Some(Parts::Array(items)) => items.push(node),
            Some(Parts::Object { members, key, merged }) => match key.take() {
                Some(Key { merge: true, .. }) => merged.push(node),
                Some(Key { name, .. }) => members.push(Member { key: name, value: node }),
                None => {
                    let text = match &node.kind {
                        NodeKind::String(text) | NodeKind::Placeholder(text) => text.clone(),
                        NodeKind::Number(number) => number.to_string().into(),
                        NodeKind::Bool(flag) => flag.to_string().into(),
                        _ => {
                            found.push(Diagnostic::error(node.span, TextProblem::KeyIsNotText(node.describe())));
                            "".into()
                        }
                    };
                    *key = Some(Key { name: Spanned::new(text, node.span), merge: false });
                }
            },
        }
    }
}

/// What the parser takes for the place of a scalar is wider or narrower than the scalar.
fn trim(text: &str, span: Span, style: ScalarStyle) -> Span {
    let source = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    match style {
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            quoted_range(source).map_or(span, |range| Span::new(span.start as usize, span.start as usize + range.end))
        }
        ScalarStyle::Plain => Span::new(span.start as usize, span.start as usize + source.trim_end().len()),
        // Its place begins with the first line; the `|` or `>` before it belongs to it.
        ScalarStyle::Literal | ScalarStyle::Folded => {
            let before = text.get(..span.start as usize).and_then(|before| before.rfind(['|', '>']));
            Span::new(before.unwrap_or(span.start as usize), span.end as usize)
        }
    }
}

fn report_duplicates(members: &[Member], found: &mut Vec<Diagnostic>) {
    let mut keys: IndexSet<&str, FxBuildHasher> = IndexSet::default();
    for member in members {
        if !keys.insert(&member.key.value) {
            let problem = TextProblem::DuplicateKey(member.key.value.to_string());
            found.push(Diagnostic::error(member.key.span, problem));
        }
    }
}

/// Adds what `<<` brings: what stands in the object itself counts, then the earlier of several sources.
fn merge(members: &mut Vec<Member>, sources: Vec<Node>) {
    if sources.is_empty() {
        return;
    }
    let mut keys: IndexSet<Rc<str>, FxBuildHasher> = members.iter().map(|member| member.key.value.clone()).collect();
    let flat = sources.into_iter().flat_map(|source| match source.kind {
        NodeKind::Array(items) => items,
        _ => vec![source],
    });
    for source in flat {
        if let NodeKind::Object(more) = source.kind {
            members.extend(more.into_iter().filter(|member| keys.insert(member.key.value.clone())));
        }
    }
}
