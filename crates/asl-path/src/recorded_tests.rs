//! Expressions, templates and data flow against recorded cases, where those files are at hand.

use super::testing::{Fixed, at, cases, json, like, node};
use super::{Expression, ReferencePath, Template};
use asl_aws::state_error::StateError;
use asl_value::{Map, Value};

/// The context object of a recorded execution of a single state.
fn context(case: &Value, state: &str, input: &Value) -> Value {
    let name = |key: &str| at(case, &["environment", key]).as_str().unwrap_or_default().to_owned();
    let arn = |kind: &str, rest: String| {
        Value::from(format!("arn:{}:states:{}:{}:{kind}:{rest}", name("partition"), name("region"), name("account")))
    };
    let (machine, execution) = (name("stateMachineName"), name("executionName"));
    let object = |members: &[(&str, Value)]| {
        Value::from(members.iter().map(|(key, value)| ((*key).into(), value.clone())).collect::<Map>())
    };
    let time = Value::from("2026-11-22T00:00:00.000Z");
    object(&[
        (
            "Execution",
            object(&[
                ("Id", arn("execution", format!("{machine}:{execution}"))),
                ("Input", input.clone()),
                ("StartTime", time.clone()),
                ("Name", Value::from(execution)),
                ("RoleArn", Value::from(name("roleArn"))),
                ("RedriveCount", Value::from(0)),
            ]),
        ),
        ("StateMachine", object(&[("Id", arn("stateMachine", machine.clone())), ("Name", Value::from(machine))])),
        ("State", object(&[("Name", Value::from(state)), ("EnteredTime", time)])),
    ])
}

/// Runs a Pass state's data flow with nothing but this module.
fn pass(state: &Value, input: &Value, env: &Fixed) -> Result<Value, StateError> {
    let path = |field: &str, value: &Value| match state.get(field) {
        None => Ok(value.clone()),
        Some(Value::Null) => Ok(Value::empty_object()),
        Some(text) => {
            let path = Expression::parse_path(text.as_str().unwrap()).unwrap();
            path.evaluate(value, env).map_err(|error| error.invalid_path())
        }
    };
    let effective = path("InputPath", input)?;
    let computed = match state.get("Parameters") {
        Some(parameters) => Template::compile(&node(parameters)).unwrap().evaluate(&effective, env)?,
        None => effective,
    };
    let result = state.get("Result").filter(|result| **result != Value::Null).cloned().unwrap_or(computed);
    let combined = match state.get("ResultPath") {
        None => result,
        Some(Value::Null) => input.clone(),
        Some(text) => ReferencePath::parse(text.as_str().unwrap()).unwrap().apply(input, result)?,
    };
    path("OutputPath", &combined)
}

/// The first difference between what was recorded and what came out.
fn difference(expected: &Value, actual: Result<Value, StateError>) -> Option<String> {
    match (at(expected, &["status"]).as_str(), actual) {
        (Some("SUCCEEDED"), Ok(output)) => {
            let recorded = at(expected, &["output"]);
            (!like(&recorded, &output)).then(|| format!("expected {recorded}, got {output}"))
        }
        (Some("FAILED"), Err(error)) => {
            let cause = error.cause.as_deref().unwrap_or_default();
            let recorded = at(expected, &["cause"]);
            let recorded = recorded.as_str().unwrap_or_default();
            // An execution's cause names the state; a single state's does not.
            let bare = recorded.split_once("). ").filter(|(start, _)| start.starts_with("An error occurred"));
            let bare = bare.map_or(recorded, |(_, rest)| rest);
            let same = at(expected, &["error"]).as_str() == Some(error.name())
                && like(&Value::from(bare), &Value::from(cause));
            (!same).then(|| format!("expected {bare}, got {cause}"))
        }
        (status, actual) => Some(format!("expected {status:?}, got {actual:?}")),
    }
}

/// The only state of a machine, if it is a Pass in JSONPath.
fn single_pass(definition: &Value) -> Option<(String, Value)> {
    let states = definition.get("States")?.as_object()?;
    let (name, state) = states.iter().next()?;
    let is_pass = states.len() == 1
        && definition.get("QueryLanguage").is_none_or(|language| language.as_str() == Some("JSONPath"))
        && state.get("QueryLanguage").is_none()
        && state.get("Assign").is_none()
        && state.get("Type").and_then(Value::as_str) == Some("Pass");
    is_pass.then(|| (name.to_string(), state.clone()))
}

#[test]
fn single_pass_states_give_what_aws_was_recorded_with() {
    let (mut right, mut wrong) = (0, Vec::new());
    for case in ["executions.jsonl", "executions_2.jsonl"].into_iter().flat_map(cases) {
        let Some((name, state)) = single_pass(&at(&case, &["definition"])) else { continue };
        let input = case.get("input").cloned().unwrap_or_else(Value::empty_object);
        let env = Fixed::new(context(&case, &name, &input), Value::empty_object());
        match difference(&at(&case, &["expected"]), pass(&state, &input, &env)) {
            None => right += 1,
            Some(difference) => wrong.push(format!("{}: {difference}", at(&case, &["id"]))),
        }
    }
    println!("single Pass states: {right} right, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pass_states_alone_give_what_test_state_was_recorded_with() {
    let (mut right, mut wrong) = (0, Vec::new());
    for case in ["test_state.jsonl", "test_state_2.jsonl", "test_state_3.jsonl"].into_iter().flat_map(cases) {
        let state = at(&case, &["definition"]);
        let plain = ["QueryLanguage", "Assign"].iter().all(|field| state.get(field).is_none());
        let verdict =
            at(&case, &["expected", "status"]) != Value::Null && at(&case, &["request", "mock"]) == Value::Null;
        if state.get("Type").and_then(Value::as_str) != Some("Pass") || !plain || !verdict {
            continue;
        }
        let input = case.get("input").cloned().unwrap_or_else(Value::empty_object);
        let env = Fixed::new(at(&case, &["request", "context"]), Value::empty_object());
        match difference(&at(&case, &["expected"]), pass(&state, &input, &env)) {
            None => right += 1,
            Some(difference) => wrong.push(format!("{}: {difference}", at(&case, &["id"]))),
        }
    }
    println!("Pass states alone: {right} right, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where AWS, or its documentation, contradicts aws-local-stepfunctions, or where the value is random.
const OTHERWISE: [(&str, &str); 8] = [
    ("States.MathRandom(1, 10)", "random"),
    ("States.MathRandom(1, 10, 12345)", "how a seed gives a number is not known of AWS"),
    ("States.MathRandom(1.5, 10)", "AWS rounds (recorded with 12.5)"),
    ("States.MathRandom(1, 10.5)", "AWS rounds (recorded with 44.51)"),
    ("States.UUID()", "random"),
    (
        "States.Array([1,2,3,true,false,null,\"string\",{\"a\":1,\"b\":2}], 1, 2, 3, true, false, null, 'string', $.path)",
        "a literal array is no argument",
    ),
    (
        "States.ArrayPartition([[1,2,3,true,false,null,\"string\",{\"a\":1,\"b\":2}],1,2,3,true,false,null,\"string\",{\"a\":1,\"b\":2}], 3)",
        "a literal array is no argument",
    ),
    ("$.nonexistent", "a path without a result is an error for AWS"),
];

#[test]
fn intrinsics_and_paths_give_what_aws_local_stepfunctions_gives() {
    let (mut right, mut wrong) = (0, Vec::new());
    for case in ["als_intrinsics.jsonl", "als_jsonpath.jsonl"].into_iter().flat_map(cases) {
        let text = case.get("expression").or(case.get("path")).and_then(Value::as_str).unwrap().to_owned();
        let env = Fixed::new(at(&case, &["context"]), Value::empty_object());
        let actual = Expression::parse(&text).map_err(|error| error.to_string()).and_then(|expression| {
            expression.evaluate(&at(&case, &["input"]), &env).map_err(|error| error.to_string())
        });
        let same = match (&actual, at(&case, &["expected", "ok"]).as_bool()) {
            (Ok(value), Some(true)) => *value == at(&case, &["expected", "result"]),
            (Err(_), Some(false)) => true,
            _ => false,
        };
        if same {
            right += 1;
        } else if !OTHERWISE.iter().any(|(known, _)| *known == text) {
            wrong.push(format!("{text}: expected {}, got {actual:?}", at(&case, &["expected"])));
        }
    }
    println!("aws-local-stepfunctions: {right} right, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_computed_member_says_when_it_fails_is_worded_as_aws_does() {
    let env = Fixed::new(json(r#"{"Map":{}}"#), json(r#"{"known":{"a":1}}"#));
    for (text, cause) in [
        ("$.a.b", "The JSONPath '$.a.b' specified for the field 'x.$' could not be found in the input '{\"v\":1}'"),
        (
            "$$.Map.Item",
            "The JSONPath '$$.Map.Item' specified for the field 'x.$' could not be found in the input '{\"Map\":{}}'",
        ),
        (
            "$known.b",
            "The JSONPath '$known.b' specified for the field 'x.$' could not be found in the input '{\"a\":1}'",
        ),
        ("$gone", "The JSONPath '$gone' specified for the field 'x.$' could not be found in the input '{\"v\":1}'"),
        (
            "States.ArrayLength($.v)",
            "There was an error while evaluating the intrinsic function: States.ArrayLength($.v). Invalid arguments in States.ArrayLength",
        ),
        (
            "States.Format('{}',$.nope)",
            "The function 'States.Format('{}',$.nope)' had the following error: The JsonPath argument for the field '$.nope' could not be found in the input '{\"v\":1}'",
        ),
    ] {
        let member: Map = [("x.$".into(), Value::from(text))].into_iter().collect();
        let template = Template::compile(&node(&Value::from(member))).unwrap();
        let error = template.evaluate(&json(r#"{"v":1}"#), &env).unwrap_err();
        assert_eq!((error.name(), error.cause.as_deref().unwrap()), ("States.Runtime", cause));
    }
}

/// Calls `visit` with every member of every object in `value`.
fn members(value: &Value, visit: &mut dyn FnMut(&str, &Value)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| members(item, visit)),
        // `Result` is literal data whatever it holds.
        Value::Object(map) => map.iter().filter(|(key, _)| &***key != "Result").for_each(|(key, member)| {
            visit(key, member);
            members(member, visit);
        }),
        _ => {}
    }
}

#[test]
fn expressions_and_paths_of_definitions_that_aws_takes_can_be_read() {
    let files = ["aws_samples.jsonl", "executions.jsonl", "executions_2.jsonl", "validity.jsonl", "http_invoke.jsonl"];
    let (mut right, mut wrong) = (0, Vec::new());
    for case in files.into_iter().flat_map(cases) {
        let definition = at(&case, &["definition"]);
        let refused = at(&case, &["valid"]).as_bool() == Some(false);
        if refused || definition.to_json().contains("JSONata") {
            continue;
        }
        members(&definition, &mut |key, value| {
            let Some(text) = value.as_str() else { return };
            let result = match key {
                "ResultPath" => ReferencePath::parse(text).map(drop),
                "InputPath" | "OutputPath" | "ItemsPath" | "SecondsPath" | "TimestampPath" | "Variable" => {
                    Expression::parse_path(text).map(drop)
                }
                _ if key.ends_with(".$") => Expression::parse(text).map(drop),
                _ => return,
            };
            match result {
                Ok(()) => right += 1,
                Err(error) => wrong.push(format!("{}: {key}: {text}: {error}", at(&case, &["id"]))),
            }
        });
    }
    println!("expressions of accepted definitions: {right} read, {} not", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
