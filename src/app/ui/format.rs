//! Numbers as people read them.

use asl_aws::time::Timestamp;

/// A length of time: `0 ms`, `340 ms`, `1.24 s`, `2 min 3 s`.
pub(crate) fn duration(millis: i64) -> String {
    let millis = millis.max(0);
    #[expect(clippy::cast_precision_loss, reason = "shown with two digits")]
    let seconds = millis as f64 / 1000.0;
    match millis {
        0..1_000 => format!("{millis} ms"),
        1_000..10_000 => format!("{seconds:.2} s"),
        10_000..60_000 => format!("{seconds:.1} s"),
        60_000..3_600_000 => format!("{} min {} s", millis / 60_000, millis / 1_000 % 60),
        _ => format!("{} h {} min", millis / 3_600_000, millis / 60_000 % 60),
    }
}

/// The time since the start, as the event table has it: `+0.000 s`.
pub(crate) fn since(start: Timestamp, at: Timestamp) -> String {
    let millis = at.millis_since(start).max(0);
    format!("+{}.{:03} s", millis / 1000, millis % 1000)
}

/// A number of bytes: `812 B`, `3.4 KB`, `1.2 MB`.
pub(crate) fn bytes(count: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown with two digits")]
    let kilobytes = count as f64 / 1024.0;
    if count < 1024 {
        format!("{count} B")
    } else if kilobytes < 1024.0 {
        format!("{kilobytes:.1} KB")
    } else {
        format!("{:.1} MB", kilobytes / 1024.0)
    }
}

/// `text` with a capital letter at its beginning; a name in backticks stays as it is.
pub(crate) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A number with its word: `1 problem`, `2 problems`.
pub(crate) fn count(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

/// A place in a text: `Ln 3, Col 14`.
pub(crate) fn at(line: u32, column: u32) -> String {
    format!("Ln {line}, Col {column}")
}

/// A mark of a time axis whose marks are `step` milliseconds apart.
pub(crate) fn axis(at: i64, step: i64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown with few digits")]
    let seconds = at as f64 / 1000.0;
    match step {
        _ if at == 0 => "0".to_owned(),
        0..100 if at < 1000 => format!("{at} ms"),
        0..100 => format!("{seconds:.2} s"),
        100..1_000 => format!("{seconds:.1} s"),
        1_000..60_000 => format!("{} s", at / 1000),
        _ => duration(at),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{axis, bytes, count, duration};

    #[wasm_bindgen_test]
    fn numbers_read_as_people_write_them() {
        for (millis, expected) in [
            (-5, "0 ms"),
            (999, "999 ms"),
            (1_240, "1.24 s"),
            (12_340, "12.3 s"),
            (123_000, "2 min 3 s"),
            (7_260_000, "2 h 1 min"),
        ] {
            assert_eq!(duration(millis), expected);
        }
        for (size, expected) in [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KB"), (3 << 20, "3.0 MB")] {
            assert_eq!(bytes(size), expected);
        }
        assert_eq!([count(1, "event"), count(2, "event")], ["1 event", "2 events"]);
        for (at, step, expected) in [(0, 500, "0"), (20, 20, "20 ms"), (500, 500, "0.5 s"), (3000, 1000, "3 s")] {
            assert_eq!(axis(at, step), expected);
        }
    }
}
