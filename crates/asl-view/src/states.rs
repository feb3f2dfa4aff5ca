//! The states of a run as a table: a line for each state with what all its visits come to. A pure fold over the rows of the
//! timeline.

use asl_value::Sort;
use std::cmp::Ordering;
use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_lang::StateType;
use asl_sim::{AnsweredBy, VisitId};
use rustc_hash::FxHashMap;

use crate::graph::{Graph, NodeKind};
use crate::rows::Rows;
use crate::timeline::{Row, RowStatus};

/// A state in the table.
#[derive(Clone, Debug, PartialEq)]
pub struct StateLine {
    /// The state's name.
    pub name: Rc<str>,
    /// The state's type.
    pub state_type: StateType,
    /// What it is doing, or how its last visit ended; `None` if it did not run.
    pub status: Option<RowStatus>,
    /// How often it was entered.
    pub entered: u32,
    /// How many attempts there were in all visits.
    pub attempts: u32,
    /// How long all visits that have ended took together, in milliseconds.
    ended: i64,
    /// When each visit that lasts was entered.
    open: Vec<Timestamp>,
    /// The error that a visit ended with or met last.
    pub error: Option<Rc<str>>,
    /// Who answered in place of its service, in the last visit where somebody did.
    pub answered_by: Option<AnsweredBy>,
    /// The visit that stands for it: the last one that failed, or else the last one.
    pub visit: Option<VisitId>,
}

impl StateLine {
    fn new(name: Rc<str>, state_type: StateType) -> Self {
        Self {
            name,
            state_type,
            status: None,
            entered: 0,
            attempts: 0,
            ended: 0,
            open: Vec::new(),
            error: None,
            answered_by: None,
            visit: None,
        }
    }

    /// How long it has taken in all visits until `now`, in milliseconds.
    pub fn duration(&self, now: Timestamp) -> i64 {
        self.open.iter().fold(self.ended, |sum, entered| sum.saturating_add(now.millis_since(*entered).max(0)))
    }

    /// The status in words.
    pub fn word(&self) -> &'static str {
        self.status.map_or("Did not run", RowStatus::word)
    }

    fn take(&mut self, row: &Row) {
        let is_failure = |status: RowStatus| matches!(status, RowStatus::Failed | RowStatus::TimedOut);
        self.entered += 1;
        self.attempts += row.attempts;
        match row.left {
            Some(left) => self.ended = self.ended.saturating_add(left.millis_since(row.entered).max(0)),
            None => self.open.push(row.entered),
        }
        self.answered_by = row.answered_by.or(self.answered_by);
        if row.error.is_some() {
            self.error.clone_from(&row.error);
        }
        if !self.status.is_some_and(is_failure) || is_failure(row.status) {
            self.status = Some(row.status);
            self.visit = Some(row.visit);
        }
    }
}

/// A line for each state of `rows` in the order of first entry, then those of `graph` that did not run in the order of the text.
pub fn lines(rows: &Rows, graph: Option<&Graph>) -> Vec<StateLine> {
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    // Rows of one state have one name in memory, so that few names are looked up.
    let mut known: FxHashMap<*const u8, usize> = FxHashMap::default();
    let mut lines: Vec<StateLine> = Vec::new();
    for row in rows.iter() {
        let place = *known.entry(row.name.as_ptr()).or_insert_with(|| {
            *places.entry(&row.name).or_insert_with(|| {
                lines.push(StateLine::new(row.name.clone(), row.state_type));
                lines.len() - 1
            })
        });
        if let Some(line) = lines.get_mut(place) {
            line.take(row);
        }
    }
    let nodes = graph.map(|graph| graph.nodes.as_slice()).unwrap_or_default();
    lines.extend(nodes.iter().filter_map(|node| match node.kind {
        NodeKind::State(kind) if !places.contains_key(&*node.name) => Some(StateLine::new(node.name.clone(), kind)),
        _ => None,
    }));
    lines
}

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The state's name.
    Name,
    /// The state's type.
    Type,
    /// How it stands, the worst first.
    Status,
    /// How often it was entered.
    Entered,
    /// How many attempts there were.
    Attempts,
    /// How long it took.
    Duration,
    /// The error it ended with or met.
    Error,
}

impl Column {
    /// All of them, from left to right.
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Type, Self::Status, Self::Entered, Self::Attempts, Self::Duration, Self::Error];

    /// What stands above it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Name => "State",
            Self::Type => "Type",
            Self::Status => "Status",
            Self::Entered => "Entered",
            Self::Attempts => "Attempts",
            Self::Duration => "Duration",
            Self::Error => "Error",
        }
    }

    /// Whether the largest comes first when a person sorts by it.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Entered | Self::Attempts | Self::Duration)
    }

    fn compare(self, one: &StateLine, other: &StateLine, now: Timestamp) -> Ordering {
        match self {
            Self::Name => by_letters(&one.name, &other.name),
            Self::Type => one.state_type.name().cmp(other.state_type.name()),
            Self::Status => severity(one.status).cmp(&severity(other.status)),
            Self::Entered => one.entered.cmp(&other.entered),
            Self::Attempts => one.attempts.cmp(&other.attempts),
            Self::Duration => one.duration(now).cmp(&other.duration(now)),
            Self::Error => match (&one.error, &other.error) {
                (Some(one), Some(other)) => by_letters(one, other),
                // Without one they come last.
                (one, other) => other.is_some().cmp(&one.is_some()),
            },
        }
    }
}

/// The worst has the smallest number; what did not run has the largest.
fn severity(status: Option<RowStatus>) -> u8 {
    match status {
        Some(RowStatus::Failed) => 0,
        Some(RowStatus::TimedOut) => 1,
        Some(RowStatus::Aborted) => 2,
        Some(RowStatus::BackingOff) => 3,
        Some(RowStatus::Running) => 4,
        Some(RowStatus::Waiting) => 5,
        Some(RowStatus::Caught) => 6,
        Some(RowStatus::SucceededWithRetries) => 7,
        Some(RowStatus::Succeeded) => 8,
        None => 9,
    }
}

/// The order of people: capitals do not count, and `State 2` stands before `State 10`.
fn by_letters(one: &str, other: &str) -> Ordering {
    let (mut left, mut right) = (one.chars().peekable(), other.chars().peekable());
    loop {
        let (Some(a), Some(b)) = (left.peek().copied(), right.peek().copied()) else {
            return left.peek().is_some().cmp(&right.peek().is_some()).then_with(|| one.cmp(other));
        };
        let order = if a.is_ascii_digit() && b.is_ascii_digit() {
            number(&mut left).cmp(&number(&mut right))
        } else {
            left.next();
            right.next();
            a.to_lowercase().cmp(b.to_lowercase())
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// The number that the text goes on with, by its length without zeros and then its digits.
fn number(text: &mut std::iter::Peekable<std::str::Chars<'_>>) -> (usize, String) {
    let mut digits = String::new();
    while let Some(digit) = text.next_if(char::is_ascii_digit) {
        if digit != '0' || !digits.is_empty() {
            digits.push(digit);
        }
    }
    (digits.len(), digits)
}

/// Sorts the lines by a column; `descending` turns the order around. What is equal keeps its order.
pub fn sort(lines: &mut [StateLine], column: Column, descending: bool, now: Timestamp) {
    lines.order_by(|one, other| {
        let order = column.compare(one, other, now);
        if descending { order.reverse() } else { order }
    });
}

/// Whether `text` is in the name, type, status or error of a line, in capitals or not.
pub fn fits(line: &StateLine, text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let has = |part: &str| part.to_lowercase().contains(&text);
    has(&line.name) || has(line.state_type.name()) || has(line.word()) || line.error.as_deref().is_some_and(has)
}

#[cfg(test)]
mod tests {
    use super::*;
    use asl_sim::EventId;

    fn row(visit: u32, name: &str, status: RowStatus, entered: i64, left: Option<i64>, error: Option<&str>) -> Row {
        Row {
            visit: VisitId(visit),
            name: name.into(),
            state_type: StateType::Task,
            within: None,
            depth: 0,
            entered: Timestamp(entered),
            left: left.map(Timestamp),
            status,
            segments: Vec::new(),
            attempts: 2,
            first_event: EventId(visit),
            answered_by: None,
            exited: false,
            error: error.map(Into::into),
        }
    }

    fn names(lines: &[StateLine]) -> Vec<&str> {
        lines.iter().map(|line| &*line.name).collect()
    }

    fn some() -> Vec<StateLine> {
        let rows = [
            row(1, "State 10", RowStatus::Failed, 0, Some(30), Some("E")),
            row(2, "state 2", RowStatus::Succeeded, 30, Some(90), None),
            row(3, "State 10", RowStatus::Succeeded, 90, Some(100), None),
            row(4, "Wait", RowStatus::Running, 100, None, None),
        ];
        lines(&rows.into_iter().collect(), None)
    }

    #[test]
    fn the_visits_of_a_state_are_one_line_and_a_failure_stays_in_sight() {
        let lines = some();
        assert_eq!(names(&lines), ["State 10", "state 2", "Wait"]);
        let first = &lines[0];
        assert_eq!((first.entered, first.attempts, first.duration(Timestamp(500))), (2, 4, 40));
        assert_eq!(
            (first.status, first.visit, first.error.as_deref()),
            (Some(RowStatus::Failed), Some(VisitId(1)), Some("E"))
        );
        assert_eq!(lines[2].duration(Timestamp(500)), 400, "what lasts is counted until now");
    }

    #[test]
    fn states_that_did_not_run_stand_at_the_end() {
        let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}"#;
        let graph = asl_lang::check_text(text).machine.map(|machine| Graph::of(&machine).0).unwrap_or_default();
        let lines = lines(&[row(1, "A", RowStatus::Running, 0, None, None)].into_iter().collect(), Some(&graph));
        assert_eq!(names(&lines), ["A", "B"]);
        assert_eq!((lines[1].status, lines[1].word(), lines[1].entered), (None, "Did not run", 0));
        assert!(fits(&lines[1], "did not") && fits(&lines[1], "succeed") && !fits(&lines[0], "did not"));
    }

    #[test]
    fn lines_are_sorted_as_people_expect() {
        let sorted = |column, descending| {
            let mut lines = some();
            sort(&mut lines, column, descending, Timestamp(500));
            lines.iter().map(|line| line.name.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(sorted(Column::Name, false), ["state 2", "State 10", "Wait"]);
        assert_eq!(sorted(Column::Duration, true), ["Wait", "state 2", "State 10"]);
        assert_eq!(sorted(Column::Entered, true), ["State 10", "state 2", "Wait"]);
        assert_eq!(sorted(Column::Status, false), ["State 10", "Wait", "state 2"], "the worst first");
        assert_eq!(sorted(Column::Error, false), ["State 10", "state 2", "Wait"], "without an error last");
    }
}
