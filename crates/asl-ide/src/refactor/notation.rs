//! The same values in the other notation: JSON ⇄ YAML.

use super::{ChangeNote, Changed, Refused, read, says_the_same};
use asl_text::{Format, Node, NodeKind, Span, print};
use asl_value::Sort;

/// The text in the other notation.
///
/// # Errors
///
/// If the text is broken, or holds something that the other notation cannot say.
pub fn convert(text: &str) -> Result<Changed, Refused> {
    let (root, format) = read(text)?;
    let (result, summary) = match format {
        Format::Json => (print::node_yaml(&root), "Converted to YAML."),
        Format::Yaml => (print::node_json(&root), "Converted to JSON."),
    };
    if !says_the_same(&root, &result) {
        return Err(Refused::new("Nothing was changed: this text has no exact equivalent in the other format."));
    }
    let mut notes = Vec::new();
    if let Some((written, kept)) = rounded(text, &root) {
        let message = format!("`{written}` has more digits than a number can hold, so it was written as `{kept}`.");
        notes.push(ChangeNote { span: Span::new(0, 0), message });
    }
    if format == Format::Yaml {
        let (comments, anchors) = (comments(text, &root), text.contains('*') && has_alias(text, &root));
        let start = Span::new(0, 0);
        if comments > 0 {
            let message = match comments {
                1 => "JSON has no comments: 1 comment was removed.".to_owned(),
                _ => format!("JSON has no comments: {comments} comments were removed."),
            };
            notes.push(ChangeNote { span: start, message });
        }
        if anchors {
            notes.push(ChangeNote {
                span: start,
                message: "JSON has no aliases: their values were written out.".into(),
            });
        }
    }
    Ok(Changed { text: result, summary: summary.to_owned(), notes })
}

/// How many comments a YAML text has.
pub(super) fn comments(text: &str, root: &Node) -> usize {
    let mut scalars = Vec::new();
    collect(root, &mut scalars);
    scalars.order();
    let inside = |at: usize| {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let before = scalars.partition_point(|span| span.start <= at);
        before.checked_sub(1).and_then(|last| scalars.get(last)).is_some_and(|span| at < span.end)
    };
    let mut count = 0;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut marks = line.match_indices('#').map(|(at, _)| at);
        let begins = |at: usize| at == 0 || line.get(..at).is_some_and(|before| before.ends_with([' ', '\t']));
        count += usize::from(marks.any(|at| begins(at) && !inside(start + at)));
        start += line.len();
    }
    count
}

fn collect(node: &Node, spans: &mut Vec<Span>) {
    match &node.kind {
        NodeKind::Array(items) => items.iter().for_each(|item| collect(item, spans)),
        NodeKind::Object(members) => {
            for member in members {
                spans.push(member.key.span);
                collect(&member.value, spans);
            }
        }
        _ => spans.push(node.span),
    }
}

/// The first whole number of which digits are lost, as it is written and as it is kept.
fn rounded<'t>(text: &'t str, node: &Node) -> Option<(&'t str, String)> {
    if matches!(node.kind, NodeKind::Number(_)) {
        let written = node.span.slice(text).trim_end();
        let is_whole = written.trim_start_matches('-').chars().all(|digit| digit.is_ascii_digit());
        let kept = node.to_value().to_json();
        return (is_whole && kept.contains(['e', 'E', '.'])).then_some((written, kept));
    }
    let members = node.members().iter().map(|member| &member.value);
    members.chain(node.items()).find_map(|inner| rounded(text, inner))
}

fn has_alias(text: &str, node: &Node) -> bool {
    node.span.slice(text).starts_with('*')
        || node.items().iter().any(|item| has_alias(text, item))
        || node.members().iter().any(|member| has_alias(text, &member.value))
}
