//! The shape of what a template gives.

use super::Shape;
use crate::machine::QueryLanguage;
use asl_jsonata::{self, is_expression};
use asl_path::Expression;
use asl_text::{Node, NodeKind};

/// The shape of the value of `node`, evaluated on data of the shape `input`.
pub(super) fn shape(node: &Node, language: QueryLanguage, input: &Shape) -> Shape {
    match &node.kind {
        NodeKind::Object(members) => Shape::object(members.iter().map(|member| {
            let key = &member.key.value;
            match key.strip_suffix(".$").filter(|_| language == QueryLanguage::JsonPath) {
                Some(name) => (name.into(), member.value.as_str().map_or(Shape::Any, |text| path(text, input))),
                None => (key.clone(), shape(&member.value, language, input)),
            }
        })),
        NodeKind::String(text) if language == QueryLanguage::Jsonata && is_expression(text) => expression(text, input),
        NodeKind::Missing | NodeKind::Placeholder(_) => Shape::Any,
        // An array's own items are not looked at.
        NodeKind::Array(_) | NodeKind::String(_) | NodeKind::Number(_) | NodeKind::Bool(_) | NodeKind::Null => {
            Shape::Plain
        }
    }
}

/// The shape of literal data.
pub(super) fn literal(node: &Node) -> Shape {
    match &node.kind {
        NodeKind::Object(members) => {
            Shape::object(members.iter().map(|member| (member.key.value.clone(), literal(&member.value))))
        }
        NodeKind::Missing | NodeKind::Placeholder(_) => Shape::Any,
        _ => Shape::Plain,
    }
}

/// What a path of the input gives; anything for every other expression.
pub(super) fn path(text: &str, input: &Shape) -> Shape {
    if *input == Shape::Any || !text.starts_with('$') || text.starts_with("$$") {
        return Shape::Any;
    }
    let Ok(expression) = Expression::parse(text) else { return Shape::Any };
    match expression.inputs()[..] {
        [path] if path.is_names() => input.at(&path.leading_names()).unwrap_or_default(),
        _ => Shape::Any,
    }
}

fn expression(text: &str, input: &Shape) -> Shape {
    if *input == Shape::Any {
        return Shape::Any;
    }
    let Ok(expression) = asl_jsonata::Expression::compile(text) else { return Shape::Any };
    match expression.input_path() {
        Some(names) => input.at(&names).unwrap_or_default(),
        None => Shape::Any,
    }
}
