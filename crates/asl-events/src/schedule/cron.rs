//! `cron(…)` in AWS's dialect: six fields, with `?`, `L`, `W` and `#`.

use std::fmt;

use asl_aws::time::{Date, Timestamp};

use super::ScheduleError;

/// The fields of a `cron` expression, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum CronField {
    Minutes,
    Hours,
    DayOfMonth,
    Month,
    DayOfWeek,
    Year,
}

impl CronField {
    /// All of them in their order.
    pub const ALL: [Self; 6] = [Self::Minutes, Self::Hours, Self::DayOfMonth, Self::Month, Self::DayOfWeek, Self::Year];

    /// The least and the greatest value.
    pub fn bounds(self) -> (u32, u32) {
        match self {
            Self::Minutes => (0, 59),
            Self::Hours => (0, 23),
            Self::DayOfMonth => (1, 31),
            Self::Month => (1, 12),
            Self::DayOfWeek => (1, 7),
            Self::Year => (1970, 2199),
        }
    }

    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Month => &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
            Self::DayOfWeek => &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
            _ => &[],
        }
    }

    fn value(self, text: &str) -> Option<u32> {
        let (least, greatest) = self.bounds();
        // Of a name the first three letters count, and letters behind a number do not (recorded).
        let start = text.get(..3).unwrap_or(text);
        let named = self.names().iter().position(|name| name.eq_ignore_ascii_case(start));
        let value = match named.and_then(|at| u32::try_from(at).ok()) {
            Some(at) => least + at,
            None => text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic()).parse().ok()?,
        };
        if text.starts_with('+') {
            return None;
        }
        (least..=greatest).contains(&value).then_some(value)
    }
}

impl fmt::Display for CronField {
    /// As AWS's documentation calls it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::DayOfMonth => "day-of-month",
            Self::Month => "month",
            Self::DayOfWeek => "day-of-week",
            Self::Year => "year",
        })
    }
}

/// A `cron` expression, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Cron {
    minutes: Values,
    hours: Values,
    months: Values,
    years: Values,
    days: Days,
}

/// Values of a field: those that are in it, in order.
#[derive(Clone, Debug, Default, PartialEq)]
struct Values(Vec<u32>);

impl Values {
    fn has(&self, value: u32) -> bool {
        self.0.binary_search(&value).is_ok()
    }

    /// The first one from `value` on.
    fn from(&self, value: u32) -> Option<u32> {
        self.0.get(self.0.partition_point(|known| *known < value)).copied()
    }
}

/// On which days of a month it fires.
#[derive(Clone, Debug, PartialEq)]
enum Days {
    OfMonth(Vec<DayOfMonth>),
    OfWeek(Vec<DayOfWeek>),
}

#[derive(Clone, Debug, PartialEq)]
enum DayOfMonth {
    Days(Values),
    /// `L`, and `L-n`: so many days before the last one.
    Last(u32),
    /// `LW`
    LastWeekday,
    /// `nW`, and `n-mW`: the weekday nearest to one of these.
    NearestWeekday(Values),
}

#[derive(Clone, Debug, PartialEq)]
enum DayOfWeek {
    /// 1 is Sunday.
    Days(Values),
    /// `nL`
    LastOf(u32),
    /// `n#k`
    NthOf(u32, u32),
}

impl Cron {
    /// Reads what stands between the parentheses.
    pub(super) fn parse(text: &str) -> Result<Self, ScheduleError> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let &[minutes, hours, day_of_month, month, day_of_week, year] = &*fields else {
            return Err(ScheduleError::CronFields(fields.len()));
        };
        let days = match (day_of_month, day_of_week) {
            ("?", "?") => return Err(ScheduleError::CronDays),
            (days, "?") => Days::OfMonth(list(CronField::DayOfMonth, days, day_of_month_item)?),
            ("?", days) => Days::OfWeek(list(CronField::DayOfWeek, days, day_of_week_item)?),
            (of_month, of_week) => {
                list(CronField::DayOfMonth, of_month, day_of_month_item)?;
                list(CronField::DayOfWeek, of_week, day_of_week_item)?;
                return Err(ScheduleError::CronDays);
            }
        };
        Ok(Self {
            minutes: values(CronField::Minutes, minutes)?,
            hours: values(CronField::Hours, hours)?,
            months: values(CronField::Month, month)?,
            years: values(CronField::Year, year)?,
            days,
        })
    }

    /// The first time after `now`.
    pub(super) fn next_after(&self, now: Timestamp) -> Option<Timestamp> {
        const MINUTE: i64 = 60_000;
        const DAY: i64 = 24 * 60 * MINUTE;
        // The first whole minute after `now`.
        let from = now.0.div_euclid(MINUTE).checked_add(1)?.checked_mul(MINUTE)?;
        let first = Date::of_day(from.div_euclid(DAY));
        let mut minute_of_day = u32::try_from(from.rem_euclid(DAY) / MINUTE).ok()?;
        let mut date = first;
        loop {
            let year = self.years.from(u32::try_from(date.year).unwrap_or(0))?;
            if i64::from(year) != date.year {
                date = Date { year: i64::from(year), month: 1, day: 1 };
            }
            let Some(month) = self.months.from(date.month) else {
                date = Date { year: date.year + 1, month: 1, day: 1 };
                continue;
            };
            if month != date.month {
                date = Date { month, day: 1, ..date };
            }
            for day in date.day..=date.days_of_month() {
                let this = Date { day, ..date };
                if this != first {
                    minute_of_day = 0;
                }
                if self.days.has(this)
                    && let Some(minute) = self.minute_from(minute_of_day)
                {
                    return Some(Timestamp(this.day_number() * DAY + i64::from(minute) * MINUTE));
                }
            }
            date = match date.month {
                12 => Date { year: date.year + 1, month: 1, day: 1 },
                month => Date { month: month + 1, day: 1, ..date },
            };
        }
    }

    /// The first minute of a day from this one on.
    fn minute_from(&self, minute_of_day: u32) -> Option<u32> {
        let (hour, minute) = (minute_of_day / 60, minute_of_day % 60);
        if self.hours.has(hour)
            && let Some(minute) = self.minutes.from(minute)
        {
            return Some(hour * 60 + minute);
        }
        Some(self.hours.from(hour + 1)? * 60 + self.minutes.from(0)?)
    }
}

impl Days {
    fn has(&self, date: Date) -> bool {
        let last = date.days_of_month();
        // 1 is Sunday; the first of January 1970 was a Thursday.
        let weekday_of = |day: u32| {
            let number = Date { day, ..date }.day_number();
            u32::try_from((number + 4).rem_euclid(7)).unwrap_or(0) + 1
        };
        let is_weekday = |day: u32| (2..=6).contains(&weekday_of(day));
        let nearest = |wanted: u32| {
            let wanted = wanted.min(last);
            let near = [wanted, wanted.saturating_sub(1), wanted + 1, wanted.saturating_sub(2), wanted + 2];
            near.into_iter().find(|day| (1..=last).contains(day) && is_weekday(*day))
        };
        match self {
            Self::OfMonth(items) => items.iter().any(|item| match item {
                DayOfMonth::Days(days) => days.has(date.day),
                DayOfMonth::Last(before) => date.day + before == last,
                DayOfMonth::LastWeekday => (1..=last).rev().find(|day| is_weekday(*day)) == Some(date.day),
                DayOfMonth::NearestWeekday(wanted) => wanted.0.iter().any(|wanted| nearest(*wanted) == Some(date.day)),
            }),
            Self::OfWeek(items) => items.iter().any(|item| match item {
                DayOfWeek::Days(days) => days.has(weekday_of(date.day)),
                DayOfWeek::LastOf(day) => weekday_of(date.day) == *day && date.day + 7 > last,
                DayOfWeek::NthOf(day, nth) => weekday_of(date.day) == *day && date.day.div_ceil(7) == *nth,
            }),
        }
    }
}

/// The items between the commas of a field.
fn list<T>(field: CronField, text: &str, item: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, ScheduleError> {
    // A comma with nothing behind it does not count: `cron(5, 0, 1, *, ?, *)` is in use.
    text.strip_suffix(',')
        .unwrap_or(text)
        .split(',')
        .map(item)
        .collect::<Option<_>>()
        .ok_or_else(|| ScheduleError::CronField(field, text.to_owned()))
}

fn values(field: CronField, text: &str) -> Result<Values, ScheduleError> {
    let mut all: Vec<u32> = list(field, text, |item| range(field, item))?.into_iter().flat_map(|one| one.0).collect();
    all.sort_unstable();
    all.dedup();
    Ok(Values(all))
}

/// `*`, `n`, `n-m`, and each of them with `/step`. A range of months or days of the week may go over the end.
fn range(field: CronField, text: &str) -> Option<Values> {
    let (least, greatest) = field.bounds();
    let (range, step) = match text.split_once('/') {
        Some((range, step)) => {
            let digits = step.bytes().all(|byte| byte.is_ascii_digit());
            (range, Some(step.parse::<u32>().ok().filter(|_| digits)?))
        }
        None => (text, None),
    };
    let (from, to) = match range.split_once('-') {
        _ if range == "*" => (least, greatest),
        Some((from, to)) => (field.value(from)?, field.value(to)?),
        None => {
            let from = field.value(range)?;
            // A step of nothing goes nowhere (recorded).
            (from, if step.is_some_and(|step| step > 0) { greatest } else { from })
        }
    };
    let step = usize::try_from(step.unwrap_or(1).max(1)).ok()?;
    if from <= to {
        return Some(Values((from..=to).step_by(step).collect()));
    }
    let mut round: Vec<u32> = (from..=greatest).chain(least..=to).step_by(step).collect();
    round.sort_unstable();
    (!field.names().is_empty()).then_some(Values(round))
}

fn day_of_month_item(text: &str) -> Option<DayOfMonth> {
    match text {
        "L" => Some(DayOfMonth::Last(0)),
        "LW" => Some(DayOfMonth::LastWeekday),
        _ => match (text.strip_prefix("L-"), text.strip_suffix('W')) {
            (Some(before), _) => before.parse().ok().filter(|before| *before < 31).map(DayOfMonth::Last),
            (None, Some(days)) => range(CronField::DayOfMonth, days).map(DayOfMonth::NearestWeekday),
            (None, None) => range(CronField::DayOfMonth, text).map(DayOfMonth::Days),
        },
    }
}

fn day_of_week_item(text: &str) -> Option<DayOfWeek> {
    let field = CronField::DayOfWeek;
    if let Some((day, nth)) = text.split_once('#') {
        let nth = nth.parse().ok().filter(|nth| (1..=5).contains(nth))?;
        return field.value(day).map(|day| DayOfWeek::NthOf(day, nth));
    }
    if text == "L" {
        return Some(DayOfWeek::Days(Values(vec![7])));
    }
    match text.strip_suffix('L') {
        Some(day) => field.value(day).map(DayOfWeek::LastOf),
        None => range(field, text).map(DayOfWeek::Days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::Schedule;

    fn next(text: &str, from: &str) -> Vec<String> {
        let from = Timestamp::parse(from).unwrap();
        let times = Schedule::parse(text).unwrap().next_times(from, 3);
        times.iter().map(|time| time.to_string().replace(":00.000Z", "")).collect()
    }

    #[test]
    fn the_examples_of_the_user_guide_fire_when_it_says() {
        for (text, expected) in [
            ("cron(0 10 * * ? *)", ["2026-03-01T10:00", "2026-03-02T10:00", "2026-03-03T10:00"]),
            ("cron(15 12 * * ? *)", ["2026-02-28T12:15", "2026-03-01T12:15", "2026-03-02T12:15"]),
            ("cron(0 18 ? * MON-FRI *)", ["2026-03-02T18:00", "2026-03-03T18:00", "2026-03-04T18:00"]),
            ("cron(0 8 1 * ? *)", ["2026-03-01T08:00", "2026-04-01T08:00", "2026-05-01T08:00"]),
            ("cron(0/15 * * * ? *)", ["2026-02-28T11:15", "2026-02-28T11:30", "2026-02-28T11:45"]),
            ("cron(0/10 * ? * MON-FRI *)", ["2026-03-02T00:00", "2026-03-02T00:10", "2026-03-02T00:20"]),
            ("cron(0/5 8-17 ? * MON-FRI *)", ["2026-03-02T08:00", "2026-03-02T08:05", "2026-03-02T08:10"]),
            ("cron(0 9 ? * 2#1 *)", ["2026-03-02T09:00", "2026-04-06T09:00", "2026-05-04T09:00"]),
            ("cron(0 0 L * ? *)", ["2026-03-31T00:00", "2026-04-30T00:00", "2026-05-31T00:00"]),
            ("cron(0 0 LW * ? *)", ["2026-03-31T00:00", "2026-04-30T00:00", "2026-05-29T00:00"]),
            ("cron(0 0 15W * ? *)", ["2026-03-16T00:00", "2026-04-15T00:00", "2026-05-15T00:00"]),
            ("cron(0 0 ? * 6L *)", ["2026-03-27T00:00", "2026-04-24T00:00", "2026-05-29T00:00"]),
            ("cron(0 0 29 2 ? *)", ["2028-02-29T00:00", "2032-02-29T00:00", "2036-02-29T00:00"]),
            ("cron(30 23 ? NOV-FEB SAT-SUN *)", ["2026-02-28T23:30", "2026-11-01T23:30", "2026-11-07T23:30"]),
            ("cron(5,1 1 1 1 ? 2027-2030/3)", ["2027-01-01T01:01", "2027-01-01T01:05", "2030-01-01T01:01"]),
        ] {
            assert_eq!(next(text, "2026-02-28T11:00:30Z"), expected, "{text}");
        }
        assert_eq!(next("cron(0 0 1 1 ? 2020)", "2026-01-01T00:00:00Z"), Vec::<String>::new());
        assert_eq!(next("cron(0 0 31 2 ? *)", "2026-01-01T00:00:00Z"), Vec::<String>::new(), "a day that never comes");
    }

    /// As EventBridge was recorded to take them on a Tuesday, the fifteenth.
    #[test]
    fn what_aws_reads_over_is_read_over() {
        for text in [
            "cron(33x 22 * * ? *)",
            "cron(33/0 22 * * ? *)",
            "cron(33/61 22 * * ? *)",
            "cron(33 22 1-31W * ? *)",
            "cron(33 22 L-15 * ? *)",
            "cron(33 22 ? * TUESDAY *)",
            "cron(33 22 ? * TUE#3 *)",
        ] {
            assert_eq!(next(text, "2026-09-15T22:32:59Z")[0], "2026-09-15T22:33", "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_field() {
        for (text, error) in [
            ("cron(0 10 * * ?)", ScheduleError::CronFields(5)),
            ("cron(0 10 * * * *)", ScheduleError::CronDays),
            ("cron(0 10 ? * ? *)", ScheduleError::CronDays),
            ("cron(60 10 * * ? *)", ScheduleError::CronField(CronField::Minutes, "60".into())),
            ("cron(0 24 * * ? *)", ScheduleError::CronField(CronField::Hours, "24".into())),
            ("cron(0 9-5 * * ? *)", ScheduleError::CronField(CronField::Hours, "9-5".into())),
            ("cron(0 1 32 * ? *)", ScheduleError::CronField(CronField::DayOfMonth, "32".into())),
            ("cron(0 1 1 FOO ? *)", ScheduleError::CronField(CronField::Month, "FOO".into())),
            ("cron(0 1 ? * 2#6 *)", ScheduleError::CronField(CronField::DayOfWeek, "2#6".into())),
            ("cron(0 1 ? * MON 1969)", ScheduleError::CronField(CronField::Year, "1969".into())),
            ("cron(0/x 1 ? * MON *)", ScheduleError::CronField(CronField::Minutes, "0/x".into())),
            ("cron(+5 1 ? * MON *)", ScheduleError::CronField(CronField::Minutes, "+5".into())),
            ("cron(x 1 ? * MON *)", ScheduleError::CronField(CronField::Minutes, "x".into())),
        ] {
            assert_eq!(Schedule::parse(text), Err(error), "{text}");
        }
    }
}
