//! Payload templates: paths under keys without `.$`, and the other way round.

use super::words::quoted;
use super::{Case, Fix, fix, languages, tree};

/// Writes the key, or the value, so that it means what it looks like.
pub(super) fn propose(case: &Case<'_>) -> Vec<Fix> {
    let span = case.found.span;
    let trail = tree::value_at(case.root, span).or_else(|| tree::string_around(case.root, span));
    let Some(trail) = trail else { return Vec::new() };
    let hint = &case.found.hint().unwrap_or_default();
    let mut fixes = Vec::new();
    if hint.starts_with("set `\"QueryLanguage\"") {
        fixes.extend(languages::to_jsonata(case, &trail));
    }
    if hint.starts_with("write `Parameters` in place of `Result`") {
        let result = trail.outwards().filter_map(|outer| outer.member()).find(|member| &*member.key.value == "Result");
        fixes.extend(
            result.and_then(|member| fix("Rename to `Parameters`", case.rewriter.rename(member, "Parameters"))),
        );
    }
    let Some(member) = trail.member() else { return fixes };
    let rename = |key: &str| fix(format!("Rename to `{key}`"), case.rewriter.rename(member, key));
    if hint.ends_with("as the key")
        && let Some(key) = quoted(hint).last()
    {
        fixes.extend(rename(key));
    }
    let text = member.value.as_str();
    let bare = member.key.value.strip_suffix(".$");
    if let Some(key) = bare {
        if hint.starts_with("the value is a path") {
            fixes.extend(rename(key));
        }
        let expression =
            text.filter(|_| hint.contains("without `.$`")).and_then(|text| languages::expression(text, "input"));
        if let Some(expression) = expression
            && let (Some(mut edits), Some(more)) =
                (case.rewriter.rename(member, key), case.rewriter.replace_string(&member.value, &expression))
        {
            edits.extend(more);
            fixes.extend(fix(format!("Write `{key}` with an expression"), Some(edits)));
        }
    }
    if let Some(text) = text
        && hint.starts_with("nothing may stand around an expression")
    {
        let core = text.trim().trim_start_matches("{%").trim_end_matches("%}").trim();
        let edits = case.rewriter.replace_string(&member.value, &format!("{{% {core} %}}"));
        fixes.extend(fix("Complete the `{% %}`", edits));
    }
    fixes
}
