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

/// The letters to insert, delete or replace to turn one word into the other (Levenshtein's distance).
fn distance(left: &[char], right: &str) -> usize {
    let right: Vec<char> = right.chars().take(100).flat_map(char::to_lowercase).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, from) in left.iter().enumerate() {
        let mut diagonal = index;
        let mut last = index + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(&right) {
            let replaced = diagonal + usize::from(from != to);
            diagonal = *cell;
            *cell = replaced.min(*cell + 1).min(last + 1);
            last = *cell;
        }
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
    }
    row.last().copied().unwrap_or(0)
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
