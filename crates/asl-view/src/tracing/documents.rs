//! Segments → X-Ray's segment documents: one of each machine, and one of each function that ran and
//! that is traced itself.

use serde_json::{Map, Value as Json, json};

use super::{Kind, Segment, Trace};
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;

/// The documents of a trace, that of the machine first: as `BatchGetTraces` has them, and as `PutTraceSegments` takes them.
pub fn documents(trace: &Trace) -> Vec<Json> {
    let mut found = Vec::new();
    document(trace, &trace.root, None, &mut found);
    found
}

/// The document of a segment that has one of its own; those of the functions in it follow.
fn document(trace: &Trace, segment: &Segment, parent: Option<&str>, found: &mut Vec<Json>) {
    let mut json = Map::new();
    json.insert("trace_id".into(), (&*trace.id).into());
    if let Some(parent) = parent {
        json.insert("parent_id".into(), parent.into());
    }
    json.append(&mut body(segment));
    let at = found.len();
    found.push(Json::Null);
    let parts = parts(trace, segment, found);
    if !parts.is_empty() {
        json.insert("subsegments".into(), parts.into());
    }
    if let Some(place) = found.get_mut(at) {
        *place = Json::Object(json);
    }
}

/// The subsegments of a segment.
fn parts(trace: &Trace, segment: &Segment, found: &mut Vec<Json>) -> Vec<Json> {
    let mut all = Vec::new();
    for part in &segment.parts {
        if matches!(part.kind, Kind::Function { is_traced: false, .. }) {
            continue;
        }
        if matches!(part.kind, Kind::Function { .. } | Kind::Machine(_)) {
            document(trace, part, Some(&segment.id), found);
            continue;
        }
        let mut json = body(part);
        let inner = parts(trace, part, found);
        if !inner.is_empty() {
            json.insert("subsegments".into(), inner.into());
        }
        all.push(Json::Object(json));
    }
    all
}

/// What segments and subsegments have in common.
fn body(segment: &Segment) -> Map<String, Json> {
    let mut json = Map::new();
    json.insert("id".into(), (&*segment.id).into());
    json.insert("name".into(), name(&segment.name).into());
    json.insert("start_time".into(), seconds(segment.start));
    match segment.end {
        Some(end) => json.insert("end_time".into(), seconds(end)),
        None => json.insert("in_progress".into(), true.into()),
    };
    match &segment.kind {
        Kind::Machine(arn) => {
            json.insert("origin".into(), "AWS::StepFunctions::StateMachine".into());
            json.insert("aws".into(), json!({ "execution_arn": &**arn }));
        }
        Kind::Function { request, .. } => {
            json.insert("origin".into(), "AWS::Lambda::Function".into());
            json.insert("aws".into(), json!({ "request_id": &**request }));
        }
        Kind::Service(service, operation) => {
            json.insert("namespace".into(), "aws".into());
            json.insert("aws".into(), json!({ "operation": &**operation, "service": &**service }));
        }
        Kind::Http => drop(json.insert("namespace".into(), "remote".into())),
        Kind::Rule => drop(json.insert("metadata".into(), json!({ "default": { "type": "AWS::Events::Rule" } }))),
        Kind::State(kind) => drop(json.insert("metadata".into(), json!({ "default": { "type": &**kind } }))),
    }
    if let Some(http) = &segment.http {
        let mut block = Map::new();
        block.insert("request".into(), json!({ "method": &*http.method, "url": &*http.url }));
        if let Some(status) = http.status {
            let mut response = Map::new();
            response.insert("status".into(), status.into());
            if let Some(length) = http.content_length {
                response.insert("content_length".into(), length.into());
            }
            block.insert("response".into(), Json::Object(response));
        }
        json.insert("http".into(), Json::Object(block));
    }
    let mark = segment.mark;
    for (key, is_set) in [("error", mark.error), ("throttle", mark.throttle), ("fault", mark.fault)] {
        if is_set {
            json.insert(key.into(), true.into());
        }
    }
    if let Some(error) = &segment.cause {
        json.insert("cause".into(), cause(&segment.id, error));
    }
    json
}

fn cause(id: &str, error: &StateError) -> Json {
    let mut exception = Map::new();
    exception.insert("id".into(), id.chars().rev().collect::<String>().into());
    if let Some(name) = &error.name {
        exception.insert("type".into(), (&**name).into());
    }
    if let Some(cause) = &error.cause {
        exception.insert("message".into(), (&**cause).into());
    }
    json!({ "exceptions": [exception] })
}

/// A time in seconds, with milliseconds behind the point.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 have their place in a double")]
fn seconds(at: Timestamp) -> Json {
    (at.0 as f64 / 1000.0).into()
}

/// A name as X-Ray takes it: up to 200 letters, digits, spaces and some characters.
fn name(name: &str) -> String {
    let is_fine = |char: &char| char.is_alphanumeric() || char.is_whitespace() || "_.:/%&#=+\\-@".contains(*char);
    name.chars().filter(is_fine).take(200).collect()
}
