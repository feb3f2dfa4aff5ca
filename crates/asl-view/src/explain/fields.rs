//! The fields of a state that are computed, in the order in which a run evaluates them, each with what it sees.

use std::rc::Rc;

use super::Subject;
use asl_jsonata::is_expression;
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
    /// The fields that hold expressions of the state's query language; those of a Choice's rules are not among the
    /// paths.
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
        let (input, selected, effective) = (&self.context.input, self.selected(), self.effective());
        let result = self.result();
        let chosen = self.stage(StageKind::AfterResultSelector).cloned().or_else(|| result.clone());
        let works = matches!(
            self.state.kind,
            StateKind::Task(_) | StateKind::Parallel { .. } | StateKind::Map(_) | StateKind::Pass { .. }
        );
        let leaving = if works { chosen.as_ref().unwrap_or(&effective) } else { &effective };
        let merged = self.stage(StageKind::AfterResultPath).unwrap_or(leaving);
        let nothing = Value::Null;
        for (name, data) in [
            ("InputPath", input),
            ("TimeoutSecondsPath", &selected),
            ("HeartbeatSecondsPath", &selected),
            ("Credentials", &selected),
            ("Parameters", &selected),
            ("ItemsPath", &effective),
            ("MaxConcurrencyPath", &effective),
            ("ItemSelector", &effective),
            ("SecondsPath", &effective),
            ("TimestampPath", &effective),
            ("ErrorPath", input),
            ("CausePath", input),
            ("ResultSelector", result.as_ref().unwrap_or(&nothing)),
            ("Assign", leaving),
            ("OutputPath", merged),
        ] {
            let Some(node) = self.node.get(name) else { continue };
            if let Some(text) = node.as_str() {
                fields.push(Field { location: name.to_owned(), node, text: text.clone(), data: data.clone() });
            } else {
                strings(node, name.to_owned(), data, &|location, _| location.ends_with(".$"), &mut fields);
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
