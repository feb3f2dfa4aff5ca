//! The text after a proposal was taken: what the editor makes of it.

use super::{Completion, List};
use asl_text::Span;
use asl_text::edit::{Edit, apply};

/// `text` after `completion` of `list` was taken: proposals stand in the places to fill in, lines after the first are
/// indented as the line of the caret.
pub fn accept(text: &str, list: &List, completion: &Completion) -> String {
    let Span { start, .. } = list.replaced;
    let before = text.get(..start as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let indent: String = line.chars().take_while(|character| character.is_whitespace()).collect();
    let inserted: String = completion.parts.iter().map(|part| part.text.as_str()).collect();
    let inserted = inserted.replace('\n', &format!("\n{indent}"));
    let mut edits = vec![Edit::replace(list.replaced, inserted)];
    edits.extend(list.comma.map(|at| Edit::insert(at as usize, ",")));
    apply(text, &edits)
}
