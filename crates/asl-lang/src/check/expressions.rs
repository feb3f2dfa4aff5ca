//! Expressions of JSONata states: that AWS can read them, and that they use of `$states` what exists where they
//! stand (Developer Guide, "Transforming data with JSONata").

use super::{Checker, is_placeholder, nearest};
use crate::computed_fields::{ComputedField, FieldValue, Sees};
use crate::machine::QueryLanguage;
use crate::messages::DataProblem;
use asl_jsonata::{Expression, function_names, is_expression};
use asl_text::diagnostic::AwsWords;
use asl_text::{Node, NodeKind, Span};

pub(super) fn check(checker: &mut Checker<'_>, fields: &[ComputedField<'_>]) {
    for field in fields.iter().filter(|field| field.language == QueryLanguage::Jsonata) {
        match field.value {
            FieldValue::Template(node) | FieldValue::Value(node) => check_node(checker, field.sees, node),
            FieldValue::Text(text) => check_text(checker, field.sees, &text.value, text.span),
            FieldValue::Path { .. } => {}
        }
    }
}

fn check_node(checker: &mut Checker<'_>, sees: Sees, node: &Node) {
    match &node.kind {
        NodeKind::Array(items) => items.iter().for_each(|item| check_node(checker, sees, item)),
        NodeKind::Object(members) => members.iter().for_each(|member| check_node(checker, sees, &member.value)),
        NodeKind::String(text) => check_text(checker, sees, text, node.span),
        _ => {}
    }
}

fn check_text(checker: &mut Checker<'_>, sees: Sees, text: &str, span: Span) {
    if !is_expression(text) {
        return;
    }
    let expression = match Expression::compile(text) {
        Ok(expression) => expression,
        // What a placeholder will be filled with is not known here.
        Err(_) if is_placeholder(text) => return,
        Err(errors) => {
            for (index, error) in errors.into_iter().enumerate() {
                let span = checker.within(span, error.span);
                let (message, hint, words) = (error.message, error.hint, error.words);
                checker.error(span, DataProblem::Expression { message, hint });
                // AWS's parser stops at the first.
                if index == 0 {
                    checker.in_aws(AwsWords::new("INVALID_JSONATA_EXPRESSION", words));
                }
            }
            return;
        }
    };
    for (name, range) in expression.states_fields() {
        if !exists(sees, name) {
            let span = checker.within(span, *range);
            checker.error(span, DataProblem::StatesField(name.to_string()));
            let words = format!("Field '$states.{name}' does not exist.");
            checker.in_aws(AwsWords::new("UNSUPPORTED_JSONATA_EXPRESSION", words));
        }
    }
    for (name, range) in expression.unknown_functions() {
        // AWS has switched `$eval` off; what it is mostly called for, `$parse` does.
        let near = if &**name == "eval" { Some("parse") } else { nearest(name, function_names()) };
        let near = near.map(str::to_owned);
        let span = checker.within(span, *range);
        checker.warning(span, DataProblem::UnknownFunction { name: name.to_string(), near });
    }
    for (name, range) in expression.references() {
        let span = checker.within(span, *range);
        checker.error(span, DataProblem::TopLevelReference(name.to_string()));
        let at_top = if &**name == "$$" { "" } else { " at the top level" };
        let words = format!("Reference to '{name}'{at_top} is not supported.");
        checker.in_aws(AwsWords::new("UNSUPPORTED_JSONATA_EXPRESSION", words));
    }
    if expression.reads_input() && expression.references().is_empty() && expression.unknown_functions().is_empty() {
        checker.warning(span, DataProblem::NoTopLevelInput);
    }
}

/// Whether `$states` has that member there.
fn exists(sees: Sees, name: &str) -> bool {
    match name {
        "input" | "context" => true,
        "result" => sees == Sees::Result,
        "errorOutput" => sees == Sees::ErrorOutput,
        _ => false,
    }
}
