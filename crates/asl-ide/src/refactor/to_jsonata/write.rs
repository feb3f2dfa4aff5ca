//! States written anew in the style of the text: what stays is copied as it is written.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::Conversion;
use super::state::{Converted, Field};
use asl_text::edit::Edit;
use asl_text::rewrite::{Rebuilt, Rewriter};
use asl_text::{Node, NodeKind, Span};
use asl_value::{Map, Value};

pub(super) struct Writer<'a> {
    pub(super) rewriter: Rewriter<'a>,
    pub(super) conversions: &'a IndexMap<Span, Conversion<'a>, FxBuildHasher>,
    /// Whether each state says its language itself.
    pub(super) own_language: bool,
}

impl Writer<'_> {
    /// The edits of the whole text; `whole` puts the language at the top.
    pub(super) fn edits(&self, root: &Node, whole: bool) -> Vec<Edit> {
        let mut edits = self.inside(root, None);
        if whole {
            edits.extend(self.rewriter.prepend(root, "QueryLanguage", &Value::from("JSONata")));
        }
        edits
    }

    /// What the definition is to say after the edits.
    pub(super) fn meant(&self, root: &Node, whole: bool) -> Value {
        let mut value = self.value(root, None);
        if let Value::Object(map) = &mut value
            && whole
        {
            let mut machine = (**map).clone();
            machine.insert("QueryLanguage", Value::from("JSONata"));
            value = Value::from(machine);
        }
        value
    }

    /// What becomes of the state at `node`. A part that stands at the very place of what is `around` it, as a short tag of YAML
    /// makes one, is no state of its own.
    fn conversion(&self, node: &Node, around: Option<Span>) -> Option<&Converted<'_>> {
        match self.conversions.get(&node.span).filter(|_| around != Some(node.span)) {
            Some(Conversion::Converted(converted)) => Some(converted),
            _ => None,
        }
    }

    fn value(&self, node: &Node, around: Option<Span>) -> Value {
        let value = |inner: &Node| self.value(inner, Some(node.span));
        if let Some(converted) = self.conversion(node, around) {
            let mut map = Map::new();
            if self.own_language {
                map.insert("QueryLanguage", Value::from("JSONata"));
            }
            for field in &converted.fields {
                match field {
                    Field::Kept(name, kept) => map.insert(name.clone(), value(kept)),
                    Field::New(name, value) => map.insert(name.clone(), value.clone()),
                };
            }
            return Value::from(map);
        }
        match &node.kind {
            NodeKind::Object(members) => Value::from(
                members.iter().map(|member| (member.key.value.clone(), value(&member.value))).collect::<Map>(),
            ),
            NodeKind::Array(items) => items.iter().map(value).collect::<Vec<_>>().into(),
            _ => node.to_value(),
        }
    }

    /// The edits of the outermost converted states within `node`.
    fn inside(&self, node: &Node, around: Option<Span>) -> Vec<Edit> {
        if let Some(converted) = self.conversion(node, around) {
            return vec![self.state(node, &converted.fields)];
        }
        let inside = |inner: &Node| self.inside(inner, Some(node.span));
        let members = node.members().iter().flat_map(|member| inside(&member.value));
        members.chain(node.items().iter().flat_map(inside)).collect()
    }

    /// A state's object anew.
    fn state(&self, node: &Node, fields: &[Field<'_>]) -> Edit {
        let language = Value::from("JSONata");
        let mut members: Vec<Rebuilt<'_>> = Vec::new();
        for field in fields {
            members.extend(match field {
                Field::Kept(key, value) => {
                    let member = node.members().iter().find(|member| member.value.span == value.span);
                    member.map(|member| Rebuilt::Kept { member, key, inner: self.inside(value, Some(node.span)) })
                }
                Field::New(key, value) => Some(Rebuilt::Added { key, value }),
            });
            if members.len() == 1 && self.own_language {
                members.push(Rebuilt::Added { key: "QueryLanguage", value: &language });
            }
        }
        self.rewriter.rebuild(node, &members)
    }
}
