//! What a definition turns into, and what is said about a broken one.

use crate::{Amount, Condition, Jitter, QueryLanguage, StateKind, StateMachine, Test, Wait};
use asl_text::diagnostic::Diagnostic;
use asl_text::json;

fn read(text: &str) -> (StateMachine, Vec<Diagnostic>) {
    let parsed = json::parse(text);
    assert_eq!(parsed.diagnostics, [], "{text}");
    let (machine, found) = super::parse(&parsed.root.unwrap());
    (machine.unwrap(), found)
}

/// What is found in a machine whose only state is `state`.
fn find_in_state(state: &str) -> Vec<String> {
    let text = format!("{{\"StartAt\": \"A\", \"States\": {{\"A\": {state}}}}}");
    read(&text).1.iter().map(|found| format!("{} {}", found.code, found.message())).collect()
}

fn literal(amount: Option<&Amount>, expected: &str) -> bool {
    matches!(amount, Some(Amount::Literal(number)) if number.value.to_string() == expected)
}

#[test]
fn every_field_of_jsonpath_states_arrives() {
    let (machine, found) = read(
        r#"{
        "Comment": "c", "StartAt": "T", "TimeoutSeconds": 9, "Version": "1.0",
        "States": {
            "T": {"Type": "Task", "Comment": "t", "Resource": "arn:aws:states:::http:invoke", "Next": "P",
                "InputPath": "$.a", "OutputPath": null, "ResultPath": "$.r", "Parameters": {"x.$": "$.y"},
                "ResultSelector": {"s.$": "$.t"}, "TimeoutSecondsPath": "$.n", "HeartbeatSeconds": 3,
                "Credentials": {"RoleArn": "r"}, "Assign": {"v": 1},
                "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 2, "MaxAttempts": 0, "BackoffRate": 1.5,
                    "MaxDelaySeconds": 7, "JitterStrategy": "FULL"}],
                "Catch": [{"ErrorEquals": ["E", "F"], "Next": "P", "ResultPath": null, "Assign": {"w": 2}}]},
            "P": {"Type": "Pass", "Result": {"a": 1}, "Next": "C"},
            "C": {"Type": "Choice", "Default": "W", "Choices": [
                {"Variable": "$.a", "StringEqualsPath": "$.b", "Next": "W", "Comment": "k", "Assign": {"z": 1}},
                {"And": [{"Or": [{"Not": {"Variable": "$.a", "IsNull": true}}]}], "Next": "F"}]},
            "W": {"Type": "Wait", "TimestampPath": "$.t", "Next": "L"},
            "L": {"Type": "Parallel", "Branches": [{"StartAt": "S", "States": {"S": {"Type": "Succeed"}}}], "Next": "M"},
            "M": {"Type": "Map", "ItemsPath": "$.i", "Parameters": {"p": 1}, "MaxConcurrency": 4, "Label": "l",
                "ToleratedFailureCountPath": "$.c", "ToleratedFailurePercentage": 12.5,
                "ItemReader": {"Resource": "arn:aws:states:::s3:getObject"}, "ItemBatcher": {"MaxItemsPerBatch": 2},
                "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject"},
                "Iterator": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
                    "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, "End": true},
            "F": {"Type": "Fail", "ErrorPath": "$.e", "Cause": "c"}
        }}"#,
    );
    assert_eq!(found, []);
    assert_eq!(machine.comment.as_deref(), Some("c"));
    assert!(literal(machine.timeout.as_ref(), "9"));
    let scope = &machine.scope;
    assert_eq!(&*scope.start_at.as_ref().unwrap().value, "T");
    assert_eq!(scope.states.len(), 7);

    let task = scope.state("T").unwrap();
    assert_eq!(task.input_path.as_ref().unwrap().value.as_deref(), Some("$.a"));
    assert_eq!(task.output_path.as_ref().unwrap().value, None);
    assert_eq!(task.result_path.as_ref().unwrap().value.as_deref(), Some("$.r"));
    assert!(task.parameters.is_some() && task.result_selector.is_some() && task.assign.is_some());
    assert!(!task.end && &*task.next.as_ref().unwrap().value == "P");
    let StateKind::Task(own) = &task.kind else { panic!() };
    assert_eq!(&*own.resource.as_ref().unwrap().value, "arn:aws:states:::http:invoke");
    assert!(matches!(&own.timeout, Some(Amount::Path(path)) if &*path.value == "$.n"));
    assert!(literal(own.heartbeat.as_ref(), "3"));
    assert!(own.credentials.is_some());
    let retrier = &task.retry[0];
    assert_eq!(&*retrier.error_equals[0].value, "States.ALL");
    assert_eq!((retrier.interval_seconds, retrier.max_attempts), (Some(2.0), Some(0)));
    assert_eq!((retrier.backoff_rate, retrier.max_delay_seconds), (Some(1.5), Some(7.0)));
    assert_eq!(retrier.jitter, Jitter::Full);
    let catcher = &task.catch[0];
    assert_eq!(catcher.error_equals.len(), 2);
    assert_eq!(&*catcher.next.as_ref().unwrap().value, "P");
    assert_eq!(catcher.result_path.as_ref().unwrap().value, None);
    assert!(catcher.assign.is_some());

    assert!(matches!(&scope.state("P").unwrap().kind, StateKind::Pass { result: Some(_) }));
    let StateKind::Choice(choice) = &scope.state("C").unwrap().kind else { panic!() };
    assert_eq!(&*choice.default.as_ref().unwrap().value, "W");
    assert!(choice.rules[0].assign.is_some() && choice.rules[0].comment.as_deref() == Some("k"));
    let Condition::Compare { variable, operator, operand } = &choice.rules[0].condition else { panic!() };
    assert_eq!((&*variable.value, operator.value.test, operator.value.path), ("$.a", Test::StringEquals, true));
    assert_eq!(operand.as_str().map(|text| &**text), Some("$.b"));
    let Condition::And(rules) = &choice.rules[1].condition else { panic!() };
    let Condition::Or(rules) = &rules[0] else { panic!() };
    let Condition::Not(rule) = &rules[0] else { panic!() };
    assert!(matches!(&**rule, Condition::Compare { operator, .. } if operator.value.test == Test::IsNull));
    assert!(matches!(&scope.state("W").unwrap().kind, StateKind::Wait(Wait::TimestampPath(_))));
    let StateKind::Parallel { branches } = &scope.state("L").unwrap().kind else { panic!() };
    assert!(branches[0].state("S").is_some());
    let StateKind::Map(map) = &scope.state("M").unwrap().kind else { panic!() };
    assert!(map.distributed && &*map.execution_type.as_ref().unwrap().value == "EXPRESS");
    assert!(map.processor.as_ref().unwrap().state("I").is_some());
    assert!(map.item_selector.is_some() && scope.state("M").unwrap().parameters.is_none());
    assert!(map.items_path.is_some() && map.label.is_some());
    assert!(map.item_reader.is_some() && map.item_batcher.is_some() && map.result_writer.is_some());
    assert!(literal(map.max_concurrency.as_ref(), "4"));
    assert!(matches!(&map.tolerated_failure_count, Some(Amount::Path(_))));
    assert!(literal(map.tolerated_failure_percentage.as_ref(), "12.5"));
    let StateKind::Fail(fail) = &scope.state("F").unwrap().kind else { panic!() };
    assert!(fail.error_path.is_some() && fail.cause.is_some() && fail.error.is_none() && fail.cause_path.is_none());
}

#[test]
fn every_field_of_jsonata_states_arrives() {
    let (machine, found) = read(
        r#"{
        "QueryLanguage": "JSONata", "StartAt": "T",
        "States": {
            "T": {"Type": "Task", "Resource": "r", "Arguments": {"a": "{% 1 %}"}, "Output": "{% $states.result %}",
                "TimeoutSeconds": "{% 2 %}", "Assign": {"x": "{% 3 %}"}, "Next": "C",
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C", "Output": "{% $states.errorOutput %}"}]},
            "C": {"Type": "Choice", "Choices": [
                {"Condition": "{% true %}", "Next": "M", "Output": 1, "Assign": {"y": 1}}], "Output": 2},
            "M": {"Type": "Map", "Items": "{% [1] %}", "MaxConcurrency": "{% 1 %}", "ItemSelector": {"v": 1},
                "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Wait", "Seconds": "{% 1 %}", "End": true}}},
                "Next": "F"},
            "F": {"Type": "Fail", "Error": "{% 'e' %}", "Cause": "c", "QueryLanguage": "JSONata"}
        }}"#,
    );
    assert_eq!(found, []);
    assert_eq!(machine.query_language.unwrap().value, QueryLanguage::Jsonata);
    let task = machine.scope.state("T").unwrap();
    assert!(task.arguments.is_some() && task.output.is_some() && task.assign.is_some());
    assert!(task.catch[0].output.is_some() && task.catch[0].result_path.is_none());
    assert!(matches!(&task.kind, StateKind::Task(own) if matches!(&own.timeout, Some(Amount::Expression(_)))));
    let choice = machine.scope.state("C").unwrap();
    let StateKind::Choice(own) = &choice.kind else { panic!() };
    assert!(matches!(&own.rules[0].condition, Condition::Expression(_)));
    assert!(own.rules[0].output.is_some() && own.rules[0].assign.is_some() && choice.output.is_some());
    let StateKind::Map(map) = &machine.scope.state("M").unwrap().kind else { panic!() };
    assert!(map.items.is_some() && matches!(&map.max_concurrency, Some(Amount::Expression(_))));
    let wait = &map.processor.as_ref().unwrap().state("I").unwrap().kind;
    assert!(matches!(wait, StateKind::Wait(Wait::Seconds(Amount::Expression(_)))));
    assert!(machine.scope.state("F").unwrap().query_language.is_some());
}

#[test]
fn a_field_that_is_missing_wrong_unknown_or_excluded_is_reported() {
    for (state, expected) in [
        (r#"{"Type": "Pass", "End": true}"#, &[][..]),
        ("5", &["ASL0203 the state `A` must be an object, not a number"]),
        (r#"{"End": true}"#, &["ASL0202 the state `A` has no `Type`"]),
        (r#"{"Type": "Passs", "End": true}"#, &["ASL0209 `Passs` is not a state type"]),
        (r#"{"Type": "Pass"}"#, &["ASL0206 the Pass state `A` has neither `Next` nor `\"End\": true`"]),
        (r#"{"Type": "Pass", "End": false}"#, &["ASL0206 the Pass state `A` has neither `Next` nor `\"End\": true`"]),
        (r#"{"Type": "Pass", "End": true, "Next": "A"}"#, &["ASL0205 `Next` and `End` cannot be used together"]),
        (r#"{"Type": "Pass", "End": "true"}"#, &["ASL0203 `End` must be true or false, not a string"]),
        (r#"{"Type": "Pass", "Next": 5}"#, &["ASL0203 `Next` must be a string, not a number"]),
        (r#"{"Type": "Pass", "End": true, "Comment": {}}"#, &["ASL0203 `Comment` must be a string, not an object"]),
        (
            r#"{"Type": "Pass", "End": true, "InputPath": 1}"#,
            &["ASL0203 `InputPath` must be a path or null, not a number"],
        ),
        (r#"{"Type": "Pass", "End": true, "inputPath": "$"}"#, &["ASL0204 `inputPath` is not a field of Pass states"]),
        (r#"{"Type": "Pass", "End": true, "Retry": []}"#, &["ASL0213 `Retry` is not a field of Pass states"]),
        (
            r#"{"Type": "Pass", "End": true, "Output": 1}"#,
            &["ASL0214 `Output` is only for JSONata, but the query language here is JSONPath"],
        ),
        (
            r#"{"Type": "Pass", "End": true, "QueryLanguage": "JSONata", "Parameters": 1}"#,
            &["ASL0214 `Parameters` is only for JSONPath, but the query language here is JSONata"],
        ),
        (r#"{"Type": "Pass", "End": true, "QueryLanguage": "JQ"}"#, &["ASL0209 `JQ` is not a query language"]),
        (r#"{"Type": "Pass", "End": true, "Assign": []}"#, &["ASL0203 `Assign` must be an object, not an array"]),
        (r#"{"Type": "Succeed", "Next": "A"}"#, &["ASL0213 `Next` is not a field of Succeed states"]),
        (r#"{"Type": "Task", "End": true}"#, &["ASL0202 the Task state `A` has no `Resource`"]),
        (
            r#"{"Type": "Task", "End": true, "Resource": "r", "TimeoutSeconds": 0}"#,
            &["ASL0208 `TimeoutSeconds` must be a whole number from 1 to 99999999, not 0"],
        ),
        (
            r#"{"Type": "Task", "End": true, "Resource": "r", "TimeoutSeconds": "5"}"#,
            &["ASL0203 `TimeoutSeconds` must be a number, not a string"],
        ),
        (
            r#"{"Type": "Task", "End": true, "Resource": "r", "TimeoutSeconds": "${T}"}"#,
            &["ASL0212 the placeholder in `TimeoutSeconds` has no value here"],
        ),
        (r#"{"Type": "Task", "End": true, "Resource": {"Fn::GetAtt": ["F", "Arn"]}}"#, &[]),
        (
            r#"{"Type": "Task", "End": true, "Resource": "r", "TimeoutSeconds": 1, "TimeoutSecondsPath": "$"}"#,
            &["ASL0205 `TimeoutSecondsPath` and `TimeoutSeconds` cannot be used together"],
        ),
        (
            r#"{"Type": "Task", "End": true, "Resource": "r", "Credentials": null}"#,
            &["ASL0203 `Credentials` must be an object, not null"],
        ),
        (
            r#"{"Type": "Task", "End": true, "Resource": "r", "QueryLanguage": "JSONata", "Credentials": {}}"#,
            &["ASL0202 `Credentials` has no `RoleArn`"],
        ),
        (
            r#"{"Type": "Task", "End": true, "Resource": "r", "Retry": {}}"#,
            &["ASL0203 `Retry` must be an array, not an object"],
        ),
        (
            r#"{"Type": "Task", "End": true, "Resource": "r", "Retry": [{"MaxAttempts": 1.5, "Backoff": 1}]}"#,
            &[
                "ASL0204 `Backoff` is not a field of a retrier",
                "ASL0202 this retrier has no `ErrorEquals`",
                "ASL0208 `MaxAttempts` must be a whole number from 0 to 99999999, not 1.5",
            ],
        ),
        (
            r#"{"Type": "Task", "End": true, "Resource": "r", "Retry": [{"ErrorEquals": "E", "JitterStrategy": "Full"}]}"#,
            &[
                "ASL0203 `ErrorEquals` must be an array of strings, not a string",
                "ASL0209 `Full` is not a jitter strategy",
            ],
        ),
        (
            r#"{"Type": "Task", "End": true, "Resource": "r", "Catch": [{"ErrorEquals": [1], "Output": 1}]}"#,
            &[
                "ASL0214 `Output` is only for JSONata, but the query language here is JSONPath",
                "ASL0203 `ErrorEquals` must be a string, not a number",
                "ASL0202 this catcher has no `Next`",
            ],
        ),
        (r#"{"Type": "Wait", "End": true}"#, &["ASL0202 the Wait state `A` does not say how long to wait"]),
        (
            r#"{"Type": "Wait", "End": true, "Seconds": 1, "SecondsPath": "$"}"#,
            &["ASL0205 `SecondsPath` and `Seconds` cannot be used together"],
        ),
        (
            r#"{"Type": "Wait", "End": true, "Seconds": 1, "Timestamp": "2030-01-01T00:00:00Z"}"#,
            &["ASL0205 `Timestamp` and `Seconds` cannot be used together"],
        ),
        (
            r#"{"Type": "Wait", "End": true, "SecondsPath": "$.a", "TimestampPath": "$.b"}"#,
            &["ASL0205 `TimestampPath` and `SecondsPath` cannot be used together"],
        ),
        (
            r#"{"Type": "Wait", "End": true, "Timestamp": "tomorrow"}"#,
            &["ASL0203 `tomorrow` is not an RFC 3339 timestamp"],
        ),
        (
            r#"{"Type": "Fail", "Error": "a", "ErrorPath": "$.a", "Cause": "a", "CausePath": "$.a"}"#,
            &[
                "ASL0205 `ErrorPath` and `Error` cannot be used together",
                "ASL0205 `CausePath` and `Cause` cannot be used together",
            ],
        ),
        (r#"{"Type": "Parallel", "End": true, "Branches": []}"#, &["ASL0210 `Branches` is empty"]),
        (
            r#"{"Type": "Parallel", "End": true, "Branches": [[]]}"#,
            &["ASL0203 `Branches` must be an object, not an array"],
        ),
        (
            r#"{"Type": "Parallel", "End": true, "Branches": [{"Start": 1}]}"#,
            &[
                "ASL0204 `Start` is not a field of a branch",
                "ASL0202 branch 1 of the Parallel state `A` has no `StartAt`",
                "ASL0202 branch 1 of the Parallel state `A` has no `States`",
            ],
        ),
        (r#"{"Type": "Map", "End": true}"#, &["ASL0202 the Map state `A` has no `ItemProcessor`"]),
        (
            r#"{"Type": "Map", "End": true, "ItemsPath": null, "ItemSelector": {}, "Parameters": {}, "ItemProcessor":
            {"ProcessorConfig": {"Mode": "DISTRIBUTED"}, "StartAt": "B", "States": {"B": {"Type": "Succeed"}}}}"#,
            &[
                "ASL0202 `ProcessorConfig` has no `ExecutionType`",
                "ASL0203 `ItemsPath` must be a path, not null",
                "ASL0205 `Parameters` and `ItemSelector` cannot be used together",
            ],
        ),
        (r#"{"Type": "Choice", "Choices": []}"#, &["ASL0210 `Choices` is empty"]),
        (
            r#"{"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true}]}"#,
            &["ASL0202 this rule has no `Next`"],
        ),
        (
            r#"{"Type": "Choice", "Choices": [{"Variable": "$.a", "Next": "A"}]}"#,
            &["ASL0403 this rule has no operator"],
        ),
        (
            r#"{"Type": "Choice", "Choices": [{"IsNull": true, "Next": "A"}]}"#,
            &["ASL0403 a rule with an operator needs a `Variable`"],
        ),
        (
            r#"{"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "IsString": true, "Next": "A"}]}"#,
            &["ASL0403 a rule can have only one operator, but this one has `IsNull` and `IsString`"],
        ),
        (
            r#"{"Type": "Choice", "Choices": [{"Variable": "$.a", "StringEqual": "x", "Next": "A"}]}"#,
            &["ASL0204 `StringEqual` is not a field of a Choice rule", "ASL0403 this rule has no operator"],
        ),
        (
            r#"{"Type": "Choice", "Choices": [{"Not": {"Variable": "$.a", "IsNull": true, "Next": "A"}, "Next": "A"}]}"#,
            &["ASL0403 only a top-level rule has a `Next`"],
        ),
        (r#"{"Type": "Choice", "Choices": [{"And": [], "Next": "A"}]}"#, &["ASL0210 `And` is empty"]),
        (
            r#"{"Type": "Choice", "QueryLanguage": "JSONata", "Choices": [{"Next": "A"}]}"#,
            &["ASL0202 this rule has no `Condition`"],
        ),
    ] {
        assert_eq!(find_in_state(state), expected, "{state}");
    }
}

#[test]
fn what_is_wrong_with_the_definition_itself_is_reported() {
    for (text, expected) in [
        ("5", &["ASL0201 a definition must be an object, not a number"][..]),
        ("{}", &["ASL0202 the definition has no `StartAt`", "ASL0202 the definition has no `States`"]),
        (r#"{"StartAt": "A", "States": {}}"#, &["ASL0210 `States` is empty"]),
        (r#"{"StartAt": "A", "States": []}"#, &["ASL0203 `States` must be an object, not an array"]),
        (r#"{"Resources": {"M": {}}}"#, &["ASL0201 this is a CloudFormation template, not a definition"]),
        (
            r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}, "TimeOutSeconds": 5, "Version": "2"}"#,
            &["ASL0204 `TimeOutSeconds` is not a field of a definition", "ASL0203 the only `Version` is \"1.0\""],
        ),
        (
            r#"{"StartAt": "A", "QueryLanguage": "JSONata", "States": {"A": {"Type": "Succeed", "QueryLanguage": "JSONPath"}}}"#,
            &["ASL0211 a state cannot use JSONPath when the whole definition uses JSONata"],
        ),
    ] {
        let root = json::parse(text).root.unwrap();
        let found: Vec<String> =
            super::parse(&root).1.iter().map(|found| format!("{} {}", found.code, found.message())).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn a_typing_mistake_is_answered_with_the_right_name() {
    let (_, found) = read(r#"{"StartAt": "A", "States": {"A": {"Type": "Pas", "ResultPaht": "$", "End": true}}}"#);
    assert_eq!(found[0].hint().as_deref(), Some("did you mean `Pass`?"));
    let (_, found) = read(r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "ResultPaht": "$", "End": true}}}"#);
    assert_eq!(found[0].hint().as_deref(), Some("did you mean `ResultPath`?"));
}

#[test]
fn branches_that_nest_without_end_are_cut_off_with_a_reason() {
    let deep = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Parallel\",\"End\":true,\"Branches\":[".repeat(120);
    let root = json::parse(&deep).root.unwrap();
    let found = super::parse(&root).1;
    assert!(found.iter().any(|found| found.message().contains("more than 50 levels deep")));
}
