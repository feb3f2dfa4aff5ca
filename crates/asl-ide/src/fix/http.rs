//! Parameters of HTTP Tasks, and resources.

use super::words::in_double_quotes;
use super::{Case, Fix, fields, fix, payload, tree};
use asl_value::Value;

/// Writes the endpoint, the method or the resource as AWS takes it.
pub(super) fn propose(case: &Case<'_>) -> Vec<Fix> {
    let message = &case.found.message();
    let hint = &case.found.hint().unwrap_or_default();
    if message.starts_with("an HTTP Task cannot set the header") || message.starts_with("an HTTP Task has no parameter")
    {
        return fields::remove(case).into_iter().collect();
    }
    if message == "an HTTP Task has no `Method`" {
        let object = tree::object_at(case.root, case.found.span);
        let edits = object.map(|object| case.rewriter.append(object, "Method", &Value::from("GET")));
        return fix("Add `Method`: GET", edits).into_iter().collect();
    }
    if message.starts_with("`Authentication` and `InvocationConfig`") {
        let Some(object) = tree::object_at(case.root, case.found.span) else { return Vec::new() };
        let old = object.members().iter().position(|member| &*member.key.value == "Authentication");
        let edits = old.and_then(|index| case.rewriter.remove_member(object, index));
        return fix("Delete `Authentication`", edits).into_iter().collect();
    }
    let target = tree::value_at(case.root, case.found.span).and_then(|trail| trail.holder());
    let Some(node) = target.and_then(|(holder, index)| tree::child(holder, index)) else { return Vec::new() };
    let mut fixes = Vec::new();
    if let Some(text) = node.as_str() {
        if let Some(rest) = text.strip_prefix("http://") {
            fixes.extend(fix("Write `https://`", case.rewriter.replace_string(node, &format!("https://{rest}"))));
        }
        let arn = in_double_quotes(hint).into_iter().find(|word| word.ends_with(":http:invoke"));
        fixes.extend(arn.and_then(|arn| fix("Call an HTTP API", case.rewriter.replace_string(node, arn))));
    }
    fixes.extend(payload::propose(case));
    fixes
}
