//! States written anew in the style of the text: what stays is copied as it is written.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::Conversion;
use super::state::Field;
use crate::refactor::slice;
use asl_text::edit::{Edit, apply};
use asl_text::{Format, Member, Node, NodeKind, Span, print};
use asl_value::{Map, Value};

pub(super) struct Writer<'a> {
    pub(super) text: &'a str,
    pub(super) format: Format,
    pub(super) conversions: &'a IndexMap<Span, Conversion<'a>, FxBuildHasher>,
    /// Whether each state says its language itself.
    pub(super) own_language: bool,
}

impl Writer<'_> {
    /// The edits of the whole text; `whole` puts the language at the top.
    pub(super) fn edits(&self, root: &Node, whole: bool) -> Vec<Edit> {
        let mut edits = self.inside(root);
        if let Some(first) = root.members().first().filter(|_| whole) {
            let language = self.member("QueryLanguage", &Value::from("JSONata"), root, 0);
            let gap = self.gap(root);
            edits.push(Edit::insert(first.key.span.start as usize, format!("{language}{gap}")));
        }
        edits
    }

    /// What the definition is to say after the edits.
    pub(super) fn meant(&self, root: &Node, whole: bool) -> Value {
        let mut value = self.value(root);
        if let Value::Object(map) = &mut value
            && whole
        {
            let mut machine = (**map).clone();
            machine.insert("QueryLanguage", Value::from("JSONata"));
            value = Value::from(machine);
        }
        value
    }

    fn value(&self, node: &Node) -> Value {
        if let Some(Conversion::Converted(converted)) = self.conversions.get(&node.span) {
            let mut map = Map::new();
            if self.own_language {
                map.insert("QueryLanguage", Value::from("JSONata"));
            }
            for field in &converted.fields {
                match field {
                    Field::Kept(name, value) => map.insert(name.clone(), self.value(value)),
                    Field::New(name, value) => map.insert(name.clone(), value.clone()),
                };
            }
            return Value::from(map);
        }
        match &node.kind {
            NodeKind::Object(members) => Value::from(
                members.iter().map(|member| (member.key.value.clone(), self.value(&member.value))).collect::<Map>(),
            ),
            NodeKind::Array(items) => items.iter().map(|item| self.value(item)).collect::<Vec<_>>().into(),
            _ => node.to_value(),
        }
    }

    /// The edits of the outermost converted states within `node`.
    fn inside(&self, node: &Node) -> Vec<Edit> {
        if let Some(Conversion::Converted(converted)) = self.conversions.get(&node.span) {
            return vec![self.state(node, &converted.fields)];
        }
        let members = node.members().iter().flat_map(|member| self.inside(&member.value));
        members.chain(node.items().iter().flat_map(|item| self.inside(item))).collect()
    }

    /// A state's object anew.
    fn state(&self, node: &Node, fields: &[Field<'_>]) -> Edit {
        let depth = node.members().first().map_or(0, |first| self.column(first.key.span.start as usize));
        let mut parts: Vec<String> = Vec::new();
        for field in fields {
            parts.push(match field {
                Field::Kept(name, value) => self.kept(name, value, node),
                Field::New(name, value) => self.member(name, value, node, depth),
            });
            if parts.len() == 1 && self.own_language {
                parts.push(self.member("QueryLanguage", &Value::from("JSONata"), node, depth));
            }
        }
        let gap = self.gap(node);
        let span = Span {
            start: node.members().first().map_or(node.span.start, |first| first.key.span.start),
            end: node.members().last().map_or(node.span.end, |last| self.end(last)),
        };
        Edit::replace(span, parts.join(&gap))
    }

    /// A member as it is written, with what is converted inside of it; under `name`.
    fn kept(&self, name: &str, value: &Node, holder: &Node) -> String {
        let Some(member) = holder.members().iter().find(|member| member.value.span == value.span) else {
            return String::new();
        };
        let span = Span { start: member.key.span.start, end: self.end_with_comments(member, holder) };
        let mut edits = self.inside(value);
        if *name != *member.key.value {
            let key = if slice(self.text, member.key.span).starts_with('"') {
                format!("\"{name}\"")
            } else {
                name.to_owned()
            };
            edits.push(Edit::replace(member.key.span, key));
        }
        let shifted: Vec<Edit> = edits
            .into_iter()
            .map(|edit| {
                let Span { start, end } = edit.span;
                Edit::replace(Span { start: start - span.start, end: end - span.start }, edit.text)
            })
            .collect();
        apply(slice(self.text, span), &shifted)
    }

    /// A new member, indented for the column where it begins.
    fn member(&self, name: &str, value: &Value, holder: &Node, column: usize) -> String {
        let indent = " ".repeat(column);
        if self.is_block(holder) {
            let map: Map = [(name.into(), value.clone())].into_iter().collect();
            return print::yaml(&Value::from(map)).trim_end().replace('\n', &format!("\n{indent}"));
        }
        let key = Value::from(name).to_json();
        if self.gap(holder).contains('\n') {
            let lines = print::json(value);
            return format!("{key}: {}", lines.trim_end().replace('\n', &format!("\n{indent}")));
        }
        format!("{key}: {}", value.to_json())
    }

    /// What stands between two members.
    fn gap(&self, holder: &Node) -> String {
        let starts: Vec<usize> = holder.members().iter().map(|member| member.key.span.start as usize).collect();
        let first = starts.first().copied().unwrap_or_default();
        let on_lines = self.is_block(holder)
            || self.text.get(holder.span.start as usize..first).is_some_and(|before| before.contains('\n'));
        let comma = if self.is_block(holder) { "" } else { "," };
        if on_lines { format!("{comma}\n{}", " ".repeat(self.column(first))) } else { format!("{comma} ") }
    }

    fn is_block(&self, node: &Node) -> bool {
        self.format == Format::Yaml && !slice(self.text, node.span).starts_with('{')
    }

    fn column(&self, offset: usize) -> usize {
        let before = self.text.get(..offset).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().chars().count()
    }

    /// Where a member ends with the comments behind it, which a block of YAML may have.
    fn end_with_comments(&self, member: &Member, holder: &Node) -> u32 {
        let end = self.end(member);
        if !self.is_block(holder) {
            return end;
        }
        let next = holder.members().iter().map(|other| other.key.span.start).find(|start| *start > end);
        let rest = match next {
            Some(next) => slice(self.text, Span { start: end, end: next }),
            None => self.text.get(end as usize..).unwrap_or_default().split('\n').next().unwrap_or_default(),
        };
        end + u32::try_from(rest.trim_end().len()).unwrap_or_default()
    }

    /// Where a member ends, without the blank that a block of YAML has behind it.
    fn end(&self, member: &Member) -> u32 {
        let span = member.key.span.merge(member.value.span);
        let written = slice(self.text, span);
        span.end - u32::try_from(written.len() - written.trim_end().len()).unwrap_or_default()
    }
}
