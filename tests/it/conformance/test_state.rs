//! Calls of TestState: how they are refused, and what comes of them.

use asl_http::test_state::Level;
use asl_sim::test_state::{Refusal, TestStateCall, Tested, refusal, test};
use asl_value::Value;
use serde_json::{Value as Json, json};

use super::Failure;
use super::compare::compare;
use super::execution::START;

/// A recorded call.
pub(crate) fn run(case: &Json) -> Result<(), Failure> {
    let expected = &case["expected"]["api_error"];
    if expected.is_null() {
        let tested = tested(case, &case["request"])?;
        if tested.inspection.is_some() && case["request"]["inspectionLevel"] == "INFO" {
            return Err("inspectionData: not expected".into());
        }
        return Ok(answered(&case["expected"], &tested)?);
    }
    let refusal = refusal_of(case, &case["request"]);
    let refusal = refusal.ok_or("accepted")?;
    // Where the client's whole exception was recorded, the message stands behind its own words.
    let wanted = expected["Message"].as_str().unwrap_or_default();
    let wanted = wanted.split_once(" operation: ").map_or(wanted, |(_, message)| message);
    compare("code", &expected["Code"], &json!(refusal.code()))?;
    Ok(compare("message", &json!(wanted), &json!(refusal.to_string()))?)
}

/// What a call answers, compared member by member.
fn answered(expected: &Json, tested: &Tested) -> Result<(), String> {
    let text = |text: Option<&str>| text.map_or(Json::Null, Json::from);
    let (error, cause) = match &tested.error {
        Some(error) => (text(error.name.as_deref()), text(error.cause.as_deref())),
        None => (Json::Null, Json::Null),
    };
    for (member, wanted) in expected.as_object().into_iter().flatten() {
        let actual = match member.as_str() {
            "status" => json!(tested.status),
            "output" => tested.output.as_ref().map_or(Json::Null, Json::from),
            "error" => error.clone(),
            "cause" => cause.clone(),
            "nextState" => text(tested.next_state.as_deref()),
            "inspectionData" => tested.inspection.as_ref().map_or(Json::Null, Json::from),
            _ => return Err(format!("`{member}` is not answered yet")),
        };
        compare(member, wanted, &actual)?;
    }
    for (member, actual) in [("error", &error), ("cause", &cause), ("nextState", &text(tested.next_state.as_deref()))] {
        if expected.get(member).is_none() && !actual.is_null() {
            return Err(format!("{member}: not expected, is {actual}"));
        }
    }
    Ok(())
}

/// What comes of a call that tests the state or machine of `case` with these further members.
pub(crate) fn tested(case: &Json, request: &Json) -> Result<Tested, String> {
    call(case, request, |call| test(call, START).map_err(|refusal| format!("refused: {}: {refusal}", refusal.code())))
}

/// How a call is refused that tests the state or machine of `case` with these further members.
pub(crate) fn refusal_of(case: &Json, request: &Json) -> Option<Refusal> {
    call(case, request, refusal)
}

fn call<T>(case: &Json, request: &Json, made: impl FnOnce(&TestStateCall<'_>) -> T) -> T {
    let definition = match &case["definition"] {
        Json::String(text) => text.clone(),
        definition => definition.to_string(),
    };
    // A whole machine without `stateName` has one state to test.
    let first = case["definition"]["StartAt"].as_str();
    // AWS's default. The input's text was not recorded: the client that recorded lists wrote JSON with spaces.
    let input = case.get("input").cloned().unwrap_or_else(|| json!({}));
    let input_text = spaced(&input);
    // What a real function answered is shown by the inspection alone.
    let answer = case["expected"]["inspectionData"].get("result").map(|result| match result {
        Json::String(text) => Value::from_json(text).unwrap_or_else(|_| text.clone().into()),
        result => Value::from(result),
    });
    let level = request.get("inspectionLevel").and_then(Json::as_str);
    let object = |name: &str| match request.get(name) {
        Some(Json::String(text)) => Value::from_json(text).ok(),
        Some(value) => Some(Value::from(value)),
        None => None,
    };
    made(&TestStateCall {
        definition: &definition,
        state_name: request.get("stateName").and_then(Json::as_str).or(first),
        input: Value::from(&input),
        input_text: Some(&input_text),
        role_arn: request.get("roleArn").and_then(Json::as_str),
        caller: Some(if case["source"]["repo"] == "radkawar/stackd" {
            ("000000000000", "us-west-2")
        } else {
            ("111111111111", "us-east-1")
        }),
        level: Level::ALL.into_iter().find(|known| Some(known.name()) == level),
        variables: object("variables"),
        answer: answer.map(Ok),
        exchange: None,
        revealed: None,
        reveals_secrets: request["revealSecrets"] == true,
        mock: object("mock"),
        context: object("context"),
        configuration: object("stateConfiguration"),
    })
}

/// JSON with a space behind each comma and colon.
fn spaced(value: &Json) -> String {
    match value {
        Json::Array(items) => format!("[{}]", items.iter().map(spaced).collect::<Vec<_>>().join(", ")),
        Json::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{}: {}", json!(name), spaced(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        scalar => scalar.to_string(),
    }
}
