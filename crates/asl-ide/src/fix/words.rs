//! The name that was meant in place of the one that is written.

use super::{Case, Fix, fix, tree};
use asl_text::Span;
use asl_text::diagnostic::Meant;
use asl_text::edit::Edit;

/// Writes the name that was probably meant.
pub(super) fn meant(case: &Case<'_>) -> Option<Fix> {
    let Meant { wrong, right } = case.found.meant()?;
    if !stands_there(case, &wrong) {
        return retype_whole(case, &right);
    }
    if let Some(member) = tree::key_at(case.root, case.found.span).and_then(|path| path.member()) {
        let key = member.key.value.replacen(&wrong, &right, 1);
        return fix(format!("Rename to `{key}`"), case.rewriter.rename(member, &key));
    }
    let written = case.rewriter.slice(case.found.span);
    let start = case.found.span.start as usize + written.find(&wrong)?;
    let edit = Edit::replace(Span::new(start, start + wrong.len()), right.clone());
    fix(format!("Write `{right}`"), Some(vec![edit]))
}

fn stands_there(case: &Case<'_>, word: &str) -> bool {
    case.rewriter.slice(case.found.span).contains(word)
        || tree::key_at(case.root, case.found.span)
            .and_then(|path| path.member())
            .is_some_and(|member| member.key.value.contains(word))
}

/// What is written there means the word without being spelled like it, by an escape for example.
fn retype_whole(case: &Case<'_>, right: &str) -> Option<Fix> {
    let path = tree::value_at(case.root, case.found.span)?;
    let (holder, index) = path.holder()?;
    fix(format!("Write `{right}`"), case.rewriter.replace_string(tree::child(holder, index)?, right))
}
