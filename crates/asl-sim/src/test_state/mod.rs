//! AWS's TestState (API reference, `TestState`): what it refuses before it runs a state, which is the definition, the mock,
//! the context object, in the texts that were recorded; and what comes of a state that is run alone.

mod inspection;
mod map;
mod outcome;
mod refusal;
mod schema;
mod trace;
mod wire;

use std::rc::Rc;

pub use outcome::{Tested, effect, test};
pub use refusal::{ContextProblem, Refusal};
pub use schema::SchemaProblem;
pub(crate) use schema::check_in_run;
pub use wire::{Called, TestStateRequest, default_role};

use asl_aws::state_error::StateError;
use asl_http::Exchange;
use asl_http::request::ShownRequest;
use asl_http::test_state::Level;
use asl_jsonata::{Expression, is_expression};
use asl_lang::{MapState, QueryLanguage, Resource, State, StateKind, StateMachine, WorkflowType, aws, check_text_as};
use asl_path::Path;
use asl_text::Node;
use asl_value::{Number, Value};

/// A call of TestState.
#[derive(Clone, Debug, Default)]
pub struct TestStateCall<'c> {
    /// `definition`: a state alone, or a whole machine.
    pub definition: &'c str,
    /// `stateName`: which state of a whole machine.
    pub state_name: Option<&'c str>,
    /// `input`, as JSON.
    pub input: Value,
    /// The text of `input`, where it is known: AWS shows data that no field has changed as it was written.
    pub input_text: Option<&'c str>,
    /// `roleArn`
    pub role_arn: Option<&'c str>,
    /// The account and the region that are called; those of the playground's executions by default.
    pub caller: Option<(&'c str, &'c str)>,
    /// `inspectionLevel`; `None` is AWS's `INFO`.
    pub level: Option<Level>,
    /// `variables`, as JSON.
    pub variables: Option<Value>,
    /// What the service answers to a Task that is called, without a mock.
    pub answer: Option<Result<Value, StateError>>,
    /// The exchange of an HTTP Task that was called.
    pub exchange: Option<Rc<Exchange>>,
    /// Its request with the secrets of the connection, where they are revealed.
    pub revealed: Option<&'c ShownRequest>,
    /// `revealSecrets`
    pub reveals_secrets: bool,
    /// `mock`
    pub mock: Option<Value>,
    /// `context`, as JSON.
    pub context: Option<Value>,
    /// `stateConfiguration`
    pub configuration: Option<Value>,
}

/// The name that AWS gives to a state alone.
const ALONE: &str = "StateName";

/// What AWS refuses of `call`; `None` if it runs the state.
pub fn refusal(call: &TestStateCall<'_>) -> Option<Refusal> {
    check(call).err()
}

fn check(call: &TestStateCall<'_>) -> Result<(), Refusal> {
    let wrapped;
    let (text, name) = if let Some(name) = call.state_name {
        (call.definition, name)
    } else {
        wrapped = format!(r#"{{"StartAt": "{ALONE}", "States": {{"{ALONE}": {}}}}}"#, call.definition);
        (wrapped.as_str(), ALONE)
    };
    if let Some(message) = aws::schema_refusal(text, WorkflowType::Standard) {
        return Err(Refusal::Definition(message));
    }
    let machine = check_text_as(text, WorkflowType::Standard).machine.ok_or(Refusal::NoState)?;
    let state = machine.find(name).ok_or(Refusal::NoState)?;
    let failures = call.configuration.as_ref().and_then(|given| given.get("mapIterationFailureCount"));
    let failures = failures.and_then(Value::as_number).map(Number::as_f64);
    match &call.mock {
        None => without_mock(call, state, failures),
        Some(mock) => with_mock(call, &machine, state, mock, failures),
    }
}

fn without_mock(call: &TestStateCall<'_>, state: &State, failures: Option<f64>) -> Result<(), Refusal> {
    match &state.kind {
        _ if failures.is_some() => Err(Refusal::FailuresWithoutMock),
        StateKind::Map(_) | StateKind::Parallel { .. } => Err(Refusal::NotWithoutMock),
        StateKind::Task(_) if call.role_arn.is_none() => Err(Refusal::NoRole),
        _ => Ok(()),
    }
}

fn with_mock(
    call: &TestStateCall<'_>,
    machine: &StateMachine,
    state: &State,
    mock: &Value,
    failures: Option<f64>,
) -> Result<(), Refusal> {
    if call.reveals_secrets {
        return Err(Refusal::SecretsOfMock);
    }
    let works = matches!(state.kind, StateKind::Task(_) | StateKind::Map(_) | StateKind::Parallel { .. });
    if let Some(kind) = state.kind.state_type().filter(|_| !works) {
        return Err(Refusal::MockOfState(kind));
    }
    if failures.is_some() && !matches!(state.kind, StateKind::Map(_)) {
        return Err(Refusal::FailuresOfNoMap);
    }
    if let Some(context) = &call.context {
        refusal::check_context(context).map_err(Refusal::Context)?;
    }
    let result = match (mock.get("result"), mock.get("errorOutput")) {
        (None, None) => return Err(Refusal::NoAnswer),
        (None, Some(error)) if error.get("error").is_none() => return Err(Refusal::NoError),
        (None, Some(_)) => None,
        (Some(Value::String(text)), _) => Some(Value::from_json(text).map_err(|_| Refusal::NoJson)?),
        (Some(result), _) => Some(result.clone()),
    };
    match &state.kind {
        StateKind::Map(map) => check_map(call, machine, state, map, result.as_ref(), failures),
        StateKind::Parallel { branches } => match result {
            Some(Value::Array(items)) if items.len() != branches.len() => Err(Refusal::Branches),
            Some(Value::Array(_)) | None => Ok(()),
            Some(_) => Err(Refusal::NoArray),
        },
        StateKind::Task(task) => {
            let Some(result) = &result else { return Ok(()) };
            let mode = mock.get("fieldValidationMode").and_then(Value::as_str).map_or("STRICT", |mode| mode);
            match task.target() {
                Resource::LambdaInvoke(of) | Resource::Sdk(of) | Resource::Optimized(of) if mode != "NONE" => {
                    schema::check(of, result, mode == "STRICT").map_err(Refusal::Schema)
                }
                _ => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

fn check_map(
    call: &TestStateCall<'_>,
    machine: &StateMachine,
    state: &State,
    map: &MapState,
    result: Option<&Value>,
    failures: Option<f64>,
) -> Result<(), Refusal> {
    match result {
        // What a ResultWriter leaves is an object.
        Some(result) if map.result_writer.is_some() => {
            return if matches!(result, Value::Object(_)) { Ok(()) } else { Err(Refusal::NoObject) };
        }
        Some(Value::Array(_)) | None => {}
        Some(_) => return Err(Refusal::NoArray),
    }
    let given = call.configuration.as_ref().and_then(|given| given.get("mapItemReaderData"));
    let items = match (&map.item_reader, given) {
        (Some(_), None) => return Err(Refusal::NoReaderData),
        (Some(reader), Some(data)) => read_items(reader, data).as_ref().and_then(count),
        (None, _) => items(machine.language_of(state), map, &call.input),
    };
    let Some(iterations) = items.map(|count| batches(map, count)) else { return Ok(()) };
    #[expect(clippy::cast_precision_loss, reason = "no input holds as many items")]
    if failures.is_some_and(|failures| failures > iterations as f64) {
        return Err(Refusal::TooManyFailures);
    }
    match result {
        // The state may fail for these before the results are counted.
        _ if failures.is_some_and(|failures| failures > 0.0) => Ok(()),
        Some(Value::Array(results)) if results.len() != iterations => Err(Refusal::Items),
        _ => Ok(()),
    }
}

/// How many items a Map takes from its input, where that shows without a run.
fn items(language: QueryLanguage, map: &MapState, input: &Value) -> Option<usize> {
    let found = match (language, &map.items) {
        (QueryLanguage::JsonPath, _) => {
            let path = map.items_path.as_ref().map_or(Some("$"), |path| path.value.as_deref())?;
            Path::parse(path).ok()?.evaluate_strictly(input).ok()?
        }
        (QueryLanguage::Jsonata, Some(items)) => match items.as_str().filter(|text| is_expression(text)) {
            Some(text) => {
                let names = Expression::compile(text).ok()?;
                let names = names.input_path()?;
                names.iter().try_fold(input.clone(), |value, name| value.get(name).cloned())?
            }
            None => items.to_value(),
        },
        (QueryLanguage::Jsonata, None) => input.clone(),
    };
    count(&found)
}

/// What an ItemReader finds in the data that the call gives.
fn read_items(reader: &Node, data: &Value) -> Option<Value> {
    let data = Value::from_json(data.as_str()?).ok()?;
    let pointer = reader.get("ReaderConfig").and_then(|config| config.get("ItemsPointer")).and_then(Node::as_str);
    let Some(pointer) = pointer else { return Some(data) };
    let mut names = pointer.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~"));
    names.try_fold(data, |value, name| value.get(&name).cloned())
}

fn count(items: &Value) -> Option<usize> {
    match items {
        Value::Array(items) => Some(items.len()),
        _ => None,
    }
}

/// How many iterations that many items make.
fn batches(map: &MapState, items: usize) -> usize {
    let size = map.item_batcher.as_ref().and_then(|batcher| batcher.get("MaxItemsPerBatch"));
    let size = size.and_then(|size| size.to_value().as_number().map(Number::as_f64)).filter(|size| *size >= 1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of at least one")]
    size.map_or(items, |size| items.div_ceil(size as usize))
}

#[cfg(test)]
mod tests {
    use super::{Level, TestStateCall, refusal, test};
    use asl_aws::time::Timestamp;
    use asl_value::Value;

    fn json(text: &str) -> Value {
        Value::from_json(text).unwrap()
    }

    /// What is said to a mock of the state; empty if it is run.
    fn said(state: &str, mock: &str) -> String {
        let call =
            TestStateCall { definition: state, input: json("[1, 2, 3]"), mock: Some(json(mock)), ..Default::default() };
        refusal(&call).map(|refusal| refusal.to_string()).unwrap_or_default()
    }

    const PUBLISH: &str = r#"{"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Parameters":
        {"Message": "m"}, "End": true}"#;

    #[test]
    fn a_mock_has_one_answer_that_fits_the_state() {
        assert_eq!(said(PUBLISH, r#"{"result": "{\"MessageId\": \"1\"}"}"#), "");
        assert_eq!(
            said(PUBLISH, r#"{"result": {"MessageId": 1}}"#),
            "Mock result schema validation error: Field 'MessageId' must be a string"
        );
        assert_eq!(said(PUBLISH, r#"{"result": {"MessageId": 1}, "fieldValidationMode": "NONE"}"#), "");
        assert_eq!(said(PUBLISH, r#"{"result": "no JSON"}"#), "Mocked result must be valid JSON");
        assert_eq!(
            said(PUBLISH, "{}"),
            "One of the following fields is required for a test mock: [result, errorOutput]."
        );
        assert_eq!(said(PUBLISH, r#"{"errorOutput": {}}"#), "An error was not specified in the mocked error output.");
        assert_eq!(
            said(r#"{"Type": "Succeed"}"#, r#"{"result": "1"}"#),
            "State type 'Succeed' is not supported when a mock is specified"
        );
    }

    #[test]
    fn the_results_of_a_map_are_as_many_as_its_iterations() {
        let map = |more: &str| {
            format!(
                r#"{{"Type": "Map", {more} "End": true, "ItemProcessor": {{"ProcessorConfig": {{"Mode": "DISTRIBUTED",
                    "ExecutionType": "STANDARD"}}, "StartAt": "I", "States": {{"I": {{"Type": "Succeed"}}}}}}}}"#
            )
        };
        let wrong = "Input array does not equal the mocked result array's size";
        assert_eq!(said(&map(""), r#"{"result": "[1, 2, 3]"}"#), "");
        assert_eq!(said(&map(""), r#"{"result": "[1, 2]"}"#), wrong);
        let batched = map(r#""ItemBatcher": {"MaxItemsPerBatch": 2},"#);
        assert_eq!(said(&batched, r#"{"result": "[1, 2]"}"#), "");
        assert_eq!(said(&map(""), r#"{"result": "{}"}"#), "Mocked result must be an array.");
    }

    #[test]
    fn without_a_mock_a_task_needs_a_role_and_a_definition_must_be_one() {
        let say = |call: &TestStateCall<'_>| refusal(call).map(|refusal| (refusal.code(), refusal.to_string()));
        let call = TestStateCall { definition: PUBLISH, ..Default::default() };
        let no_role = "RoleArn must be specified when testing a Task state".to_owned();
        assert_eq!(say(&call), Some(("ValidationException", no_role)));
        assert_eq!(say(&TestStateCall { role_arn: Some("arn:aws:iam::111111111111:role/r"), ..call }), None);
        let odd = TestStateCall { definition: r#"{"Type": "Pass", "Nxt": "B", "End": true}"#, ..Default::default() };
        let words = "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Field 'Nxt' is not supported at \
                     /States/StateName'";
        assert_eq!(say(&odd), Some(("InvalidDefinition", words.to_owned())));
        // Where the state leads is of no interest.
        let alone = TestStateCall { definition: r#"{"Type": "Pass", "Next": "B"}"#, ..Default::default() };
        assert_eq!(say(&alone), None);
    }

    #[test]
    fn a_context_object_has_the_members_of_one() {
        for (context, why) in [
            (r#"{"Execution": {"Id": "a"}}"#, None),
            (r#"{"Execution": {"Id": 1}}"#, Some("Execution.Id must be a string")),
            (r#"{"Map": {}}"#, Some("'Map' field is not supported when mocking a Context object")),
            (r#"{"State": {"Colour": 1}}"#, Some("Field 'Colour' is not allowed")),
        ] {
            let call = TestStateCall {
                definition: PUBLISH,
                mock: Some(json(r#"{"result": "{}"}"#)),
                context: Some(json(context)),
                ..Default::default()
            };
            let wanted = why.map(|why| format!("Invalid Context object provided: {why}"));
            assert_eq!(refusal(&call).map(|refusal| refusal.to_string()), wanted, "{context}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_call_panics(definition in "(?s).{0,60}", mock in "\\PC{0,20}", data in "\\PC{0,20}") {
            let mock = Value::from([(std::rc::Rc::from("result"), Value::from(mock))].into_iter().collect::<asl_value::Map>());
            let map = r#"{"Type": "Map", "MaxConcurrencyPath": "$.c", "ItemsPath": "$$", "ItemProcessor": {"StartAt": "I",
                "States": {"I": {"Type": "Succeed"}}}, "End": true}"#;
            for definition in [definition.as_str(), PUBLISH, map] {
                let call = TestStateCall {
                    definition,
                    mock: Some(mock.clone()),
                    context: Value::from_json(&data).ok(),
                    configuration: Some(mock.clone()),
                    ..Default::default()
                };
                let _ = refusal(&call);
                let _ = test(&TestStateCall { level: Some(Level::Trace), ..call.clone() }, Timestamp(0));
                let _ = refusal(&TestStateCall { state_name: Some(&data), ..call });
            }
        }
    }
}
