//! Calls of TestState: how they are refused.

use asl_sim::test_state::{Refusal, TestStateCall, refusal};
use asl_value::Value;
use serde_json::{Value as Json, json};

use super::Failure;
use super::compare::compare;

/// A recorded call.
pub(crate) fn run(case: &Json) -> Result<(), Failure> {
    let refusal = refusal_of(case, &case["request"]);
    let expected = &case["expected"]["api_error"];
    if expected.is_null() {
        let refused = refusal.map(|refusal| format!("refused: {}: {refusal}", refusal.code()));
        return Err(refused.unwrap_or_else(|| "a state alone cannot be run yet".to_owned()).into());
    }
    let refusal = refusal.ok_or("accepted")?;
    // Where the client's whole exception was recorded, the message stands behind its own words.
    let wanted = expected["Message"].as_str().unwrap_or_default();
    let wanted = wanted.split_once(" operation: ").map_or(wanted, |(_, message)| message);
    compare("code", &expected["Code"], &json!(refusal.code()))?;
    Ok(compare("message", &json!(wanted), &json!(refusal.to_string()))?)
}

/// How a call is refused that tests the state or machine of `case` with these further members.
pub(crate) fn refusal_of(case: &Json, request: &Json) -> Option<Refusal> {
    let definition = match &case["definition"] {
        Json::String(text) => text.clone(),
        definition => definition.to_string(),
    };
    // A whole machine without `stateName` has one state to test.
    let first = case["definition"]["StartAt"].as_str();
    let object = |name: &str| match request.get(name) {
        Some(Json::String(text)) => Value::from_json(text).ok(),
        Some(value) => Some(Value::from(value)),
        None => None,
    };
    refusal(&TestStateCall {
        definition: &definition,
        state_name: request.get("stateName").and_then(Json::as_str).or(first),
        input: Value::from(&case["input"]),
        has_role: request.get("roleArn").is_some(),
        reveals_secrets: request["revealSecrets"] == true,
        mock: object("mock"),
        context: object("context"),
        configuration: object("stateConfiguration"),
    })
}
