//! Several things in a sentence.

/// The things with commas and "and": `a, b, and c`. Nothing for none.
pub fn listed(things: &[String]) -> String {
    match things {
        [] => String::new(),
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn things_are_listed_as_people_write_them() {
        let things = ["a", "b", "c"].map(str::to_owned);
        let said = [0, 1, 2, 3].map(|count| listed(&things[..count]));
        assert_eq!(said, ["", "a", "a and b", "a, b, and c"]);
    }
}
