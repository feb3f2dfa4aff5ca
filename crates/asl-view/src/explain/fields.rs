//! The fields of a state that are computed, each with what it saw.

use std::rc::Rc;

use super::Subject;
use asl_jsonata::is_expression;
use asl_lang::computed_fields::{Accepts, FieldOwner, FieldValue, Sees, computed_fields};
use asl_lang::{QueryLanguage, StateKind};
use asl_path::Expression;
use asl_sim::{EvaluationContext, StageKind};
use asl_text::{Node, NodeKind};
use asl_value::Value;

/// A string of the definition that is a path, an intrinsic function or an expression.
pub(super) struct Field<'s> {
    /// Where it stands, as AWS names it: `Output/total`, `Choices[0]/Condition`, `Parameters/id.$`.
    pub(super) location: String,
    /// The string that the expression is written in.
    pub(super) node: &'s Node,
    pub(super) text: Rc<str>,
    /// What `$` is to a path.
    pub(super) data: Value,
}

impl Subject {
    /// The fields that hold expressions of the state's query language: in JSONata every string that is one, in JSONPath what
    /// the language's list of computed fields says of the state itself. Conditions and catchers have reports of their own.
    pub(super) fn fields(&self) -> Vec<Field<'_>> {
        let mut fields = Vec::new();
        if self.language == QueryLanguage::Jsonata {
            for member in self.node.members() {
                // What runs inside is explained with its own visits.
                if !matches!(&*member.key.value, "Branches" | "ItemProcessor" | "Iterator") {
                    strings(
                        &member.value,
                        member.key.value.to_string(),
                        &Value::Null,
                        &|_, text| is_expression(text),
                        &mut fields,
                    );
                }
            }
            return fields;
        }
        let (selected, effective, result) = (self.selected(), self.effective(), self.result());
        let chosen = self.stage(StageKind::AfterResultSelector).or(result.as_ref());
        let works = matches!(
            self.state.kind,
            StateKind::Task(_) | StateKind::Parallel { .. } | StateKind::Map(_) | StateKind::Pass { .. }
        );
        let is_task = matches!(self.state.kind, StateKind::Task(_));
        let leaving = if works { chosen.unwrap_or(&effective) } else { &effective };
        let merged = self.stage(StageKind::AfterResultPath).unwrap_or(leaving);
        for field in computed_fields(&self.state, self.language) {
            let Some(node) = self.node.get(field.name).filter(|_| field.of == FieldOwner::State) else { continue };
            let name = field.name.to_owned();
            let data = match (field.name, field.sees) {
                ("InputPath", _) => &self.context.input,
                ("Assign", _) => leaving,
                ("OutputPath", _) => merged,
                (_, Sees::Result | Sees::ErrorOutput) => result.as_ref().unwrap_or(&Value::Null),
                // A Task's limits and credentials do not see what its Parameters made.
                ("Parameters", _) => &selected,
                _ if is_task => &selected,
                _ => &effective,
            };
            match field.value {
                // A place to write to.
                FieldValue::Path { accepts: Accepts::Reference, .. } | FieldValue::Text(_) => {}
                FieldValue::Path { path, .. } => {
                    fields.push(Field { location: name, node, text: path.clone(), data: data.clone() });
                }
                FieldValue::Template(_) | FieldValue::Value(_) => {
                    strings(node, name, data, &|location, _| location.ends_with(".$"), &mut fields);
                }
            }
        }
        fields
    }

    /// The context of a field; an ItemSelector sees the item whose turn it was.
    pub(super) fn context_of(&self, location: &str) -> EvaluationContext {
        if !location.starts_with("ItemSelector") {
            return self.context.clone();
        }
        let items = self.items();
        let index = self.visit.iterations.min(items.len().saturating_sub(1));
        match items.get(index) {
            Some(value) => self.context.clone().with_item(index, value),
            None => self.context.clone(),
        }
    }

    /// The items of a Map.
    fn items(&self) -> Vec<Value> {
        let data = self.effective();
        let text = |name: &str| self.node.get(name).and_then(Node::as_str);
        let value = match (text("ItemsPath"), self.node.get("Items")) {
            (Some(path), _) => Expression::parse(path).ok().and_then(|path| path.evaluate(&data, &self.context).ok()),
            (None, Some(items)) => match asl_jsonata::Template::compile("Items", items) {
                Ok(template) => template.evaluate(&self.seen("Items").scope(&self.context)).ok(),
                Err(_) => None,
            },
            (None, None) => Some(data),
        };
        value.and_then(|value| value.as_array().map(<[Value]>::to_vec)).unwrap_or_default()
    }
}

/// The strings in a value that are `wanted`, with their places.
fn strings<'s>(
    node: &'s Node,
    location: String,
    data: &Value,
    wanted: &dyn Fn(&str, &str) -> bool,
    found: &mut Vec<Field<'s>>,
) {
    match &node.kind {
        NodeKind::String(text) if wanted(&location, text) => {
            found.push(Field { location, node, text: text.clone(), data: data.clone() });
        }
        NodeKind::Object(members) => {
            for member in members {
                strings(&member.value, format!("{location}/{}", member.key.value), data, wanted, found);
            }
        }
        NodeKind::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                strings(item, format!("{location}[{index}]"), data, wanted, found);
            }
        }
        _ => {}
    }
}
