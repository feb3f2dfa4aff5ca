//! What the call of each Task can fail with, as far as somebody tells the failures apart.

use std::rc::Rc;

use asl_aws::retry_policy::matches;
use asl_aws::state_error::{ALL, HEARTBEAT_TIMEOUT, StateError, TASK_FAILED, TIMEOUT};
use asl_lang::{Amount, Resource, Scope, State, StateKind, StateMachine, Task};
use asl_sim::mock::{Mock, sample};
use asl_sim::what_if;
use asl_text::Spanned;
use asl_value::Value;

/// What a Task fails with that is not in any list of its service: nobody can have prepared for it by name.
const UNFORESEEN: &str = "AnotherError";
/// The failures with which a call may have had its effect all the same: whoever tries again may do it twice.
const MAYBE_DONE: [&str; 6] = [
    "States.Http.StatusCode.500",
    "States.Http.Socket",
    TIMEOUT,
    TASK_FAILED,
    "Lambda.ServiceException",
    "States.DataLimitExceeded",
];

/// A Task with what its call can come to.
#[derive(Clone, Debug)]
pub(crate) struct TaskPlan {
    pub(crate) name: Rc<str>,
    pub(crate) resource: Rc<str>,
    /// What its service could answer: read once, since runs ask for it at each call.
    pub(crate) sample: Value,
    /// One failure for each group that the state and those around it tell apart.
    pub(crate) failures: Vec<Failure>,
}

/// A failure that stands for all that are treated alike.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) mock: Mock,
    /// The errors that it stands for, its own first.
    pub(crate) covers: Rc<[Rc<str>]>,
    /// Whether the call may have had its effect.
    pub(crate) may_be_done: bool,
    /// The retrier of the Task itself that takes it.
    pub(crate) retrier: Option<usize>,
}

/// Which retrier and which catcher take an error, in the state and in each container around it.
type Treatment = Vec<(Option<usize>, Option<usize>)>;

/// The Tasks of a machine in the order of its text.
pub(crate) fn tasks(machine: &StateMachine) -> Vec<TaskPlan> {
    let mut plans = Vec::new();
    add(&machine.scope, &mut Vec::new(), &mut plans);
    plans
}

fn add<'m>(scope: &'m Scope, around: &mut Vec<&'m State>, plans: &mut Vec<TaskPlan>) {
    for state in &scope.states {
        around.push(state);
        if let StateKind::Task(task) = &state.kind {
            plans.push(plan(state, task, around));
        }
        state.scopes().into_iter().for_each(|inner| add(inner, around, plans));
        around.pop();
    }
}

fn plan(state: &State, task: &Task, around: &[&State]) -> TaskPlan {
    let resource = task.resource.as_ref().map(|resource| resource.value.clone()).unwrap_or_default();
    let mut groups: Vec<(Treatment, bool, Vec<Rc<str>>, Mock)> = Vec::new();
    for mock in possible(around, task, &resource) {
        let Err(error) = &mock.outcome else { continue };
        let (name, takes_time) = (error.name(), mock.delay_seconds > 0.0);
        let treatment = treatment(around, name);
        match groups.iter_mut().find(|(known, slow, ..)| *known == treatment && *slow == takes_time) {
            Some((_, _, covers, _)) if covers.iter().any(|known| **known == *name) => {}
            Some((_, _, covers, _)) => covers.push(name.into()),
            None => groups.push((treatment, takes_time, vec![name.into()], mock)),
        }
    }
    let failure = |(treatment, _, covers, mock): (Treatment, bool, Vec<Rc<str>>, Mock)| {
        let retrier = treatment.last().and_then(|(retrier, _)| *retrier);
        let first = covers.first().cloned().unwrap_or_default();
        let may_be_done =
            MAYBE_DONE.contains(&&*first) || !first.starts_with("States.Http.") && &*first != "States.Permissions";
        Failure { mock, covers: covers.into(), may_be_done, retrier }
    };
    let sample = sample::result(&resource);
    TaskPlan { name: state.name.value.clone(), resource, sample, failures: groups.into_iter().map(failure).collect() }
}

fn treatment(around: &[&State], error: &str) -> Treatment {
    let takes = |names: &[Spanned<Rc<str>>]| {
        let names: Vec<Rc<str>> = names.iter().map(|name| name.value.clone()).collect();
        matches(&names, error)
    };
    let of_state = |state: &&State| {
        let retrier = state.retry.iter().position(|retrier| takes(&retrier.error_equals));
        (retrier, state.catch.iter().position(|catcher| takes(&catcher.error_equals)))
    };
    around.iter().map(of_state).collect()
}

/// What the call can fail with, the likeliest first: what the service gives, what the state and those around it have prepared
/// for by name, a timeout if it has one, and something that nobody has thought of.
fn possible(around: &[&State], task: &Task, resource: &str) -> Vec<Mock> {
    let offers = what_if::offers(resource);
    let is_http = Resource::parse(resource).is_http();
    // A failure of the server says least about what happened: it stands for the others where they are treated alike.
    let front = |mock: &Mock| mock.outcome.as_ref().is_err_and(|error| error.name() == "States.Http.StatusCode.500");
    let (mut all, others): (Vec<Mock>, Vec<Mock>) = offers.into_iter().map(|offer| offer.mock).partition(front);
    all.extend(others);
    let has_limit = task.timeout.is_some() || task.heartbeat.is_some();
    all.retain(|mock| mock.outcome.as_ref().err().is_some_and(|error| error.name() != TIMEOUT));
    if has_limit {
        all.push(silence(task));
    }
    let lists = around.iter().rev().flat_map(|state| {
        let lists = state.retry.iter().map(|retrier| &retrier.error_equals);
        lists.chain(state.catch.iter().map(|catcher| &catcher.error_equals))
    });
    for name in lists.flatten().map(|name| &name.value) {
        let is_known = all.iter().any(|mock| mock.outcome.as_ref().is_err_and(|error| *error.name() == **name));
        if !is_known && can_give(name, is_http) {
            let error = StateError::new(name, "assumed by the playground");
            all.push(Mock { outcome: Err(error), delay_seconds: 0.0 });
        }
    }
    if !is_http {
        all.push(Mock {
            outcome: Err(StateError::new(UNFORESEEN, "an error without a catcher of that name")),
            delay_seconds: 0.0,
        });
    }
    all
}

/// Whether a call can fail with an error that a retrier or catcher names: a status for HTTP, any name of its own for others.
fn can_give(name: &str, is_http: bool) -> bool {
    if [ALL, TASK_FAILED, TIMEOUT, HEARTBEAT_TIMEOUT].contains(&name) {
        return false;
    }
    match name.strip_prefix("States.Http.StatusCode.") {
        Some(status) => is_http && status.parse::<u16>().is_ok_and(|status| (300..600).contains(&status)),
        None => !is_http && (!name.starts_with("States.") || name == "States.Permissions"),
    }
}

/// No answer until the time of the Task is up.
fn silence(task: &Task) -> Mock {
    let seconds = |amount: &Option<Amount>| match amount {
        Some(Amount::Literal(literal)) => Some(literal.value),
        _ => None,
    };
    let limit = [seconds(&task.timeout), seconds(&task.heartbeat)].into_iter().flatten().fold(f64::INFINITY, f64::min);
    // Where the limit is computed, the longest that there can be.
    let delay_seconds = if limit.is_finite() { limit + 1.0 } else { 99_999_999.0_f64.min(4_000_000.0) };
    Mock { outcome: Err(StateError::without_cause(TIMEOUT)), delay_seconds }
}

#[cfg(test)]
mod tests {
    use super::tasks;

    #[test]
    fn failures_that_are_treated_alike_are_one_and_the_others_are_apart() {
        let machine = |fields: &str| {
            let text = format!(
                r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Task", "Resource": "arn:aws:states:::http:invoke",
                    "Parameters": {{}}, "End": true{fields}}}, "B": {{"Type": "Fail"}}}}}}"#
            );
            let plan = tasks(&asl_lang::check_text(&text).machine.unwrap()).remove(0);
            plan.failures
                .iter()
                .map(|failure| (failure.covers[0].to_string(), failure.covers.len()))
                .collect::<Vec<_>>()
        };
        let one = |name: &str, count: usize| (name.to_owned(), count);
        assert_eq!(machine(""), [one("States.Http.StatusCode.500", 9), one("States.Http.Socket", 1)], "and a slow one");
        let caught = r#", "Catch": [{"ErrorEquals": ["States.Http.StatusCode.404"], "Next": "B"}]"#;
        assert_eq!(
            machine(caught),
            [one("States.Http.StatusCode.500", 8), one("States.Http.StatusCode.404", 1), one("States.Http.Socket", 1)]
        );
        let custom = r#", "TimeoutSeconds": 5, "Catch": [{"ErrorEquals": ["Custom", "States.Http.StatusCode.422"], "Next": "B"}]"#;
        let names: Vec<String> = machine(custom).into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            ["States.Http.StatusCode.500", "States.Http.Socket", "States.Http.StatusCode.422"],
            "an API gives no error of that name"
        );
    }
}
