//! Parameters of HTTP Tasks, and resources.

use super::{Case, Fix, fields, fix, payload, tree};
use asl_lang::messages::{HttpProblem, TaskProblem};
use asl_value::{Map, Value};

/// Writes the endpoint, the method or the resource as AWS takes it.
pub(super) fn propose(case: &Case<'_>) -> Vec<Fix> {
    match case.found.detail() {
        Some(HttpProblem::ForbiddenHeader(_) | HttpProblem::UnknownParameter { .. }) => {
            return fields::remove(case).into_iter().collect();
        }
        Some(HttpProblem::NoMethod) => {
            let object = tree::object_at(case.root, case.found.span);
            let edits = object.map(|object| case.rewriter.append(object, "Method", &Value::from("GET")));
            return fix("Add `Method`: GET", edits).into_iter().collect();
        }
        Some(HttpProblem::FormNotEncoded) => return encode_form(case).into_iter().collect(),
        Some(HttpProblem::TwoConnections) => {
            let Some(object) = tree::object_at(case.root, case.found.span) else { return Vec::new() };
            let old = object.members().iter().position(|member| &*member.key.value == "Authentication");
            let edits = old.and_then(|index| case.rewriter.remove_member(object, index));
            return fix("Delete `Authentication`", edits).into_iter().collect();
        }
        _ => {}
    }
    let target = tree::value_at(case.root, case.found.span).and_then(|path| path.holder());
    let Some(node) = target.and_then(|(holder, index)| tree::child(holder, index)) else { return Vec::new() };
    let mut fixes = Vec::new();
    if let Some(text) = node.as_str() {
        if let Some(rest) = text.strip_prefix("http://") {
            fixes.extend(fix("Write `https://`", case.rewriter.replace_string(node, &format!("https://{rest}"))));
        }
        if case.found.detail().is_some_and(TaskProblem::offers_http) {
            fixes.extend(fix("Call an HTTP API", case.rewriter.replace_string(node, "arn:aws:states:::http:invoke")));
        }
    }
    fixes.extend(payload::propose(case));
    fixes
}

/// Has the body encoded as a form.
fn encode_form(case: &Case<'_>) -> Option<Fix> {
    // The header stands in `Headers`, and that in the parameters.
    let parameters = tree::value_at(case.root, case.found.span)?.up()?.holder()?.0;
    let encoding: Map = [("RequestBodyEncoding".into(), Value::from("URL_ENCODED"))].into_iter().collect();
    let title = "Encode the body as a form";
    match parameters.get("Transform") {
        Some(transform) => {
            let edits = match transform.member("RequestBodyEncoding") {
                Some(word) => case.rewriter.replace(&word.value, &Value::from("URL_ENCODED")),
                None => Some(case.rewriter.append(transform, "RequestBodyEncoding", &Value::from("URL_ENCODED"))),
            };
            fix(title, edits)
        }
        None => fix(title, Some(case.rewriter.append(parameters, "Transform", &encoding.into()))),
    }
}
