//! States written anew in the style of the text: what stays is copied as it is written.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::Conversion;
use super::state::Field;
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
        let mut edits = self.inside(root);
        if whole {
            edits.extend(self.rewriter.prepend(root, "QueryLanguage", &Value::from("JSONata")));
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
        let language = Value::from("JSONata");
        let mut members: Vec<Rebuilt<'_>> = Vec::new();
        for field in fields {
            members.extend(match field {
                Field::Kept(key, value) => {
                    let member = node.members().iter().find(|member| member.value.span == value.span);
                    member.map(|member| Rebuilt::Kept { member, key, inner: self.inside(value) })
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
