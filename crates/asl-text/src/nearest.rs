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
        .filter_map(|name| Some((distance(&wanted, &lowercase(name), allowed)?, name)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many slips make one text of the other, if no more than `allowed`. What is the same at both ends counts nothing, and is
/// most of it where names are numbered: only what is between is compared.
fn distance(one: &str, other: &str, allowed: usize) -> Option<usize> {
    let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other);
    let start: usize = same.map(|(letter, _)| letter.len_utf8()).sum();
    let (one, other) = (one.get(start..)?, other.get(start..)?);
    let same = one.chars().rev().zip(other.chars().rev()).take_while(|(one, other)| one == other);
    let end: usize = same.map(|(letter, _)| letter.len_utf8()).sum();
    let (one, other) = (one.get(..one.len() - end)?, other.get(..other.len() - end)?);
    if one.chars().count().abs_diff(other.chars().count()) > allowed {
        return None;
    }
    Some(strsim::osa_distance(one, other)).filter(|distance| *distance <= allowed)
}

fn lowercase(name: &str) -> String {
    if name.is_ascii() && name.len() <= MOST {
        return name.to_ascii_lowercase();
    }
    name.chars().take(MOST).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn what_is_the_same_at_both_ends_does_not_change_how_far_two_texts_are_apart() {
        // All texts of up to five letters of a small alphabet, one of it beyond ASCII.
        let mut texts = vec![String::new()];
        for at in 0..121 {
            let longer: Vec<String> = ["a", "b", "ü"].iter().map(|letter| format!("{}{letter}", texts[at])).collect();
            texts.extend(longer);
        }
        for one in &texts {
            for other in &texts {
                let plain = strsim::osa_distance(one, other);
                for allowed in [1, 3] {
                    assert_eq!(distance(one, other, allowed), (plain <= allowed).then_some(plain), "{one} {other}");
                }
            }
        }
    }

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
