//! `Step Functions Execution Status Change`: the events that Step Functions sends to the default bus when an execution begins
//! and when it ends (Developer Guide, "Automating Step Functions event delivery with EventBridge"). Express executions send
//! none; child executions of Distributed Maps, which would, are left out here.

use asl_value::SortedSet;

use asl_events::entry::EventEntry;
use asl_events::system::DEFAULT_BUS;
use asl_sim::{ActorId, Execution};
use asl_value::{Map, Value};

use super::World;
use crate::log::{ExecutionId, Origin};

/// Which changes were sent already.
#[derive(Debug, Default)]
pub(super) struct Seen {
    begun: SortedSet<ActorId>,
    ended: SortedSet<ActorId>,
}

impl World {
    /// Sends what has changed since the last call, if a rule of the default bus could take it.
    pub(super) fn note_status(&mut self, execution: ExecutionId) {
        let system = self.system.clone();
        if system.rules_of(DEFAULT_BUS).next().is_none() {
            return;
        }
        let Some(entry) = self.executions.get_mut(execution.0 as usize) else { return };
        let simulator = entry.simulator().clone();
        let Ok(simulator) = simulator.try_borrow() else { return };
        let all = std::iter::once((ActorId::ROOT, simulator.root())).chain(simulator.started_executions());
        let mut changes = Vec::new();
        for (actor, one) in all.filter(|(_, one)| !one.identity().express) {
            if entry.seen.begun.insert(actor) {
                changes.push(change(one, false));
            }
            if one.outcome().is_some() && entry.seen.ended.insert(actor) {
                changes.push(change(one, true));
            }
        }
        for change in changes {
            let _ = self.ingest(change, Origin::Status { execution }, true);
        }
    }
}

/// The event of an execution that begins, or that has ended.
fn change(execution: &Execution, has_ended: bool) -> EventEntry {
    let mut detail = Map::new();
    let mut put = |name: &str, value: Value| drop(detail.insert(name, value));
    let included = || Value::from([("included".into(), true.into())].into_iter().collect::<Map>());
    let outcome = execution.outcome().filter(|_| has_ended);
    let error = outcome.and_then(|outcome| outcome.error());
    let output = outcome.and_then(|outcome| outcome.output());
    let text = |text: Option<&std::rc::Rc<str>>| text.map_or(Value::Null, |text| text.clone().into());
    let status = outcome.map_or("RUNNING", |outcome| outcome.status());
    let arn = execution.arn();
    put("executionArn", arn.as_str().into());
    put("stateMachineArn", execution.identity().state_machine_arn().into());
    put("name", execution.name().clone().into());
    put("status", status.into());
    put("startDate", execution.started_at().0.into());
    put("stopDate", execution.ended_at().filter(|_| has_ended).map_or(Value::Null, |at| at.0.into()));
    put("input", execution.input().to_json().into());
    put("output", output.map_or(Value::Null, |output| output.to_json().into()));
    put("inputDetails", included());
    put("outputDetails", if output.is_some() { included() } else { Value::Null });
    put("error", text(error.and_then(|error| error.name.as_ref())));
    put("cause", text(error.and_then(|error| error.cause.as_ref())));
    EventEntry {
        source: Some("aws.states".into()),
        detail_type: Some("Step Functions Execution Status Change".into()),
        detail: Some(Value::from(detail).to_json().into()),
        resources: vec![arn.into()],
        ..EventEntry::default()
    }
}
