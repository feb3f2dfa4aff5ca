//! Which variables each state reads: `variableReferences` of DescribeStateMachine (API reference).

use asl_value::SortedSet;
use std::rc::Rc;

use super::computed_fields::{FieldValue, computed_fields};
use super::machine::{QueryLanguage, StateMachine};
use super::state::State;
use asl_jsonata::{self, is_expression};
use asl_text::Node;

/// The states that read variables, in the order of the text, each with their names in alphabetical order.
pub fn variable_references(machine: &StateMachine) -> Vec<(Rc<str>, SortedSet<Rc<str>>)> {
    let each = machine.states().into_iter().map(|state| (state.name.value.clone(), read_by(machine, state)));
    each.filter(|(_, names)| !names.is_empty()).collect()
}

fn read_by(machine: &StateMachine, state: &State) -> SortedSet<Rc<str>> {
    let language = machine.language_of(state);
    let mut names = SortedSet::new();
    for field in computed_fields(state, language) {
        match (field.value, language) {
            (FieldValue::Path { path, .. }, _) => names.extend(in_path(path)),
            (FieldValue::Template(node), QueryLanguage::JsonPath) => in_template(node, &mut names),
            (FieldValue::Template(node) | FieldValue::Value(node), QueryLanguage::Jsonata) => {
                node.each(&mut |node| names.extend(node.as_str().into_iter().flat_map(|text| in_expression(text))));
            }
            (FieldValue::Text(text), QueryLanguage::Jsonata) => names.extend(in_expression(&text.value)),
            // Literal.
            (FieldValue::Value(_) | FieldValue::Text(_), QueryLanguage::JsonPath) => {}
        }
    }
    names
}

/// In a payload template, the end of a key says that its text is a path.
fn in_template(node: &Node, names: &mut SortedSet<Rc<str>>) {
    for member in node.members() {
        match member.value.as_str() {
            Some(text) if member.key.value.ends_with(".$") => names.extend(in_path(text)),
            _ => in_template(&member.value, names),
        }
    }
    node.items().iter().for_each(|item| in_template(item, names));
}

fn in_path(text: &str) -> Vec<Rc<str>> {
    asl_path::Expression::parse(text).map(|expression| expression.variables()).unwrap_or_default()
}

fn in_expression(text: &str) -> Vec<Rc<str>> {
    let expression = is_expression(text).then(|| asl_jsonata::Expression::compile(text).ok()).flatten();
    expression.map(|expression| expression.variables().cloned().collect()).unwrap_or_default()
}
