//! Explorations of machines with many Tasks: how much is tried, and that it is all.

use super::tests::{ARTICLE, POLL, explore, setup};
use super::{Exploration, Kind};

/// Tasks in a row, each with these fields.
fn in_a_row(count: usize, fields: &str) -> String {
    let task = |number: usize| {
        let next =
            if number + 1 == count { r#""End": true"#.to_owned() } else { format!(r#""Next": "T{}""#, number + 1) };
        format!(r#""T{number}": {{"Type": "Task", "ResultPath": null, {next}, {fields}}}"#)
    };
    let tasks: Vec<String> = (0..count).map(task).collect();
    format!(r#"{{"StartAt": "T0", "States": {{{}, "Tell": {{"Type": "Fail", "Error": "E"}}}}}}"#, tasks.join(",\n"))
}

const HTTP: &str = r#""Resource": "arn:aws:states:::http:invoke",
    "Parameters": {"Method": "POST", "ApiEndpoint": "https://api.example.com/", "Authentication": {"ConnectionArn": "c"}},
    "Retry": [{"ErrorEquals": ["States.Http.StatusCode.429"], "MaxAttempts": 3}, {"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}],
    "Catch": [{"ErrorEquals": ["States.Http.StatusCode.404"], "ResultPath": "$.e", "Next": "Tell"},
        {"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "Tell"}]"#;

const LAMBDA: &str = r#""Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "F"}, "TimeoutSeconds": 30,
    "Retry": [{"ErrorEquals": ["Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException",
        "Lambda.TooManyRequestsException"], "IntervalSeconds": 1, "MaxAttempts": 3, "BackoffRate": 2}],
    "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "Tell"}]"#;

#[test]
fn ten_tasks_with_two_retriers_and_two_catchers_are_tried_to_the_end_in_few_runs() {
    for (name, fields, most) in [("HTTP", HTTP, 1_200), ("Lambda", LAMBDA, 300)] {
        let report = explore(setup(&in_a_row(10, fields), "{}"));
        assert!(report.is_complete, "{name}: {:?}", report.progress);
        assert!(report.progress.runs <= most, "{name}: {:?}", report.progress);
        assert_eq!(report.of(Kind::Unhandled).count() + report.of(Kind::IdleCatcher).count(), 0, "{name}");
    }
}

#[test]
fn runs_that_go_on_alike_are_tried_once_and_no_finding_is_lost() {
    let polls = r#"{"StartAt": "Both", "TimeoutSeconds": 200, "States": {
        "Both": {"Type": "Parallel", "ResultPath": null, "Next": "Each", "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}],
            "Branches": [
                {"StartAt": "L", "States": {"L": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "F"}, "End": true,
                    "Retry": [{"ErrorEquals": ["Lambda.ServiceException"], "MaxAttempts": 1}]}}},
                {"StartAt": "R", "States": {"R": {"Type": "Wait", "Seconds": 5, "End": true}}}]},
        "Each": {"Type": "Map", "ItemsPath": "$.items", "Next": "Last", "ItemProcessor": {"StartAt": "Item", "States": {
            "Item": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "b"}, "End": true}}},
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "Last"}]},
        "Last": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "F", "Payload.$": "$"}, "TimeoutSeconds": 90,
            "Retry": [{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 1}], "End": true}}}"#;
    for (name, definition) in [
        ("article", ARTICLE),
        ("poll", POLL),
        ("HTTP", &in_a_row(3, HTTP)),
        ("Lambda", &in_a_row(3, LAMBDA)),
        ("both", polls),
    ] {
        let found = |shares: bool| {
            let mut exploration = Exploration::new(setup(definition, r#"{"items": [1, 2]}"#));
            exploration.shares = shares;
            while !exploration.advance(100).is_done {}
            let report = exploration.report();
            assert!(report.is_complete, "{name}: {:?}", report.progress);
            let findings: Vec<String> =
                report.findings.iter().map(|finding| format!("{} {}", finding.title, finding.detail)).collect();
            (findings, report.reached, report.progress.runs)
        };
        let ((shared, reached, few), (each, reached_by_each, many)) = (found(true), found(false));
        println!("{name}: {few} runs instead of {many}");
        assert_eq!(shared, each, "{name}");
        assert_eq!(reached, reached_by_each, "{name}");
        assert!(few <= many, "{name}: {few} of {many}");
    }
}
