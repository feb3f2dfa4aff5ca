//! Cases of another engine: one state on its own, one step of the data flow. Each is run as a machine of one state.

use asl_aws::state_error::StateError;
use asl_sim::{Completion, EventKind};
use asl_value::Value;
use serde_json::{Map, Value as Json, json};

use super::Failure;
use super::compare::compare;
use super::execution::execute;

/// One state: its output, the state it leads to, or its error. What the function of a Task did is in none of the cases.
pub(crate) fn state(case: &Json) -> Result<(), Failure> {
    run_state(case).map_err(|why| match case.pointer("/state/Type").and_then(Json::as_str) {
        Some("Task") => Failure::Unanswered(why),
        _ => Failure::Differs(why),
    })
}

fn run_state(case: &Json) -> Result<(), String> {
    let name = case["state_name"].as_str().unwrap_or("State");
    let mut states = Map::new();
    targets(&case["state"], &mut |target| {
        states.insert(target.to_owned(), json!({ "Type": "Succeed" }));
    });
    states.insert(name.to_owned(), case["state"].clone());
    let machine = json!({ "definition": { "StartAt": name, "States": states }, "input": case["input"] });
    let mut called = false;
    let execution = execute(&machine, &mut |_, _| {
        called = true;
        Some(Completion::of(Err(StateError::without_cause("NoAnswer"))))
    })?;
    if called {
        return Err("the answer of the task is not in the case".to_owned());
    }
    let expected = &case["expected"];
    if expected["ok"] == false {
        let error = execution.outcome().and_then(|outcome| outcome.error()).ok_or("it succeeded")?;
        compare("error", &expected["error"], &json!(error.name.as_deref()))?;
        return compare("cause", &expected["cause"], &json!(error.cause.as_deref()));
    }
    let mut events = execution.events().iter();
    let output = events.find_map(|event| match &event.kind {
        EventKind::StateExited { name: exited, output, .. } if **exited == *name => Some(output),
        _ => None,
    });
    let output = output.ok_or_else(|| format!("the state was not left: {:?}", execution.outcome()))?;
    compare("output", &expected["result"]["stateResult"], &Json::from(output))?;
    let next = events.find_map(|event| match &event.kind {
        EventKind::StateEntered { name, .. } => Some(name.to_string()),
        _ => None,
    });
    compare("next", &expected["result"]["nextState"], &json!(next.unwrap_or_default()))
}

/// Every state that a state, its rules or its catchers lead to.
fn targets(state: &Json, found: &mut dyn FnMut(&str)) {
    for (key, value) in state.as_object().into_iter().flatten() {
        match (key.as_str(), value) {
            ("Next" | "Default", Json::String(target)) => found(target),
            ("Choices" | "Catch", Json::Array(list)) => list.iter().for_each(|item| targets(item, found)),
            _ => {}
        }
    }
}

/// One step of the data flow: the function's arguments are the field, the data, and what else the step needs.
pub(crate) fn io(case: &Json) -> Result<(), String> {
    let argument = |index: usize| case["args"].get(index).cloned();
    let (field, data) = (argument(0), argument(1).unwrap_or_default());
    let mut state = json!({ "Type": "Pass", "End": true });
    let mut set = |name: &str, value: Option<Json>| {
        if let (Some(state), Some(value)) = (state.as_object_mut(), value) {
            state.insert(name.to_owned(), value);
        }
    };
    match case["function"].as_str().unwrap_or_default() {
        "processInputPath" => set("InputPath", field),
        "processOutputPath" => set("OutputPath", field),
        "processResultPath" => {
            set("ResultPath", field);
            set("Result", argument(2));
        }
        "processPayloadTemplate" => return super::language::template(case, &Value::from(&data)),
        other => return Err(format!("the step `{other}` is not known")),
    }
    let machine = json!({ "definition": { "StartAt": "P", "States": { "P": state } }, "input": data });
    let execution = execute(&machine, &mut |_, _| None)?;
    let outcome = execution.outcome().ok_or("it did not end")?;
    match (case["expected"]["ok"].as_bool().unwrap_or(true), outcome.output()) {
        (true, Some(output)) => compare("output", &case["expected"]["result"], &Json::from(output)),
        (true, None) => Err(format!("it failed: {outcome:?}")),
        (false, Some(output)) => Err(format!("is {output}, expected an error")),
        (false, None) => Ok(()),
    }
}
