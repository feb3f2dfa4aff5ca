//! What led to the end of a failed execution: the step that failed first, the catcher that led on, and what ended it.

use std::rc::Rc;

use asl_lang::StateType;
use asl_sim::{Event, EventKind, VisitId};

use super::rows::Rows;
use super::timeline::{Row, RowStatus};

/// One step of the way to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The state visit.
    pub visit: VisitId,
    /// The state's name.
    pub name: Rc<str>,
    /// The iteration of the innermost Map around it, from 0.
    pub iteration: Option<u32>,
    /// The error that it ended with, if it has a name.
    pub error: Option<Rc<str>>,
    /// How many attempts were made.
    pub attempts: u32,
    /// What came of it.
    pub then: Then,
}

/// What came of a step that met an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// Its catcher led to this state.
    Caught(Rc<str>),
    /// It failed.
    Failed,
}

/// The visit in which the error arose that ended the execution, also deep inside of branches and iterations; `rows` and `events`
/// are those of the execution. Each event names the one that it follows from. The last visit that failed where the log names no
/// other, such as after a time limit; `None` if none failed.
pub fn failing(rows: &Rows, events: &[Event]) -> Option<VisitId> {
    let before = |event: &Event| events.get(usize::try_from(event.previous.0).ok()?.checked_sub(1)?);
    let goes_on = |event: &&Event| matches!(event.kind, EventKind::MapStateFailed | EventKind::ParallelStateFailed);
    let end = events.last().filter(|event| matches!(event.kind, EventKind::ExecutionFailed(_)));
    let mut at = end.and_then(before);
    while let Some(around) = at.filter(goes_on) {
        // An event follows from one before it: this ends whatever a log says that was written elsewhere.
        at = before(around).filter(|cause| cause.id < around.id);
    }
    let named = at.and_then(|cause| rows.of(cause.visit)).filter(|row| is_failed(row));
    named.or_else(|| rows.iter().rev().find(|row| is_failed(row))).map(|row| row.visit)
}

/// The way to the visit that ended the execution, the first cause first; `rows` are those of the execution in the order of
/// their entries. Empty if `failed` is none of them.
pub fn chain(all: &Rows, failed: VisitId) -> Vec<Link> {
    let rows: Vec<&Row> = all.iter().collect();
    let Some(at) = rows.iter().position(|row| row.visit == failed) else { return Vec::new() };
    let (Some(before), Some(last)) = (rows.get(..at), rows.get(at)) else { return Vec::new() };
    let link = |row: &Row, then: Then| link(all, row, then);
    let mut links = Vec::new();
    // A Fail state ends what a catcher began; whatever else fails does so by itself.
    let caught = before.iter().rposition(|row| row.within == last.within && row.status == RowStatus::Caught);
    if let Some(caught) = caught.filter(|_| last.state_type == StateType::Fail)
        && let (Some(row), Some(behind)) = (before.get(caught), before.get(caught + 1..))
    {
        let inside = behind.iter().take_while(|inner| inner.depth > row.depth).find(|inner| is_failed(inner));
        links.extend(inside.map(|inner| link(inner, Then::Failed)));
        let next = behind.iter().find(|next| next.within == row.within).unwrap_or(last);
        links.push(link(row, Then::Caught(next.name.clone())));
    }
    links.push(link(last, Then::Failed));
    // What it stands in fails with it.
    let around = |row: &&Row| row.within.and_then(|within| all.of(within.visit));
    let outer = std::iter::successors(around(last), around);
    links.extend(outer.filter(|outer| is_failed(outer)).map(|outer| link(outer, Then::Failed)));
    links
}

fn is_failed(row: &Row) -> bool {
    matches!(row.status, RowStatus::Failed | RowStatus::TimedOut)
}

fn link(rows: &Rows, row: &Row, then: Then) -> Link {
    let (visit, name, error, attempts) = (row.visit, row.name.clone(), row.error.clone(), row.attempts);
    let mut around = row.within.map(|within| (within, rows.of(within.visit)));
    while let Some((_, Some(outer))) =
        around.filter(|(_, outer)| outer.is_some_and(|row| row.state_type != StateType::Map))
    {
        around = outer.within.map(|within| (within, rows.of(within.visit)));
    }
    let iteration = around.filter(|(_, outer)| outer.is_some()).map(|(within, _)| within.index);
    Link { visit, name, iteration, error, attempts, then }
}

/// `` `Call` ``, or `` `Call` in iteration 3 ``.
fn place(link: &Link) -> String {
    match link.iteration {
        Some(number) => format!("`{}` in iteration {number}", link.name),
        None => format!("`{}`", link.name),
    }
}

/// The chain in a sentence, names between backticks: "`Reserve` returned 503 three times → its catcher led to `Give up` →
/// failed". `None` where it says no more than the error itself.
pub fn in_words(links: &[Link]) -> Option<String> {
    if links.len() < 2 && links.iter().all(|link| link.attempts < 2) {
        return None;
    }
    let mut parts: Vec<String> = Vec::new();
    let mut led_to: Option<&str> = None;
    for (index, link) in links.iter().enumerate() {
        match (&link.then, led_to) {
            (Then::Failed, Some(name)) if name == &*link.name => parts.push("failed".to_owned()),
            (Then::Failed, _) if index > 0 => parts.push(format!("{} failed", place(link))),
            _ => parts.push(what_happened(link)),
        }
        led_to = None;
        if let Then::Caught(next) = &link.then {
            parts.push(format!("its catcher led to `{next}`"));
            led_to = Some(next);
        }
    }
    if links.len() == 1 {
        parts.push("failed".to_owned());
    }
    Some(parts.join(" → "))
}

fn what_happened(link: &Link) -> String {
    let error = link.error.as_deref().unwrap_or_default();
    let what = match error.strip_prefix("States.Http.StatusCode.") {
        Some(code) => format!("{} returned {code}", place(link)),
        None if error.is_empty() => format!("{} failed", place(link)),
        None => format!("{} failed with `{error}`", place(link)),
    };
    match link.attempts {
        0 | 1 => what,
        2 => format!("{what} twice"),
        3 => format!("{what} three times"),
        more => format!("{what} {more} times"),
    }
}

#[cfg(test)]
mod tests {
    use asl_aws::time::Timestamp;
    use asl_lang::StateType;
    use asl_sim::{EventId, VisitId, Within};

    use super::{chain, in_words};
    use crate::timeline::{Row, RowStatus};

    fn row(visit: u32, name: &str, state_type: StateType, status: RowStatus) -> Row {
        Row {
            visit: VisitId(visit),
            name: name.into(),
            state_type,
            within: None,
            depth: 0,
            entered: Timestamp(0),
            left: None,
            status,
            segments: Vec::new(),
            attempts: 1,
            first_event: EventId(1),
            answered_by: None,
            exited: false,
            error: None,
        }
    }

    fn told(rows: &[Row]) -> Option<String> {
        in_words(&chain(&rows.iter().cloned().collect(), rows.last().unwrap().visit))
    }

    #[test]
    fn a_catcher_leads_to_the_state_that_fails() {
        let reserve = Row {
            attempts: 3,
            error: Some("States.Http.StatusCode.503".into()),
            ..row(1, "Reserve", StateType::Task, RowStatus::Caught)
        };
        let end = row(2, "Give up", StateType::Fail, RowStatus::Failed);
        let direct = [reserve.clone(), end.clone()];
        assert_eq!(
            told(&direct).unwrap(),
            "`Reserve` returned 503 three times → its catcher led to `Give up` → failed"
        );
        let over = [reserve, row(3, "Tell", StateType::Pass, RowStatus::Succeeded), end];
        assert_eq!(
            told(&over).unwrap(),
            "`Reserve` returned 503 three times → its catcher led to `Tell` → `Give up` failed"
        );
    }

    #[test]
    fn what_failed_inside_of_a_map_is_named_first() {
        let inside = |row: Row| Row { depth: 1, within: Some(Within { visit: VisitId(1), index: 0 }), ..row };
        let error = Some("Refused".into());
        let price = Row { error, ..row(2, "Price", StateType::Task, RowStatus::Failed) };
        let rows = [row(1, "Each", StateType::Map, RowStatus::Failed), inside(price)];
        assert_eq!(told(&rows).unwrap(), "`Price` in iteration 0 failed with `Refused` → `Each` failed");
    }

    #[test]
    fn one_error_alone_needs_no_chain() {
        assert_eq!(told(&[row(1, "Only", StateType::Fail, RowStatus::Failed)]), None);
        let again = Row { attempts: 4, ..row(1, "Only", StateType::Task, RowStatus::Failed) };
        assert_eq!(told(&[again]).unwrap(), "`Only` failed 4 times → failed");
    }
}
