//! What a call of TestState comes to: the state is run alone, with the mock in the place of what it calls.

use std::rc::Rc;

use serde_json::{Map, Value as Json, json};

use super::{ALONE, Refusal, TestStateCall, check};
use crate::distributed::tolerance::Tolerance;
use crate::effect::Completion;
use crate::event::EventKind;
use crate::retry::matches;
use crate::runnable::{Runnable, StateCode};
use crate::start::{Identity, Outcome, Progress, Start};
use crate::{Request, Simulator};
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_lang::{QueryLanguage, WorkflowType, check_text_as};
use asl_value::{Number, Value};

/// What came of a state (API reference, `TestState`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tested {
    /// `status`: `SUCCEEDED`, `FAILED`, `RETRIABLE`, `CAUGHT_ERROR`.
    pub status: &'static str,
    /// `output`
    pub output: Option<Value>,
    /// `error` and `cause`, without the state's name.
    pub error: Option<StateError>,
    /// `nextState`
    pub next_state: Option<Rc<str>>,
    /// `retryBackoffIntervalSeconds`
    pub retry_seconds: Option<f64>,
    /// `retryIndex`: the retrier that the error belongs to.
    pub retry_index: Option<usize>,
    /// `catchIndex`
    pub catch_index: Option<usize>,
}

/// Runs the state of a call at `now`.
///
/// `variables`, `context` and what `inspectionLevel` adds to the answer are left out.
///
/// # Errors
///
/// What AWS refuses before it runs anything.
pub fn test(call: &TestStateCall<'_>, now: Timestamp) -> Result<Tested, Refusal> {
    check(call)?;
    let (name, state, language) = state_of(call).ok_or(Refusal::NoState)?;
    let mock = Mocked::of(call, &state);
    let state = mock.in_place_of(state);
    let machine = |without: &[&str]| {
        let mut state = state.clone();
        state.retain(|field, _| !without.contains(&field.as_str()));
        machine_of(&name, &Json::Object(state), language)
    };
    let run = |without: &[&str]| Some(mock.run(machine(without)?, &name, call, now));
    let whole = machine(&[]).ok_or(Refusal::NoState)?;
    let code = whole.first_named(&name).ok_or(Refusal::NoState)?;
    let bare = run(&["Retry", "Catch"]).ok_or(Refusal::NoState)?;
    let Some(error) = bare.error.clone() else { return Ok(Tested { status: "SUCCEEDED", ..bare }) };
    let used = call.configuration.as_ref().and_then(|given| given.get("retrierRetryCount"));
    let used = used.and_then(Value::as_number).and_then(Number::as_i64);
    let used = u32::try_from(used.unwrap_or_default()).unwrap_or_default();
    let retry_index = code.retry.iter().position(|retrier| matches(&retrier.errors, &error));
    if let Some(retrier) =
        retry_index.and_then(|index| code.retry.get(index)).filter(|retrier| used < retrier.max_attempts)
    {
        let retry_seconds = Some(retrier.wait(used.saturating_add(1)));
        return Ok(Tested { status: "RETRIABLE", error: Some(error), retry_seconds, retry_index, ..Tested::default() });
    }
    let Some(catch_index) = code.catch.iter().position(|catcher| matches(&catcher.errors, &error)) else {
        return Ok(Tested { status: "FAILED", error: Some(error), retry_index, ..Tested::default() });
    };
    let caught = run(&["Retry"]).ok_or(Refusal::NoState)?;
    Ok(match caught.error {
        Some(error) => Tested { status: "FAILED", error: Some(error), retry_index, ..Tested::default() },
        None => {
            Tested { status: "CAUGHT_ERROR", error: Some(error), retry_index, catch_index: Some(catch_index), ..caught }
        }
    })
}

/// The name, the fields and the query language of the state that is tested.
fn state_of(call: &TestStateCall<'_>) -> Option<(Rc<str>, Map<String, Json>, &'static str)> {
    let tree = asl_text::parse(call.definition).root?;
    let whole = Json::from(&tree.to_value());
    let Some(name) = call.state_name else {
        return Some((ALONE.into(), whole.as_object()?.clone(), "JSONPath"));
    };
    let machine = check_text_as(call.definition, WorkflowType::Standard).machine?;
    let language = match machine.language_of(machine.find(name)?) {
        QueryLanguage::JsonPath => "JSONPath",
        QueryLanguage::Jsonata => "JSONata",
    };
    Some((name.into(), find(&whole, name)?.clone(), language))
}

/// The state of that name, however deep; a definition is not nested without end, since it was read.
fn find<'j>(scope: &'j Json, name: &str) -> Option<&'j Map<String, Json>> {
    let states = scope.get("States")?.as_object()?;
    if let Some(state) = states.get(name) {
        return state.as_object();
    }
    let inner = |state: &'j Json| {
        let branches = state.get("Branches").and_then(Json::as_array).into_iter().flatten();
        branches.chain(state.get("ItemProcessor")).chain(state.get("Iterator"))
    };
    states.values().flat_map(inner).find_map(|scope| find(scope, name))
}

/// A machine of the state alone: whatever it leads to ends.
fn machine_of(name: &str, state: &Json, language: &str) -> Option<Rc<Runnable>> {
    let mut states = Map::new();
    let mut add = |target: &Json| {
        if let Some(target) = target.as_str() {
            states.insert(target.to_owned(), json!({ "Type": "Succeed" }));
        }
    };
    add(&state["Next"]);
    add(&state["Default"]);
    for list in ["Choices", "Catch"] {
        state[list].as_array().into_iter().flatten().for_each(|rule| add(&rule["Next"]));
    }
    states.insert(name.to_owned(), state.clone());
    let definition = json!({ "QueryLanguage": language, "StartAt": name, "States": states });
    let machine = check_text_as(&definition.to_string(), WorkflowType::Standard).machine?;
    Runnable::compile(&machine).ok()
}

/// What answers in the place of what the state calls or runs.
struct Mocked {
    outcome: Option<Result<Value, StateError>>,
    /// Whether it stands for branches or iterations.
    is_inner: bool,
}

impl Mocked {
    fn of(call: &TestStateCall<'_>, state: &Map<String, Json>) -> Self {
        let is_inner = matches!(state.get("Type").and_then(Json::as_str), Some("Map" | "Parallel"));
        let Some(mock) = &call.mock else { return Self { outcome: None, is_inner } };
        let outcome = match (mock.get("result"), mock.get("errorOutput")) {
            (Some(Value::String(text)), _) => Ok(Value::from_json(text).unwrap_or_else(|_| text.clone().into())),
            (Some(result), _) => Ok(result.clone()),
            (None, error) => {
                let text = |name: &str| error?.get(name)?.as_str().map(Rc::from);
                Err(StateError::of(text("error"), text("cause")))
            }
        };
        let failures = call.configuration.as_ref().and_then(|given| given.get("mapIterationFailureCount"));
        let failures = failures.and_then(Value::as_number).and_then(Number::as_i64);
        let total = outcome.as_ref().ok().and_then(Value::as_array).map_or(0, <[Value]>::len);
        let count = state.get("ToleratedFailureCount").and_then(Json::as_i64);
        let percentage = state.get("ToleratedFailurePercentage").and_then(Json::as_f64);
        let exceeded = failures.and_then(|failures| usize::try_from(failures).ok()).is_some_and(|failures| {
            Tolerance::new(count, percentage).is_ok_and(|tolerance| tolerance.exceeded(failures, total))
        });
        Self { outcome: Some(if exceeded { Err(Tolerance::error()) } else { outcome }), is_inner }
    }

    /// A Map or Parallel with a mock does to its result what a Task does.
    fn in_place_of(&self, mut state: Map<String, Json>) -> Map<String, Json> {
        if self.is_inner && self.outcome.is_some() {
            state.insert("Type".to_owned(), json!("Task"));
            state.insert("Resource".to_owned(), json!("arn:aws:states:::lambda:invoke"));
            let kept = [
                "Type",
                "Resource",
                "Comment",
                "QueryLanguage",
                "InputPath",
                "ResultSelector",
                "ResultPath",
                "OutputPath",
                "Output",
                "Assign",
                "Next",
                "End",
                "Retry",
                "Catch",
            ];
            state.retain(|field, _| kept.contains(&field.as_str()));
            let parameters =
                if state.get("QueryLanguage") == Some(&json!("JSONata")) { "Arguments" } else { "Parameters" };
            state.insert(parameters.to_owned(), json!({ "FunctionName": "mocked" }));
        }
        state
    }

    /// Runs the machine until its first state is left or fails.
    fn run(&self, machine: Rc<Runnable>, name: &str, call: &TestStateCall<'_>, now: Timestamp) -> Tested {
        let identity = Identity { express: true, ..Identity::default() };
        let start = Start { input: call.input.clone(), identity, seed: 1, ..Start::default() };
        let mut simulator = Simulator::new(machine, start, now);
        let mut now = now;
        loop {
            match simulator.advance(now, 1) {
                Progress::Done => break,
                Progress::Working => {}
                Progress::Waiting => {
                    let effects = simulator.take_effects();
                    for effect in &effects {
                        let unanswered = || Err(StateError::without_cause("States.TaskFailed"));
                        let outcome = match &effect.request {
                            Request::Task(_) | Request::Http(_) => self.outcome.clone().unwrap_or_else(unanswered),
                            Request::Evaluate(_) => unanswered(),
                        };
                        simulator.resume(effect.id, Completion::of(outcome), now);
                    }
                    if effects.is_empty() {
                        let Some(at) = simulator.wake_at() else { break };
                        now = at.max(now);
                    }
                }
            }
            // Where it leads is known once the next state is entered.
            if entered(&simulator).nth(1).is_some() {
                break;
            }
        }
        let output = simulator.events().iter().find_map(|event| match &event.kind {
            EventKind::StateExited { output, .. } => Some(output.clone()),
            _ => None,
        });
        let next_state = entered(&simulator).nth(1);
        if output.is_some() {
            return Tested { output, next_state, ..Tested::default() };
        }
        let error = simulator.outcome().and_then(Outcome::error).cloned();
        let prefix = format!("An error occurred while executing the state '{name}' (entered at the event id #2). ");
        let error = error.map(|error| {
            let cause = error.cause.as_deref().map(|cause| Rc::from(cause.strip_prefix(&prefix).unwrap_or(cause)));
            StateError { cause, ..error }
        });
        Tested { error: Some(error.unwrap_or_else(|| StateError::of(None, None))), ..Tested::default() }
    }
}

/// The names of the states that were entered, in order.
fn entered(simulator: &Simulator) -> impl Iterator<Item = Rc<str>> {
    simulator.events().iter().filter_map(|event| match &event.kind {
        EventKind::StateEntered { name, .. } => Some(name.clone()),
        _ => None,
    })
}

impl Runnable {
    /// The state of the outermost scope that has this name.
    fn first_named(&self, name: &str) -> Option<&StateCode> {
        self.scopes.get(self.root)?.states.iter().find(|state| *state.name == *name)
    }
}

#[cfg(test)]
mod tests {
    use super::{TestStateCall, Tested, test};
    use asl_aws::time::Timestamp;
    use asl_value::Value;

    const TASK: &str = r#"{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": "f"}, "ResultSelector": {"n.$": "$.n"}, "Next": "B",
        "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1, "MaxAttempts": 5}],
        "Catch": [{"ErrorEquals": ["Never"], "Next": "C"}, {"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "D"}]}"#;

    fn tested(mock: &str, configuration: &str) -> Tested {
        let json = |text: &str| Value::from_json(text).unwrap();
        let call = TestStateCall {
            definition: TASK,
            input: json(r#"{"k": 1}"#),
            mock: Some(json(mock)),
            configuration: Some(json(configuration)),
            ..TestStateCall::default()
        };
        test(&call, Timestamp(0)).unwrap()
    }

    #[test]
    fn a_state_alone_is_left_retried_or_caught_as_its_mock_says() {
        let succeeded = tested(r#"{"result": "{\"n\": 7}", "fieldValidationMode": "NONE"}"#, "{}");
        assert_eq!((succeeded.status, succeeded.next_state.as_deref()), ("SUCCEEDED", Some("B")));
        assert_eq!(succeeded.output.unwrap().to_json(), r#"{"n":7}"#);
        let busy = r#"{"errorOutput": {"error": "Busy", "cause": "c"}}"#;
        let retriable = tested(busy, r#"{"retrierRetryCount": 4}"#);
        assert_eq!(
            (retriable.status, retriable.retry_seconds, retriable.retry_index),
            ("RETRIABLE", Some(16.0), Some(0))
        );
        let caught = tested(busy, r#"{"retrierRetryCount": 5}"#);
        assert_eq!(
            (caught.status, caught.catch_index, caught.next_state.as_deref()),
            ("CAUGHT_ERROR", Some(1), Some("D"))
        );
        assert_eq!(caught.output.unwrap().to_json(), r#"{"k":1,"e":{"Error":"Busy","Cause":"c"}}"#);
        let failed = tested(r#"{"result": "{}", "fieldValidationMode": "NONE"}"#, "{}");
        let cause = failed.error.unwrap().cause.unwrap();
        assert_eq!((failed.status, cause.starts_with("The JSONPath '$.n'")), ("FAILED", true), "{cause}");
    }
}
