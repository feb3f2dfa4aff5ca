//! What changed between two texts, line by line.

use std::ops::Range;

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is in both.
    Same,
    /// It is only in the second.
    Added,
    /// It is only in the first.
    Removed,
    /// Stands for lines of both that are left out.
    Skipped,
}

/// Lines that are the same around a change.
const AROUND: usize = 3;
/// The most pairs of lines that are compared in the worst case; larger texts are shown as replaced.
const MOST: usize = 4_000_000;
/// The most lines of both together that are compared: where one text has few lines and the other many, the work grows with the
/// square of them all.
const MOST_LINES: usize = 6_000;

/// The lines of both texts with what became of them. Long runs of same lines are left out.
pub fn lines(before: &str, after: &str) -> Vec<(Change, String)> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut changes = Vec::new();
    let mut add = |change: Change, lines: &[&str], range: Range<usize>| {
        changes.extend(lines.get(range).unwrap_or_default().iter().map(|line| (change, (*line).to_owned())));
    };
    for operation in operations(&old, &new) {
        let (tag, old_range, new_range) = operation.as_tag_tuple();
        match tag {
            DiffTag::Equal => add(Change::Same, &old, old_range),
            DiffTag::Delete | DiffTag::Insert | DiffTag::Replace => {
                add(Change::Removed, &old, old_range);
                add(Change::Added, &new, new_range);
            }
        }
    }
    fold(changes)
}

/// How the one becomes the other. What they begin and end with in common is not counted for the limit.
fn operations(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    let start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let rest = |lines: &[&str]| lines.len() - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(rest(old).min(rest(new)));
    let end = end.take_while(|(old, new)| old == new).count();
    let (old_len, new_len) = (rest(old) - end, rest(new) - end);
    if old_len.saturating_mul(new_len) <= MOST && old_len + new_len <= MOST_LINES {
        return capture_diff_slices(Algorithm::Myers, old, new);
    }
    vec![
        DiffOp::Equal { old_index: 0, new_index: 0, len: start },
        DiffOp::Replace { old_index: start, old_len, new_index: start, new_len },
        DiffOp::Equal { old_index: start + old_len, new_index: start + new_len, len: end },
    ]
}

/// Leaves out lines that are the same and far from every change.
fn fold(changes: Vec<(Change, String)>) -> Vec<(Change, String)> {
    let mut near = vec![false; changes.len()];
    for (index, _) in changes.iter().enumerate().filter(|(_, (change, _))| *change != Change::Same) {
        let range = index.saturating_sub(AROUND)..(index + AROUND + 1).min(changes.len());
        near.get_mut(range).unwrap_or_default().fill(true);
    }
    let mut folded = Vec::new();
    let mut skipped = 0_usize;
    for (line, near) in changes.into_iter().zip(near) {
        if near {
            skip(&mut folded, &mut skipped);
            folded.push(line);
        } else {
            skipped += 1;
        }
    }
    skip(&mut folded, &mut skipped);
    folded
}

fn skip(folded: &mut Vec<(Change, String)>, skipped: &mut usize) {
    if *skipped > 0 {
        folded.push((Change::Skipped, format!("{skipped} lines are the same")));
        *skipped = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, lines};

    fn shown(before: &str, after: &str) -> String {
        let mark = |change| match change {
            Change::Same => ' ',
            Change::Added => '+',
            Change::Removed => '-',
            Change::Skipped => '~',
        };
        let shown = lines(before, after).into_iter().map(|(change, line)| format!("{}{line}|", mark(change)));
        shown.collect::<Vec<_>>().concat()
    }

    #[test]
    fn lines_that_were_added_and_removed_are_told_from_those_that_stayed() {
        for (before, after, expected) in [
            ("", "", ""),
            ("a", "a", "~1 lines are the same|"),
            ("a\nb\nc", "a\nx\nc", " a|-b|+x| c|"),
            ("{\n}", "{\n \"k\": 1\n}", " {|+ \"k\": 1| }|"),
            ("a\nb\nc\nd", "b\nc", "-a| b| c|-d|"),
            ("1\n2\n3\n4\n5\n6", "1\n2\n3\n4\n5\nx", "~2 lines are the same| 3| 4| 5|-6|+x|"),
            ("a\na", "a\na\na", " a| a|+a|"),
        ] {
            assert_eq!(shown(before, after), expected, "{before:?} → {after:?}");
        }
    }

    #[test]
    fn texts_too_large_to_compare_are_shown_as_replaced() {
        let text = |letter: char| (0..3000).map(|n| format!("{letter}{n}")).collect::<Vec<_>>().join("\n");
        let changes = lines(&text('a'), &text('b'));
        assert_eq!(changes.len(), 6000);
        assert!(changes.iter().take(3000).all(|(change, _)| *change == Change::Removed));
        // A little against much took seconds.
        let changes = lines("{}", &(0..40_000).map(|n| n.to_string()).collect::<Vec<_>>().join("\n"));
        assert_eq!((changes.len(), changes.first().map(|(change, _)| *change)), (40_001, Some(Change::Removed)));
    }
}
