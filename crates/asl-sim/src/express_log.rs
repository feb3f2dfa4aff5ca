//! The event log of an Express execution. AWS has no GetExecutionHistory for it: what happened is in its records in
//! CloudWatch Logs (Developer Guide, "Using CloudWatch Logs to log execution history").

use serde_json::{Map, Value as Json, json};

use super::event::Event;
use super::history;

/// One event as its record in CloudWatch Logs has it, where numbers are text and the time is in milliseconds.
pub fn to_json(event: &Event, execution_arn: &str) -> Json {
    let mut json = Map::new();
    json.insert("id".into(), event.id.0.to_string().into());
    json.insert("type".into(), event.kind.name().into());
    json.insert("details".into(), history::details(&event.kind).unwrap_or_else(|| json!({})));
    json.insert("previous_event_id".into(), event.previous.0.to_string().into());
    json.insert("event_timestamp".into(), event.at.0.to_string().into());
    json.insert("execution_arn".into(), execution_arn.into());
    json.insert("redrive_count".into(), "0".into());
    Json::Object(json)
}
