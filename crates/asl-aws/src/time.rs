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
        // Taken apart by hand: the last day of the year 9999, which stands for "never", is beyond jiff's timestamps.
        let (date_time, offset_minutes) = if let Some(date_time) = text.strip_suffix('Z') {
            (date_time, 0)
        } else {
            let (date_time, offset) = text.split_at_checked(text.len().checked_sub(6)?)?;
            (date_time, offset_minutes(offset)?)
        };
        let well_formed = date_time.as_bytes().get(10) == Some(&b'T') && date_time.len() >= "2016-03-14T01:59".len();
        if !well_formed || date_time.contains(['z', 'Z', '+']) {
            return None;
        }
        let local: jiff::civil::DateTime = date_time.parse().ok()?;
        let since_1970 = local.duration_since(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0));
        let millis = i64::try_from(since_1970.as_millis()).ok()?;
        Some(Self(millis - offset_minutes * 60_000))
    }
}

/// The minutes of an offset such as `+01:00`.
fn offset_minutes(text: &str) -> Option<i64> {
    let (sign, time) = text.split_at_checked(1)?;
    let (hours, minutes) = time.split_once(':')?;
    let number = |digits: &str| digits.parse::<i64>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let (hours, minutes) =
        (number(hours).filter(|hours| *hours <= 18)?, number(minutes).filter(|minutes| *minutes < 60)?);
    match sign {
        "+" => Some(hours * 60 + minutes),
        "-" => Some(-(hours * 60 + minutes)),
        _ => None,
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
            ("2016-03-13T23:59:00-02:30", Some("2016-03-14T02:29:00.000Z")),
            ("2016-03-14T01:59Z", Some("2016-03-14T01:59:00.000Z")),
            ("2016-03-14t01:59:00Z", None),
            ("2016-03-14T01:59:00+1:00", None),
            ("2016-03-14T01:59:00+01:00Z", None),
            ("2016-02-30T01:59:00Z", None),
            ("ü016-03-14T01:59:00Z", None),
            ("2016-03-14T01:59:00z", None),
            ("2016-03-14 01:59:00Z", None),
            ("2016-03-14T01:59:00", None),
            ("2016-03-14", None),
        ] {
            assert_eq!(Timestamp::parse(text).map(|at| at.to_string()).as_deref(), expected, "{text}");
        }
        assert_eq!(Timestamp::parse("9999-12-31T23:59:59Z"), Some(Timestamp(253_402_300_799_000)));
    }
}
