//! What changed between two texts, line by line.

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
/// The most cells of the table that finds the longest common lines; larger texts are shown as replaced.
const CELLS: usize = 4_000_000;

/// The lines of both texts with what became of them. Long runs of same lines are left out.
pub fn lines(before: &str, after: &str) -> Vec<(Change, String)> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| old == new).count();
    let middle = |rest: &[&str]| rest.len() - end;
    let (old_middle, tail) = old_rest.split_at_checked(middle(old_rest)).unwrap_or_default();
    let new_middle = new_rest.get(..middle(new_rest)).unwrap_or_default();

    let mut all: Vec<(Change, &str)> = old.iter().take(start).map(|line| (Change::Same, *line)).collect();
    compare(old_middle, new_middle, &mut all);
    all.extend(tail.iter().map(|line| (Change::Same, *line)));
    fold(&all)
}

/// Appends the differences of the two middles.
fn compare<'a>(old: &[&'a str], new: &[&'a str], into: &mut Vec<(Change, &'a str)>) {
    let width = new.len() + 1;
    if (old.len() + 1).saturating_mul(width) > CELLS {
        into.extend(old.iter().map(|line| (Change::Removed, *line)));
        into.extend(new.iter().map(|line| (Change::Added, *line)));
        return;
    }
    // `longest[i * width + j]`: how many lines `old[i..]` and `new[j..]` have in common at most.
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    let at = |table: &[u32], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, old_line) in old.iter().enumerate().rev() {
        for (j, new_line) in new.iter().enumerate().rev() {
            let best = if old_line == new_line {
                at(&longest, i + 1, j + 1) + 1
            } else {
                at(&longest, i + 1, j).max(at(&longest, i, j + 1))
            };
            if let Some(cell) = longest.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    loop {
        match (old.get(i), new.get(j)) {
            (Some(old_line), Some(new_line)) if old_line == new_line => {
                into.push((Change::Same, old_line));
                (i, j) = (i + 1, j + 1);
            }
            (Some(old_line), new_line) if new_line.is_none() || at(&longest, i + 1, j) >= at(&longest, i, j + 1) => {
                into.push((Change::Removed, old_line));
                i += 1;
            }
            (_, Some(new_line)) => {
                into.push((Change::Added, new_line));
                j += 1;
            }
            (_, None) => return,
        }
    }
}

/// Leaves out lines that are the same and far from every change.
fn fold(all: &[(Change, &str)]) -> Vec<(Change, String)> {
    let mut near = vec![false; all.len()];
    for (index, _) in all.iter().enumerate().filter(|(_, (change, _))| *change != Change::Same) {
        let range = index.saturating_sub(AROUND)..(index + AROUND + 1).min(all.len());
        near.get_mut(range).unwrap_or_default().fill(true);
    }
    let mut folded = Vec::new();
    let mut skipped = 0_usize;
    for ((change, line), near) in all.iter().zip(&near) {
        if *near {
            skip(&mut folded, &mut skipped);
            folded.push((*change, (*line).to_owned()));
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
    }
}
