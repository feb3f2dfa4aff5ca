//! What the words of a diagnostic name: the name that was meant, and the one that stands there.

use super::{Case, Fix, fix, tree};
use asl_text::Span;
use asl_text::edit::Edit;

/// The words in backticks.
pub(super) fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The words in double quotes.
pub(super) fn in_double_quotes(text: &str) -> Vec<&str> {
    text.split('"').skip(1).step_by(2).collect()
}

/// Writes the name of ``did you mean `name`?``.
pub(super) fn meant(case: &Case<'_>) -> Vec<Fix> {
    let hint = &case.found.hint().unwrap_or_default();
    let Some(near) = hint.strip_prefix("did you mean ").and_then(|rest| rest.strip_suffix('?')) else {
        return Vec::new();
    };
    let near = near.trim_matches(['`', '"']);
    let message = case.found.message();
    let Some(wrong) = quoted(&message).into_iter().find(|word| stands_there(case, word)) else {
        return retype_whole(case, near).into_iter().collect();
    };
    if let Some(member) = tree::key_at(case.root, case.found.span).and_then(|trail| trail.member()) {
        let key = member.key.value.replacen(wrong, near, 1);
        return fix(format!("Rename to `{key}`"), case.rewriter.rename(member, &key)).into_iter().collect();
    }
    // A path ends in the name that was meant.
    let near = match wrong.rsplit_once('.') {
        Some((before, _)) if wrong.starts_with('$') && !near.starts_with('$') => format!("{before}.{near}"),
        _ => near.to_owned(),
    };
    let written = case.rewriter.slice(case.found.span);
    let Some(at) = written.find(wrong) else { return Vec::new() };
    let start = case.found.span.start as usize + at;
    let edit = Edit::replace(Span::new(start, start + wrong.len()), near.clone());
    fix(format!("Write `{near}`"), Some(vec![edit])).into_iter().collect()
}

fn stands_there(case: &Case<'_>, word: &str) -> bool {
    !word.is_empty()
        && (case.rewriter.slice(case.found.span).contains(word)
            || tree::key_at(case.root, case.found.span)
                .and_then(|trail| trail.member())
                .is_some_and(|member| member.key.value.contains(word)))
}

/// The message does not repeat what stands there: all of it was meant.
fn retype_whole(case: &Case<'_>, near: &str) -> Option<Fix> {
    let trail = tree::value_at(case.root, case.found.span)?;
    let (holder, index) = trail.holder()?;
    fix(format!("Write `{near}`"), case.rewriter.replace_string(tree::child(holder, index)?, near))
}
