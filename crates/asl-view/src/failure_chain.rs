//! What led to the end of a failed execution: the step that failed first, the catcher that led on, and what ended it.

use std::rc::Rc;

use asl_lang::StateType;
use asl_sim::VisitId;

use super::rows::Rows;
use super::timeline::{Row, RowStatus};

/// One step of the way to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The state visit.
    pub visit: VisitId,
    /// The state's name.
    pub name: Rc<str>,
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

/// The way to the visit that ended the execution, the first cause first; `rows` are those of the execution in the order of
/// their entries. Empty if `failed` is none of them.
pub fn chain(rows: &Rows, failed: VisitId) -> Vec<Link> {
    let rows: Vec<&Row> = rows.iter().collect();
    let Some(at) = rows.iter().position(|row| row.visit == failed) else { return Vec::new() };
    let (Some(before), Some(last)) = (rows.get(..at), rows.get(at)) else { return Vec::new() };
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
    let mut depth = last.depth;
    for outer in before.iter().rev() {
        if outer.depth < depth && is_failed(outer) {
            depth = outer.depth;
            links.push(link(outer, Then::Failed));
        }
    }
    links
}

fn is_failed(row: &Row) -> bool {
    matches!(row.status, RowStatus::Failed | RowStatus::TimedOut)
}

fn link(row: &Row, then: Then) -> Link {
    let (visit, name, error, attempts) = (row.visit, row.name.clone(), row.error.clone(), row.attempts);
    Link { visit, name, error, attempts, then }
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
            (Then::Failed, _) if index > 0 => parts.push(format!("`{}` failed", link.name)),
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
        Some(code) => format!("`{}` returned {code}", link.name),
        None if error.is_empty() => format!("`{}` failed", link.name),
        None => format!("`{}` failed with `{error}`", link.name),
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
        assert_eq!(told(&rows).unwrap(), "`Price` failed with `Refused` → `Each` failed");
    }

    #[test]
    fn one_error_alone_needs_no_chain() {
        assert_eq!(told(&[row(1, "Only", StateType::Fail, RowStatus::Failed)]), None);
        let again = Row { attempts: 4, ..row(1, "Only", StateType::Task, RowStatus::Failed) };
        assert_eq!(told(&[again]).unwrap(), "`Only` failed 4 times → failed");
    }
}
