//! The event log in the shape of AWS's GetExecutionHistory (API reference, `HistoryEvent`).

mod family;
mod read;
mod visits;

pub use family::{Family, family};
pub(crate) use read::of_kept;
pub use read::{NoHistory, RecordedHistory, is_history, read, read_all, read_open};

use serde_json::{Map, Value as Json, json};

use super::event::{Event, EventKind, InvocationScheduled, Iteration, TaskResource};
use asl_aws::state_error::StateError;
use asl_value::Value;

/// One event as GetExecutionHistory gives it: `timestamp` in RFC 3339, `type`, `id`, `previousEventId` and the
/// `…EventDetails`, where data is JSON text.
pub fn to_json(event: &Event) -> Json {
    let mut json = Map::new();
    json.insert("timestamp".into(), event.at.to_string().into());
    json.insert("type".into(), event.kind.name().into());
    json.insert("id".into(), event.id.0.into());
    json.insert("previousEventId".into(), event.previous.0.into());
    if let Some(details) = details(&event.kind) {
        json.insert(details_key(&event.kind), details);
    }
    Json::Object(json)
}

/// The name of an event's details: all states share `stateEntered…` and `stateExited…`.
fn details_key(kind: &EventKind) -> String {
    let name = match kind {
        EventKind::StateEntered { .. } => "StateEntered".into(),
        EventKind::StateExited { .. } => "StateExited".into(),
        other => other.name(),
    };
    let mut characters = name.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).chain("EventDetails".chars()).collect()
}

/// What is known of an event besides its type; `None` where AWS gives no details.
pub fn details(kind: &EventKind) -> Option<Json> {
    let included = || json!({ "truncated": false });
    Some(match kind {
        EventKind::ExecutionStarted { input, role_arn } => {
            json!({ "input": input.to_json(), "inputDetails": included(), "roleArn": &**role_arn })
        }
        EventKind::ExecutionSucceeded { output } => {
            json!({ "output": output.to_json(), "outputDetails": included() })
        }
        EventKind::ExecutionFailed(error)
        | EventKind::ExecutionAborted(error)
        | EventKind::ExecutionTimedOut(error)
        | EventKind::LambdaFunctionFailed(error)
        | EventKind::LambdaFunctionTimedOut(error)
        | EventKind::ActivityFailed(error)
        | EventKind::ActivityTimedOut(error)
        | EventKind::MapRunFailed(error) => Json::Object(failure(error)),
        EventKind::ExecutionRedriven { count } => json!({ "redriveCount": count }),
        EventKind::StateEntered { name, input, .. } => {
            json!({ "name": &**name, "input": input.to_json(), "inputDetails": included() })
        }
        EventKind::StateExited { name, output, assigned, .. } => {
            let mut json = Map::new();
            json.insert("name".into(), (&**name).into());
            json.insert("output".into(), output.to_json().into());
            json.insert("outputDetails".into(), included());
            if let Some(assigned) = assigned {
                let variables = assigned.iter().map(|(name, value)| (name.to_string(), value.to_json().into()));
                json.insert("assignedVariables".into(), Json::Object(variables.collect()));
                json.insert("assignedVariablesDetails".into(), included());
            }
            Json::Object(json)
        }
        EventKind::TaskScheduled(scheduled) => {
            let mut json = resource(&scheduled.task);
            json.insert("region".into(), (&*scheduled.region).into());
            json.insert("parameters".into(), scheduled.parameters.to_json().into());
            put_times(&mut json, scheduled.timeout_seconds, scheduled.heartbeat_seconds, scheduled.role_arn.as_deref());
            Json::Object(json)
        }
        EventKind::TaskStarted(task) => Json::Object(resource(task)),
        EventKind::TaskSubmitted(task, output) | EventKind::TaskSucceeded(task, output) => {
            let mut json = resource(task);
            json.insert("output".into(), output.to_json().into());
            json.insert("outputDetails".into(), included());
            Json::Object(json)
        }
        EventKind::TaskFailed(task, error) | EventKind::TaskTimedOut(task, error) => {
            let mut json = resource(task);
            json.extend(failure(error));
            Json::Object(json)
        }
        EventKind::LambdaFunctionScheduled(scheduled) | EventKind::ActivityScheduled(scheduled) => {
            Json::Object(invocation(scheduled))
        }
        EventKind::LambdaFunctionSucceeded(output) | EventKind::ActivitySucceeded(output) => output_details(output),
        EventKind::ActivityStarted { worker_name } => match worker_name {
            Some(name) => json!({ "workerName": &**name }),
            None => json!({}),
        },
        EventKind::MapStateStarted { length } => json!({ "length": length }),
        EventKind::MapIterationStarted(iteration)
        | EventKind::MapIterationSucceeded(iteration)
        | EventKind::MapIterationFailed(iteration)
        | EventKind::MapIterationAborted(iteration) => iteration_details(iteration),
        EventKind::MapRunStarted { map_run_arn } => json!({ "mapRunArn": &**map_run_arn }),
        EventKind::MapRunRedriven { map_run_arn, count } => {
            json!({ "mapRunArn": &**map_run_arn, "redriveCount": count })
        }
        EventKind::EvaluationFailed { error, location, state } => {
            let mut json = failure(error);
            if let Some(location) = location {
                json.insert("location".into(), (&**location).into());
            }
            json.insert("state".into(), (&**state).into());
            Json::Object(json)
        }
        EventKind::StateAborted { .. }
        | EventKind::LambdaFunctionStarted
        | EventKind::ParallelStateStarted
        | EventKind::ParallelStateSucceeded
        | EventKind::ParallelStateFailed
        | EventKind::MapRunSucceeded
        | EventKind::MapRunAborted
        | EventKind::MapStateSucceeded
        | EventKind::MapStateFailed => return None,
    })
}

fn failure(error: &StateError) -> Map<String, Json> {
    let mut json = Map::new();
    if let Some(name) = &error.name {
        json.insert("error".into(), (&**name).into());
    }
    if let Some(cause) = &error.cause {
        json.insert("cause".into(), (&**cause).into());
    }
    json
}

fn resource(task: &TaskResource) -> Map<String, Json> {
    let mut json = Map::new();
    json.insert("resourceType".into(), (&*task.resource_type).into());
    json.insert("resource".into(), (&*task.resource).into());
    json
}

fn invocation(scheduled: &InvocationScheduled) -> Map<String, Json> {
    let mut json = Map::new();
    json.insert("resource".into(), (&*scheduled.resource).into());
    json.insert("input".into(), scheduled.input.to_json().into());
    json.insert("inputDetails".into(), json!({ "truncated": false }));
    put_times(&mut json, scheduled.timeout_seconds, scheduled.heartbeat_seconds, scheduled.role_arn.as_deref());
    json
}

fn put_times(json: &mut Map<String, Json>, timeout: Option<i64>, heartbeat: Option<i64>, role_arn: Option<&str>) {
    if let Some(seconds) = timeout {
        json.insert("timeoutInSeconds".into(), seconds.into());
    }
    if let Some(seconds) = heartbeat {
        json.insert("heartbeatInSeconds".into(), seconds.into());
    }
    if let Some(role_arn) = role_arn {
        json.insert("taskCredentials".into(), json!({ "roleArn": role_arn }));
    }
}

fn output_details(output: &Value) -> Json {
    json!({ "output": output.to_json(), "outputDetails": { "truncated": false } })
}

fn iteration_details(iteration: &Iteration) -> Json {
    json!({ "name": &*iteration.name, "index": iteration.index })
}
