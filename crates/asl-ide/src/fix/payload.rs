//! Payload templates: paths under keys without `.$`, and the other way round.

use super::{Case, Fix, fix, languages, tree};
use asl_lang::messages::{DataProblem, HttpProblem};
use asl_path::messages::TemplateProblem;
use asl_text::Member;

/// Writes the key, or the value, so that it means what it looks like.
pub(super) fn propose(case: &Case<'_>) -> Vec<Fix> {
    let span = case.found.span;
    let path = tree::value_at(case.root, span).or_else(|| tree::string_around(case.root, span));
    let Some(path) = path else { return Vec::new() };
    let member = path.member();
    let rename = |key: &str| {
        let member = member?;
        fix(format!("Rename to `{key}`"), case.rewriter.rename(member, key))
    };
    let bare = member.and_then(|member| member.key.value.strip_suffix(".$"));
    if let Some(TemplateProblem::NotText { .. } | TemplateProblem::Invalid { function: None, .. }) = case.found.detail()
    {
        return bare.and_then(rename).into_iter().collect();
    }
    if let Some(HttpProblem::EndpointIsPath(_)) = case.found.detail() {
        return rename("ApiEndpoint.$").into_iter().collect();
    }
    let proposed = match case.found.detail() {
        Some(DataProblem::PlainPath { key, .. } | DataProblem::PlainIntrinsic { key }) => rename(&format!("{key}.$")),
        Some(DataProblem::PlainExpression { .. }) => languages::to_jsonata(case, &path),
        Some(DataProblem::StaticResult { .. }) => {
            let mut around = path.outwards().filter_map(|outer| outer.member());
            let result = around.find(|member| &*member.key.value == "Result");
            result.and_then(|member| fix("Rename to `Parameters`", case.rewriter.rename(member, "Parameters")))
        }
        Some(DataProblem::DollarKey) => bare.and_then(|key| with_expression(case, member?, key)),
        Some(DataProblem::Delimiters { .. }) => member.and_then(|member| {
            let core = member.value.as_str()?.trim().trim_start_matches("{%").trim_end_matches("%}").trim();
            fix("Complete the `{% %}`", case.rewriter.replace_string(&member.value, &format!("{{% {core} %}}")))
        }),
        _ => None,
    };
    proposed.into_iter().collect()
}

/// The member under the bare key, its path as an expression.
fn with_expression(case: &Case<'_>, member: &Member, key: &str) -> Option<Fix> {
    let expression = languages::expression(member.value.as_str()?, "input")?;
    let mut edits = case.rewriter.rename(member, key)?;
    edits.extend(case.rewriter.replace_string(&member.value, &expression)?);
    fix(format!("Write `{key}` with an expression"), Some(edits))
}
