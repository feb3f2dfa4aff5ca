//! What JSON does not have, and what stands twice.

use super::{Case, Fix, fix, tree};
use asl_text::Span;
use asl_text::diagnostic::Code;
use asl_text::edit::Edit;
use asl_text::messages::TextProblem;

/// Deletes what is too much, or writes the character that is missing.
pub(super) fn propose(case: &Case<'_>) -> Vec<Fix> {
    match case.found.code {
        Code::DuplicateKey => one_of_two(case),
        Code::NotStrictJson => delete(case).into_iter().collect(),
        _ => missing(case).into_iter().collect(),
    }
}

fn delete(case: &Case<'_>) -> Option<Fix> {
    let Span { start, end } = case.found.span;
    let (start, end) = (start as usize, end as usize);
    if case.found.detail() != Some(&TextProblem::Comment) {
        return fix("Delete the comma", Some(vec![Edit::delete(case.found.span)]));
    }
    let before = case.text.get(..start)?;
    let kept = before.trim_end_matches([' ', '\t']).len();
    let after = case.text.get(end..)?;
    // A comment that has its lines for itself goes with one line end.
    let first = kept == 0 || before.get(..kept)?.ends_with('\n');
    let end = if first && after.starts_with('\n') { end + 1 } else { end };
    let start = if first || after.starts_with('\n') || after.is_empty() { kept } else { start };
    fix("Delete the comment", Some(vec![Edit::delete(Span::new(start, end))]))
}

fn one_of_two(case: &Case<'_>) -> Vec<Fix> {
    let Some(path) = tree::key_at(case.root, case.found.span) else { return Vec::new() };
    let (Some((holder, index)), Some(member)) = (path.holder(), path.member()) else { return Vec::new() };
    let earlier = holder.members().iter().take(index).position(|other| other.key.value == member.key.value);
    let first = earlier.and_then(|index| fix("Delete the earlier one", case.rewriter.remove_member(holder, index)));
    let second = fix("Delete this one", case.rewriter.remove_member(holder, index));
    first.into_iter().chain(second).collect()
}

fn missing(case: &Case<'_>) -> Option<Fix> {
    let place = case.found.span;
    let end = place.end;
    match case.found.detail()? {
        TextProblem::MissingComma => fix("Add the comma", Some(vec![Edit::insert(end as usize, ",")])),
        TextProblem::ExtraComma => fix("Delete the comma", Some(vec![Edit::delete(place)])),
        TextProblem::WrongSeparator(';') => fix("Write a comma", Some(vec![Edit::replace(place, ",")])),
        TextProblem::WrongColon(_) => fix("Write `:`", Some(vec![Edit::replace(place, ":")])),
        TextProblem::NeverClosed(open) => {
            let closing = if *open == '{' { "}" } else { "]" };
            let at = case.text.trim_end().len();
            fix(format!("Add the missing `{closing}`"), Some(vec![Edit::insert(at, closing)]))
        }
        TextProblem::MissingClose { open, indent, lacks_comma, .. } => {
            let closing = if *open == '{' { "}" } else { "]" };
            let comma = if *lacks_comma { "," } else { "" };
            let text = format!("\n{}{closing}{comma}", " ".repeat(*indent));
            fix(format!("Add the missing `{closing}`"), Some(vec![Edit::insert(end as usize, text)]))
        }
        TextProblem::UnclosedPlaceholder(_) => {
            fix("Close the placeholder", Some(vec![Edit::insert(end as usize, "}")]))
        }
        TextProblem::MissingColon(_) => fix("Add the `:`", Some(vec![Edit::insert(end as usize, ":")])),
        _ => None,
    }
}
