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
        let (date_time, offset_minutes) = if let Some(date_time) = text.strip_suffix('Z') {
            (date_time, 0)
        } else {
            let (date_time, offset) = text.split_at_checked(text.len().checked_sub(6)?)?;
            (date_time, offset_minutes(offset)?)
        };
        let (date, time) = date_time.split_once('T')?;
        let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
        if !(1..=12).contains(&month) || !(1..=days_of_month(year, month)).contains(&day) {
            return None;
        }
        let (time, fraction) = time.split_once('.').map_or((time, None), |(time, fraction)| (time, Some(fraction)));
        let [hour, minute, second] = match fraction {
            None if time.len() == "01:59".len() => {
                let [hour, minute] = numbers(time, ':', [2, 2])?;
                [hour, minute, 0]
            }
            _ => numbers(time, ':', [2, 2, 2])?,
        };
        // 60 is a leap second.
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let seconds = (days_since_1970(year, month, day) * 24 + hour) * 3600 + minute * 60 + second.min(59);
        Some(Self(seconds * 1000 + millis(fraction)? - offset_minutes * 60_000))
    }
}

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: i64,
    /// The month, from 1.
    pub month: u32,
    /// The day of the month, from 1.
    pub day: u32,
}

impl Date {
    /// The day that is so many days after 1970-01-01.
    pub fn of_day(number: i64) -> Self {
        let (year, month, day) = date_of(number);
        let small = |value: i64| u32::try_from(value).unwrap_or(1);
        Self { year, month: small(month), day: small(day) }
    }

    /// How many days after 1970-01-01 it is.
    pub fn day_number(self) -> i64 {
        days_since_1970(self.year, self.month.into(), self.day.into())
    }

    /// How many days its month has.
    pub fn days_of_month(self) -> u32 {
        u32::try_from(days_of_month(self.year, self.month.into())).unwrap_or(31)
    }
}

/// Numbers of so many digits each with `between` between them.
fn numbers<const COUNT: usize>(text: &str, between: char, digits: [usize; COUNT]) -> Option<[i64; COUNT]> {
    let mut parts = text.split(between);
    let mut found = [0; COUNT];
    for (number, digits) in found.iter_mut().zip(digits) {
        *number = number_of(parts.next().filter(|part| part.len() == digits)?)?;
    }
    parts.next().is_none().then_some(found)
}

/// Milliseconds of a fraction of a second, which has one to nine digits; the rest is cut off.
fn millis(fraction: Option<&str>) -> Option<i64> {
    let Some(digits) = fraction else { return Some(0) };
    number_of(digits).filter(|_| digits.len() <= 9)?;
    number_of(digits.chars().chain("000".chars()).take(3).collect::<String>().as_str())
}

fn number_of(digits: &str) -> Option<i64> {
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days of the Gregorian calendar before the first day of `year`, counted from the first day of the year 0.
fn days_before_year(year: i64) -> i64 {
    let past = year - 1;
    year * 365 + past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400) + 1
}

fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let before_month: i64 = (1..month).map(|month| days_of_month(year, month)).sum();
    days_before_year(year) - days_before_year(1970) + before_month + day - 1
}

/// Year, month and day of the day that is so many days after 1970-01-01.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + days_before_year(1970);
    // A guess that is never too late.
    let mut year = days.div_euclid(366);
    while days_before_year(year + 1) <= days {
        year += 1;
    }
    let mut day = days - days_before_year(year);
    let mut month = 1;
    while day >= days_of_month(year, month) {
        day -= days_of_month(year, month);
        month += 1;
    }
    (year, month, day + 1)
}

/// The minutes of an offset such as `+01:00`.
fn offset_minutes(text: &str) -> Option<i64> {
    let (sign, time) = text.split_at_checked(1)?;
    let (hours, minutes) = time.split_once(':')?;
    let (hours, minutes) =
        (number_of(hours).filter(|hours| *hours <= 18)?, number_of(minutes).filter(|minutes| *minutes < 60)?);
    match sign {
        "+" => Some(hours * 60 + minutes),
        "-" => Some(-(hours * 60 + minutes)),
        _ => None,
    }
}

impl fmt::Display for Timestamp {
    /// As AWS writes times in the context object: `2026-11-22T15:04:05.678Z`. A time outside of the years 0 to 9999 is
    /// its number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const FIRST: i64 = -62_167_219_200_000;
        const LAST: i64 = 253_402_300_799_999;
        if !(FIRST..=LAST).contains(&self.0) {
            return write!(f, "{}", self.0);
        }
        let (seconds, millis) = (self.0.div_euclid(1000), self.0.rem_euclid(1000));
        let (days, seconds) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = date_of(days);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
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

    #[test]
    fn every_day_is_read_as_it_is_written() {
        for (text, millis) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T12:00:00.001Z", 951_825_600_001),
            ("2026-11-29T21:15:22.678Z", 1_795_986_922_678),
            ("0000-01-01T00:00:00.000Z", -62_167_219_200_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] {
            assert_eq!(Timestamp::parse(text), Some(Timestamp(millis)), "{text}");
            assert_eq!(Timestamp(millis).to_string(), text);
        }
        // Every day of 400 years, the period of the calendar, follows the day before.
        for day in 0..146_097_i64 {
            let at = Timestamp(day * 86_400_000 - 1_000_000_000_000);
            assert_eq!(Timestamp::parse(&at.to_string()), Some(at));
        }
        assert_eq!(Timestamp(253_402_300_800_000).to_string(), "253402300800000");
    }
}
