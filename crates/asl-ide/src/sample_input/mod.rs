//! An input that a workflow can run with, made from what it reads.
//!
//! `origin` follows the data from state to state and so knows which place of the execution's input a path of any state
//! leads to; `reading` knows what each field of a state wants
//! there; `needs` gathers it place by place; `words` makes values from names. What is certain
//! comes from the definition (a comparison's value, the list of a Map); what is not is made up from the name.

mod needs;
mod origin;
mod reading;
mod words;

use std::rc::Rc;

use asl_lang::StateMachine;
use asl_text::edit::apply;
use asl_text::rewrite::Rewriter;
use asl_text::{Node, NodeKind, print};
use asl_value::{Map, Value};
use needs::Need;

/// The most members that are added one by one.
const MOST_ADDED: usize = 100;

/// What a workflow reads of its input.
#[derive(Clone, Debug)]
pub struct SampleInput {
    need: Need,
}

impl SampleInput {
    /// What `machine` reads of its input; `None` if it reads nothing of it.
    pub fn of(machine: &StateMachine) -> Option<Self> {
        let need = origin::needs(machine);
        (!need.is_empty()).then_some(Self { need })
    }

    /// An input that has all of it.
    pub fn value(&self) -> Value {
        self.need.value("", 0)
    }

    /// The paths that the workflow reads and that `given` does not have, in the order in which they are first read. What it
    /// only asks for with `IsPresent` may be missing.
    pub fn missing(&self, given: &Value) -> Vec<String> {
        let mut missing = Vec::new();
        self.need.missing(given, "$", &mut missing);
        missing
    }

    /// `given` with what it does not have; what it has stays as it is.
    pub fn complete(&self, given: &Value) -> Value {
        completed(given, &self.value())
    }
}

fn completed(given: &Value, sample: &Value) -> Value {
    match (given, sample) {
        (Value::Object(own), Value::Object(more)) => {
            let kept = own.iter().map(|(name, value)| {
                let inner = more.get(name).map_or_else(|| value.clone(), |more| completed(value, more));
                (name.clone(), inner)
            });
            let added = more.iter().filter(|(name, _)| !own.contains_key(name));
            Value::from(kept.chain(added.map(|(name, value)| (name.clone(), value.clone()))).collect::<Map>())
        }
        (Value::Array(own), Value::Array(more)) => match more.first() {
            Some(more) => own.iter().map(|item| completed(item, more)).collect(),
            None => given.clone(),
        },
        _ => given.clone(),
    }
}

/// `text`, an input, with what it does not have of `sample`. What it has stays as it is written, as far as members can be
/// added to it; otherwise the whole is written anew.
pub fn complete_text(text: &str, sample: &SampleInput) -> String {
    let mut text = text.to_owned();
    for _ in 0..MOST_ADDED {
        let Some(root) = asl_text::parse_data(&text).root else { break };
        if sample.missing(&root.to_value()).is_empty() {
            return text;
        }
        let edits = first_missing(&root, &sample.value())
            .map(|(object, name, value)| Rewriter::expanding(&text).append(object, &name, &value));
        match edits.filter(|edits| !edits.is_empty()) {
            Some(edits) => text = apply(&text, &edits),
            None => break,
        }
    }
    let given = asl_text::parse_data(&text).root.map_or_else(Value::empty_object, |root| root.to_value());
    print::json(&sample.complete(&given))
}

/// The first object that lacks a member, with that member.
fn first_missing<'n>(given: &'n Node, sample: &Value) -> Option<(&'n Node, Rc<str>, Value)> {
    match (&given.kind, sample) {
        (NodeKind::Object(_), Value::Object(members)) => {
            members.iter().find_map(|(name, value)| match given.get(name) {
                Some(own) => first_missing(own, value),
                None => Some((given, name.clone(), value.clone())),
            })
        }
        (NodeKind::Array(items), Value::Array(more)) => {
            more.first().and_then(|more| items.iter().find_map(|item| first_missing(item, more)))
        }
        _ => None,
    }
}
