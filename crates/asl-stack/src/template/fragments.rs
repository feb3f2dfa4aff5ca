//! Pieces of a template that were copied one behind the other, as an article prints them: resources without `Resources:`,
//! each piece indented in its own way, and lists of policy statements.
//!
//! The lines are put together as one template, each with the way back to where it stands. The statements become its member
//! `Policies`, which `role` adds to what SAM's role of a machine allows.

use super::pieces::Pieces;
use asl_text::Span;

/// What a piece holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// Members of an object: resources, or the parts of a template.
    Members,
    /// The items of a list.
    Items,
}

/// Lines that belong together.
#[derive(Debug)]
struct Fragment<'t> {
    /// How far its outermost lines are indented.
    indent: usize,
    holds: Holds,
    /// Each line with the byte at which it begins.
    lines: Vec<(usize, &'t str)>,
}

/// Whether the text is several pieces, which only mean something when they are put together.
pub(super) fn are_several(text: &str) -> bool {
    if !text.contains("AWS::") || !text.contains('\n') {
        return false;
    }
    let found = split(text);
    let mut kinds = found.iter().map(|fragment| (fragment.indent, fragment.holds));
    let first = kinds.next();
    kinds.any(|kind| Some(kind) != first)
}

/// The pieces as the text of one template.
pub(super) fn joined(text: &str) -> Pieces {
    let mut made = Pieces::default();
    let (members, items): (Vec<_>, Vec<_>) = split(text).into_iter().partition(|one| one.holds == Holds::Members);
    let add = |made: &mut Pieces, fragment: &Fragment<'_>, indent: &str| {
        for (at, line) in &fragment.lines {
            let cut = blanks(line).min(fragment.indent);
            let rest = line.get(cut..).unwrap_or_default();
            if !rest.trim().is_empty() {
                made.plain(indent, *at);
            }
            made.plain(rest, at + cut);
            if !rest.ends_with('\n') {
                let end = at + line.len();
                made.computed("\n", Span::new(end, end));
            }
        }
    };
    for fragment in &members {
        add(&mut made, fragment, "");
    }
    if let Some((at, line)) = items.first().and_then(|fragment| fragment.lines.first()) {
        // A name that nobody wrote: what is said of it stands at the first statement.
        made.computed("Policies:\n", Span::new(*at, at + line.trim_end().len()));
    }
    for fragment in &items {
        add(&mut made, fragment, "  ");
    }
    made
}

fn split(text: &str) -> Vec<Fragment<'_>> {
    let mut lines: Vec<(usize, &str)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let at = lines.last().map_or(0, |(at, line)| at + line.len());
        lines.push((at, line));
    }
    let mut found: Vec<Fragment<'_>> = Vec::new();
    // Blank lines and comments belong to what follows them.
    let mut waiting: Vec<(usize, &str)> = Vec::new();
    let mut before = "";
    for (index, (at, line)) in lines.iter().enumerate() {
        if is_blank(line) {
            waiting.push((*at, line));
            continue;
        }
        let indent = blanks(line);
        let is_item = line.trim_start().starts_with("- ") || line.trim() == "-";
        let holds = if is_item { Holds::Items } else { Holds::Members };
        let begins = match found.last() {
            None => true,
            Some(last) => {
                let next = lines.get(index + 1..).unwrap_or_default().iter().map(|(_, line)| *line);
                // The items of a list may stand as far left as the name of the list.
                let is_list_of_last = is_item && before.trim_end().ends_with(':') && last.holds == Holds::Members;
                indent < last.indent
                    || indent == last.indent && holds != last.holds && !is_list_of_last && !is_inner(last, holds)
                    || indent != last.indent && is_resource(line, next) && !is_template(last)
            }
        };
        if begins {
            found.push(Fragment { indent, holds, lines: Vec::new() });
        }
        if let Some(last) = found.last_mut() {
            last.lines.append(&mut waiting);
            last.lines.push((*at, line));
        }
        before = line;
    }
    if let Some(last) = found.last_mut() {
        last.lines.append(&mut waiting);
    }
    found
}

/// Whether an item goes on with a list whose name stands as far left as its items.
fn is_inner(fragment: &Fragment<'_>, holds: Holds) -> bool {
    holds == Holds::Items
        && fragment.holds == Holds::Members
        && fragment
            .lines
            .iter()
            .rev()
            .find(|(_, line)| !is_blank(line) && blanks(line) == fragment.indent)
            .is_some_and(|(_, line)| line.trim_start().starts_with("- "))
}

/// Whether a line begins a resource: the next one below it says its type.
fn is_resource<'t>(line: &str, mut next: impl Iterator<Item = &'t str>) -> bool {
    let name = line.trim().trim_end_matches(':');
    let is_key = line.trim_end().ends_with(':') && !name.is_empty() && name.chars().all(char::is_alphanumeric);
    is_key
        && next.find(|line| !is_blank(line)).is_some_and(|next| {
            let value =
                next.trim_start().strip_prefix("Type:").unwrap_or_default().trim_start_matches([' ', '"', '\'']);
            blanks(next) > blanks(line) && value.starts_with("AWS::")
        })
}

/// Whether a piece is a template of its own, or has one in it: its resources stand where they belong.
fn is_template(fragment: &Fragment<'_>) -> bool {
    fragment.lines.iter().any(|(_, line)| line.trim_start().starts_with("Resources:"))
}

fn is_blank(line: &str) -> bool {
    let inner = line.trim();
    inner.is_empty() || inner.starts_with('#')
}

fn blanks(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use super::{are_several, joined};

    #[test]
    fn pieces_of_different_indentation_become_one_template() {
        let text = "A:\n    Type: AWS::Events::Connection\n    X:\n    - 1\n    - 2\n\n  # of the machine\n  B:\n    Type: AWS::Serverless::StateMachine\n    Y: |\n      text\n        more\nC:\n  Type: AWS::SQS::Queue\n- Statement:\n    - Effect: Allow\n";
        assert!(are_several(text));
        let made = joined(text);
        assert_eq!(
            made.text,
            "A:\n    Type: AWS::Events::Connection\n    X:\n    - 1\n    - 2\n\n# of the machine\nB:\n  Type: AWS::Serverless::StateMachine\n  Y: |\n    text\n      more\nC:\n  Type: AWS::SQS::Queue\nPolicies:\n  - Statement:\n      - Effect: Allow\n"
        );
        for word in ["Connection", "StateMachine", "more", "SQS", "Effect", "# of"] {
            let start = made.text.find(word).unwrap();
            let place = made.place(asl_text::Span::new(start, start + word.len()));
            assert_eq!(place.slice(text), word);
        }
    }

    #[test]
    fn what_is_one_text_stays_one() {
        for text in [
            "Resources:\n  A:\n    Type: AWS::SQS::Queue\n  B:\n    Type: AWS::SQS::Queue\n",
            "Transform: x\nResources:\n    A:\n        Type: AWS::SQS::Queue\nOutputs:\n  C: 1\n",
            "A:\n  Type: AWS::SQS::Queue\nB:\n  Type: AWS::SQS::Queue\n  Z:\n  - a: 1\n",
            "  A:\n    Type: AWS::SQS::Queue\n  B:\n    Type: AWS::SQS::Queue\n",
            "service: a\nresources:\n  Resources:\n    Q:\n      Type: AWS::SQS::Queue\n",
            "StartAt: A\nStates:\n  A:\n    Type: Pass\n",
            "Statement:\n- Effect: Allow\n  Resource: AWS::x\n- Effect: Deny\n",
            "",
        ] {
            assert!(!are_several(text), "{text}");
        }
    }
}
