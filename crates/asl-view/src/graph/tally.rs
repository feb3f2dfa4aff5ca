//! How many visits of a state stand how, in words and as a few signs.

use std::fmt::Write as _;

use crate::timeline::RowStatus;

/// How many visits of a state stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Still going on, waits and back-offs included.
    pub running: u32,
    /// Left in order.
    pub succeeded: u32,
    /// Left through a catcher.
    pub caught: u32,
    /// Ended by an error or a time limit.
    pub failed: u32,
    /// Ended from outside.
    pub aborted: u32,
}

impl Tally {
    /// One more visit of that status.
    pub fn add(&mut self, status: RowStatus) {
        *self.of_mut(status) += 1;
    }

    /// One visit less of that status.
    pub fn remove(&mut self, status: RowStatus) {
        let number = self.of_mut(status);
        *number = number.saturating_sub(1);
    }

    /// Those of another as well.
    pub fn join(&mut self, other: &Self) {
        self.running += other.running;
        self.succeeded += other.succeeded;
        self.caught += other.caught;
        self.failed += other.failed;
        self.aborted += other.aborted;
    }

    /// How many there are.
    pub fn total(&self) -> u32 {
        self.running + self.succeeded + self.caught + self.failed + self.aborted
    }

    /// The status that says most: what goes on before what has ended, the worst end before the others; `None` if there is
    /// no visit.
    pub fn status(&self) -> Option<RowStatus> {
        [
            (self.running, RowStatus::Running),
            (self.failed, RowStatus::Failed),
            (self.aborted, RowStatus::Aborted),
            (self.caught, RowStatus::Caught),
            (self.succeeded, RowStatus::Succeeded),
        ]
        .into_iter()
        .find_map(|(number, status)| (number > 0).then_some(status))
    }

    /// The numbers that are not 0, each with the status that it is drawn as.
    pub fn parts(&self) -> impl Iterator<Item = (RowStatus, u32)> {
        let all = [
            (RowStatus::Succeeded, self.succeeded),
            (RowStatus::Caught, self.caught),
            (RowStatus::Failed, self.failed),
            (RowStatus::Aborted, self.aborted),
            (RowStatus::Running, self.running),
        ];
        all.into_iter().filter(|(_, number)| *number > 0)
    }

    /// Whether its visits stand in more than one way.
    pub fn is_mixed(&self) -> bool {
        self.parts().count() > 1
    }

    /// `12 succeeded, 1 failed, 3 running`
    pub fn describe(&self) -> String {
        let mut text = String::new();
        for (status, number) in self.parts() {
            let gap = if text.is_empty() { "" } else { ", " };
            // Writing to a string does not fail.
            let _ = write!(text, "{gap}{number} {}", status.word().to_lowercase());
        }
        text
    }

    fn of_mut(&mut self, status: RowStatus) -> &mut u32 {
        match status {
            RowStatus::Running | RowStatus::Waiting | RowStatus::BackingOff => &mut self.running,
            RowStatus::Succeeded | RowStatus::SucceededWithRetries => &mut self.succeeded,
            RowStatus::Caught => &mut self.caught,
            RowStatus::Failed | RowStatus::TimedOut => &mut self.failed,
            RowStatus::Aborted => &mut self.aborted,
        }
    }
}

/// A number in at most four characters: `950`, `1.2k`, `35k`, `2.1M`.
pub fn short(number: u32) -> String {
    let (unit, sign) = match number {
        0..1_000 => return number.to_string(),
        1_000..1_000_000 => (1_000, 'k'),
        _ => (1_000_000, 'M'),
    };
    let (whole, tenth) = (number / unit, number % unit * 10 / unit);
    if whole < 10 && tenth > 0 { format!("{whole}.{tenth}{sign}") } else { format!("{whole}{sign}") }
}

#[cfg(test)]
mod tests {
    use super::{Tally, short};
    use crate::timeline::RowStatus;

    #[test]
    fn visits_are_counted_by_how_they_stand() {
        let mut tally = Tally::default();
        assert_eq!((tally.status(), tally.describe()), (None, String::new()));
        for status in [RowStatus::Succeeded, RowStatus::SucceededWithRetries, RowStatus::Caught, RowStatus::TimedOut] {
            tally.add(status);
        }
        tally.add(RowStatus::BackingOff);
        assert_eq!(tally.describe(), "2 succeeded, 1 caught, 1 failed, 1 running");
        assert_eq!((tally.status(), tally.total(), tally.is_mixed()), (Some(RowStatus::Running), 5, true));
        tally.remove(RowStatus::Waiting);
        assert_eq!(tally.status(), Some(RowStatus::Failed), "what ended worst says most");
        tally.remove(RowStatus::Running);
        assert_eq!(tally.total(), 4, "never below nothing");
    }

    #[test]
    fn large_numbers_are_short_and_never_too_large() {
        let all = [0, 999, 1_000, 1_950, 9_999, 10_400, 999_999, 2_100_000].map(short);
        assert_eq!(all, ["0", "999", "1k", "1.9k", "9.9k", "10k", "999k", "2.1M"]);
    }
}
