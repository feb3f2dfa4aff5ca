//! Texts that were read as what they stand for: references to parameters and to resources of the stack.

use asl_aws::arn::{Arn, DEFAULT_ACCOUNT, DEFAULT_REGION, connection};
use asl_text::{Member, Node, NodeKind, Spanned};
use asl_value::{Number, Value};

use super::{Builder, asl_id};
use crate::marks::Marked;
use crate::stack::{attribute, reference, sub, text};

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    /// As it is.
    Text(String),
    /// What stands for something: the template of a `Fn::Sub`, and a name for it.
    Stands { template: String, name: String },
}

impl Builder<'_> {
    /// What a text stands for, as the value of a property.
    pub(super) fn value(&mut self, read: &str) -> Value {
        let words = self.words(read);
        if let [Word::Stands { template, .. }] = words.as_slice() {
            return whole(template);
        }
        if words.iter().all(|word| matches!(word, Word::Text(_))) {
            return text(read);
        }
        sub(&self.template(read))
    }

    /// The same of every text in a value.
    pub(super) fn values(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.value(text),
            Value::Array(items) => items.iter().map(|item| self.values(item)).collect(),
            Value::Object(members) => {
                let members = members.iter().map(|(name, value)| (name.clone(), self.values(value)));
                members.collect::<asl_value::Map>().into()
            }
            other => other.clone(),
        }
    }

    /// A part of a definition, with `${Name}` in the place of what stands for something, which joins `substitutions`.
    pub(super) fn substituted(&mut self, node: &Node, substitutions: &mut Vec<(String, Value)>) -> Node {
        let kind = match &node.kind {
            NodeKind::String(written) => NodeKind::String(self.substituted_text(written, substitutions).into()),
            NodeKind::Placeholder(written) => {
                // What stands without quotes may be a number, and stays without them.
                NodeKind::Placeholder(self.substituted_text(written, substitutions).into())
            }
            NodeKind::Number(Number::Int(number)) => match self.marks.number(*number).map(str::to_owned) {
                Some(name) => {
                    let name = self.ask_known(&name);
                    NodeKind::Placeholder(substitute(&format!("${{{name}}}"), &name, substitutions).into())
                }
                None => node.kind.clone(),
            },
            NodeKind::Array(items) => {
                NodeKind::Array(items.iter().map(|item| self.substituted(item, substitutions)).collect())
            }
            NodeKind::Object(members) => {
                let mut made: Vec<Member> = Vec::new();
                for member in members {
                    let key = self.substituted_text(&member.key.value, substitutions);
                    // A connection may be named by its name alone.
                    let named = member.value.as_str().filter(|_| &*member.key.value == "ConnectionArn");
                    let arn = named
                        .and_then(|named| self.connection_named(named))
                        .map(|known| (known.arn_template(), format!("{}Arn", known.id)));
                    let value = match arn {
                        Some((template, wanted)) => Node {
                            kind: NodeKind::String(substitute(&template, &wanted, substitutions).into()),
                            span: member.value.span,
                        },
                        None => self.substituted(&member.value, substitutions),
                    };
                    // Of several, the last counts.
                    made.retain(|known| *known.key.value != *key);
                    made.push(Member { key: Spanned::new(key.into(), member.key.span), value });
                }
                NodeKind::Object(made)
            }
            other => other.clone(),
        };
        Node { kind, span: node.span }
    }

    fn substituted_text(&mut self, written: &str, substitutions: &mut Vec<(String, Value)>) -> String {
        let words = self.words(written).into_iter().map(|word| match word {
            Word::Text(text) => text,
            Word::Stands { template, name } => substitute(&template, &name, substitutions),
        });
        words.collect()
    }

    /// The template of `Fn::Sub` for a text, as a part of another one.
    pub(super) fn template(&mut self, read: &str) -> String {
        let words = self.words(read).into_iter().map(|word| match word {
            Word::Text(text) => text.replace("${", "${!"),
            Word::Stands { template, .. } => template,
        });
        words.collect()
    }

    /// ARNs and URLs of queues within a text, marks, and parameters that nothing was put in for. A mark may be a part of an ARN.
    fn words(&mut self, read: &str) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        let mut rest = read;
        let mut plain = String::new();
        while !rest.is_empty() {
            let starts = ["arn:", "https://sqs.", "${"];
            let Some(at) = starts.iter().filter_map(|start| rest.find(start)).min() else { break };
            let (before, behind) = rest.split_at(at);
            plain.push_str(before);
            let length = if behind.starts_with("${") {
                behind.find('}').map_or(behind.len(), |end| end + 1)
            } else {
                behind
                    .find(|char: char| char.is_whitespace() || "'\"`,;()[]{}\\<>".contains(char))
                    .unwrap_or(behind.len())
            };
            let (token, after) = behind.split_at(length.max(1));
            match self.stands(token) {
                Some((template, name)) => {
                    self.words_of_marks(&std::mem::take(&mut plain), &mut words);
                    words.push(Word::Stands { template, name });
                }
                None => plain.push_str(token),
            }
            rest = after;
        }
        plain.push_str(rest);
        self.words_of_marks(&plain, &mut words);
        words
    }

    /// The marks within a text.
    fn words_of_marks(&mut self, read: &str, words: &mut Vec<Word>) {
        let marks = self.marks.clone();
        for part in marks.split(read) {
            match part {
                Marked::Parameter(name) => {
                    let meant = self.connections.iter().find(|known| known.placeholder.as_deref() == Some(name));
                    if let Some(known) = meant {
                        words.push(Word::Stands { template: known.arn_template(), name: asl_id(name) });
                        continue;
                    }
                    let name = self.ask_known(name);
                    words.push(Word::Stands { template: format!("${{{name}}}"), name });
                }
                Marked::Text(text) => words.push(Word::Text(text.to_owned())),
            }
        }
    }

    /// What an ARN, the URL of a queue, or `${Name}` stands for: the template of a `Fn::Sub`, and a name for it.
    fn stands(&mut self, token: &str) -> Option<(String, String)> {
        if let Some(name) = token.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
            let name = name.trim();
            let is_known = self.parameters.iter().any(|known| *known.name == *name);
            return is_known.then(|| {
                let name = self.ask_known(name);
                (format!("${{{name}}}"), name)
            });
        }
        if let Some(rest) = token.strip_prefix("https://sqs.") {
            let name = rest.rsplit('/').next()?;
            let arn = Arn::new(DEFAULT_REGION, DEFAULT_ACCOUNT, "sqs", name).to_string();
            if let Some(id) = self.event_id(&arn) {
                return Some((format!("${{{id}}}"), format!("{id}Url")));
            }
            let is_here = rest.contains(DEFAULT_ACCOUNT) && rest.starts_with(DEFAULT_REGION);
            let called = asl_id(&self.marks.replaced(name, str::to_owned));
            return is_here.then(|| {
                let name = self.template(name);
                let url = format!("https://sqs.${{AWS::Region}}.${{AWS::URLSuffix}}/${{AWS::AccountId}}/{name}");
                (url, format!("{called}Url"))
            });
        }
        let arn = Arn::parse(token)?;
        if let Some(name) = connection::name_in(token)
            && let Some(known) = self.connection_named(name)
        {
            let id = known.id.clone();
            return Some((known.arn_template(), format!("{id}Arn")));
        }
        if let Some(rest) = arn.resource.strip_prefix("stateMachine:").filter(|_| arn.service == "states")
            && let Some(machine) = self.machines.iter().find(|machine| machine.is_called(rest))
        {
            let name = format!("{}Arn", machine.id);
            return Some((machine.arn_template(), name));
        }
        if arn.service == "lambda" {
            let of = |arn: &str| arn.splitn(8, ':').take(7).collect::<Vec<_>>().join(":");
            let known = self.functions.iter().find(|function| *function.arn == *of(token)).cloned();
            if let Some(function) = known {
                let qualifier = token.strip_prefix(&*function.arn).unwrap_or_default().to_owned();
                let template = self.function_arn(&function);
                return Some((format!("{template}{qualifier}"), format!("{}Arn", self.function_id(&function))));
            }
        }
        if let Some(id) = self.event_id(token) {
            return Some((format!("${{{id}.Arn}}"), format!("{id}Arn")));
        }
        let is_global = arn.region.is_empty() && arn.account == DEFAULT_ACCOUNT;
        let is_here = arn.region == DEFAULT_REGION && arn.account == DEFAULT_ACCOUNT;
        if !is_here && !is_global {
            return None;
        }
        let region = if is_here { "${AWS::Region}" } else { "" };
        let (service, resource) = (arn.service, arn.resource);
        let name = resource.rsplit([':', '/']).find(|part| part.len() > 1).unwrap_or(service);
        let name = asl_id(&self.marks.replaced(name, str::to_owned));
        let resource = self.template(resource);
        let template = format!("arn:${{AWS::Partition}}:{service}:{region}:${{AWS::AccountId}}:{resource}");
        Some((template, format!("{name}Arn")))
    }
}

/// The value that a template alone is.
pub(super) fn whole(template: &str) -> Value {
    let name = template.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).filter(|name| !name.contains("${"));
    match name.map(|name| name.split_once('.')) {
        Some(Some((id, name))) => attribute(id, name),
        Some(None) => reference(name.unwrap_or_default()),
        None => sub(template),
    }
}

/// `${Name}` for what a template stands for, which joins `substitutions`.
fn substitute(template: &str, name: &str, substitutions: &mut Vec<(String, Value)>) -> String {
    let value = whole(template);
    let known = substitutions.iter().find(|(_, known)| *known == value).map(|(name, _)| name.clone());
    let name = known.unwrap_or_else(|| {
        let name = free(name, substitutions);
        substitutions.push((name.clone(), value));
        name
    });
    format!("${{{name}}}")
}

fn free(name: &str, substitutions: &[(String, Value)]) -> String {
    let mut free = name.to_owned();
    let mut number = 1;
    while substitutions.iter().any(|(known, _)| *known == free) {
        number += 1;
        free = format!("{name}{number}");
    }
    free
}
