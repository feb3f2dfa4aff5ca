//! What a call of TestState comes to: the state is run alone, with the mock in the place of what it calls.

use std::rc::Rc;

use serde_json::{Map, Value as Json, json};

use super::inspection::{Written, inspect};
use super::map::{self, Before};
use super::{ALONE, Refusal, TestStateCall, check, trace};
use crate::distributed::tolerance::Tolerance;
use crate::effect::{Completion, Effect};
use crate::event::EventKind;
use crate::retry::matches;
use crate::runnable::{Runnable, StateCode};
use crate::start::{Identity, Outcome, Progress, Start};
use crate::{Request, Simulator};
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_http::test_state::Level;
use asl_lang::{MapState, QueryLanguage, StateKind, StateMachine, StateType, WorkflowType, check_text_as};
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
    /// `inspectionData`; `None` at the level `INFO`. Its data are texts, as AWS has them.
    pub inspection: Option<Value>,
}

/// What the state asks of a service, without a mock; `None` if it asks nothing.
///
/// # Errors
///
/// What AWS refuses before it runs anything.
pub fn effect(call: &TestStateCall<'_>, now: Timestamp) -> Result<Option<Effect>, Refusal> {
    check(call)?;
    if call.mock.is_some() {
        return Ok(None);
    }
    let (name, state, language) = state_of(call).ok_or(Refusal::NoState)?;
    let (_, machine) = machine_of(&name, &Json::Object(state), language).ok_or(Refusal::NoState)?;
    let mut simulator = Simulator::new(machine, start(call), now);
    // Entered, and worked on.
    simulator.advance(now, 2);
    Ok(simulator.take_effects().into_iter().next())
}

/// Runs the state of a call at `now`. What a service would answer is the mock's, or the `answer` of the call.
///
/// # Errors
///
/// What AWS refuses before it runs anything.
pub fn test(call: &TestStateCall<'_>, now: Timestamp) -> Result<Tested, Refusal> {
    check(call)?;
    let (name, state, language) = state_of(call).ok_or(Refusal::NoState)?;
    let is = state.get("Type").and_then(Json::as_str).and_then(StateType::from_name).ok_or(Refusal::NoState)?;
    let original = machine_of(&name, &Json::Object(state.clone()), language).ok_or(Refusal::NoState)?;
    let before = map_of(&original.0, &name).filter(|_| call.mock.is_some()).map(|map| {
        let data = call.configuration.as_ref().and_then(|given| given.get("mapItemReaderData"));
        map::before(&entering(original.1, call, now), map, data)
    });
    let mock = Mocked::of(call, is, before.as_ref());
    let state = mock.in_place_of(state);
    let machine = |without: &[&str]| {
        let mut state = state.clone();
        state.retain(|field, _| !without.contains(&field.as_str()));
        machine_of(&name, &Json::Object(state), language).map(|(_, machine)| machine)
    };
    let run = |without: &[&str]| Some(mock.run(machine(without)?, &name, call, now));
    let whole = machine(&[]).ok_or(Refusal::NoState)?;
    let code = whole.first_named(&name).ok_or(Refusal::NoState)?;
    let inspected = |(simulator, tested): (Simulator, Tested)| {
        if call.level.is_none_or(|level| level == Level::Info) {
            return tested;
        }
        let mut shown = inspect(&simulator, code, is, &Written::of(call), &tested);
        for (name, value) in before.iter().flat_map(|before| before.shown.iter()) {
            shown.insert(name.clone(), value.clone());
        }
        if let Some(exchange) = call.exchange.as_ref().filter(|_| call.level == Some(Level::Trace)) {
            shown.insert("request", trace::request(exchange, call.revealed));
            if let Some(response) = trace::response(exchange) {
                shown.insert("response", response);
            }
        }
        if let Some(details) = tested.error_details() {
            shown.insert("errorDetails", details);
        }
        Tested { inspection: Some(shown.into()), ..tested }
    };
    let (ended, bare) = run(&["Retry", "Catch"]).ok_or(Refusal::NoState)?;
    let Some(error) = bare.error.clone() else {
        return Ok(inspected((ended, Tested { status: "SUCCEEDED", ..bare })));
    };
    let used = call.configuration.as_ref().and_then(|given| given.get("retrierRetryCount"));
    let used = used.and_then(Value::as_number).and_then(Number::as_i64);
    let used = u32::try_from(used.unwrap_or_default()).unwrap_or_default();
    let retry_index = code.retry.iter().position(|retrier| matches(&retrier.errors, &error));
    let failed = Tested { status: "FAILED", error: Some(error.clone()), retry_index, ..Tested::default() };
    if let Some(retrier) =
        retry_index.and_then(|index| code.retry.get(index)).filter(|retrier| used < retrier.max_attempts)
    {
        let retry_seconds = Some(retrier.wait(used.saturating_add(1)));
        return Ok(inspected((ended, Tested { status: "RETRIABLE", retry_seconds, ..failed })));
    }
    let Some(catch_index) = code.catch.iter().position(|catcher| matches(&catcher.errors, &error)) else {
        return Ok(inspected((ended, failed)));
    };
    let (ended, caught) = run(&["Retry"]).ok_or(Refusal::NoState)?;
    if let Some(error) = caught.error {
        return Ok(inspected((ended, Tested { error: Some(error), ..failed })));
    }
    let catch_index = Some(catch_index);
    let caught = Tested { status: "CAUGHT_ERROR", error: Some(error), retry_index, catch_index, ..caught };
    Ok(inspected((ended, caught)))
}

/// The Map that is tested, if it is one.
fn map_of<'m>(machine: &'m StateMachine, name: &str) -> Option<&'m MapState> {
    match &machine.find(name)?.kind {
        StateKind::Map(map) => Some(map),
        _ => None,
    }
}

/// What an execution of the tested state is given.
fn start(call: &TestStateCall<'_>) -> Start {
    let mut identity = Identity { express: true, ..Identity::default() };
    identity.role_arn = call.role_arn.unwrap_or_default().into();
    if let Some((account, region)) = call.caller {
        (identity.account, identity.region) = (account.into(), region.into());
    }
    let object = |given: &Option<Value>| given.as_ref().and_then(Value::as_object).cloned();
    Start {
        input: call.input.clone(),
        identity,
        seed: 1,
        variables: object(&call.variables).unwrap_or_default(),
        context: object(&call.context),
        ..Start::default()
    }
}

/// An execution that is about to enter the state.
fn entering(machine: Rc<Runnable>, call: &TestStateCall<'_>, now: Timestamp) -> Simulator {
    let mut simulator = Simulator::new(machine, start(call), now);
    simulator.enter_apart(true);
    simulator.advance(now, 1);
    simulator
}

impl Written {
    fn of(call: &TestStateCall<'_>) -> Self {
        let input = call.input_text.map_or_else(|| call.input.to_json(), str::to_owned);
        let result = call.mock.as_ref().and_then(|mock| mock.get("result")).and_then(Value::as_str);
        Self { input, result: result.map(str::to_owned) }
    }
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
fn machine_of(name: &str, state: &Json, language: &str) -> Option<(StateMachine, Rc<Runnable>)> {
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
    let runnable = Runnable::compile(&machine).ok()?;
    Some((machine, runnable))
}

/// What answers in the place of what the state calls or runs.
struct Mocked {
    outcome: Option<Result<Value, StateError>>,
    /// Whether it stands for branches or iterations.
    is_inner: bool,
}

impl Mocked {
    fn of(call: &TestStateCall<'_>, is: StateType, before: Option<&Before>) -> Self {
        let is_inner = matches!(is, StateType::Map | StateType::Parallel);
        let Some(mock) = &call.mock else { return Self { outcome: call.answer.clone(), is_inner } };
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
        let failures = failures.and_then(|failures| usize::try_from(failures).ok());
        // What the call says of failed iterations counts against a threshold alone: without one, the mock decides.
        let exceeded = before.zip(failures).is_some_and(|(before, failures)| {
            before.tolerance.is_some_and(|tolerance| tolerance.exceeded(failures, before.iterations))
        });
        let refused = before.and_then(|before| before.error.clone());
        let refused = refused.or_else(|| exceeded.then(Tolerance::error));
        Self { outcome: Some(refused.map_or(outcome, Err)), is_inner }
    }

    /// A Map or Parallel with a mock does to its result what a Task does.
    fn in_place_of(&self, mut state: Map<String, Json>) -> Map<String, Json> {
        if self.is_inner && self.outcome.is_some() {
            state.insert("Type".to_owned(), json!("Task"));
            state.insert("Resource".to_owned(), json!("arn:aws:lambda:us-east-1:123456789012:function:mocked"));
            let kept = [
                "Type",
                "Resource",
                "Comment",
                "QueryLanguage",
                "InputPath",
                "Arguments",
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
        }
        state
    }

    /// Runs the machine until its first state is left or fails.
    fn run(&self, machine: Rc<Runnable>, name: &str, call: &TestStateCall<'_>, now: Timestamp) -> (Simulator, Tested) {
        let mut simulator = Simulator::new(machine, start(call), now);
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
            return (simulator, Tested { output, next_state, ..Tested::default() });
        }
        let error = simulator.outcome().and_then(Outcome::error).cloned();
        let prefix = format!("An error occurred while executing the state '{name}' (entered at the event id #2). ");
        let error = error.map(|error| {
            let cause = error.cause.as_deref().map(|cause| Rc::from(cause.strip_prefix(&prefix).unwrap_or(cause)));
            StateError { cause, ..error }
        });
        let error = Some(error.unwrap_or_else(|| StateError::of(None, None)));
        (simulator, Tested { error, ..Tested::default() })
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
