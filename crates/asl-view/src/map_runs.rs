//! Map Runs as the page lists them: which a visit started, how one stands, and which child executions answer a search.
//! Computes nothing of a run itself.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_sim::{ActorId, Counts, Execution, MapRun, MapRunStatus, Moment, Outcome, Simulator, VisitId};
use asl_value::Value;

/// How many parts of an input a search looks at: a batch may hold thousands.
const SEARCHED_PARTS: usize = 500;

/// The numbers of the Map Runs that the visit `visit` of the execution `run` had started by now, or by a moment, one for
/// each attempt.
pub fn of_visit(simulator: &Simulator, run: ActorId, visit: VisitId, moment: Option<&Moment>) -> Vec<usize> {
    let has_started = |map_run: &MapRun| {
        moment.is_none_or(|moment| moment.len_of(run) >= usize::try_from(map_run.started().0).unwrap_or(usize::MAX))
    };
    let fits = |map_run: &MapRun| map_run.execution() == run && map_run.visit() == visit && has_started(map_run);
    let all = simulator.map_runs().iter().enumerate();
    all.filter(|(_, map_run)| fits(map_run)).map(|(index, _)| index).collect()
}

/// The child execution of the Map Run `index` through which the visit of a child execution came about, itself or any number
/// of Map Runs further in, and the visit there; `None` if it is not inside of it.
pub fn child_around(
    simulator: &Simulator,
    index: usize,
    (mut run, mut visit): (ActorId, VisitId),
) -> Option<(ActorId, VisitId)> {
    loop {
        let number = simulator.child(run)?.map_run()?;
        if number == index {
            return Some((run, visit));
        }
        let map_run = simulator.map_runs().get(number)?;
        (run, visit) = (map_run.execution(), map_run.visit());
    }
}

/// The visit of the execution `outer` through which the visit of a child execution came about: that of a Map, unless it is
/// the same execution; `None` if it is not inside of it.
pub fn visit_around(
    simulator: &Simulator,
    outer: ActorId,
    (mut run, mut visit): (ActorId, VisitId),
) -> Option<VisitId> {
    while run != outer {
        let map_run = simulator.map_runs().get(simulator.child(run)?.map_run()?)?;
        (run, visit) = (map_run.execution(), map_run.visit());
    }
    Some(visit)
}

/// How a Map Run stands (API reference, `DescribeMapRun`).
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Its number among the Map Runs of the run, from 0.
    pub index: usize,
    /// The name of the Map state.
    pub name: Rc<str>,
    /// Its ARN.
    pub arn: Rc<str>,
    /// How it stands.
    pub status: MapRunStatus,
    /// When it started.
    pub started: Timestamp,
    /// When it ended, if it has.
    pub ended: Option<Timestamp>,
    /// How its items stand.
    pub items: Counts,
    /// How its child executions stand.
    pub executions: Counts,
    /// The most children that run at once; 0 is no limit.
    pub max_concurrency: usize,
    /// How many items may fail.
    pub tolerated_count: i64,
    /// How many of a hundred items may fail.
    pub tolerated_percentage: f64,
}

/// The Map Run of that number, now or at a moment; `None` if it had not started.
pub fn summary(simulator: &Simulator, index: usize, moment: Option<&Moment>) -> Option<Summary> {
    let map_run = simulator.map_runs().get(index)?;
    let (status, ended, (items, executions)) = match moment {
        Some(moment) => simulator.map_run_at(map_run, moment)?,
        None => (map_run.status(), map_run.ended_at(), simulator.map_run_counts(map_run)),
    };
    Some(Summary {
        index,
        name: map_run.name().clone(),
        arn: map_run.arn().clone(),
        status,
        started: map_run.started_at(),
        ended,
        items,
        executions,
        max_concurrency: map_run.max_concurrency(),
        tolerated_count: map_run.tolerated_failure_count(),
        tolerated_percentage: map_run.tolerated_failure_percentage(),
    })
}

/// How a child execution stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are AWS's own")]
pub enum ChildStatus {
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Aborted,
}

impl ChildStatus {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Running, Self::Succeeded, Self::Failed, Self::TimedOut, Self::Aborted];

    /// AWS's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
            Self::Aborted => "ABORTED",
        }
    }

    /// How an execution stands that ended so, if it has.
    pub fn of(outcome: Option<&Outcome>) -> Self {
        match outcome {
            None => Self::Running,
            Some(Outcome::Succeeded(_)) => Self::Succeeded,
            Some(Outcome::Failed(_)) => Self::Failed,
            Some(Outcome::TimedOut(_)) => Self::TimedOut,
            Some(Outcome::Aborted(_)) => Self::Aborted,
        }
    }
}

/// Which child executions are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Those of this status; `None`: of any.
    pub status: Option<ChildStatus>,
    /// Those whose number, name, error or input has this text, in capitals or not; empty: all.
    pub text: String,
}

/// How a child execution had ended, now or at a moment, if it had.
pub fn outcome<'a>(child: &'a Execution, id: ActorId, moment: Option<&Moment>) -> Option<&'a Outcome> {
    moment.map_or_else(|| child.outcome(), |moment| moment.outcome(id, child))
}

/// The child executions of a Map Run that had started by now, or by a moment, in the order of their start.
pub fn started<'a>(map_run: &'a MapRun, moment: Option<&Moment>) -> impl Iterator<Item = &'a ActorId> {
    map_run.children().iter().filter(move |id| moment.is_none_or(|moment| moment.len_of(**id) > 0))
}

/// Those that are wanted.
pub fn children(simulator: &Simulator, map_run: &MapRun, wanted: &Wanted, moment: Option<&Moment>) -> Vec<ActorId> {
    let text = wanted.text.trim().to_lowercase();
    let fits = |id: &&ActorId| {
        (wanted.status.is_none() && text.is_empty())
            || simulator.child(**id).is_some_and(|child| {
                wanted.status.is_none_or(|status| ChildStatus::of(outcome(child, **id, moment)) == status)
                    && (text.is_empty() || mentions(child, outcome(child, **id, moment), &text))
            })
    };
    started(map_run, moment).filter(fits).copied().collect()
}

/// Whether `text`, in small letters, is in what tells a child execution from others.
fn mentions(child: &Execution, outcome: Option<&Outcome>, text: &str) -> bool {
    let error = outcome.and_then(Outcome::error).and_then(|error| error.name.as_deref());
    text.strip_prefix('#').unwrap_or(text) == child.index().to_string()
        || has(child.name(), text)
        || error.is_some_and(|error| has(error, text))
        || in_value(child.input(), text)
}

fn has(part: &str, text: &str) -> bool {
    part.to_lowercase().contains(text)
}

/// Whether a key, a string or a number of `value` has `text` in it.
fn in_value(value: &Value, text: &str) -> bool {
    let mut left = vec![value];
    for _ in 0..SEARCHED_PARTS {
        let Some(value) = left.pop() else { return false };
        let found = match value {
            Value::String(part) => has(part, text),
            Value::Number(_) => value.to_json().contains(text),
            Value::Array(items) => {
                left.extend(items.iter().take(SEARCHED_PARTS).rev());
                false
            }
            Value::Object(members) => {
                left.extend(members.iter().take(SEARCHED_PARTS).map(|(_, value)| value));
                members.iter().take(SEARCHED_PARTS).any(|(key, _)| has(key, text))
            }
            Value::Null | Value::Bool(_) => false,
        };
        if found {
            return true;
        }
    }
    false
}

/// The results of a file, as one JSON text: those of several files, one after the other.
pub fn joined<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    let mut all = Vec::new();
    for (key, text) in files {
        if key.rsplit('.').next() == Some("jsonl") {
            all.extend(text.lines().filter_map(|line| Value::from_json(line).ok()));
        } else if let Ok(Value::Array(items)) = Value::from_json(text) {
            all.extend(items.iter().cloned());
        }
    }
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{ChildStatus, Wanted, children, in_value, joined, of_visit, summary};
    use asl_aws::state_error::StateError;
    use asl_aws::time::Timestamp;
    use asl_sim::{ActorId, MapRunStatus, Outcome, Progress, Runnable, Simulator, Start, VisitId};
    use asl_value::Value;

    /// Negative items fail, others wait so many seconds.
    const DEFINITION: &str = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "Label": "L", "End": true,
        "MaxConcurrency": 4, "ToleratedFailureCount": 2, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "C", "States": {
            "C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 0, "Next": "F"}], "Default": "W"},
            "F": {"Type": "Fail", "Error": "Below.Zero"},
            "W": {"Type": "Wait", "SecondsPath": "$.n", "End": true}}}}}}"#;
    const INPUT: &str =
        r#"[{"n": 9, "who": "Ann"}, {"n": -1, "who": "Bob"}, {"n": 0, "who": "Cleo"}, {"n": 9}, {"n": 9}]"#;

    /// A run as it stands after its first moment.
    fn begun() -> Simulator {
        let machine = asl_lang::check_text(DEFINITION).machine.unwrap();
        let start = Start { input: Value::from_json(INPUT).unwrap(), ..Start::default() };
        let mut simulator = Simulator::new(Runnable::compile(&machine).unwrap(), start, Timestamp(1000));
        while simulator.advance(Timestamp(1000), 100) == Progress::Working {}
        simulator
    }

    fn numbers(simulator: &Simulator, status: Option<ChildStatus>, text: &str) -> Vec<usize> {
        let wanted = Wanted { status, text: text.to_owned() };
        let found = children(simulator, &simulator.map_runs()[0], &wanted, None);
        found.into_iter().map(|id| simulator.child(id).unwrap().index()).collect()
    }

    #[test]
    fn a_map_run_is_found_by_its_visit_and_counts_what_its_children_do() {
        let mut simulator = begun();
        assert_eq!(of_visit(&simulator, ActorId::ROOT, VisitId(1), None), [0]);
        assert!(of_visit(&simulator, ActorId::ROOT, VisitId(2), None).is_empty());
        assert!(
            of_visit(&simulator, ActorId(1), VisitId(1), None).is_empty(),
            "visits of children have the same numbers"
        );
        let running = summary(&simulator, 0, None).unwrap();
        assert_eq!((&*running.name, running.status, running.ended), ("Each", MapRunStatus::Running, None));
        let counts = running.executions;
        assert_eq!((counts.running, counts.failed, counts.succeeded, counts.total), (3, 1, 1, 5));
        assert_eq!((running.max_concurrency, running.tolerated_count), (4, 2));
        simulator.stop(StateError::new("Stopped", "by hand"), Timestamp(3000));
        let ended = summary(&simulator, 0, None).unwrap();
        assert_eq!(
            (ended.status, ended.started, ended.ended),
            (MapRunStatus::Aborted, Timestamp(1000), Some(Timestamp(3000)))
        );
        assert_eq!(summary(&simulator, 1, None), None);
    }

    #[test]
    fn child_executions_are_found_by_status_number_name_error_and_input() {
        let simulator = begun();
        for (status, text, expected) in [
            (None, "", vec![0, 1, 2, 3, 4]),
            (Some(ChildStatus::Failed), " ", vec![1]),
            (Some(ChildStatus::Running), "", vec![0, 3, 4]),
            (None, "below.z", vec![1]),
            (None, "ANN", vec![0]),
            (None, "who", vec![0, 1, 2]),
            (None, "#2", vec![2]),
            (Some(ChildStatus::Succeeded), "bob", vec![]),
        ] {
            assert_eq!(numbers(&simulator, status, text), expected, "{status:?} {text:?}");
        }
        let name = simulator.child(ActorId(3)).unwrap().name().to_string();
        assert_eq!(numbers(&simulator, None, &name), [2]);
        assert_eq!(simulator.child(ActorId(2)).unwrap().outcome().map(Outcome::status), Some("FAILED"));
    }

    #[test]
    fn a_search_looks_at_the_beginning_of_a_large_input_only() {
        let large: Value = (0..100_000).map(Value::from).collect();
        assert!(in_value(&large, "12") && !in_value(&large, "99999"));
    }

    #[test]
    fn results_of_several_files_become_one_array() {
        let files = [("p/FAILED_0.json", r#"[{"a":1}]"#), ("p/SUCCEEDED_0.jsonl", "2\n\n3\n"), ("p/x.json", "{}")];
        assert_eq!(joined(files.into_iter()).to_json(), r#"[{"a":1},2,3]"#);
    }
}
