//! `ScheduleExpression` of a rule: `rate(…)` and `cron(…)`, and when a rule with one fires (EventBridge User Guide, "Schedule
//! expressions for rules"). All times are UTC.

mod cron;

pub use cron::{Cron, CronField};

use asl_aws::time::Timestamp;

/// A schedule, read from its text.
#[derive(Clone, Debug, PartialEq)]
pub enum Schedule {
    /// `rate(VALUE UNIT)`: every so many minutes from when the rule is made.
    Rate {
        /// How many minutes.
        minutes: u32,
    },
    /// `cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR)`
    Cron(Box<Cron>),
    /// `at(YYYY-MM-DDTHH:MM:SS)`: once. EventBridge Scheduler alone has it.
    Once(Timestamp),
}

/// Why a text is no schedule. EventBridge has one sentence for all: [`ScheduleError::MESSAGE`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScheduleError {
    /// It is neither `rate(…)` nor `cron(…)`.
    Form,
    /// The value of `rate` is no whole number from 1 on.
    RateValue(String),
    /// The unit of `rate` is none of `minute`, `hour`, `day` and their plurals.
    RateUnit(String),
    /// A value of 1 goes with the singular, any other with the plural: the unit that fits.
    RateNumber(&'static str),
    /// `cron` does not have six fields: how many it has.
    CronFields(usize),
    /// A field of `cron` is none: which, and its text.
    CronField(CronField, String),
    /// Of day of month and day of week exactly one is `?`.
    CronDays,
}

impl ScheduleError {
    /// The error code of the API.
    pub const CODE: &'static str = "ValidationException";
    /// The message of the API.
    pub const MESSAGE: &'static str = "Parameter ScheduleExpression is not valid.";
}

/// The units of `rate`: singular, plural, and how many minutes they are.
const UNITS: [(&str, &str, u32); 3] = [("minute", "minutes", 1), ("hour", "hours", 60), ("day", "days", 24 * 60)];

impl Schedule {
    /// Reads a schedule.
    pub fn parse(text: &str) -> Result<Self, ScheduleError> {
        let inside = |name: &str| text.trim().strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
        if let Some(rate) = inside("rate") {
            return Self::rate(rate);
        }
        let cron = inside("cron").ok_or(ScheduleError::Form)?;
        Cron::parse(cron).map(Box::new).map(Self::Cron)
    }

    /// Reads a schedule of EventBridge Scheduler (Scheduler User Guide, "Schedule types").
    pub fn parse_of_scheduler(text: &str) -> Result<Self, ScheduleError> {
        let Some(once) = text.trim().strip_prefix("at(").and_then(|rest| rest.strip_suffix(')')) else {
            return Self::parse(text);
        };
        let is_time = once.len() == "2026-01-01T00:00:00".len();
        let at = is_time.then(|| Timestamp::parse(&format!("{once}Z"))).flatten();
        at.map(Self::Once).ok_or(ScheduleError::Form)
    }

    fn rate(text: &str) -> Result<Self, ScheduleError> {
        let mut words = text.split_whitespace();
        let (Some(value), Some(unit), None) = (words.next(), words.next(), words.next()) else {
            return Err(ScheduleError::RateValue(text.trim().to_owned()));
        };
        let number = value.parse::<u32>().ok().filter(|number| *number > 0 && !value.starts_with('+'));
        let number = number.ok_or_else(|| ScheduleError::RateValue(value.to_owned()))?;
        let known = UNITS.into_iter().find(|(singular, plural, _)| unit == *singular || unit == *plural);
        let (singular, plural, minutes) = known.ok_or_else(|| ScheduleError::RateUnit(unit.to_owned()))?;
        let fitting = if number == 1 { singular } else { plural };
        if unit != fitting {
            return Err(ScheduleError::RateNumber(fitting));
        }
        Ok(Self::Rate { minutes: number.saturating_mul(minutes) })
    }

    /// When a rule that was made at `made` fires next after `now`; `None` if it never does again.
    pub fn next_after(&self, made: Timestamp, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Rate { minutes } => {
                let every = i64::from(*minutes) * 60_000;
                let past = now.0.saturating_sub(made.0).max(0).div_euclid(every);
                Some(Timestamp(made.0.saturating_add((past + 1).saturating_mul(every))))
            }
            Self::Cron(cron) => cron.next_after(now),
            Self::Once(at) => Some(*at).filter(|at| *at > now),
        }
    }

    /// The next times at which a rule that was made at `now` fires, at most so many.
    pub fn next_times(&self, now: Timestamp, most: usize) -> Vec<Timestamp> {
        let next = |at: &Timestamp| self.next_after(now, *at);
        std::iter::successors(self.next_after(now, now), next).take(most).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_has_a_number_and_the_unit_that_fits_it() {
        for (text, minutes) in
            [("rate(1 minute)", 1), ("rate(5 minutes)", 5), (" rate( 1  hour ) ", 60), ("rate(7 days)", 10_080)]
        {
            assert_eq!(Schedule::parse(text), Ok(Schedule::Rate { minutes }), "{text}");
        }
        for (text, error) in [
            ("rate(1 minutes)", ScheduleError::RateNumber("minute")),
            ("rate(5 minute)", ScheduleError::RateNumber("minutes")),
            ("rate(0 minutes)", ScheduleError::RateValue("0".into())),
            ("rate(-1 minutes)", ScheduleError::RateValue("-1".into())),
            ("rate(+1 minute)", ScheduleError::RateValue("+1".into())),
            ("rate(1.5 hours)", ScheduleError::RateValue("1.5".into())),
            ("rate(5)", ScheduleError::RateValue("5".into())),
            ("rate(5 weeks)", ScheduleError::RateUnit("weeks".into())),
            ("rate 5 minutes", ScheduleError::Form),
            ("at(2026-01-01T00:00:00)", ScheduleError::Form),
            ("", ScheduleError::Form),
        ] {
            assert_eq!(Schedule::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn a_time_is_one_of_the_scheduler_and_comes_once() {
        let schedule = Schedule::parse_of_scheduler("at(2026-01-02T03:04:05)").unwrap();
        let before = Timestamp::parse("2026-01-01T00:00:00Z").unwrap();
        let times: Vec<String> = schedule.next_times(before, 3).iter().map(ToString::to_string).collect();
        assert_eq!(times, ["2026-01-02T03:04:05.000Z"]);
        assert_eq!(schedule.next_after(before, before.plus_seconds(2.0 * 86_400.0)), None);
        for text in ["at(2026-13-02T03:04:05)", "at(2026-01-02)", "at(2026-01-02T03:04:05Z)", "at()", "at(soon"] {
            assert_eq!(Schedule::parse_of_scheduler(text), Err(ScheduleError::Form), "{text}");
        }
        assert_eq!(Schedule::parse_of_scheduler("rate(1 hour)"), Schedule::parse("rate(1 hour)"));
    }

    #[test]
    fn a_rate_counts_from_when_the_rule_is_made() {
        let schedule = Schedule::parse("rate(5 minutes)").unwrap();
        let made = Timestamp::parse("2026-01-02T03:04:05Z").unwrap();
        let times: Vec<String> = schedule.next_times(made, 3).iter().map(ToString::to_string).collect();
        assert_eq!(times, ["2026-01-02T03:09:05.000Z", "2026-01-02T03:14:05.000Z", "2026-01-02T03:19:05.000Z"]);
        assert_eq!(schedule.next_after(made, made.plus_seconds(299.0)), Some(made.plus_seconds(300.0)));
        assert_eq!(schedule.next_after(made, made.plus_seconds(300.0)), Some(made.plus_seconds(600.0)));
    }
}
