//! The event log in the shape of AWS's GetExecutionHistory.

use super::event::Event;

/// One event as GetExecutionHistory gives it: `timestamp` in RFC 3339, `type`, `id`, `previousEventId` and the
/// `…EventDetails`, where data is JSON text.
pub fn to_json(_event: &Event) -> serde_json::Value {
    serde_json::Value::Null
}
