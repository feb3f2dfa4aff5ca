//! What is found in definitions that can be read, and what is not.

use crate::{WorkflowType, check_text, check_text_as};
use asl_text::diagnostic::{Code, Severity};

/// The findings as `word code message @ place`.
fn find(text: &str, workflow: WorkflowType) -> Vec<String> {
    let place = |span: asl_text::Span| text[span.start as usize..span.end as usize].to_owned();
    let checked = check_text_as(text, workflow);
    checked
        .diagnostics
        .iter()
        .map(|found| format!("{} {} {} @ {}", found.severity.word(), found.code, found.message(), place(found.span)))
        .collect()
}

fn assert_finds(cases: &[(&str, &[&str])]) {
    for (states, expected) in cases {
        let text = format!("{{\"StartAt\": \"A\", \"States\": {states}}}");
        assert_eq!(find(&text, WorkflowType::Standard), *expected, "{states}");
    }
}

/// A machine with one Task that has these fields.
fn assert_finds_in_task(cases: &[(&str, &[&str])]) {
    for (fields, expected) in cases {
        let text =
            format!("{{\"StartAt\": \"A\", \"States\": {{\"A\": {{\"Type\": \"Task\", \"End\": true, {fields}}}}}}}");
        assert_eq!(find(&text, WorkflowType::Standard), *expected, "{fields}");
    }
}

#[test]
fn transitions_lead_to_states_of_their_own_scope() {
    assert_finds(&[
        (
            r#"{"B": {"Type": "Succeed"}}"#,
            &["error ASL0301 there is no state `A` @ \"A\"", "warning ASL0302 the state `B` is unreachable @ \"B\""],
        ),
        (
            r#"{"A": {"Type": "Pass", "Next": "b"}, "B": {"Type": "Succeed"}}"#,
            &["error ASL0301 there is no state `b` @ \"b\"", "warning ASL0302 the state `B` is unreachable @ \"B\""],
        ),
        (
            r#"{"A": {"Type": "Task", "Resource": "arn:aws:lambda:::function:f", "Next": "B", "Catch":
            [{"ErrorEquals": ["E"], "Next": "X"}]}, "B": {"Type": "Choice", "Choices":
            [{"Variable": "$.a", "IsNull": true, "Next": "Y"}], "Default": "Z"}}"#,
            &[
                "warning ASL0303 no state ends this workflow @ \"States\"",
                "error ASL0301 there is no state `X` @ \"X\"",
                "error ASL0301 there is no state `Y` @ \"Y\"",
                "error ASL0301 there is no state `Z` @ \"Z\"",
            ],
        ),
        (
            r#"{"A": {"Type": "Parallel", "Branches": [{"StartAt": "I", "States": {"I": {"Type": "Pass", "Next": "B"}}}],
            "Next": "B"}, "B": {"Type": "Succeed"}}"#,
            &[
                "warning ASL0303 no state ends this workflow @ \"States\"",
                "error ASL0301 there is no state `B` here @ \"B\"",
            ],
        ),
    ]);
    let checked = check_text(r#"{"StartAt": "Frist", "States": {"First": {"Type": "Succeed"}}}"#);
    assert_eq!(checked.diagnostics[0].hint().as_deref(), Some("did you mean `First`?"));
    let checked = check_text(
        r#"{"StartAt": "I", "States": {"A": {"Type": "Map", "End": true, "ItemProcessor":
            {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}}}}}"#,
    );
    assert!(checked.diagnostics[0].hint().as_ref().unwrap().contains("is in another scope"));
}

#[test]
fn states_are_reached_and_one_ends_the_run() {
    assert_finds(&[
        (
            r#"{"A": {"Type": "Succeed"}, "B": {"Type": "Pass", "End": true}}"#,
            &["error ASL0302 the state `B` cannot be reached from `StartAt` @ \"B\""],
        ),
        (
            r#"{"A": {"Type": "Succeed"}, "B": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Pass", "Next": "B"}}"#,
            &[
                "warning ASL0302 the state `B` cannot be reached from `StartAt` @ \"B\"",
                "warning ASL0302 the state `C` cannot be reached from `StartAt` @ \"C\"",
            ],
        ),
        (
            r#"{"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}}"#,
            &["error ASL0303 no state ends this workflow @ \"States\""],
        ),
        (r#"{"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Fail"}}"#, &[]),
    ]);
}

#[test]
fn names_are_unique_and_not_too_long() {
    let long = "x".repeat(81);
    let states =
        format!("{{\"A\": {{\"Type\": \"Pass\", \"Next\": \"{long}\"}}, \"{long}\": {{\"Type\": \"Succeed\"}}}}");
    let found = format!("error ASL0304 a state name can have at most 80 characters; this one has 81 @ \"{long}\"");
    assert_finds(&[
        (&states, &[&found]),
        (
            r#"{"A": {"Type": "Pass", "Next": ""}, "": {"Type": "Succeed"}}"#,
            &["error ASL0304 this state has no name @ \"\""],
        ),
        (
            r#"{"A": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}]}}"#,
            &["error ASL0306 another state of this definition has the name `A` @ \"A\""],
        ),
        (
            r#"{"A": {"Type": "Succeed"}, "A": {"Type": "Succeed"}}"#,
            &["error ASL0102 this object already has a key `A` @ \"A\""],
        ),
    ]);
}

#[test]
fn retriers_and_catchers_are_such_as_aws_accepts() {
    assert_finds_in_task(&[
        (r#""Resource": "arn:r", "Retry": [{"ErrorEquals": []}]"#, &["error ASL0404 this retrier names no error @ []"]),
        (
            r#""Resource": "arn:r", "Retry": [{"ErrorEquals": ["States.ALL", "E"]}]"#,
            &["error ASL0404 `States.ALL` must be the only name in its `ErrorEquals` @ \"States.ALL\""],
        ),
        (
            r#""Resource": "arn:r", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "A"}, {"ErrorEquals": ["E"], "Next": "A"}]"#,
            &["error ASL0404 `States.ALL` must be in the last catcher @ \"States.ALL\""],
        ),
        (
            r#""Resource": "arn:r", "Retry": [{"ErrorEquals": ["States.Timout", "States.Http.StatusCode.5xx", "States.Runtime",
            "States.Http.StatusCode.503", "States.Timeout", "Own"]}]"#,
            &[
                "warning ASL0418 `States.Timout` is not an error of the language @ \"States.Timout\"",
                "warning ASL0418 `States.Http.StatusCode.5xx` matches no error @ \"States.Http.StatusCode.5xx\"",
                "warning ASL0418 `States.Runtime` is never retried @ \"States.Runtime\"",
            ],
        ),
        (
            r#""Resource": "arn:r", "TimeoutSeconds": 5, "HeartbeatSeconds": 5"#,
            &["error ASL0208 `HeartbeatSeconds` must be less than `TimeoutSeconds` in the Task state `A` @ 5"],
        ),
    ]);
}

#[test]
fn operands_of_rules_fit_their_operators() {
    for (rule, expected) in [
        (r#""Variable": "$.a", "StringEquals": 5"#, "`StringEquals` compares with a string, not a number"),
        (r#""Variable": "$.a", "NumericLessThan": "5""#, "`NumericLessThan` compares with a number, not `5`"),
        (r#""Variable": "$.a", "BooleanEquals": "true""#, "`BooleanEquals` compares with true or false, not `true`"),
        (r#""Variable": "$.a", "IsNull": 1"#, "`IsNull` compares with true or false, not a number"),
        (
            r#""Variable": "$.a", "TimestampEquals": "now""#,
            "`TimestampEquals` compares with an RFC 3339 timestamp, not `now`",
        ),
        (r#""Variable": "$.a", "StringEqualsPath": 5"#, "an operator that ends in `Path` takes a path, not a number"),
        (
            r#""Variable": "a", "IsNull": true"#,
            "the path of `Variable` cannot be read: expected a path that starts with `$`, or an intrinsic function `States.…(…)`",
        ),
        (r#""Not": {"Variable": "$.a", "StringEqualsPath": "$.["}"#, "the path of `StringEqualsPath` cannot be read: "),
    ] {
        let text = format!(
            "{{\"StartAt\": \"A\", \"States\": {{\"A\": {{\"Type\": \"Choice\", \"Default\": \"B\", \"Choices\": \
             [{{{rule}, \"Next\": \"B\"}}]}}, \"B\": {{\"Type\": \"Succeed\"}}}}}}"
        );
        let found = check_text(&text).diagnostics;
        assert_eq!(found.len(), 1, "{rule}: {found:?}");
        assert!(found[0].message().starts_with(expected), "{rule}: {}", found[0].message());
        assert_eq!(found[0].severity, Severity::Error, "{rule}");
    }
    let without_default = r#"{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Variable": "$.a",
        "NumericEquals": "$.b", "Next": "B"}]}, "B": {"Type": "Succeed"}}}"#;
    let found = check_text(without_default).diagnostics;
    assert_eq!(found[0].severity, Severity::Info);
    assert_eq!(found[1].hint().as_deref(), Some("to compare with the value at a path, write `NumericEqualsPath`"));
    let jsonata = r#"{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Choice", "Choices":
        [{"Condition": "true", "Next": "B"}]}, "B": {"Type": "Succeed"}}}"#;
    assert_eq!(
        find(jsonata, WorkflowType::Standard),
        ["error ASL0412 `Condition` must be true, false, or an expression, not a string @ \"true\""]
    );
}

#[test]
fn paths_and_templates_can_be_read() {
    assert_finds_in_task(&[
        (
            r#""Resource": "arn:r", "InputPath": "$.a[", "ResultPath": "$$.b", "OutputPath": null"#,
            &[
                "error ASL0401 the path of `InputPath` cannot be read: expected a quoted name, an index, `*`, or `?(`, found the end @ [",
                "error ASL0401 the path of `ResultPath` cannot be read: a reference path cannot point into the context object @ $",
            ],
        ),
        (
            r#""Resource": "arn:r", "ResultPath": "$.a[*]""#,
            &[
                "error ASL0401 the path of `ResultPath` cannot be read: a reference path can have only single names and indexes @ $",
            ],
        ),
        (
            r#""Resource": "arn:r", "TimeoutSecondsPath": "States.MathAdd(1, 2)""#,
            &[
                "error ASL0401 the path of `TimeoutSecondsPath` cannot be read: expected a path, not an intrinsic function @ States.MathAdd",
            ],
        ),
        (
            r#""Resource": "arn:r", "Parameters": {"a.$": "b", "c.$": 1, "d": 1, "d.$": "$.d"}"#,
            &[
                "error ASL0402 `a.$` is neither a path nor an intrinsic function: expected a path that starts with `$`, or an \
               intrinsic function `States.…(…)` @ b",
                "error ASL0402 `c.$` must be a string, not a number @ 1",
                "error ASL0402 `d` and `d.$` both set the field `d` @ \"d.$\"",
            ],
        ),
        (
            r#""Resource": "arn:r", "Parameters": {"a": "$.b", "c": "States.UUID()", "d": "{% $x %}", "price": "$5"}"#,
            &[
                "warning ASL0413 `$.b` is plain text here @ \"$.b\"",
                "warning ASL0413 this intrinsic function is plain text here @ \"States.UUID()\"",
                "warning ASL0413 this expression in `Parameters` is plain text, because the query language here is JSONPath @ \"{% $x %}\"",
            ],
        ),
    ]);
    assert_finds(&[
        (
            r#"{"A": {"Type": "Pass", "Result": {"a.$": "$.b"}, "End": true}}"#,
            &["warning ASL0413 `Result` is not evaluated: `a.$` is passed on unchanged @ \"$.b\""],
        ),
        (
            r#"{"A": {"Type": "Fail", "ErrorPath": "States.Format('{}', $.e)", "CausePath": "States.ArrayLength($.a)"}}"#,
            &[
                "error ASL0401 `States.ArrayLength` does not return text, which `CausePath` needs @ \"States.ArrayLength($.a)\"",
            ],
        ),
    ]);
}

#[test]
fn expressions_are_closed_and_read_only_what_there_is() {
    for (state, expected) in [
        (
            r#""Type": "Pass", "End": true, "Output": {"a": "{% 1", "b": ["1 %}"], "c": " {% 1 %}", "d": "{% 1 %}"}"#,
            &[
                "error ASL0414 an expression in `Output` does not end with `%}` @ \"{% 1\"",
                "error ASL0414 an expression in `Output` does not begin with `{%` @ \"1 %}\"",
                "error ASL0414 an expression in `Output` does not begin with `{%` @ \" {% 1 %}\"",
            ][..],
        ),
        (
            r#""Type": "Pass", "End": true, "Output": "{% $states.result & '$states.result' & $states.input.result %}""#,
            &["error ASL0415 `$states.result` does not exist here @ $states.result"],
        ),
        (
            r#""Type": "Task", "Resource": "arn:r", "End": true, "Output": "{% $states.result %}", "Arguments":
            "{% /* $states.result */ $states.inputs %}", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "A",
            "Output": "{% $states.errorOutput %}", "Assign": {"e": "{% $states.result %}"}}]"#,
            &[
                "error ASL0415 `$states.inputs` does not exist here @ $states.inputs",
                "error ASL0415 `$states.result` does not exist here @ $states.result",
            ],
        ),
        (
            r#""Type": "Pass", "End": true, "Output": {"é": ["{%  \"\u00e9\" & 10 + * 2 /x %}", "{% $a ?? $eval('1') %}",
            "{% (1 %}", "{% $f(${X}) %}", "{% $sum($.a) + b %}", "{% $cuont([1]) %}", "{% $states.input.list[price > $.low] %}"]}"#,
            &[
                "error ASL0406 the expression can't be read: S0201: syntax error: 2 @ 2",
                "error ASL0406 AWS's JSONata, version 2.0.6, has no `??` @ $a ?? $eval('1')",
                "error ASL0406 the expression can't be read: S0203: expected \")\" before end of expression @ \"{% (1 %}\"",
                "error ASL0417 `$` refers to nothing at the top level of an expression @ $",
                "error ASL0417 `b` refers to nothing at the top level of an expression @ b",
                "warning ASL0416 there is no function `$cuont` @ $cuont",
            ],
        ),
        (
            r#""Type": "Wait", "End": true, "Seconds": "{% $states.result %}", "Assign": {"x": "{% ] %}"}"#,
            &[
                "error ASL0415 `$states.result` does not exist here @ $states.result",
                "error ASL0406 the expression can't be read: S0211: the symbol \"]\" cannot be used as a unary operator @ ]",
            ],
        ),
        (
            r#""Type": "Pass", "End": true, "Output": {"a.$": "$.b"}"#,
            &["warning ASL0413 `.$` means nothing in JSONata @ \"$.b\""],
        ),
    ] {
        let text =
            format!("{{\"QueryLanguage\": \"JSONata\", \"StartAt\": \"A\", \"States\": {{\"A\": {{{state}}}}}}}");
        assert_eq!(find(&text, WorkflowType::Standard), expected, "{state}");
    }
}

#[test]
fn variables_have_names_and_inner_scopes_keep_off_outer_ones() {
    let inner = |before: &str, mode: &str| {
        format!(
            r#"{{"A": {{"Type": "Pass", {before} "Next": "M"}}, "M": {{"Type": "Map", "End": true, "Assign": {{"y": 1}},
            "ItemProcessor": {{{mode} "StartAt": "I", "States": {{"I": {{"Type": "Pass", "Assign": {{"x.$": "$", "y": 1}},
            "End": true}}}}}}}}}}"#
        )
    };
    let distributed = r#""ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},"#;
    assert_finds(&[
        (
            r#"{"A": {"Type": "Pass", "Assign": {"states": 1, "1a": 1, "a-b": 1, "_ä1.$": "$"}, "End": true}}"#,
            &[
                "error ASL0305 `states` is a reserved variable @ \"states\"",
                "error ASL0305 `1a` is not a valid variable name @ \"1a\"",
                "error ASL0305 `a-b` is not a valid variable name @ \"a-b\"",
            ],
        ),
        (
            &inner(r#""Assign": {"x": 1},"#, ""),
            &["error ASL0307 the variable `x` is already assigned in an outer scope @ \"x.$\""],
        ),
        (&inner(r#""Assign": {"z": 1},"#, ""), &[]),
        (&inner(r#""Assign": {"x": 1},"#, distributed), &[]),
    ]);
}

#[test]
fn a_resource_is_one_that_a_task_can_call() {
    assert_finds_in_task(&[
        (r#""Resource": """#, &["error ASL0405 `Resource` is empty @ \"\""]),
        (r#""Resource": "lambda""#, &["warning ASL0405 `lambda` is not an ARN @ \"lambda\""]),
        (r#""Resource": "${Name""#, &["error ASL0405 this placeholder is never closed @ \"${Name\""]),
        (r#""Resource": "${Name}""#, &[]),
        (r#""Resource": "arn:aws:lambda:eu-west-1:111111111111:function:f""#, &[]),
        (
            r#""Resource": "arn:aws:states:::dynamodb:query""#,
            &[
                "error ASL0405 `dynamodb:query` is not an integration of Step Functions @ \"arn:aws:states:::dynamodb:query\"",
            ],
        ),
        (r#""Resource": "arn:aws:states:::aws-sdk:dynamodb:query""#, &[]),
        (r#""Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": {"StateMachineArn": "m"}"#, &[]),
        (
            r#""Resource": "arn:aws:states:::states:startExecution.sync:2""#,
            &["warning ASL0202 `states:startExecution` needs `Parameters` @ \"A\""],
        ),
        (
            r#""Resource": "arn:aws:states:::sqs:sendMessage.sync", "Parameters": {}"#,
            &[
                "error ASL0405 `sqs` doesn't support `.sync` @ \"arn:aws:states:::sqs:sendMessage.sync\"",
                "warning ASL0202 `sqs:sendMessage` needs the parameter `QueueUrl` @ {",
                "warning ASL0202 `sqs:sendMessage` needs the parameter `MessageBody` @ {",
            ],
        ),
        (
            r#""Resource": "arn:aws:states:::sqs:sendMessage.waitForToken""#,
            &[
                "error ASL0405 `.waitForToken` is not an integration pattern @ \"arn:aws:states:::sqs:sendMessage.waitForToken\"",
            ],
        ),
        (
            r#""Resource": "arn:aws:states:::http""#,
            &["error ASL0405 `http` names a service but no action @ \"arn:aws:states:::http\""],
        ),
        (
            r#""Resource": "arn:aws:states:::http:invoke.sync""#,
            &[
                "error ASL0405 an HTTP Task supports only the request-response pattern @ \"arn:aws:states:::http:invoke.sync\"",
            ],
        ),
    ]);
}

#[test]
fn parameters_of_an_http_task_are_checked_as_far_as_they_are_known() {
    for (parameters, expected) in [
        (
            r#"{"ApiEndpoint": "https://x.test/a", "Method": "GET", "InvocationConfig": {"ConnectionArn": "c"}}"#,
            &[][..],
        ),
        (
            r#"{"ApiEndpoint.$": "$.url", "Method.$": "$.m", "Authentication": {"ConnectionArn.$": "$.c"}, "Headers.$": "$.h",
            "RequestBody": {"Authorization": 1}, "QueryParameters": {"q.$": "$.q"}}"#,
            &[],
        ),
        (r#"{"ApiEndpoint": "${Url}", "Method": "${Method}", "Authentication": {"ConnectionArn": {"Ref": "C"}}}"#, &[]),
        (
            "{}",
            &[
                "this HTTP Task has no `ApiEndpoint`",
                "this HTTP Task has no `Method`",
                "this HTTP Task has no connection",
            ],
        ),
        ("5", &["`Parameters` of an HTTP Task must be an object, not a number"]),
        (
            r#"{"ApiEndpoint": "http://x.test", "Method": "get", "InvocationConfig": {}, "Header": {}}"#,
            &[
                "an HTTP Task can call only `https` endpoints",
                "`get` is not a method of HTTP Tasks",
                "`InvocationConfig` has no `ConnectionArn`",
                "HTTP Tasks have no parameter `Header`",
            ],
        ),
        (
            r#"{"ApiEndpoint": "x.test", "Method": 5, "InvocationConfig": "c", "Headers": {"authorization": "x", "X-Amz-A": "y",
            "X-Ok": "z"}}"#,
            &[
                "`x.test` is not a URL that an HTTP Task can call",
                "`Method` must be a string, not a number",
                "`InvocationConfig` must be an object, not a string",
                "an HTTP Task cannot set the header `authorization`",
                "an HTTP Task cannot set the header `X-Amz-A`",
            ],
        ),
        (
            r#"{"ApiEndpoint": "https://bücher.example/", "Method": "GET", "InvocationConfig": {"ConnectionArn": "c"}}"#,
            &["the host `bücher.example` is not ASCII"],
        ),
        (
            r#"{"ApiEndpoint": "https://x.test", "Method": "PUT", "InvocationConfig": {"ConnectionArn": "c"}, "Authentication":
            {"ConnectionArn": "c"}, "Transform": {"RequestBodyEncoding": "URL", "RequestEncodingOptions": {"ArrayFormat":
            "COMMA"}}}"#,
            &[
                "`Authentication` and `InvocationConfig` cannot be used together",
                "`RequestBodyEncoding` must be one of NONE, URL_ENCODED",
                "`ArrayFormat` must be one of INDICES, REPEAT, COMMAS, BRACKETS",
            ],
        ),
    ] {
        let text = format!(
            "{{\"StartAt\": \"A\", \"States\": {{\"A\": {{\"Type\": \"Task\", \"End\": true, \"Resource\": \
             \"arn:aws:states:::http:invoke\", \"Retry\": [{{\"ErrorEquals\": [\"States.ALL\"]}}], \"Parameters\": \
             {parameters}}}}}}}"
        );
        let mut found: Vec<String> = check_text(&text).diagnostics.into_iter().map(|found| found.message()).collect();
        let mut expected: Vec<String> = expected.iter().map(|&text| text.to_owned()).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{parameters}");
    }
    let local = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::http:invoke",
        "Retry": [{"ErrorEquals": ["States.ALL"]}],
        "Parameters": {"ApiEndpoint": "http://localhost:8080/a", "Method": "GET", "InvocationConfig": {"ConnectionArn": "c"}}}}}"#;
    assert_eq!(
        find(local, WorkflowType::Standard),
        ["warning ASL0504 AWS calls only `https` endpoints @ \"http://localhost:8080/a\""]
    );
}

#[test]
fn an_express_workflow_waits_for_no_callback() {
    for (state, message) in [
        (
            r#""Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters":
            {"QueueUrl": "q", "MessageBody": "m"}"#,
            "an Express workflow can't use `.waitForTaskToken`",
        ),
        (
            r#""Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters":
            {"StateMachineArn": "m"}"#,
            "an Express workflow can't use `.sync:2`",
        ),
        (
            r#""Type": "Task", "Resource": "arn:aws:states:eu-west-1:1:activity:a""#,
            "an Express workflow can't use an activity",
        ),
        (
            r#""Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
            "StartAt": "I", "States": {"I": {"Type": "Succeed"}}}"#,
            "an Express workflow can't have a Distributed Map",
        ),
    ] {
        let text = format!("{{\"StartAt\": \"A\", \"States\": {{\"A\": {{{state}, \"End\": true}}}}}}");
        assert_eq!(check_text(&text).diagnostics, [], "{state}");
        let found = check_text_as(&text, WorkflowType::Express).diagnostics;
        assert_eq!(
            found.iter().map(asl_text::diagnostic::Diagnostic::message).collect::<Vec<_>>(),
            [message],
            "{state}"
        );
    }
}

#[test]
fn a_definition_in_yaml_is_as_good_as_one_in_json() {
    let yaml = "StartAt: A\nStates:\n  A:\n    Type: Task\n    Resource: !Sub \"arn:${AWS::Partition}:states:::http:invoke\"\n    \
        Parameters:\n      ApiEndpoint: https://x.test\n      Method: GET\n      Authentication: {ConnectionArn: !GetAtt C.Arn}\n    \
        TimeoutSeconds: 5\n    Retry: [{ErrorEquals: [States.ALL]}]\n    Next: B\n  B:\n    Type: Pass\n    InputPath: '$.a['\n    End: true\n";
    assert_eq!(find(yaml, WorkflowType::Standard).len(), 1);
    assert_eq!(check_text(yaml).diagnostics[0].code.as_str(), "ASL0401");
    let machine = check_text(yaml).machine.unwrap();
    assert_eq!(machine.scope.states.len(), 2);
}

#[test]
fn a_text_that_is_no_definition_says_what_to_write() {
    for (text, message) in [
        ("", "the text is empty"),
        ("  \n", "the text is empty"),
        ("not a definition", "a definition must be an object, not a string"),
        ("[]", "a definition must be an object, not an array"),
    ] {
        let found = check_text(text).diagnostics;
        assert_eq!((&*found[0].message(), found[0].severity), (message, Severity::Error), "{text}");
        assert!(found[0].hint().as_ref().unwrap().contains("StartAt"), "{text}");
    }
}

#[test]
fn every_rule_has_a_code_of_its_own_and_says_what_it_asks_for() {
    let codes = asl_text::diagnostic::Code::ALL;
    for (index, code) in codes.iter().enumerate() {
        assert!(!codes[..index].iter().any(|other| other.as_str() == code.as_str()), "{code}");
        assert!(code.as_str().starts_with("ASL0") && code.explanation().trim().ends_with('.'), "{code}");
    }
}

#[test]
fn a_path_that_no_state_before_gives_is_told_and_what_may_be_there_is_not() {
    let after_a = |state: &str| {
        format!(
            r#"{{"A": {{"Type": "Pass", "Parameters": {{"order": {{"id": 1}}, "x.$": "$.x"}}, "Next": "B"}}, "B": {state},
            "C": {{"Type": "Succeed"}}}}"#
        )
    };
    let to_c = |fields: &str| after_a(&format!(r#"{{{fields}, "Next": "C"}}"#));
    for (fields, expected) in [
        (r#""Type": "Pass", "InputPath": "$.ordr""#, "no earlier state sets `$.ordr` @ \"$.ordr\""),
        (r#""Type": "Pass", "Parameters": {"l": [{"a.$": "$.order.no"}]}"#, "sets `$.order.no` @ \"$.order.no\""),
        (r#""Type": "Pass", "Parameters": {"a.$": "States.Format('{}', $.order.no)"}"#, "sets `$.order.no` @"),
        (r#""Type": "Wait", "SecondsPath": "$.wait""#, "sets `$.wait`"),
        (
            r#""Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.ordr.id %}""#,
            "`$states.input.ordr`",
        ),
        (r#""Type": "Pass", "InputPath": "$.order.id""#, ""),
        (r#""Type": "Pass", "InputPath": "$.x.anything.at.all""#, ""),
        (r#""Type": "Pass", "InputPath": "$..ordr""#, ""),
        (r#""Type": "Pass", "Parameters": {"a.$": "$$.Execution.Id"}"#, ""),
        (r#""Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $exists($states.input.ordr) %}""#, ""),
    ] {
        let text = format!("{{\"StartAt\": \"A\", \"States\": {}}}", to_c(fields));
        let found = find(&text, WorkflowType::Standard);
        let told: Vec<_> = found.iter().filter(|told| told.contains("ASL0407")).collect();
        assert_eq!(told.len(), usize::from(!expected.is_empty()), "{fields}: {found:?}");
        assert!(told.iter().all(|told| told.contains(expected)), "{fields}: {found:?}");
    }
    let choice =
        |rule: &str| after_a(&format!(r#"{{"Type": "Choice", "Choices": [{{{rule}, "Next": "C"}}], "Default": "C"}}"#));
    for (rule, count) in [
        (r#""Variable": "$.gone", "IsNull": true"#, 1),
        (r#""Variable": "$.gone", "IsPresent": true"#, 0),
        (r#""And": [{"Variable": "$.gone", "IsPresent": true}, {"Variable": "$.gone", "IsNull": true}]"#, 0),
        (r#""Variable": "$.x", "StringEqualsPath": "$.gone""#, 1),
    ] {
        let text = format!("{{\"StartAt\": \"A\", \"States\": {}}}", choice(rule));
        let found = find(&text, WorkflowType::Standard);
        assert_eq!(found.iter().filter(|told| told.contains("ASL0407")).count(), count, "{rule}: {found:?}");
    }
}

#[test]
fn a_retrier_or_catcher_that_nothing_comes_to_is_told() {
    let http = r#""Resource": "arn:aws:states:::http:invoke", "Parameters": {"Method": "GET",
        "ApiEndpoint": "https://a.example/", "Authentication": {"ConnectionArn": "c"}}"#;
    let lambda = r#""Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}"#;
    for (fields, expected) in [
        (
            format!(r#"{lambda}, "Retry": [{{"ErrorEquals": ["E"]}}, {{"ErrorEquals": ["F", "E"]}}]"#),
            "ASL0408 an earlier retrier already handles `E`, with `E` @ \"E\"",
        ),
        (
            format!(r#"{lambda}, "Retry": [{{"ErrorEquals": ["States.TaskFailed"]}}, {{"ErrorEquals": ["F"]}}]"#),
            "handles `F`, with `States.TaskFailed`",
        ),
        (
            format!(
                r#"{lambda}, "Retry": [{{"ErrorEquals": ["States.TaskFailed"]}}, {{"ErrorEquals": ["States.Timeout"]}}]"#
            ),
            "",
        ),
        (format!(r#"{lambda}, "Retry": [{{"ErrorEquals": ["E"]}}, {{"ErrorEquals": ["States.ALL"]}}]"#), ""),
        (
            format!(r#"{lambda}, "Retry": [{{"ErrorEquals": ["States.Http.StatusCode.503"]}}]"#),
            "this Task never fails with `States.Http.StatusCode.503`",
        ),
        (
            format!(r#"{http}, "Retry": [{{"ErrorEquals": ["Lambda.TooManyRequestsException"]}}]"#),
            "an HTTP Task never fails with",
        ),
        (http.to_owned(), "ASL0410 `A` has no Retry for temporary errors @ \"A\""),
    ] {
        let text =
            format!("{{\"StartAt\": \"A\", \"States\": {{\"A\": {{\"Type\": \"Task\", \"End\": true, {fields}}}}}}}");
        let found = find(&text, WorkflowType::Standard);
        assert_eq!(found.len(), usize::from(!expected.is_empty()), "{fields}: {found:?}");
        assert!(found.iter().all(|told| told.contains(expected)), "{fields}: {found:?}");
    }
}

#[test]
fn limits_that_would_be_met_are_told() {
    for (state, workflow, expected) in [
        (
            r#"{"Type": "Wait", "Seconds": 31536001, "End": true}"#,
            WorkflowType::Standard,
            "ASL0409 this Wait is longer than one year",
        ),
        (
            r#"{"Type": "Wait", "Seconds": 301, "End": true}"#,
            WorkflowType::Express,
            "ASL0409 this Wait is longer than five minutes",
        ),
        (r#"{"Type": "Wait", "Seconds": 301, "End": true}"#, WorkflowType::Standard, ""),
        (
            r#"{"Type": "Map", "MaxConcurrency": 41, "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}, "End": true}"#,
            WorkflowType::Standard,
            "ASL0409 an Inline Map runs at most 40 iterations",
        ),
    ] {
        let found = find(&format!("{{\"StartAt\": \"A\", \"States\": {{\"A\": {state}}}}}"), workflow);
        assert_eq!(found.len(), usize::from(!expected.is_empty()), "{state}: {found:?}");
        assert!(found.iter().all(|told| told.contains(expected)), "{state}: {found:?}");
    }
    let long = format!(
        r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Pass", "Result": "{}", "End": true}}}}}}"#,
        "x".repeat(262_143)
    );
    assert!(find(&long, WorkflowType::Standard).iter().any(|told| told.contains("has 262145 bytes")));
}

#[test]
fn a_definition_that_is_too_long_is_only_a_warning_where_limits_are_only_reported() {
    let comment = "x".repeat(1_048_576);
    let text = format!(r#"{{"Comment": "{comment}", "StartAt": "A", "States": {{"A": {{"Type": "Succeed"}}}}}}"#);
    let mut checked = check_text(&text);
    let severities = |checked: &crate::Checked| {
        checked.diagnostics.iter().map(|found| (found.code, found.severity)).collect::<Vec<_>>()
    };
    assert_eq!(severities(&checked), [(Code::Limit, Severity::Error)]);
    crate::report_limits(&mut checked.diagnostics);
    assert_eq!(severities(&checked), [(Code::Limit, Severity::Warning)]);
}

#[test]
fn a_secret_in_the_definition_is_told_and_never_repeated() {
    for (members, expected) in [
        (r#""Headers": {"Authorization": "Bearer abcdefgh12345678"}"#, 1),
        (r#""Headers": {"X-Api-Key": ["s3cr3t-value-1"]}"#, 1),
        (r#""note": "sk_live_abcdefgh12345678""#, 1),
        (r#""Headers": {"Authorization.$": "$.secretsecret"}"#, 0),
        (r#""Headers": {"X-Api-Key": "${ApiKeyParameter}"}"#, 0),
        (r#""Headers": {"X-Api-Key": "<your key here>"}"#, 0),
        (r#""password": "short""#, 0),
        (r#""monkey": "not-a-secret-at-all""#, 0),
    ] {
        let text = format!(
            r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Pass", "Parameters": {{{members}}}, "End": true}}}}}}"#
        );
        let checked = check_text(&text);
        let told: Vec<_> = checked.diagnostics.iter().filter(|found| found.code == Code::SecretInText).collect();
        assert_eq!(told.len(), expected, "{members}");
        for found in told {
            let said = format!("{} {:?}", found.message(), found.hint());
            assert!(["abcdefgh12345678", "s3cr3t"].iter().all(|secret| !said.contains(secret)), "{said}");
        }
    }
}
