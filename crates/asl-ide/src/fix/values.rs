//! Values of the wrong type, and words of which there are few.

use super::{Case, Fix, fields, fix, tree};
use asl_lang::messages::{ChoiceProblem, FieldProblem, OperandType, TaskProblem, ValueType};
use asl_text::{Node, NodeKind};
use asl_value::Value;

/// Writes the value as its field wants it.
pub(super) fn propose(case: &Case<'_>) -> Vec<Fix> {
    if let Some(ChoiceProblem::NestedNext | ChoiceProblem::TwoOperators { .. }) = case.found.detail() {
        return fields::remove(case).into_iter().collect();
    }
    let Some(path) = tree::value_at(case.root, case.found.span) else { return Vec::new() };
    let Some((holder, index)) = path.holder() else { return Vec::new() };
    let Some(node) = tree::child(holder, index) else { return Vec::new() };
    if let Some(ChoiceProblem::Operand { operator, is_path: true, .. }) = case.found.detail() {
        let rename = |member| {
            let key = format!("{operator}Path");
            fix(format!("Rename to `{key}`"), case.rewriter.rename(member, &key))
        };
        return path.member().and_then(rename).into_iter().collect();
    }
    match case.found.detail() {
        Some(FieldProblem::Version) => {
            let title = format!("Delete `{}`", path.member().map_or("", |member| &member.key.value));
            return fix(title, case.rewriter.remove_member(holder, index)).into_iter().collect();
        }
        Some(FieldProblem::WrongType { expected, .. })
            if expected.is_array() && !matches!(node.kind, NodeKind::Array(_)) =>
        {
            return fix("Put it in an array", Some(case.rewriter.wrap_in_array(node))).into_iter().collect();
        }
        Some(FieldProblem::UnknownWord { of, near: None, .. }) if of.words().len() == 2 => {
            let word = |word: &str| fix(format!("Write `{word}`"), case.rewriter.replace_string(node, word));
            return of.words().into_iter().filter_map(word).collect();
        }
        _ => {}
    }
    let value = other_type(case, node);
    let write = |value: Value| fix(format!("Write `{}`", value.to_json()), case.rewriter.replace(node, &value));
    value.and_then(write).into_iter().collect()
}

/// The value in the type, or within the bound, that is wanted.
fn other_type(case: &Case<'_>, node: &Node) -> Option<Value> {
    if let Some(most) = case.found.detail::<TaskProblem>().and_then(TaskProblem::most) {
        return Some(Value::from(i64::from(most)));
    }
    let number = || Value::from_json(node.as_str()?.trim()).ok().filter(|value| value.as_number().is_some());
    let text = || match node.kind {
        NodeKind::Number(_) | NodeKind::Bool(_) => Some(Value::from(node.to_value().to_json())),
        _ => None,
    };
    let flag = || match node.as_str()?.trim().to_ascii_lowercase().as_str() {
        "true" => Some(Value::from(true)),
        "false" => Some(Value::from(false)),
        _ => None,
    };
    match case.found.detail() {
        Some(FieldProblem::QuotedNumber { .. }) => return number(),
        Some(FieldProblem::WrongType { expected: ValueType::Text, .. }) => return text(),
        Some(FieldProblem::WrongType { expected: ValueType::Flag, .. }) => return flag(),
        _ => {}
    }
    match case.found.detail() {
        Some(ChoiceProblem::Operand { expected: OperandType::Text, .. }) => text(),
        Some(ChoiceProblem::Operand { expected: OperandType::Number, .. }) => number(),
        Some(ChoiceProblem::Operand { expected: OperandType::Flag, .. }) => flag(),
        _ => None,
    }
}
