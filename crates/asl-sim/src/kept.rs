//! A run as it is kept beyond the page: the history of each of its executions in AWS's form with our own records beside it, and how the
//! executions belong together.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_http::redact::Redactor;
use asl_value::Value;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use self::records::TraceRecord;
use super::event::{Event, EventKind, Trace, VisitId};
use super::execution::{ActorId, BatchOf, Execution};
use super::history::{self, NoHistory};
use super::moment::Order;
use super::recorded::{Parent, RecordedChild};
use super::runnable::Runnable;
use super::simulator::Simulator;
use super::start::{Identity, Start};
use crate::distributed::batcher::Batch;
use crate::distributed::files::Files;
use crate::distributed::map_run::MapRun;
use crate::distributed::tolerance::Tolerance;

mod records;

/// How much of a run is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    #[default]
    Whole,
    /// The histories, without the stages of data, HTTP exchanges and logs of functions.
    Histories,
    /// The history of the root execution.
    Root,
}

/// The wire form of a run. Members may be added; those that are here stay.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptRun {
    /// The root execution first, then those that it started, in the order of their start.
    executions: Vec<ExecutionRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    map_runs: Vec<MapRunRecord>,
    /// In which order they logged: so many events of that execution, then so many of another.
    order: Vec<(u32, u32)>,
    /// Whether it lacks the executions that the root execution started.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_alone: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExecutionRecord {
    identity: IdentityRecord,
    /// The Map Run that started it, the number of its batch, and how many items are in that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    batch: Option<(usize, usize, usize)>,
    /// The execution and the visit whose Task started it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    started_by: Option<(u32, u32)>,
    /// As GetExecutionHistory gives them.
    events: Vec<Json>,
    /// Our own records by the numbers of their events; those of an execution without them are made from the events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    records: Option<Vec<(u32, TraceRecord)>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct IdentityRecord {
    partition: Rc<str>,
    region: Rc<str>,
    account: Rc<str>,
    machine: Rc<str>,
    name: Rc<str>,
    role_arn: Rc<str>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    express: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    express_id: Option<Rc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<Rc<str>>,
}

/// What the events of a Map Run do not tell.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MapRunRecord {
    arn: Rc<str>,
    max_concurrency: usize,
    tolerated_count: Option<i64>,
    tolerated_percentage: Option<f64>,
    /// How many items are in each batch, those included that were not started.
    batches: Vec<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended_at: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    writer_parameters: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    writer_config: Option<String>,
}

impl KeptRun {
    /// A run, with masks in place of secrets in its HTTP exchanges; what else is masked in its texts is for who writes it.
    pub fn of(simulator: &Simulator, extent: Extent, redactor: &Redactor) -> Self {
        let children = simulator.executions.children().filter(|_| extent != Extent::Root);
        let all: Vec<&Execution> = std::iter::once(simulator.root()).chain(children.map(|(_, child)| child)).collect();
        let map_runs = simulator.map_runs.iter().filter(|_| extent != Extent::Root);
        let order = match extent {
            Extent::Root => vec![(0, u32::try_from(simulator.events().len()).unwrap_or(u32::MAX))],
            _ => simulator.order().runs().collect(),
        };
        Self {
            is_alone: all.len() <= simulator.executions.children().count(),
            executions: all.into_iter().map(|one| ExecutionRecord::of(one, extent, redactor)).collect(),
            map_runs: map_runs.map(MapRunRecord::of).collect(),
            order,
        }
    }

    /// How much of the run it is.
    pub fn extent(&self) -> Extent {
        let has_records = self.executions.iter().all(|execution| execution.records.is_some());
        match (self.is_alone, has_records) {
            (true, _) => Extent::Root,
            (false, true) => Extent::Whole,
            (false, false) => Extent::Histories,
        }
    }

    /// The run. `others` finds the machine of that name that a Task has started.
    ///
    /// # Errors
    ///
    /// Why a history is none.
    pub fn into_simulator(
        self,
        machine: &Rc<Runnable>,
        others: &dyn Fn(&str) -> Option<Rc<Runnable>>,
    ) -> Result<Simulator, NoHistory> {
        let mut executions = self.executions.into_iter();
        let root = executions.next().ok_or(NoHistory::NoEvents)?;
        let start = Start { identity: root.identity.clone().into(), ..Start::default() };
        let mut simulator = Simulator::recorded(machine.clone(), start, root.into_events(machine)?);
        for record in executions {
            let identity = Identity::from(record.identity.clone());
            let parent = match (record.batch, record.started_by) {
                (Some((map_run, index, items)), _) => Parent::MapRun { map_run, index, items },
                (None, Some((actor, visit))) => Parent::Task { actor: ActorId(actor), visit: VisitId(visit) },
                (None, None) => return Err(NoHistory::NoEvents),
            };
            let own = match parent {
                Parent::MapRun { map_run, .. } => {
                    let owner = simulator.map_runs.get(map_run).map_or(ActorId::ROOT, |map_run| map_run.actor);
                    Some(simulator.execution(owner).machine.clone())
                }
                Parent::Task { .. } => others(&identity.state_machine_name),
            };
            let machine = own.unwrap_or_else(|| machine.clone());
            let events = record.into_events(&machine)?;
            let _ = simulator.add_recorded(RecordedChild { machine, identity, events, parent });
        }
        for record in self.map_runs {
            simulator.learn_of_map_run(record);
        }
        simulator.write_again();
        let known = |actor: &u32| *actor == 0 || simulator.child(ActorId(*actor)).is_some();
        let is_known = self.order.iter().all(|(actor, _)| known(actor));
        let order = Order::of_runs(self.order.into_iter().map(|(actor, count)| (ActorId(actor), count)));
        let logged = simulator.executions.children().map(|(_, child)| child.events().len()).sum::<usize>();
        if is_known && order.len() == logged + simulator.events().len() {
            simulator.set_order(order);
        } else {
            simulator.order_by_time();
        }
        Ok(simulator)
    }
}

/// Whether so much of a run takes more bytes than that as JSON, about: found out without writing it, since a log shares what would be
/// written many times.
pub fn is_larger(simulator: &Simulator, extent: Extent, bytes: usize) -> bool {
    let mut left = bytes;
    let mut take = |length: usize| {
        left = left.saturating_sub(length);
        left > 0
    };
    let length = |value: &Value| usize::try_from(value.measure().json_len).unwrap_or(usize::MAX);
    let children = simulator.executions.children().filter(|_| extent != Extent::Root);
    let all = std::iter::once(simulator.root()).chain(children.map(|(_, child)| child));
    for event in all.flat_map(Execution::events) {
        let data = match &event.kind {
            EventKind::ExecutionStarted { input, .. } | EventKind::StateEntered { input, .. } => length(input),
            EventKind::ExecutionSucceeded { output }
            | EventKind::StateExited { output, .. }
            | EventKind::TaskSubmitted(_, output)
            | EventKind::TaskSucceeded(_, output)
            | EventKind::LambdaFunctionSucceeded(output)
            | EventKind::ActivitySucceeded(output) => length(output),
            EventKind::TaskScheduled(scheduled) => length(&scheduled.parameters),
            EventKind::LambdaFunctionScheduled(scheduled) | EventKind::ActivityScheduled(scheduled) => {
                length(&scheduled.input)
            }
            _ => 0,
        };
        if !take(data.saturating_add(EVENT)) {
            return true;
        }
        let trace = event.trace.as_deref().filter(|_| extent == Extent::Whole);
        for value in trace.iter().flat_map(|trace| trace.stages.iter().map(|stage| &stage.value)) {
            if !take(length(value)) {
                return true;
            }
        }
        let response = trace.and_then(|trace| trace.exchange.as_ref()?.response.as_ref().ok());
        if !take(response.map_or(0, |response| response.body.len())) {
            return true;
        }
    }
    false
}

/// The bytes of an event as JSON without its data, about.
const EVENT: usize = 120;

impl ExecutionRecord {
    fn of(execution: &Execution, extent: Extent, redactor: &Redactor) -> Self {
        let events = execution.events();
        let of_trace = |trace: &Trace| TraceRecord::of(trace, redactor);
        let records = events.iter().filter_map(|event| Some((event.id.0, of_trace(event.trace.as_deref()?))));
        Self {
            identity: (&execution.start.identity).into(),
            batch: execution.batch.map(|BatchOf { map_run, index, items }| (map_run, index, items)),
            started_by: execution.started_by.map(|by| (by.actor.0, by.visit.0)),
            events: events.iter().map(history::to_json).collect(),
            records: (extent == Extent::Whole).then(|| records.collect()),
        }
    }

    fn into_events(self, machine: &Runnable) -> Result<Vec<Event>, NoHistory> {
        let mut events = history::of_kept(self.events.iter().map(Value::from).collect(), machine)?;
        if let Some(records) = self.records {
            for event in &mut events {
                event.trace = None;
            }
            for (id, record) in records {
                let place = usize::try_from(id).ok().and_then(|id| id.checked_sub(1));
                if let Some(event) = place.and_then(|place| events.get_mut(place)) {
                    event.trace = Some(Box::new(record.into_trace()));
                }
            }
        }
        Ok(events)
    }
}

impl From<&Identity> for IdentityRecord {
    fn from(identity: &Identity) -> Self {
        let Identity {
            partition,
            region,
            account,
            state_machine_name,
            execution_name,
            role_arn,
            express,
            express_id,
            label,
        } = identity.clone();
        let (machine, name) = (state_machine_name, execution_name);
        Self { partition, region, account, machine, name, role_arn, express, express_id, label }
    }
}

impl From<IdentityRecord> for Identity {
    fn from(record: IdentityRecord) -> Self {
        let IdentityRecord { partition, region, account, machine, name, role_arn, express, express_id, label } = record;
        let (state_machine_name, execution_name) = (machine, name);
        Self { partition, region, account, state_machine_name, execution_name, role_arn, express, express_id, label }
    }
}

impl MapRunRecord {
    fn of(map_run: &MapRun) -> Self {
        let text = |value: &Option<Value>| value.as_ref().map(Value::to_json);
        let (tolerated_count, tolerated_percentage) = map_run.tolerance.given();
        Self {
            arn: map_run.arn.clone(),
            max_concurrency: map_run.max_concurrency,
            tolerated_count,
            tolerated_percentage,
            batches: map_run.batches.iter().map(|batch| batch.items).collect(),
            ended_at: map_run.ended_at.map(|at| at.0),
            writer_parameters: text(&map_run.writer_parameters),
            writer_config: text(&map_run.writer_config),
        }
    }
}

impl Simulator {
    /// What the ResultWriters of Map Runs have written follows from the child executions.
    fn write_again(&mut self) {
        let written: Vec<_> = self.map_runs.iter().map(|map_run| self.written_by(map_run)).collect();
        for (map_run, files) in self.map_runs.iter_mut().zip(written) {
            let Some(files) = files else { continue };
            for (bucket, key, text) in files.iter() {
                self.written.insert(bucket, key, text.clone());
            }
            map_run.written = files;
        }
    }

    fn written_by(&self, map_run: &MapRun) -> Option<Files> {
        map_run.writer_parameters.as_ref()?;
        Some(map_run.write(|child| self.child(child)).ok()?.files)
    }

    /// Adds to a Map Run what its events do not tell.
    fn learn_of_map_run(&mut self, record: MapRunRecord) {
        let is_it = |map_run: &&mut MapRun| map_run.arn == record.arn;
        let Some(map_run) = self.map_runs.iter_mut().find(is_it) else { return };
        let value = |text: Option<String>| text.and_then(|text| Value::from_json(&text).ok());
        map_run.max_concurrency = record.max_concurrency;
        if let Ok(tolerance) = Tolerance::new(record.tolerated_count, record.tolerated_percentage) {
            map_run.tolerance = tolerance;
        }
        map_run.ended_at = record.ended_at.map(Timestamp).or(map_run.ended_at);
        map_run.writer_parameters = value(record.writer_parameters);
        map_run.writer_config = value(record.writer_config);
        // Those that were not started have no input that is kept.
        let left = record.batches.into_iter().skip(map_run.batches.len());
        map_run.batches.extend(left.map(|items| Batch { input: Value::Null, items }));
        map_run.items = map_run.batches.iter().map(|batch| batch.items).sum();
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use asl_aws::time::Timestamp;
    use asl_http::redact::Redactor;
    use asl_value::Value;

    use super::{Extent, KeptRun};
    use crate::{ActorId, Completion, Machines, OtherMachine, Progress, Runnable, Simulator, Start};

    /// Child executions that fail, wait, or start another machine; results that are written.
    const DEFINITION: &str = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "Label": "L", "Next": "Call",
        "MaxConcurrency": 2, "ToleratedFailureCount": 2, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "C", "States": {
            "C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 0, "Next": "F"}], "Default": "W"},
            "F": {"Type": "Fail", "Error": "Below.Zero"},
            "W": {"Type": "Wait", "SecondsPath": "$.n", "Next": "Sub"},
            "Sub": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true,
                "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:other", "Input": {"a": 1}}}}},
        "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "out", "Prefix": "r"}}},
        "Call": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true,
            "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 2, "JitterStrategy": "FULL"}],
            "Parameters": {"Method": "GET", "ApiEndpoint": "https://api.example.com/",
                "Authentication": {"ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/c/1"}}}}}"#;
    const OTHER: &str = r#"{"StartAt": "P", "States": {"P": {"Type": "Pass", "Next": "Q"}, "Q": {"Type": "Succeed"}}}"#;

    fn compiled(text: &str) -> Rc<Runnable> {
        Runnable::compile(&asl_lang::check_text(text).machine.unwrap()).unwrap()
    }

    fn run(machine: &Rc<Runnable>, other: &Rc<Runnable>) -> Simulator {
        let machines = vec![OtherMachine { names: vec!["other".into()], machine: other.clone(), express: false }];
        let input = Value::from_json(r#"[{"n": 2}, {"n": -1}, {"n": 0}, {"n": 1}]"#).unwrap();
        let start = Start { input, machines: Rc::new(Machines::new(machines)), ..Start::default() };
        let mut now = Timestamp(1_000);
        let mut simulator = Simulator::new(machine.clone(), start, now);
        let mut fails = true;
        while simulator.advance(now, 100) != Progress::Done {
            for effect in simulator.take_effects() {
                let error = asl_aws::state_error::StateError::new("States.Http.StatusCode.503", "no");
                let answer = if std::mem::take(&mut fails) { Err(error) } else { Ok(Value::from(7_i64)) };
                simulator.resume(effect.id, Completion::of(answer), now);
            }
            now = simulator.wake_at().unwrap_or(now).max(now);
        }
        simulator
    }

    fn kept(run: &Simulator, extent: Extent, machines: [&Rc<Runnable>; 2]) -> (Simulator, Extent) {
        let text = serde_json::to_string(&KeptRun::of(run, extent, &Redactor::default())).unwrap();
        let kept: KeptRun = serde_json::from_str(&text).unwrap();
        let extent = kept.extent();
        let [machine, other] = machines;
        (kept.into_simulator(machine, &|name| (name == "other").then(|| other.clone())).unwrap(), extent)
    }

    #[test]
    fn a_run_is_the_same_after_it_was_kept() {
        let (machine, other) = (compiled(DEFINITION), compiled(OTHER));
        let run = run(&machine, &other);
        let count = run.executions.children().count();
        assert_eq!(count, 7, "four child executions, three that they started");
        let (kept, extent) = kept(&run, Extent::Whole, [&machine, &other]);
        assert_eq!(extent, Extent::Whole);
        for actor in (0..=7).map(ActorId) {
            let (one, two) = (run.execution(actor), kept.execution(actor));
            assert_eq!(one.events(), two.events(), "{actor:?}");
            assert_eq!((one.outcome(), one.ended_at(), one.arn()), (two.outcome(), two.ended_at(), two.arn()));
            assert_eq!((one.map_run(), one.index(), one.item_count()), (two.map_run(), two.index(), two.item_count()));
            let by = |execution: &crate::Execution| execution.started_by().map(|by| (by.actor, by.visit));
            assert_eq!(by(one), by(two));
        }
        assert_eq!(run.order().places().collect::<Vec<_>>(), kept.order().places().collect::<Vec<_>>());
        let [one] = run.map_runs() else { panic!() };
        let [two] = kept.map_runs() else { panic!() };
        assert_eq!(run.map_run_counts(one), kept.map_run_counts(two));
        assert_eq!((one.name(), one.status(), one.ended_at()), (two.name(), two.status(), two.ended_at()));
        assert_eq!(one.children(), two.children());
        assert_eq!(one.written(), two.written());
        assert!(!two.written().is_empty());
    }

    #[test]
    fn where_less_is_kept_that_is_said_and_the_events_are_whole() {
        let (machine, other) = (compiled(DEFINITION), compiled(OTHER));
        let run = run(&machine, &other);
        for extent in [Extent::Histories, Extent::Root] {
            let (kept, said) = kept(&run, extent, [&machine, &other]);
            assert_eq!(said, extent);
            assert_eq!(kept.executions.children().count(), if extent == Extent::Root { 0 } else { 7 });
            let kinds =
                |simulator: &Simulator| simulator.events().iter().map(|event| event.kind.clone()).collect::<Vec<_>>();
            assert_eq!(kinds(&run), kinds(&kept));
        }
    }

    #[test]
    fn executions_without_an_order_are_put_in_one_by_their_times() {
        let (machine, other) = (compiled(DEFINITION), compiled(OTHER));
        let run = run(&machine, &other);
        let mut record = KeptRun::of(&run, Extent::Whole, &Redactor::default());
        record.order = vec![(900, 1)];
        let kept = record.into_simulator(&machine, &|_| Some(other.clone())).unwrap();
        let places: Vec<_> = kept.order().places().collect();
        assert_eq!(places.len(), run.order().len());
        let at = |(actor, place): &(ActorId, usize)| kept.execution(*actor).events()[*place].at;
        assert!(places.is_sorted_by_key(at));
    }
}
