//! Fields of the other query language: moved to their equivalent, or the language is set.

use super::tree::{self, NodePath};
use super::{Case, Fix, fix};
use asl_lang::QueryLanguage;
use asl_lang::messages::FieldProblem;
use asl_text::edit::Edit;
use asl_text::{Member, Node};
use asl_value::Value;

/// Moves the field to its equivalent, or sets the query language that it belongs to.
pub(super) fn propose(case: &Case<'_>) -> Vec<Fix> {
    let Some(path) = tree::key_at(case.root, case.found.span) else { return Vec::new() };
    let (Some((holder, index)), Some(member)) = (path.holder(), path.member()) else { return Vec::new() };
    let mut fixes = Vec::new();
    match case.found.detail() {
        Some(FieldProblem::ArgumentsOfOtherLanguage { here }) => {
            let (_, right) = FieldProblem::arguments_in(*here);
            fixes.extend(fix(format!("Rename to `{right}`"), case.rewriter.rename(member, right)));
        }
        Some(FieldProblem::OfOtherLanguage { here: QueryLanguage::JsonPath, .. }) => {
            fixes.extend(to_jsonata(case, &path));
        }
        Some(FieldProblem::OfOtherLanguage { field, here: QueryLanguage::Jsonata }) => {
            if let Some(name) = FieldProblem::in_jsonata(field) {
                fixes.extend(move_to(case, holder, member, name));
            } else if *field == "InputPath" {
                let edits = case.rewriter.remove_member(holder, index);
                fixes.extend(fix(format!("Delete `{}`", member.key.value), edits));
            }
            fixes.extend(to_jsonpath(case, &path));
        }
        _ => {}
    }
    fixes
}

/// Sets JSONata for the state around.
pub(super) fn to_jsonata(case: &Case<'_>, path: &NodePath<'_>) -> Option<Fix> {
    let state = path.state()?.member()?;
    let edits = match state.value.get("QueryLanguage") {
        Some(own) => case.rewriter.replace_string(own, "JSONata")?,
        None => case.rewriter.append(&state.value, "QueryLanguage", &Value::from("JSONata")),
    };
    fix(format!("Set the query language of `{}` to JSONata", state.key.value), Some(edits))
}

/// Leaves out the JSONata of the state around, or of the definition.
fn to_jsonpath(case: &Case<'_>, path: &NodePath<'_>) -> Option<Fix> {
    let state = path.state()?.member()?;
    let (holder, whose) = match state.value.get("QueryLanguage") {
        Some(_) => (&state.value, format!("of `{}` ", state.key.value)),
        None => (case.root, String::new()),
    };
    let own = holder.get("QueryLanguage")?;
    fix(format!("Set the query language {whose}to JSONPath"), case.rewriter.replace_string(own, "JSONPath"))
}

fn move_to(case: &Case<'_>, holder: &Node, member: &Member, name: &str) -> Option<Fix> {
    if holder.get(name).is_some() {
        return None;
    }
    // What a field reads: the result of the Task, or the state's input.
    let of = if matches!(&*member.key.value, "ResultSelector" | "OutputPath") { "result" } else { "input" };
    let mut edits = case.rewriter.rename(member, name)?;
    match member.value.as_str() {
        Some(path) if member.key.value.ends_with("Path") => {
            edits.extend(case.rewriter.replace_string(&member.value, &expression(path, of)?)?);
        }
        _ => convert(case, &member.value, of, &mut edits)?,
    }
    fix(format!("Move to `{name}`"), Some(edits))
}

/// Every computed member below `node` as an expression; `None` if one cannot be.
fn convert(case: &Case<'_>, node: &Node, of: &str, edits: &mut Vec<Edit>) -> Option<()> {
    for member in node.members() {
        if let Some(key) = member.key.value.strip_suffix(".$") {
            edits.extend(case.rewriter.rename(member, key)?);
            edits.extend(case.rewriter.replace_string(&member.value, &expression(member.value.as_str()?, of)?)?);
        } else {
            convert(case, &member.value, of, edits)?;
        }
    }
    node.items().iter().try_for_each(|item| convert(case, item, of, edits))
}

/// The expression for a path of plain names; `None` for others, which want a person's eye.
pub(super) fn expression(path: &str, of: &str) -> Option<String> {
    let (root, rest) = match path.strip_prefix("$$") {
        Some(rest) => ("$states.context".to_owned(), rest),
        None => (format!("$states.{of}"), path.strip_prefix('$')?),
    };
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let plain = rest.is_empty() || rest.strip_prefix('.').is_some_and(|names| names.split('.').all(is_name));
    plain.then(|| format!("{{% {root}{rest} %}}"))
}
