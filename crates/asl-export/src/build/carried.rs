//! Statements of the document that are carried over: where nobody here knows what is called, its own roles are the only source.

use asl_stack::iam::report::Role;
use asl_text::placeholder;
use asl_value::{Map, Value};

use super::Builder;
use super::roles::{LOG_DELIVERY, TRACES};
use crate::stack::{Function, function, list, sub, text};

/// What the role of a function of the export allows by itself.
const LOGS: [&str; 3] = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

impl Builder<'_> {
    /// The statements of a role of the document, without the actions that `known` statements allow already.
    pub(super) fn carried(&mut self, owner: &str, role: &Role, known: &[Value]) -> Vec<Value> {
        let known: Vec<String> = known.iter().filter_map(|one| one.get("Action")).flat_map(texts).collect();
        let is_known = |action: &str| {
            let is = |one: &&str| one.eq_ignore_ascii_case(action);
            known.iter().any(|one| one.eq_ignore_ascii_case(action))
                || LOG_DELIVERY.iter().chain(&TRACES).chain(&LOGS).any(is)
        };
        let mut made: Vec<Value> = Vec::new();
        for statement in &role.statements {
            let Some(written) = statement.written.as_object() else { continue };
            let mut members = Map::new();
            let mut actions = Vec::new();
            for (key, value) in written.iter() {
                if &**key == "Action" {
                    actions = texts(value).into_iter().filter(|action| !is_known(action)).collect();
                    let all = actions.iter().map(|action| text(action));
                    members.insert("Action", if let [one] = actions.as_slice() { text(one) } else { list(all) });
                } else {
                    members.insert(key.clone(), value.clone());
                }
            }
            if actions.is_empty() && written.get("NotAction").is_none() {
                continue;
            }
            let statement: Value = members.into();
            if let Some(name) = self.unknown_name(&statement) {
                self.note(format!(
                    "{owner}: the statement of its role for {} is not in the export, since nothing is known of `{name}`: add it to the role.",
                    actions.join(", ")
                ));
                continue;
            }
            let statement = self.values(&statement);
            if !made.contains(&statement) {
                made.push(statement);
            }
        }
        for policy in &role.elsewhere {
            self.note(format!("{owner}: add what `{policy}` allows to the role; it is not in the document."));
        }
        made
    }

    /// The first name in a statement that stands for something which nobody knows. IAM has variables such as `${aws:username}`.
    fn unknown_name(&self, statement: &Value) -> Option<String> {
        let all = texts_within(statement);
        let mut names =
            all.iter().flat_map(|text| placeholder::all(text)).map(|(_, written)| placeholder::name(written));
        let is_variable = |name: &str| name.split_once(':').is_some_and(|(_, rest)| !rest.starts_with(':'));
        let found = names.find(|name| {
            !is_variable(name)
                && !matches!(*name, "*" | "?" | "$")
                && self.parameters.iter().all(|known| *known.name != **name)
        });
        found.map(str::to_owned)
    }

    /// The same statements with the ARNs of functions made of their names: a role cannot wait for what it belongs to.
    pub(super) fn without_cycles(&self, value: &Value) -> Value {
        match value {
            Value::Object(_) => match function(value) {
                Some(Function::GetAtt(id, "Arn")) => {
                    self.function_arn_by_name(id).map_or_else(|| value.clone(), |template| sub(&template))
                }
                Some(Function::Sub(template)) => {
                    let mut template = template.to_owned();
                    for (_, id) in &self.function_ids {
                        if let Some(arn) = self.function_arn_by_name(id) {
                            template = template.replace(&format!("${{{id}.Arn}}"), &arn);
                        }
                    }
                    sub(&template)
                }
                _ => {
                    let members = value.as_object().into_iter().flat_map(Map::iter);
                    members.map(|(key, value)| (key.clone(), self.without_cycles(value))).collect::<Map>().into()
                }
            },
            Value::Array(items) => items.iter().map(|item| self.without_cycles(item)).collect(),
            other => other.clone(),
        }
    }

    fn function_arn_by_name(&self, id: &str) -> Option<String> {
        let (written, _) = self.function_ids.iter().find(|(_, known)| known == id)?;
        let function = self.functions.iter().find(|function| function.id == *written)?;
        let name = if function.name == function.id {
            format!("${{AWS::StackName}}-{id}")
        } else {
            self.marks.named(&function.name)
        };
        Some(format!("arn:${{AWS::Partition}}:lambda:${{AWS::Region}}:${{AWS::AccountId}}:function:{name}"))
    }
}

/// A text, or those of a list.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.to_string()],
        other => other.as_array().unwrap_or_default().iter().filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}

/// All texts in a value.
fn texts_within(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.to_string()],
        Value::Array(items) => items.iter().flat_map(texts_within).collect(),
        Value::Object(members) => members.iter().flat_map(|(_, value)| texts_within(value)).collect(),
        _ => Vec::new(),
    }
}
