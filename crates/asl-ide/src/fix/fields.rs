//! Fields that no one knows, and pairs of which one has to go.

use super::{Case, Fix, fix, tree};
use asl_lang::messages::FieldProblem;

/// Removes the field.
pub(super) fn unknown(case: &Case<'_>) -> Vec<Fix> {
    remove(case).into_iter().collect()
}

/// Removes the field at the diagnostic's place.
pub(super) fn remove(case: &Case<'_>) -> Option<Fix> {
    let path = tree::key_at(case.root, case.found.span)?;
    let (holder, index) = path.holder()?;
    fix(format!("Delete `{}`", path.member()?.key.value), case.rewriter.remove_member(holder, index))
}

/// Removes the one or the other.
pub(super) fn exclusive(case: &Case<'_>) -> Vec<Fix> {
    let Some((holder, _)) = tree::key_at(case.root, case.found.span).and_then(|path| path.holder()) else {
        return Vec::new();
    };
    let delete = |name: &str| {
        let index = holder.members().iter().position(|member| &*member.key.value == name)?;
        fix(format!("Delete `{name}`"), case.rewriter.remove_member(holder, index))
    };
    match case.found.detail() {
        Some(FieldProblem::Exclusive { second, first, .. }) => {
            [second, first].into_iter().filter_map(|name| delete(name)).collect()
        }
        Some(FieldProblem::NotWith { field, .. }) => delete(field).into_iter().collect(),
        _ => Vec::new(),
    }
}
