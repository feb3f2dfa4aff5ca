//! Points in time, as the interpreter and the language know them: milliseconds since 1970, UTC.
//!
//! The library never asks what time it is; a [`Timestamp`] always comes from the host or from a document.

use std::fmt;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The point `seconds` later; fractions of a millisecond are cut off, and the end of time is not passed.
    #[must_use]
    pub fn plus_seconds(self, seconds: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "a float too large saturates, which is what is wanted")]
        Self(self.0.saturating_add((seconds * 1000.0) as i64))
    }

    /// Milliseconds from `earlier` to here; negative if `earlier` is later.
    pub fn millis_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Reads an RFC 3339 date-time as ASL has it: upper-case `T`, upper-case `Z` or a numeric offset
    /// (States Language specification, "Timestamps"). Anything else gives `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let well_formed = bytes.get(10) == Some(&b'T')
            && !text.contains(['z', 't', ' '])
            && (text.ends_with('Z') || bytes.iter().rev().nth(5).is_some_and(|sign| matches!(sign, b'+' | b'-')));
        if !well_formed {
            return None;
        }
        text.parse::<jiff::Timestamp>().ok().map(|at| Self(at.as_millisecond()))
    }
}

impl fmt::Display for Timestamp {
    /// As AWS writes times in the context object: `2026-11-22T15:04:05.678Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(at) => write!(f, "{at:.3}"),
            Err(_) => write!(f, "{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn a_timestamp_is_read_and_written_as_asl_has_it() {
        for (text, expected) in [
            ("2016-03-14T01:59:00Z", Some("2016-03-14T01:59:00.000Z")),
            ("2016-03-14T01:59:00.5+01:00", Some("2016-03-14T00:59:00.500Z")),
            ("2016-03-14t01:59:00Z", None),
            ("2016-03-14T01:59:00z", None),
            ("2016-03-14 01:59:00Z", None),
            ("2016-03-14T01:59:00", None),
            ("2016-03-14", None),
        ] {
            assert_eq!(Timestamp::parse(text).map(|at| at.to_string()).as_deref(), expected, "{text}");
        }
    }
}
