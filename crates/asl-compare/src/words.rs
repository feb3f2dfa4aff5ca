//! Numbers as people read them, in a table and in Markdown.

/// A length of time: `340 ms`, `1.2 s`, `2 min 3 s`, `24 h`.
pub(crate) fn duration(millis: i64) -> String {
    let millis = millis.max(0);
    let (seconds, minutes) = (millis / 1000, millis / 60_000);
    match millis {
        0..1_000 => format!("{millis} ms"),
        1_000..60_000 if millis % 1000 < 100 => format!("{seconds} s"),
        1_000..60_000 => format!("{seconds}.{} s", millis % 1000 / 100),
        60_000..3_600_000 if seconds % 60 == 0 => format!("{minutes} min"),
        60_000..3_600_000 => format!("{minutes} min {} s", seconds % 60),
        _ if minutes % 60 == 0 => format!("{} h", minutes / 60),
        _ => format!("{} h {} min", minutes / 60, minutes % 60),
    }
}

/// A number with its word: `1 line`, `2 lines`.
pub(crate) fn count(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

/// An amount in dollars: `$25.00`, `$1,234.50`, `less than $0.01`.
pub fn dollars(amount: f64) -> String {
    if amount > 0.0 && amount < 0.005 {
        return "less than $0.01".to_owned();
    }
    let text = format!("{amount:.2}");
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("${grouped}.{cents}")
}

/// A number with at most four digits that matter behind the point.
pub(crate) fn amount(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        for (millis, expected) in [
            (-3, "0 ms"),
            (999, "999 ms"),
            (6_080, "6 s"),
            (6_180, "6.1 s"),
            (60_000, "1 min"),
            (123_000, "2 min 3 s"),
            (86_460_000, "24 h 1 min"),
        ] {
            assert_eq!(duration(millis), expected);
        }
        for (amount, expected) in
            [(0.0, "$0.00"), (0.001, "less than $0.01"), (25.2, "$25.20"), (1_234_567.0, "$1,234,567.00")]
        {
            assert_eq!(dollars(amount), expected);
        }
        assert_eq!([amount(0.0125), amount(2.0)], ["0.0125", "2"]);
    }
}
