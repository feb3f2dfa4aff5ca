//! The rows of a timeline as a list that stays short: what runs in a branch or an iteration stands together below a head of its own,
//! folded where there are many, and a search leaves what fits. A pure fold over the rows.

use asl_value::SortedSet;
use std::rc::Rc;

use crate::rows::Rows;
use crate::timeline::{Row, RowStatus};
use asl_aws::time::Timestamp;
use asl_lang::StateType;
use asl_sim::{VisitId, Within};
use rustc_hash::{FxHashMap, FxHashSet};

/// What has more branches or iterations has them folded.
pub const FOLDED_FROM: usize = 12;

/// A branch or iteration: the visit of its Parallel or Map, and its number from 0.
pub type Iteration = (VisitId, u32);

/// A line of the outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Line {
    /// The row at that place.
    Row(usize),
    /// The head of an iteration's rows.
    Head(Folded),
}

/// A branch or iteration that stands in one line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Folded {
    /// Which iteration it is.
    pub iteration: Iteration,
    /// Its first visit.
    pub first: VisitId,
    /// Whether it is the iteration of a Map; the branch of a Parallel otherwise.
    pub is_map: bool,
    /// Whether its rows stand below it.
    pub unfolded: bool,
}

/// What the line of an iteration says of its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// How deep it is nested.
    pub depth: u32,
    /// How many rows it has, without those nested deeper.
    pub rows: usize,
    /// What its last step is doing, or the failure of any.
    pub status: RowStatus,
    /// When it began.
    pub entered: Timestamp,
    /// When its last step was left; `None` while that lasts.
    pub left: Option<Timestamp>,
    /// The error that it ended with, or met last.
    pub error: Option<Rc<str>>,
}

/// Where the rows of a run stand: at the top, or in a branch or an iteration. Where a row stands never changes, so that the rows of
/// all moments of a run share one.
#[derive(Debug, Default)]
pub struct Outline {
    /// How many rows were taken in.
    known: usize,
    /// The rows that stand at the top.
    top: Vec<usize>,
    /// Of each Parallel and Map the rows of each branch or iteration.
    members: FxHashMap<VisitId, Vec<Vec<usize>>>,
}

impl Outline {
    /// Takes in the rows that were not there when this was called last, with rows of the same run.
    pub fn read(&mut self, rows: &Rows) {
        for place in self.known..rows.len() {
            let Some(row) = rows.get(place) else { return };
            self.known += 1;
            let Some(Within { visit, index }) = row.within else {
                self.top.push(place);
                continue;
            };
            let (all, index) = (self.members.entry(visit).or_default(), usize::try_from(index).unwrap_or_default());
            if all.len() <= index {
                all.resize_with(index + 1, Vec::new);
            }
            if let Some(list) = all.get_mut(index) {
                list.push(place);
            }
        }
    }

    /// Whether any Map has so many iterations that they are folded.
    pub fn has_long_maps(&self, rows: &Rows) -> bool {
        rows.iter().any(|row| row.state_type == StateType::Map && self.is_long(row.visit))
    }

    /// Whether the iterations or branches of that visit begin folded.
    fn is_long(&self, visit: VisitId) -> bool {
        self.members.get(&visit).is_some_and(|all| all.len() > FOLDED_FROM)
    }

    /// Whether the rows of an iteration stand below its head; `turned` are those that are not as they began.
    fn is_unfolded(&self, iteration: Iteration, turned: &SortedSet<Iteration>) -> bool {
        self.is_long(iteration.0) == turned.contains(&iteration)
    }

    /// The lines for `rows`, which are those of any moment of the run: what stands in a branch or an iteration is below its head, with
    /// `failures_first` those that failed before the others. `turned` are the iterations that were folded or unfolded by hand.
    pub fn lines(&self, rows: &Rows, turned: &SortedSet<Iteration>, failures_first: bool) -> Vec<Line> {
        let is_there = |place: &&usize| **place < rows.len();
        let mut lines = Vec::new();
        let mut left: Vec<Line> = self.top.iter().take_while(is_there).copied().map(Line::Row).collect();
        left.reverse();
        while let Some(line) = left.pop() {
            lines.push(line);
            let begin = left.len();
            match line {
                Line::Row(place) => {
                    let Some(row) = rows.get(place) else { continue };
                    let Some(iterations) = self.members.get(&row.visit) else { continue };
                    let head = |(index, places): (u32, &Vec<usize>)| {
                        let iteration = (row.visit, index);
                        let first = places.first().filter(is_there).and_then(|place| rows.get(*place))?.visit;
                        let (is_map, unfolded) =
                            (row.state_type == StateType::Map, self.is_unfolded(iteration, turned));
                        Some(Line::Head(Folded { iteration, first, is_map, unfolded }))
                    };
                    left.extend((0..).zip(iterations).filter_map(head));
                    if failures_first {
                        let is_failure = |line: &Line| match line {
                            Line::Head(folded) => {
                                self.head(rows, folded.iteration).is_some_and(|head| is_failed(head.status))
                            }
                            Line::Row(_) => false,
                        };
                        let heads = left.split_off(begin);
                        let (failed, others): (Vec<_>, Vec<_>) = heads.into_iter().partition(is_failure);
                        left.extend(failed.into_iter().chain(others));
                    }
                }
                Line::Head(head) if head.unfolded => {
                    left.extend(self.places(head.iteration).iter().take_while(is_there).copied().map(Line::Row));
                }
                Line::Head(_) => {}
            }
            left.get_mut(begin..).into_iter().for_each(<[Line]>::reverse);
        }
        lines
    }

    fn places(&self, (visit, index): Iteration) -> &[usize] {
        let all = self.members.get(&visit).zip(usize::try_from(index).ok());
        all.and_then(|(all, index)| all.get(index)).map(Vec::as_slice).unwrap_or_default()
    }

    /// What the line of an iteration says; `None` if it has no rows at that moment.
    pub fn head(&self, rows: &Rows, iteration: Iteration) -> Option<Head> {
        let places = self.places(iteration);
        let places = places.get(..places.partition_point(|place| *place < rows.len())).unwrap_or_default();
        let all = || places.iter().filter_map(|place| rows.get(*place));
        let (first, last) = (all().next()?, all().next_back()?);
        let stopped = || all().find(|row| row.status == RowStatus::Aborted);
        let ended = all().find(|row| is_failed(row.status)).or_else(stopped).unwrap_or(last);
        Some(Head {
            depth: first.depth,
            rows: places.len(),
            status: ended.status,
            entered: first.entered,
            left: last.left,
            error: ended.error.clone(),
        })
    }

    /// The branch or iteration that hides the row of `visit` while it is folded; the outermost.
    pub fn hidden_in(&self, rows: &Rows, visit: VisitId, turned: &SortedSet<Iteration>) -> Option<Iteration> {
        let mut hidden = None;
        let mut at = rows.of(visit)?.within;
        while let Some(Within { visit, index }) = at {
            if !self.is_unfolded((visit, index), turned) {
                hidden = Some((visit, index));
            }
            at = rows.of(visit)?.within;
        }
        hidden
    }
}

fn is_failed(status: RowStatus) -> bool {
    matches!(status, RowStatus::Failed | RowStatus::TimedOut)
}

/// What is looked for in the rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// A part of the name, status or error, in capitals or not; `#12` is iteration 12. Everything if it is empty.
    pub text: String,
    /// How they stand, if only some are wanted.
    pub status: Option<WantedStatus>,
    /// The names of their states; of all states if it is empty.
    pub states: SortedSet<Rc<str>>,
}

/// Rows that belong together by how they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WantedStatus {
    /// Going on, waiting, or between two attempts.
    Open,
    /// Left in order.
    Succeeded,
    /// With more than one attempt.
    Retried,
    /// Left through a catcher.
    Caught,
    /// Ended by an error or by a time limit.
    Failed,
    /// Ended from outside: by Stop, or by the failure of a sibling.
    Stopped,
}

impl WantedStatus {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Failed, Self::Stopped, Self::Caught, Self::Retried, Self::Succeeded, Self::Open];

    /// What it is called.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "Running",
            Self::Succeeded => "Succeeded",
            Self::Retried => "Retried",
            Self::Caught => "Caught",
            Self::Failed => "Failed",
            Self::Stopped => "Stopped",
        }
    }

    fn fits(self, row: &Row) -> bool {
        match self {
            Self::Open => row.status.is_open(),
            Self::Succeeded => matches!(row.status, RowStatus::Succeeded | RowStatus::SucceededWithRetries),
            Self::Retried => row.attempts > 1,
            Self::Caught => row.status == RowStatus::Caught,
            Self::Failed => is_failed(row.status),
            Self::Stopped => row.status == RowStatus::Aborted,
        }
    }
}

impl Wanted {
    /// Whether everything is wanted.
    pub fn is_all(&self) -> bool {
        self.status.is_none() && self.states.is_empty() && self.text.trim().is_empty()
    }
}

/// The names of the states that `rows` are visits of, in the order of first entry.
pub fn state_names(rows: &Rows) -> Vec<Rc<str>> {
    // Rows of one state have one name in memory, so that few names are compared.
    let (mut known, mut seen) = (FxHashSet::default(), SortedSet::new());
    let is_new = |row: &&Row| known.insert(row.name.as_ptr()) && seen.insert(row.name.clone());
    rows.iter().filter(is_new).map(|row| row.name.clone()).collect()
}

/// The rows that are wanted.
pub fn search(rows: &Rows, wanted: &Wanted) -> Vec<Line> {
    let text = wanted.text.trim().to_lowercase();
    let number = text.strip_prefix('#').and_then(|number| number.parse::<u32>().ok());
    // There are few names: none is compared twice.
    let mut names: FxHashMap<&str, bool> = FxHashMap::default();
    let mut chosen: FxHashMap<*const u8, bool> = FxHashMap::default();
    let has = |part: &str| part.to_lowercase().contains(&text);
    let mut found = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let fits = wanted.status.is_none_or(|wanted| wanted.fits(row))
            && (wanted.states.is_empty()
                || *chosen.entry(row.name.as_ptr()).or_insert_with(|| wanted.states.contains(&row.name)))
            && match number {
                _ if text.is_empty() => true,
                Some(number) => row.within.is_some_and(|within| within.index == number),
                None => {
                    let mut is_named = |part| *names.entry(part).or_insert_with(|| has(part));
                    is_named(&*row.name) || is_named(row.status.word()) || row.error.as_deref().is_some_and(is_named)
                }
            };
        if fits {
            found.push(Line::Row(place));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use asl_value::SortedSet;
    use std::fmt::Write;
    use std::rc::Rc;

    use super::{Iteration, Line, Outline, Wanted, WantedStatus, search, state_names};
    use crate::rows::Rows;
    use crate::timeline::rows;
    use asl_aws::time::Timestamp;
    use asl_sim::{Progress, Runnable, Simulator, Start, VisitId};
    use asl_value::Value;

    /// A Map whose iterations are two steps each; those of negative items fail and are caught.
    fn run(items: usize) -> Rows {
        let definition = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "Next": "After", "ItemProcessor": {
            "StartAt": "One", "States": {"One": {"Type": "Pass", "Next": "Two"}, "Two": {"Type": "Pass", "End": true}}}},
            "After": {"Type": "Succeed"}}}"#;
        let machine = asl_lang::check_text(definition).machine.unwrap();
        let input: Value = (0..items).map(|number| Value::from(i64::try_from(number).unwrap())).collect();
        let mut simulator =
            Simulator::new(Runnable::compile(&machine).unwrap(), Start { input, ..Start::default() }, Timestamp(0));
        while simulator.advance(Timestamp(0), 1000) == Progress::Working {}
        rows(simulator.events())
    }

    fn outline(rows: &Rows) -> Outline {
        let mut outline = Outline::default();
        outline.read(rows);
        outline
    }

    fn shown(outline: &Outline, rows: &Rows, unfolded: &SortedSet<Iteration>) -> String {
        outline.lines(rows, unfolded, false).iter().fold(String::new(), |mut text, line| {
            let _ = match line {
                Line::Row(place) => write!(text, "{} ", rows[*place].name),
                Line::Head(head) => {
                    let rows = outline.head(rows, head.iteration).unwrap().rows;
                    write!(text, "{}({rows}) ", head.iteration.1)
                }
            };
            text
        })
    }

    #[test]
    fn the_iterations_of_a_short_map_stand_below_their_heads_and_those_of_a_long_one_are_folded() {
        let short = run(2);
        assert_eq!(shown(&outline(&short), &short, &SortedSet::new()), "Each 0(2) One Two 1(2) One Two After ");
        let long = run(13);
        let outline = outline(&long);
        let folded = shown(&outline, &long, &SortedSet::new());
        assert_eq!(folded, "Each 0(2) 1(2) 2(2) 3(2) 4(2) 5(2) 6(2) 7(2) 8(2) 9(2) 10(2) 11(2) 12(2) After ");
        let one = SortedSet::from([(VisitId(1), 3)]);
        assert!(shown(&outline, &long, &one).contains("2(2) 3(2) One Two 4(2)"));
    }

    fn text(text: &str) -> Wanted {
        Wanted { text: text.to_owned(), ..Wanted::default() }
    }

    #[test]
    fn an_earlier_moment_has_the_rows_that_were_there_and_folds_the_same_maps() {
        let long = run(13);
        let outline = outline(&long);
        let early: Rows = long.iter().take(4).cloned().collect();
        assert_eq!(shown(&outline, &early, &SortedSet::new()), "Each 0(1) 1(1) 2(1) ");
        assert_eq!(shown(&outline, &Rows::default(), &SortedSet::new()), "");
        let mut grown = Outline::default();
        for length in 0..=long.len() {
            let rows: Rows = long.iter().take(length).cloned().collect();
            grown.read(&rows);
        }
        assert_eq!(shown(&grown, &long, &SortedSet::new()), shown(&outline, &long, &SortedSet::new()));
    }

    #[test]
    fn a_row_that_is_folded_away_is_found_by_its_iteration() {
        let long = run(13);
        let outline = outline(&long);
        let (place, two) = long.iter().enumerate().find(|(_, row)| &*row.name == "Two").unwrap();
        let iteration = (VisitId(1), two.within.unwrap().index);
        assert_eq!(outline.hidden_in(&long, two.visit, &SortedSet::new()), Some(iteration));
        assert_eq!(outline.hidden_in(&long, two.visit, &SortedSet::from([iteration])), None);
        assert_eq!(outline.hidden_in(&long, VisitId(1), &SortedSet::new()), None);
        assert_eq!(outline.hidden_in(&long, VisitId(99), &SortedSet::new()), None);
        assert!(search(&long, &text("two")).contains(&Line::Row(place)));
    }

    #[test]
    fn rows_are_found_by_name_status_and_iteration() {
        let long = run(13);
        for (wanted, expected) in [("tWo", 13), ("succeeded", 28), ("#12", 2), ("#99", 0), ("nothing", 0)] {
            assert_eq!(search(&long, &text(wanted)).len(), expected, "{wanted}");
        }
        let of = |status| search(&long, &Wanted { status: Some(status), ..text("two") }).len();
        assert_eq!(WantedStatus::ALL.map(of), [0, 0, 0, 0, 13, 0]);
    }

    #[test]
    fn rows_of_chosen_states_are_found_whatever_else_is_asked() {
        let long = run(13);
        let names: Vec<String> = state_names(&long).iter().map(ToString::to_string).collect();
        assert_eq!(names, ["Each", "One", "Two", "After"]);
        let of = |states: &[&str], rest: &str| {
            let states = states.iter().map(|name| Rc::from(*name)).collect();
            search(&long, &Wanted { states, ..text(rest) }).len()
        };
        assert_eq!(
            [of(&["Two"], ""), of(&["Two", "Each"], ""), of(&["Two"], "#3"), of(&["Two"], "one")],
            [13, 14, 1, 0]
        );
        assert_eq!(of(&["Gone"], ""), 0);
    }
}
