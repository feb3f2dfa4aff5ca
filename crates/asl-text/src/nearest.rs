//! What someone probably meant to write.

/// The name of `known` that is closest to `wanted`, if it is close enough to be a slip of the pen.
///
/// Case does not count; one letter in three may differ.
pub fn nearest<'n>(wanted: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let wanted: Vec<char> = wanted.chars().take(100).flat_map(char::to_lowercase).collect();
    let allowed = (wanted.len() / 3).max(1);
    known
        .into_iter()
        .map(|name| (distance(&wanted, name), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The letters to insert, delete, replace or swap with their neighbour to turn one word into the other.
fn distance(left: &[char], right: &str) -> usize {
    let right: Vec<char> = right.chars().take(100).flat_map(char::to_lowercase).collect();
    let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (index, from) in left.iter().enumerate() {
        let mut row = vec![index + 1];
        for (column, to) in right.iter().enumerate() {
            let replaced = at(&above, column) + usize::from(from != to);
            let mut best = replaced.min(at(&above, column + 1) + 1).min(at(&row, column) + 1);
            let swapped =
                index > 0 && column > 0 && left.get(index - 1) == Some(to) && right.get(column - 1) == Some(from);
            if swapped {
                best = best.min(at(&before, column - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_pen_finds_its_name_and_another_word_does_not() {
        let names = ["Retry", "ResultPath", "Resource", "Ünïcode"];
        for (wanted, found) in [
            ("retry", Some("Retry")),
            ("Rety", Some("Retry")),
            ("ResultPaht", Some("ResultPath")),
            ("Rerty", Some("Retry")),
            ("Ressource", Some("Resource")),
            ("Unicode", Some("Ünïcode")),
            ("Banana", None),
            ("", None),
        ] {
            assert_eq!(nearest(wanted, names), found, "{wanted}");
        }
        assert_eq!(nearest("a", []), None);
    }
}
