//! The tree of a text: JSON's data model with a place at every part, duplicates and all.

use std::rc::Rc;

use super::span::{Span, Spanned};
use asl_value::{Map, Number, Value};

/// One value of the text and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its kind, with what it holds.
    pub kind: NodeKind,
    /// Where it stands: quotes, brackets and all.
    pub span: Span,
}

/// What a [`Node`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string, unescaped.
    String(Rc<str>),
    /// An array.
    Array(Vec<Node>),
    /// An object, every member as written, duplicates included.
    Object(Vec<Member>),
    /// `${name}` without quotes, as written: a value that something outside of the text gives, of any type.
    Placeholder(Rc<str>),
    /// A place where a value was expected and none could be read; a diagnostic says why.
    Missing,
}

/// One member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The key, unescaped, at its place.
    pub key: Spanned<Rc<str>>,
    /// The value, at its own place.
    pub value: Node,
}

impl Member {
    /// Where it stands, from its key to the end of its value.
    pub fn span(&self) -> Span {
        self.key.span.merge(self.value.span)
    }
}

impl Node {
    /// Whether this is an object or an array.
    pub fn is_container(&self) -> bool {
        matches!(self.kind, NodeKind::Object(_) | NodeKind::Array(_))
    }

    /// The member of this object with the key `key`; the last of several, as JSON readers have it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.member(key).map(|member| &member.value)
    }

    /// As [`Node::get`], with the key's place.
    pub fn member(&self, key: &str) -> Option<&Member> {
        self.members().iter().rev().find(|member| &*member.key.value == key)
    }

    /// The members of this object; none if it is something else.
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            NodeKind::Object(members) => members,
            _ => &[],
        }
    }

    /// The items of this array; none if it is something else.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            NodeKind::Array(items) => items,
            _ => &[],
        }
    }

    /// Whether nobody can know yet what stands here: nothing was read, or a placeholder has no value.
    pub fn is_unknown(&self) -> bool {
        matches!(self.kind, NodeKind::Missing | NodeKind::Placeholder(_))
    }

    /// Calls `visit` with this node and every one inside of it, in the order of the text.
    pub fn each<'n>(&'n self, visit: &mut dyn FnMut(&'n Self)) {
        visit(self);
        match &self.kind {
            NodeKind::Array(items) => items.iter().for_each(|item| item.each(visit)),
            NodeKind::Object(members) => members.iter().for_each(|member| member.value.each(visit)),
            _ => {}
        }
    }

    /// The same tree with every place where `place` says.
    #[must_use]
    pub fn moved(self, place: &dyn Fn(Span) -> Span) -> Self {
        let kind = match self.kind {
            NodeKind::Array(items) => NodeKind::Array(items.into_iter().map(|item| item.moved(place)).collect()),
            NodeKind::Object(members) => {
                let member = |member: Member| Member {
                    key: Spanned::new(member.key.value, place(member.key.span)),
                    value: member.value.moved(place),
                };
                NodeKind::Object(members.into_iter().map(member).collect())
            }
            other => other,
        };
        Self { kind, span: place(self.span) }
    }

    /// The text of this string; a placeholder, which may turn out to be one, as written.
    pub fn as_str(&self) -> Option<&Rc<str>> {
        match &self.kind {
            NodeKind::String(text) | NodeKind::Placeholder(text) => Some(text),
            _ => None,
        }
    }

    /// Where to point for something about the whole of a long value: its bracket, or its first key in YAML.
    pub fn opening(&self) -> Span {
        match self.members().first() {
            Some(first) if first.key.span.start == self.span.start => first.key.span,
            // A bracket, or the `-`, `&` or `!` of YAML: one byte.
            _ => Span { start: self.span.start, end: self.span.end.min(self.span.start + 1) },
        }
    }

    /// What this is, for messages: `a string`, `an object`, …
    pub fn describe(&self) -> &'static str {
        match &self.kind {
            NodeKind::Null => "null",
            NodeKind::Bool(_) => "a boolean",
            NodeKind::Number(_) => "a number",
            NodeKind::String(_) => "a string",
            NodeKind::Array(_) => "an array",
            NodeKind::Object(_) => "an object",
            NodeKind::Placeholder(_) => "a placeholder",
            NodeKind::Missing => "nothing",
        }
    }

    /// The `${…}` form of a CloudFormation function that stands in place of text: `{"Ref": "X"}` is `${X}`,
    /// `{"Fn::GetAtt": ["A", "B"]}` is `${A.B}`, and `{"Fn::Sub": "…"}` is its text.
    ///
    /// SAM fills these in on deployment, so in a definition they are as good as text that is not known yet.
    pub fn placeholder(&self) -> Option<Rc<str>> {
        let [member] = self.members() else { return None };
        let value = &member.value;
        match (&*member.key.value, value.as_str()) {
            ("Ref" | "Fn::GetAtt", Some(name)) => Some(format!("${{{name}}}").into()),
            ("Fn::GetAtt", None) => {
                let parts: Option<Vec<&str>> = value.items().iter().map(|part| part.as_str().map(|s| &**s)).collect();
                parts.filter(|parts| !parts.is_empty()).map(|parts| format!("${{{}}}", parts.join(".")).into())
            }
            ("Fn::Sub", Some(text)) => Some(text.clone()),
            ("Fn::Sub", None) => value.items().first().and_then(Self::as_str).cloned(),
            _ => None,
        }
    }

    /// A value as the tree of a text that has no places.
    pub fn from_value(value: &Value) -> Self {
        let kind = match value {
            Value::Null => NodeKind::Null,
            Value::Bool(flag) => NodeKind::Bool(*flag),
            Value::Number(number) => NodeKind::Number(*number),
            Value::String(text) => NodeKind::String(text.clone()),
            Value::Array(items) => NodeKind::Array(items.iter().map(Self::from_value).collect()),
            Value::Object(map) => {
                let member = |(key, value): (&Rc<str>, &Value)| Member {
                    key: Spanned::new(key.clone(), Span::default()),
                    value: Self::from_value(value),
                };
                NodeKind::Object(map.iter().map(member).collect())
            }
        };
        Self { kind, span: Span::default() }
    }

    /// As [`Node::to_value`], for a tree that nobody needs any longer.
    pub fn into_value(self) -> Value {
        match self.kind {
            NodeKind::Array(items) => items.into_iter().map(Self::into_value).collect(),
            NodeKind::Object(members) => {
                let map: Map =
                    members.into_iter().map(|member| (member.key.value, member.value.into_value())).collect();
                Value::from(map)
            }
            _ => self.to_value(),
        }
    }

    /// The value without its places. The last of duplicate keys counts; what is missing is null, and a placeholder the
    /// text that it is written as.
    pub fn to_value(&self) -> Value {
        match &self.kind {
            NodeKind::Null | NodeKind::Missing => Value::Null,
            NodeKind::Bool(flag) => Value::Bool(*flag),
            NodeKind::Number(number) => Value::Number(*number),
            NodeKind::String(text) | NodeKind::Placeholder(text) => Value::String(text.clone()),
            NodeKind::Array(items) => items.iter().map(Self::to_value).collect(),
            NodeKind::Object(members) => {
                let map: Map =
                    members.iter().map(|member| (member.key.value.clone(), member.value.to_value())).collect();
                Value::from(map)
            }
        }
    }
}
