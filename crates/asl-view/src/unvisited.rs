//! Why a state did not run: which way was taken instead. A fold over the rows of a run and the machine that ran.

use std::rc::Rc;

use asl_lang::{State, StateMachine, StateType};
use asl_sim::{Event, VisitId};

use crate::rows::Rows;
use crate::state_visit;
use crate::timeline::{Row, RowStatus};

/// Why a state did not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unvisited {
    /// The machine that ran has no such state.
    Unknown,
    /// The run goes on and may still get there.
    NotYet,
    /// Nothing leads to it.
    Unreachable,
    /// States that could have led to it ran, and did something else: what each did last, in the order of the text.
    Elsewhere(Vec<Elsewhere>),
    /// None of the states that could have led to it ran either: their names.
    Before(Vec<Rc<str>>),
    /// It is where the branches or iterations of this state begin, which did not run either.
    ContainerDidNotRun(Rc<str>),
    /// It is where the iterations of this Map begin, which had no items.
    NoItems(Rc<str>),
}

/// What a state did that could have led to another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Its name.
    pub from: Rc<str>,
    /// Its type.
    pub state_type: StateType,
    /// Whether it leads to the state in question by a catcher alone.
    pub by_catcher: bool,
    /// What it did.
    pub end: End,
}

/// How a visit ended that did not lead where it could have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It went to this state.
    WentTo(Rc<str>),
    /// It was the last one of its branch, iteration or execution.
    Last,
    /// It failed with this error, which nothing caught.
    Failed(Rc<str>),
    /// It was cut off: by Stop, a time limit, or the failure of a branch or iteration beside it.
    Cut,
}

/// Why the state `name` of `machine` has no row in a run; `running` says whether the run goes on.
pub fn why(machine: &StateMachine, name: &str, rows: &Rows, events: &[Event], running: bool) -> Unvisited {
    let Some(state) = machine.find(name) else { return Unvisited::Unknown };
    if running {
        return Unvisited::NotYet;
    }
    let scopes = machine.scopes();
    let Some(scope) = scopes.iter().find(|scope| scope.states.iter().any(|known| std::ptr::eq(known, state))) else {
        return Unvisited::Unknown;
    };
    let leads_here =
        |from: &&State| from.targets().iter().any(|target| &*target.value == name) && *from.name.value != *name;
    let leading: Vec<&State> = scope.states.iter().filter(leads_here).collect();
    let last_row = |from: &State| rows.iter().rev().find(|row| *row.name == *from.name.value);
    let elsewhere: Vec<Elsewhere> =
        leading.iter().filter_map(|from| Some(elsewhere(from, name, last_row(from)?, events))).collect();
    if !elsewhere.is_empty() {
        return Unvisited::Elsewhere(elsewhere);
    }
    let is_start = scope.start_at.as_ref().is_some_and(|start| &*start.value == name);
    if is_start && let Some(container) = machine.states().into_iter().find(|known| holds(known, scope)) {
        let container_name = container.name.value.clone();
        let ran = last_row(container);
        let is_map = container.kind.state_type() == Some(StateType::Map);
        return match ran {
            Some(_) if is_map => Unvisited::NoItems(container_name),
            _ => Unvisited::ContainerDidNotRun(container_name),
        };
    }
    if leading.is_empty() && !is_start {
        return Unvisited::Unreachable;
    }
    Unvisited::Before(leading.iter().map(|from| from.name.value.clone()).collect())
}

fn holds(state: &State, scope: &asl_lang::Scope) -> bool {
    state.scopes().iter().any(|inner| std::ptr::eq(*inner, scope))
}

/// What the visit of `row` did, which is one of `from`.
fn elsewhere(from: &State, name: &str, row: &Row, events: &[Event]) -> Elsewhere {
    let is_here = |target: Option<&asl_text::Spanned<Rc<str>>>| target.is_some_and(|target| &*target.value == name);
    let by_catcher = !is_here(from.next.as_ref())
        && row.state_type != StateType::Choice
        && from.catch.iter().any(|catcher| is_here(catcher.next.as_ref()));
    let end = match row.status {
        RowStatus::Failed | RowStatus::TimedOut => End::Failed(row.error.clone().unwrap_or_default()),
        RowStatus::Aborted | RowStatus::Running | RowStatus::Waiting | RowStatus::BackingOff => End::Cut,
        RowStatus::Succeeded | RowStatus::SucceededWithRetries | RowStatus::Caught => next_of(row.visit, events),
    };
    Elsewhere { from: from.name.value.clone(), state_type: row.state_type, by_catcher, end }
}

fn next_of(visit: VisitId, events: &[Event]) -> End {
    state_visit::gather(events, visit).next.map_or(End::Last, End::WentTo)
}

#[cfg(test)]
mod tests {
    use asl_aws::time::Timestamp;
    use asl_lang::StateMachine;
    use asl_sim::{Runnable, Simulator, Start};
    use asl_value::Value;

    use super::{Elsewhere, End, Unvisited, why};
    use crate::timeline;

    fn machine(text: &str) -> StateMachine {
        asl_lang::check_text(text).machine.unwrap()
    }

    fn asked(text: &str, input: &str, name: &str) -> Unvisited {
        let machine = machine(text);
        let start = Start { input: Value::from_json(input).unwrap(), ..Start::default() };
        let mut simulator = Simulator::new(Runnable::compile(&machine).unwrap(), start, Timestamp(0));
        simulator.advance(Timestamp(0), 1_000);
        let rows = timeline::rows(simulator.events());
        why(&machine, name, &rows, simulator.events(), simulator.outcome().is_none())
    }

    #[test]
    fn the_way_that_was_taken_instead_is_told() {
        let text = r#"{"StartAt":"C","States":{
            "C":{"Type":"Choice","Choices":[{"Variable":"$.a","NumericEquals":1,"Next":"One"}],"Default":"Two"},
            "One":{"Type":"Pass","Next":"After"},"Two":{"Type":"Succeed"},"After":{"Type":"Succeed"},
            "Alone":{"Type":"Succeed"}}}"#;
        let Unvisited::Elsewhere(ways) = asked(text, r#"{"a":2}"#, "One") else { panic!() };
        let [Elsewhere { from, end, by_catcher: false, .. }] = &*ways else { panic!("{ways:?}") };
        assert_eq!((&**from, end), ("C", &End::WentTo("Two".into())));
        assert_eq!(asked(text, r#"{"a":2}"#, "After"), Unvisited::Before(vec!["One".into()]));
        assert_eq!(asked(text, r#"{"a":2}"#, "Alone"), Unvisited::Unreachable);
        assert_eq!(asked(text, r#"{"a":2}"#, "Nowhere"), Unvisited::Unknown);
        let Unvisited::Elsewhere(ways) = asked(text, "{}", "Two") else { panic!() };
        assert!(
            matches!(&*ways, [Elsewhere { end: End::Failed(error), .. }] if &**error == "States.Runtime"),
            "{ways:?}"
        );
    }

    #[test]
    fn the_start_of_iterations_that_were_none_is_told() {
        let text = r#"{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"P",
            "States":{"P":{"Type":"Pass","End":true}}},"End":true}}}"#;
        assert_eq!(asked(text, "[]", "P"), Unvisited::NoItems("M".into()));
        let text = text.replace(r#"{"StartAt":"M","States":{"#, r#"{"StartAt":"F","States":{"F":{"Type":"Fail"},"#);
        assert_eq!(asked(&text, "[]", "P"), Unvisited::ContainerDidNotRun("M".into()));
    }
}
