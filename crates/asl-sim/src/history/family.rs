//! Histories of several executions, read as one run: which of them is the first, and what of it started the others. AWS's events name
//! the execution that a Task has started in its answer, and a Map Run by its ARN, which has the label that its child executions have.

use std::rc::Rc;

use super::RecordedHistory;
use crate::distributed::MapRun;
use crate::event::{Event, EventKind, VisitId};
use crate::execution::ActorId;
use crate::recorded::{Parent, RecordedChild};
use crate::runnable::{KindCode, Runnable};
use crate::simulator::Simulator;
use crate::start::{Identity, Start};
use asl_aws::time::Timestamp;
use asl_value::{Sort, Value};

/// A run that was put together from the histories of its executions.
#[expect(missing_debug_implementations, reason = "a simulator has none")]
pub struct Family {
    /// The run.
    pub simulator: Simulator,
    /// How many histories belong to nothing in it, and were left out.
    pub strangers: usize,
}

/// Puts the histories of a run and of the executions that it started together, each with the place of its machine among `machines`, if it
/// is of one of them; the first machine is that of the run. `None` if there is no history.
pub fn family(mut histories: Vec<(RecordedHistory, Option<usize>)>, machines: &[Rc<Runnable>]) -> Option<Family> {
    let machine_of = |place: &Option<usize>| place.and_then(|place| machines.get(place)).or_else(|| machines.first());
    // Who started another one began no later, and begins at the start of its machine.
    histories.order_by_key(|(history, machine)| {
        let machine = machine_of(machine);
        let is_inside = machine.is_some_and(|machine| is_inside(machine, &history.events));
        (began(&history.events), is_inside)
    });
    let mut histories = histories.into_iter();
    let (first, machine) = histories.next()?;
    let start = Start { identity: first.identity(), ..Start::default() };
    let mut simulator = Simulator::recorded(machine_of(&machine)?.clone(), start, first.events);
    let mut strangers = 0;
    for (history, machine) in histories {
        let machine = machine_of(&machine)?.clone();
        let Some(parent) = simulator.parent_of(&history, &machine) else {
            strangers += 1;
            continue;
        };
        let identity = match (&history.execution_arn, parent) {
            (None, Parent::MapRun { index, .. }) => {
                Identity { execution_name: index.to_string().into(), ..simulator.root().identity().clone() }
            }
            _ => history.identity(),
        };
        let _ = simulator.add_recorded(RecordedChild { machine, identity, events: history.events, parent });
    }
    simulator.order_by_time();
    Some(Family { simulator, strangers })
}

impl RecordedHistory {
    /// The names of the execution, as far as its ARN tells them.
    fn identity(&self) -> Identity {
        Identity { express: self.express, ..Identity::of_arn(self.execution_arn.as_deref().unwrap_or_default()) }
    }
}

fn began(events: &[Event]) -> Timestamp {
    events.first().map(|event| event.at).unwrap_or_default()
}

/// The name of the first state that was entered.
fn first_state(events: &[Event]) -> Option<&Rc<str>> {
    events.iter().find_map(|event| match &event.kind {
        EventKind::StateEntered { name, .. } => Some(name),
        _ => None,
    })
}

/// Whether the execution began inside of a state of its machine.
fn is_inside(machine: &Runnable, events: &[Event]) -> bool {
    let place = first_state(events).and_then(|name| machine.place_of(name));
    place.is_some_and(|(scope, _)| scope != machine.root)
}

impl Simulator {
    /// What of the executions that are here started that one.
    fn parent_of(&self, history: &RecordedHistory, machine: &Runnable) -> Option<Parent> {
        let at = began(&history.events);
        let label = history.execution_arn.as_deref().map(|arn| label_of(arn).map(str::to_owned));
        let is_of = |map_run: &MapRun| {
            let is_then = map_run.started_at() <= at && map_run.ended_at().is_none_or(|ended| at <= ended);
            let fits = match &label {
                Some(label) => label.as_deref() == label_of(map_run.arn()),
                None => starts_with(machine, map_run.name(), &history.events),
            };
            is_then && fits
        };
        if let Some(map_run) = self.map_runs().iter().position(is_of) {
            let input = history.events.first().and_then(|event| match &event.kind {
                EventKind::ExecutionStarted { input, .. } => Some(input.clone()),
                _ => None,
            });
            let batch = input.as_ref().and_then(|input| input.get("Items")).and_then(Value::as_array);
            let index = self.map_runs().get(map_run).map_or(0, |map_run| map_run.children().len());
            return Some(Parent::MapRun { map_run, index, items: batch.map_or(1, <[Value]>::len) });
        }
        let all = std::iter::once((ActorId::ROOT, self.root())).chain(self.executions.children());
        all.flat_map(|(actor, execution)| execution.events().iter().map(move |event| (actor, event)))
            .find(|(actor, event)| starts(event, history, at) && !self.has_started(*actor, event.visit))
            .map(|(actor, event)| Parent::Task { actor, visit: event.visit })
    }

    /// Whether the execution that a Task has started is here.
    fn has_started(&self, actor: ActorId, visit: VisitId) -> bool {
        let is_it = |by: crate::StartedBy| by.actor == actor && by.visit == visit;
        self.executions.children().any(|(_, child)| child.started_by().is_some_and(is_it))
    }
}

/// Whether the event is that of a Task that started the execution: its answer names it, or, where its ARN is not known, its input is that.
fn starts(event: &Event, history: &RecordedHistory, at: Timestamp) -> bool {
    match (&event.kind, &history.execution_arn) {
        (EventKind::TaskSubmitted(_, output) | EventKind::TaskSucceeded(_, output), Some(arn)) => {
            output.get("ExecutionArn").and_then(Value::as_str) == Some(arn)
        }
        (EventKind::TaskScheduled(scheduled), None) => {
            let is_start = scheduled.task.resource.starts_with("startExecution") && event.at <= at;
            let own = history.events.first().map(|event| &event.kind);
            let given = scheduled.parameters.get("Input").cloned().unwrap_or_default();
            // The input of a call may be JSON as a text.
            let read = given.as_str().and_then(|text| Value::from_json(text).ok()).unwrap_or(given);
            is_start && matches!(own, Some(EventKind::ExecutionStarted { input, .. }) if *input == read)
        }
        _ => false,
    }
}

/// Whether an execution is a child of the Map of that name: it begins where the Map's iterations begin.
fn starts_with(machine: &Runnable, map: &str, events: &[Event]) -> bool {
    let begins = || {
        let (scope, state) = machine.place_of(map)?;
        let KindCode::Map(code) = &machine.state(scope, state)?.kind else { return None };
        let inside = machine.scopes.get(code.processor)?;
        Some(inside.states.get(inside.start)?.name.clone())
    };
    begins().is_some_and(|start| first_state(events) == Some(&start))
}

/// `machine/label` of an ARN of a Map Run or of a child execution; `None` for one without a label.
fn label_of(arn: &str) -> Option<&str> {
    arn.split(':').find(|part| part.contains('/'))
}

#[cfg(test)]
mod tests {
    use asl_aws::time::Timestamp;
    use serde_json::{Value as Json, json};

    use super::{Family, family};
    use crate::history::{read_all, to_json};
    use crate::{ActorId, Execution, Machines, OtherMachine, Progress, Runnable, Simulator, Start};
    use asl_value::Value;
    use std::rc::Rc;

    const DEFINITION: &str = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "Label": "L", "Next": "Sub",
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "W", "States": {
            "W": {"Type": "Wait", "SecondsPath": "$.n", "End": true}}}},
        "Sub": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true,
            "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:other", "Input": {"a": 1}}}}}"#;

    fn compiled(text: &str) -> Rc<Runnable> {
        Runnable::compile(&asl_lang::check_text(text).machine.unwrap()).unwrap()
    }

    fn run() -> (Simulator, [Rc<Runnable>; 2]) {
        let machine = compiled(DEFINITION);
        let other = compiled(r#"{"StartAt": "P", "States": {"P": {"Type": "Wait", "Seconds": 5, "End": true}}}"#);
        let machines = vec![OtherMachine { names: vec!["other".into()], machine: other.clone(), express: false }];
        let input = Value::from_json(r#"[{"n": 2}, {"n": 1}]"#).unwrap();
        let start = Start { input, machines: Rc::new(Machines::new(machines)), ..Start::default() };
        let mut now = Timestamp(1_000);
        let mut simulator = Simulator::new(machine.clone(), start, now);
        while simulator.advance(now, 100) != Progress::Done {
            now = simulator.wake_at().unwrap_or(now).max(now);
        }
        (simulator, [machine, other])
    }

    fn history(execution: &Execution, with_arn: bool) -> Json {
        let events: Vec<Json> = execution.events().iter().map(to_json).collect();
        if with_arn {
            json!({ "executionArn": execution.arn(), "events": events })
        } else {
            json!({ "events": events })
        }
    }

    #[test]
    fn histories_of_children_are_put_where_they_were_started() {
        let (run, machines) = run();
        for with_arn in [true, false] {
            // In any order.
            let all: Vec<Json> = [3, 0, 2, 1].map(|actor| history(run.execution(ActorId(actor)), with_arn)).into();
            let read = read_all(&Json::from(all).to_string(), &machines).unwrap();
            let Family { simulator, strangers } = family(read, &machines).unwrap();
            assert_eq!(strangers, 0, "{with_arn}");
            assert_eq!(simulator.events().len(), run.events().len());
            let [map_run] = simulator.map_runs() else { panic!("{with_arn}") };
            assert_eq!(map_run.children().len(), 2);
            let nested = simulator.child(ActorId(3)).unwrap();
            assert_eq!(nested.started_by().map(|by| by.actor), Some(ActorId::ROOT));
            assert_eq!(nested.events().len(), 4);
            assert_eq!(simulator.order().len(), run.order().len());
        }
    }

    #[test]
    fn what_belongs_to_nothing_is_left_out_and_counted() {
        let (run, machines) = run();
        let mut stranger = history(run.execution(ActorId(3)), true);
        stranger["executionArn"] = "arn:aws:states:us-east-1:123456789012:execution:other:elsewhere".into();
        let all = json!([history(run.root(), true), stranger]);
        let Family { simulator, strangers } =
            family(read_all(&all.to_string(), &machines).unwrap(), &machines).unwrap();
        assert_eq!((strangers, simulator.child(ActorId(1)).is_some()), (1, false));
        assert_eq!(simulator.map_runs().len(), 1, "the Map Run is known without its child executions");
    }
}
