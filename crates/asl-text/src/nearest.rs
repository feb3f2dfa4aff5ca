//! What someone probably meant to write.

/// The most letters of a name that are compared; comparing takes the product of both lengths.
const MOST: usize = 100;

/// The name of `known` that is closest to `wanted`, if it is close enough to be a slip of the pen.
///
/// Case does not count; one letter in three may be another one, missing, too many, or swapped with its neighbor.
pub fn nearest<'n>(wanted: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let wanted = lowercase(wanted);
    let allowed = (wanted.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(&wanted, &lowercase(name)), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

fn lowercase(name: &str) -> String {
    name.chars().take(MOST).flat_map(char::to_lowercase).collect()
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
