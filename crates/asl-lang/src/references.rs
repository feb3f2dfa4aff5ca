//! Which variables each state reads: `variableReferences` of DescribeStateMachine (API reference).

use asl_value::SortedSet;
use std::rc::Rc;

use super::machine::{QueryLanguage, StateMachine};
use super::state::State;
use asl_jsonata::{self, is_expression};
use asl_text::{Node, NodeKind};

/// The states that read variables, in the order of the text, each with their names in alphabetical order.
///
/// `root` is the tree that `machine` was read from.
pub fn variable_references(root: &Node, machine: &StateMachine) -> Vec<(Rc<str>, SortedSet<Rc<str>>)> {
    let mut found = Vec::new();
    in_scope(root, machine, &mut found);
    found
}

fn in_scope(node: &Node, machine: &StateMachine, found: &mut Vec<(Rc<str>, SortedSet<Rc<str>>)>) {
    for member in node.get("States").map(Node::members).unwrap_or_default() {
        let name = &member.key.value;
        let state = machine.find(name);
        let mut names = SortedSet::new();
        if let Some(state) = state {
            in_fields(&member.value, reads(machine, state), &mut names);
        }
        if !names.is_empty() {
            found.push((name.clone(), names));
        }
        let scopes = ["Branches", "ItemProcessor", "Iterator"].map(|field| member.value.get(field));
        for scope in scopes.into_iter().flatten() {
            in_scope(scope, machine, found);
            scope.items().iter().for_each(|branch| in_scope(branch, machine, found));
        }
    }
}

/// How a member's text is read: gives the names of the variables in it.
type Reads = fn(&str, &str) -> Vec<Rc<str>>;

fn reads(machine: &StateMachine, state: &State) -> Reads {
    match machine.language_of(state) {
        QueryLanguage::JsonPath => in_path,
        QueryLanguage::Jsonata => in_expression,
    }
}

/// Fields that hold a state machine's own words, or states of their own.
const PASSED_OVER: &[&str] = &["Comment", "Result", "States", "Branches", "ItemProcessor", "Iterator"];

fn in_fields(node: &Node, reads: Reads, names: &mut SortedSet<Rc<str>>) {
    for member in node.members().iter().filter(|member| !PASSED_OVER.contains(&&*member.key.value)) {
        in_value(&member.key.value, &member.value, reads, names);
    }
}

fn in_value(key: &str, value: &Node, reads: Reads, names: &mut SortedSet<Rc<str>>) {
    match &value.kind {
        NodeKind::String(text) => names.extend(reads(key, text)),
        NodeKind::Array(items) => {
            for item in items {
                in_value(key, item, reads, names);
            }
        }
        NodeKind::Object(members) => {
            for member in members {
                in_value(&member.key.value, &member.value, reads, names);
            }
        }
        _ => {}
    }
}

/// In JSONPath, the key says whether a text is a path.
fn in_path(key: &str, text: &str) -> Vec<Rc<str>> {
    let is_path = key.ends_with(".$") || key.ends_with("Path") || key == "Variable";
    let expression = is_path.then(|| asl_path::Expression::parse(text).ok()).flatten();
    expression.map(|expression| expression.variables()).unwrap_or_default()
}

fn in_expression(_: &str, text: &str) -> Vec<Rc<str>> {
    let expression = is_expression(text).then(|| asl_jsonata::Expression::compile(text).ok()).flatten();
    expression.map(|expression| expression.variables().cloned().collect()).unwrap_or_default()
}
