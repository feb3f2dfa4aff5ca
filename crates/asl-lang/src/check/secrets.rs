//! Secrets that stand in the definition, where everybody reads them who sees the workflow, a link to it or its history.
//!
//! INVARIANT: what is found is never repeated in a message.

use super::{Checker, is_placeholder};
use crate::computed_fields::{ComputedField, FieldValue};
use crate::messages::DataProblem;
use crate::state::{State, StateKind};
use asl_http::suspect;
use asl_text::{Node, NodeKind};

pub(super) fn check(checker: &mut Checker<'_>, state: &State, fields: &[ComputedField<'_>]) {
    for field in fields {
        match field.value {
            FieldValue::Template(node) | FieldValue::Value(node) => look_into(checker, None, node),
            FieldValue::Text(text) if looks_secret(None, &text.value) => {
                checker.warning(text.span, DataProblem::Secret { key: None });
            }
            FieldValue::Text(_) | FieldValue::Path { .. } => {}
        }
    }
    if let StateKind::Pass { result: Some(result) } = &state.kind {
        look_into(checker, None, result);
    }
}

fn look_into(checker: &mut Checker<'_>, key: Option<&str>, node: &Node) {
    match &node.kind {
        NodeKind::Object(members) => {
            for member in members {
                look_into(checker, Some(&member.key.value), &member.value);
            }
        }
        NodeKind::Array(items) => items.iter().for_each(|item| look_into(checker, key, item)),
        NodeKind::String(text) if looks_secret(key, text) => {
            checker.warning(node.span, DataProblem::Secret { key: key.map(str::to_owned) });
        }
        _ => {}
    }
}

fn looks_secret(key: Option<&str>, text: &str) -> bool {
    // `.$` ends the names of computed members, so those are none of a secret's; what is computed by an expression, or filled
    // into a placeholder, may still hold a literal that is one.
    let is_computed = is_placeholder(text) || text.contains("{%");
    suspect::is_secret(key.filter(|_| !is_computed), text)
}
