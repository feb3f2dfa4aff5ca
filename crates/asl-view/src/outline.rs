//! The rows of a timeline as a list that stays short: the iterations of a Map with many of them stand together, folded,
//! and a search leaves what fits. A pure fold over the rows.

use asl_value::{SortedMap, SortedSet};
use std::rc::Rc;

use crate::timeline::{Row, RowStatus};
use asl_aws::time::Timestamp;
use asl_lang::StateType;
use asl_sim::{VisitId, Within};

/// A Map with more iterations has them folded.
pub const FOLDED_FROM: u32 = 12;

/// An iteration: the visit of its Map, and its number from 0.
pub type Iteration = (VisitId, u32);

/// A line of the outline.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// The row at that place.
    Row(usize),
    /// The head of an iteration's rows.
    Head(Head),
}

/// The rows of an iteration in one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Which iteration it is.
    pub iteration: Iteration,
    /// How deep it is nested.
    pub depth: u32,
    /// How many rows it has, those nested in it included.
    pub rows: usize,
    /// Whether they stand below it.
    pub unfolded: bool,
    /// Its first visit, and its last so far.
    pub visits: (VisitId, VisitId),
    /// What its last step is doing, or the failure of any.
    pub status: RowStatus,
    /// When it began.
    pub entered: Timestamp,
    /// When its last step was left; `None` while that lasts.
    pub left: Option<Timestamp>,
    /// The error that it ended with, or met last.
    pub error: Option<Rc<str>>,
}

/// The lines for `rows`: all of them in order, but for iterations of long Maps.
pub fn lines(rows: &[Row], unfolded: &SortedSet<Iteration>) -> Vec<Line> {
    let long = long_maps(rows);
    if long.is_empty() {
        return (0..rows.len()).map(Line::Row).collect();
    }
    // Where each row stands: in which iteration of a long Map, the innermost.
    let mut homes: Vec<Option<Iteration>> = Vec::with_capacity(rows.len());
    let mut members: SortedMap<Iteration, Vec<usize>> = SortedMap::new();
    let mut top = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let home = row.within.and_then(|Within { visit, index }| {
            if long.contains(&visit) { Some((visit, index)) } else { homes.get(place_of(visit)?).copied().flatten() }
        });
        homes.push(home);
        match home {
            Some(home) => members.get_or_default(home).push(place),
            None => top.push(place),
        }
    }
    let mut lines = Vec::new();
    let mut left = top.into_iter().rev().map(Line::Row).collect::<Vec<_>>();
    while let Some(line) = left.pop() {
        match &line {
            Line::Row(place) => {
                let visit = rows.get(*place).map(|row| row.visit).filter(|visit| long.contains(visit));
                if let Some(visit) = visit {
                    let iterations = members.between(&(visit, 0), &(visit, u32::MAX)).rev();
                    left.extend(iterations.filter_map(|(iteration, places)| {
                        head(rows, *iteration, places, unfolded.contains(iteration)).map(Line::Head)
                    }));
                }
            }
            Line::Head(head) if head.unfolded => {
                let places = members.get(&head.iteration).map(Vec::as_slice).unwrap_or_default();
                left.extend(places.iter().rev().copied().map(Line::Row));
            }
            Line::Head(_) => {}
        }
        lines.push(line);
    }
    lines
}

/// The rows that have `text` in their name, status or error, in capitals or not; `#12` finds iteration 12.
pub fn search(rows: &[Row], text: &str) -> Vec<Line> {
    let text = text.trim().to_lowercase();
    let number = text.strip_prefix('#').and_then(|number| number.parse::<u32>().ok());
    let has = |part: &str| part.to_lowercase().contains(&text);
    let fits = |row: &Row| match number {
        Some(number) => row.within.is_some_and(|within| within.index == number),
        None => has(&row.name) || has(row.status.word()) || row.error.as_deref().is_some_and(has),
    };
    rows.iter().enumerate().filter(|(_, row)| fits(row)).map(|(place, _)| Line::Row(place)).collect()
}

/// The iteration that hides the row of `visit` while it is folded; the outermost.
pub fn hidden_in(rows: &[Row], visit: VisitId, unfolded: &SortedSet<Iteration>) -> Option<Iteration> {
    let long = long_maps(rows);
    let mut hidden = None;
    let mut at = rows.get(place_of(visit)?)?.within;
    while let Some(Within { visit, index }) = at {
        if long.contains(&visit) && !unfolded.contains(&(visit, index)) {
            hidden = Some((visit, index));
        }
        at = rows.get(place_of(visit)?)?.within;
    }
    hidden
}

/// The Maps with many iterations.
fn long_maps(rows: &[Row]) -> SortedSet<VisitId> {
    let far = rows.iter().filter_map(|row| row.within).filter(|within| within.index >= FOLDED_FROM);
    let is_map = |visit: &VisitId| {
        place_of(*visit).and_then(|place| rows.get(place)).is_some_and(|row| row.state_type == StateType::Map)
    };
    far.map(|within| within.visit).collect::<SortedSet<_>>().into_iter().filter(is_map).collect()
}

/// Visits are numbered from 1 in the order of the rows.
fn place_of(visit: VisitId) -> Option<usize> {
    usize::try_from(visit.0).ok()?.checked_sub(1)
}

fn head(rows: &[Row], iteration: Iteration, places: &[usize], unfolded: bool) -> Option<Head> {
    let all = || places.iter().filter_map(|place| rows.get(*place));
    let own = || all().filter(|row| row.within.is_some_and(|within| (within.visit, within.index) == iteration));
    let (first, last) = (own().next()?, own().next_back()?);
    let failed = |row: &&Row| matches!(row.status, RowStatus::Failed | RowStatus::TimedOut | RowStatus::Aborted);
    let ended = own().find(failed).unwrap_or(last);
    Some(Head {
        iteration,
        depth: first.depth,
        rows: places.len(),
        unfolded,
        visits: (first.visit, last.visit),
        status: ended.status,
        entered: first.entered,
        left: last.left,
        error: ended.error.clone(),
    })
}

#[cfg(test)]
mod tests {
    use asl_value::SortedSet;
    use std::fmt::Write;

    use super::{Line, hidden_in, lines, search};
    use crate::timeline::{Row, rows};
    use asl_aws::time::Timestamp;
    use asl_sim::{Progress, Runnable, Simulator, Start, VisitId};
    use asl_value::Value;

    /// A Map whose iterations are two steps each; those of negative items fail and are caught.
    fn run(items: usize) -> Vec<Row> {
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

    fn shown(rows: &[Row], lines: &[Line]) -> String {
        lines.iter().fold(String::new(), |mut text, line| {
            let _ = match line {
                Line::Row(place) => write!(text, "{} ", rows[*place].name),
                Line::Head(head) => write!(text, "{}({}) ", head.iteration.1, head.rows),
            };
            text
        })
    }

    #[test]
    fn a_short_map_stays_as_it_is_and_a_long_one_is_folded() {
        let short = run(2);
        assert_eq!(shown(&short, &lines(&short, &SortedSet::new())), "Each One One Two Two After ");
        let long = run(13);
        let folded = shown(&long, &lines(&long, &SortedSet::new()));
        assert_eq!(folded, "Each 0(2) 1(2) 2(2) 3(2) 4(2) 5(2) 6(2) 7(2) 8(2) 9(2) 10(2) 11(2) 12(2) After ");
        let one = SortedSet::from([(VisitId(1), 3)]);
        assert!(shown(&long, &lines(&long, &one)).contains("2(2) 3(2) One Two 4(2)"));
    }

    #[test]
    fn a_row_that_is_folded_away_is_found_by_its_iteration() {
        let long = run(13);
        let (place, two) = long.iter().enumerate().find(|(_, row)| &*row.name == "Two").unwrap();
        let iteration = (VisitId(1), two.within.unwrap().index);
        assert_eq!(hidden_in(&long, two.visit, &SortedSet::new()), Some(iteration));
        assert_eq!(hidden_in(&long, two.visit, &SortedSet::from([iteration])), None);
        assert_eq!(hidden_in(&long, VisitId(1), &SortedSet::new()), None);
        assert_eq!(hidden_in(&long, VisitId(99), &SortedSet::new()), None);
        assert!(search(&long, "two").contains(&Line::Row(place)));
    }

    #[test]
    fn rows_are_found_by_name_status_and_iteration() {
        let long = run(13);
        for (text, expected) in [("tWo", 13), ("succeeded", 28), ("#12", 2), ("#99", 0), ("nothing", 0)] {
            assert_eq!(search(&long, text).len(), expected, "{text}");
        }
    }
}
