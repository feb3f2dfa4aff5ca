//! What a state machine does, in sentences: for somebody who has never seen it. Read from its structure; nothing runs.

use asl_lang::{Resource, StateKind, StateMachine, StateType};
use asl_text::listed;

use crate::graph::service_name;

/// The sentences, the most important first.
pub fn sentences(machine: &StateMachine) -> Vec<String> {
    let states = machine.states();
    if states.is_empty() {
        return vec!["It has no states.".to_owned()];
    }
    let mut said = Vec::new();
    let start = machine.scope.start_at.as_ref().map(|start| format!(" and starts at `{}`", start.value));
    said.push(format!("It has {}{}.", count(states.len(), "state"), start.unwrap_or_default()));
    said.extend(calls(machine));
    let of = |wanted: StateType| states.iter().filter(|state| state.kind.state_type() == Some(wanted)).count();
    let mut steps = Vec::new();
    let mut step = |number: usize, what: String| {
        if number > 0 {
            steps.push(what);
        }
    };
    let choices = of(StateType::Choice);
    step(choices, format!("decides which way to go in {}", count(choices, "place")));
    step(of(StateType::Map), "repeats steps for each item of a list".to_owned());
    step(of(StateType::Parallel), "runs branches in parallel".to_owned());
    step(of(StateType::Wait), "waits".to_owned());
    if !steps.is_empty() {
        said.push(format!("It {}.", listed(&steps)));
    }
    let retries = states.iter().any(|state| !state.retry.is_empty());
    let catches = states.iter().any(|state| !state.catch.is_empty());
    match (retries, catches) {
        (true, true) => said.push("It retries after errors, and handles some of them itself.".to_owned()),
        (true, false) => said.push("It retries after errors.".to_owned()),
        (false, true) => said.push("It handles some errors itself.".to_owned()),
        (false, false) => {}
    }
    let fails = states.iter().filter_map(|state| match &state.kind {
        StateKind::Fail(fail) => Some(fail.error.as_ref().map_or(&state.name.value, |error| &error.value)),
        _ => None,
    });
    let fails: Vec<String> = fails.take(3).map(|error| format!("`{error}`")).collect();
    if !fails.is_empty() {
        said.push(format!("It can end with the error {}.", fails.join(" or ")));
    }
    said
}

/// What it calls: how many states call APIs and functions, and which services.
fn calls(machine: &StateMachine) -> Option<String> {
    let (mut apis, mut functions, mut services) = (0, 0, Vec::new());
    for state in machine.states() {
        let StateKind::Task(task) = &state.kind else { continue };
        match task.target() {
            Resource::HttpInvoke(_) => apis += 1,
            Resource::LambdaFunction { .. } | Resource::LambdaInvoke(_) => functions += 1,
            Resource::Sdk(call) | Resource::Optimized(call) => {
                let name = service_name(call.service);
                if !services.contains(&name) {
                    services.push(name);
                }
            }
            Resource::Activity | Resource::Other => {}
        }
    }
    let mut said = Vec::new();
    if apis > 0 {
        said.push(format!("calls APIs in {}", count(apis, "state")));
    }
    if functions > 0 {
        said.push(format!("invokes Lambda functions in {}", count(functions, "state")));
    }
    if !services.is_empty() {
        said.push(format!("uses {}", listed(&services)));
    }
    (!said.is_empty()).then(|| format!("It {}.", listed(&said)))
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

#[cfg(test)]
mod tests {
    use asl_lang::check_text;

    use super::sentences;

    #[test]
    fn a_machine_is_told_in_sentences() {
        let text = r#"{"StartAt": "Call", "States": {
            "Call": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Retry": [{"ErrorEquals": ["States.ALL"]}], "Next": "Each"},
            "Each": {"Type": "Map", "ItemProcessor": {"StartAt": "Tell", "States": {
                "Tell": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Next": "Pay"},
                "Pay": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true}}}, "Next": "Ok?",
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "No"}]},
            "Ok?": {"Type": "Choice", "Choices": [], "Default": "No"},
            "No": {"Type": "Fail", "Error": "Refused"}}}"#;
        let machine = check_text(text).machine.unwrap();
        assert_eq!(
            sentences(&machine),
            [
                "It has 6 states and starts at `Call`.",
                "It calls APIs in 1 state, invokes Lambda functions in 1 state, and uses SNS.",
                "It decides which way to go in 1 place and repeats steps for each item of a list.",
                "It retries after errors, and handles some of them itself.",
                "It can end with the error `Refused`.",
            ]
        );
        let empty = check_text("{}").machine.unwrap();
        assert_eq!(sentences(&empty), ["It has no states."]);
    }
}
