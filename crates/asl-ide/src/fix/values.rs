//! Values of the wrong type, and words of which there are few.

use super::words::{in_double_quotes, quoted};
use super::{Case, Fix, fields, fix, tree};
use asl_text::{Node, NodeKind};
use asl_value::Value;

/// Writes the value as its field wants it.
pub(super) fn propose(case: &Case<'_>) -> Vec<Fix> {
    let message = &case.found.message();
    if message.starts_with("only a rule of the topmost level") || message.starts_with("a rule has one operator") {
        return fields::remove(case).into_iter().collect();
    }
    let Some(trail) = tree::value_at(case.root, case.found.span) else { return Vec::new() };
    let Some((holder, index)) = trail.holder() else { return Vec::new() };
    let Some(node) = tree::child(holder, index) else { return Vec::new() };
    let hint = &case.found.hint().unwrap_or_default();
    if let Some(member) = trail.member()
        && hint.starts_with("to compare with the value of a path")
        && let Some(key) = quoted(hint).first()
    {
        return fix(format!("Rename to `{key}`"), case.rewriter.rename(member, key)).into_iter().collect();
    }
    if hint == "leave it out" {
        let title = format!("Delete `{}`", trail.member().map_or("", |member| &member.key.value));
        return fix(title, case.rewriter.remove_member(holder, index)).into_iter().collect();
    }
    let wants_array = hint.contains("`[` and `]`") || hint.starts_with("write an array of branches");
    if wants_array && !matches!(node.kind, NodeKind::Array(_)) {
        return fix("Put it in an array", Some(case.rewriter.wrap_in_array(node))).into_iter().collect();
    }
    if let Some(value) = other_type(node, hint) {
        let edits = case.rewriter.replace(node, &value);
        return fix(format!("Write `{}`", value.to_json()), edits).into_iter().collect();
    }
    if let Some(rest) = hint.strip_prefix("write \"")
        && node.as_str().is_some()
        && rest.contains("\" or \"")
    {
        let word = |word: &str| fix(format!("Write `{word}`"), case.rewriter.replace_string(node, word));
        return in_double_quotes(hint).into_iter().filter_map(word).collect();
    }
    Vec::new()
}

/// The value of the type that the hint names.
fn other_type(node: &Node, hint: &str) -> Option<Value> {
    let word = node.as_str().map(|text| text.trim());
    if let Some(rest) = hint.strip_prefix("write ")
        && let Some((most, _)) = rest.split_once(" or less")
    {
        return Value::from_json(most).ok();
    }
    match hint {
        "write it in double quotes" => match node.kind {
            NodeKind::Number(_) | NodeKind::Bool(_) => Some(Value::from(node.to_value().to_json())),
            _ => None,
        },
        "write `true` or `false` without quotes" => match word?.to_ascii_lowercase().as_str() {
            "true" => Some(Value::from(true)),
            "false" => Some(Value::from(false)),
            _ => None,
        },
        "leave the quotes out" | "write it without quotes" => {
            Value::from_json(word?).ok().filter(|value| value.as_number().is_some())
        }
        _ => None,
    }
}
