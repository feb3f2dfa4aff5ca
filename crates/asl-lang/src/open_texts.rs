//! Paths, intrinsic calls and expressions that cannot be read before their placeholders have values.

use std::rc::Rc;

use super::check::is_placeholder;
use super::computed_fields::{FieldValue, computed_fields};
use super::machine::{QueryLanguage, StateMachine};
use asl_jsonata::is_expression;
use asl_text::{Node, Span};

/// The texts of `machine` that no run can do with as they stand, each with its place, in no particular order.
pub fn open_texts(machine: &StateMachine) -> Vec<(Rc<str>, Span)> {
    let mut found = Vec::new();
    for state in machine.states() {
        let language = machine.language_of(state);
        for field in computed_fields(state, language) {
            match field.value {
                FieldValue::Template(node) | FieldValue::Value(node) => in_node(None, node, language, &mut found),
                FieldValue::Text(text) => add(&text.value, text.span, is_open_expression, &mut found),
                FieldValue::Path { path, span, .. } => add(path, span, is_open_path, &mut found),
            }
        }
    }
    found
}

/// Adds the text if a placeholder leaves it open.
fn add(text: &Rc<str>, span: Span, is_open: fn(&str) -> bool, found: &mut Vec<(Rc<str>, Span)>) {
    if is_placeholder(text) && is_open(text) {
        found.push((Rc::clone(text), span));
    }
}

/// A path leads nowhere with a placeholder in it; in a call of an intrinsic function it may be a part of a text.
fn is_open_path(text: &str) -> bool {
    text.starts_with('$') || asl_path::Expression::parse(text).is_err()
}

fn is_open_expression(text: &str) -> bool {
    is_expression(text) && asl_jsonata::Expression::compile(text).is_err()
}

/// The texts in data. In JSONPath, the end of its key says whether a text is a path.
fn in_node(key: Option<&str>, node: &Node, language: QueryLanguage, found: &mut Vec<(Rc<str>, Span)>) {
    if let Some(text) = node.as_str() {
        match language {
            QueryLanguage::Jsonata => add(text, node.span, is_open_expression, found),
            QueryLanguage::JsonPath if key.is_some_and(|key| key.ends_with(".$")) => {
                add(text, node.span, is_open_path, found);
            }
            QueryLanguage::JsonPath => {}
        }
    }
    for member in node.members() {
        in_node(Some(&member.key.value), &member.value, language, found);
    }
    for item in node.items() {
        in_node(None, item, language, found);
    }
}
