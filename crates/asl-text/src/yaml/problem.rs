//! What keeps a YAML text from being read, taken from the parser's own words.

use crate::Span;
use crate::diagnostic::Diagnostic;
use crate::messages::{TextProblem, YamlProblem};

/// The finding at the byte `at`; `reason` is the parser's own wording.
pub(super) fn explain(text: &str, at: usize, reason: &str) -> Diagnostic {
    let rest = text.get(at..).unwrap_or_default();
    let first = rest.chars().next();
    let problem = TextProblem::Yaml(match first {
        _ if reason.contains("quoted scalar") && reason.contains("end of stream") => YamlProblem::UnclosedString,
        _ if reason.contains("escape") => YamlProblem::UnknownEscape,
        _ if reason.contains("unknown anchor") => YamlProblem::UnknownAnchor,
        _ if reason.contains("tab") => YamlProblem::Tab,
        _ if reason.contains("recursion limit") => YamlProblem::TooDeep,
        Some('%') => YamlProblem::Percent,
        Some('@' | '`') => YamlProblem::Reserved,
        _ if reason.contains("mapping values are not allowed") => YamlProblem::Colon,
        _ if reason.contains("flow sequence") || reason.contains("flow mapping") => YamlProblem::Brackets,
        _ if reason.contains("simple key") => YamlProblem::KeyWithoutColon,
        _ if reason.contains("did not find expected key") || reason.contains("block") => YamlProblem::Indentation,
        _ => YamlProblem::Other,
    });
    if reason.contains("simple key") {
        // The parser noticed only behind it.
        let before = text.get(..at).unwrap_or_default().trim_end();
        let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
        let span = Span::new(before.len() - line.len(), before.len());
        return Diagnostic::error(span, problem);
    }
    let end = first.filter(|found| !found.is_control()).map_or(at, |found| at + found.len_utf8());
    Diagnostic::error(Span::new(at, end), problem)
}
