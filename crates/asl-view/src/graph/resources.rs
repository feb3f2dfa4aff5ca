//! What a state does, in a few words for the second line of its box.

use std::rc::Rc;

use asl_lang::{Amount, Resource, State, StateKind, Task, Wait};
use asl_text::Node;

/// The second line of a state's box; empty where its type says it all.
pub(super) fn detail(state: &State) -> String {
    match &state.kind {
        StateKind::Task(task) => task_detail(state, task),
        StateKind::Wait(wait) => match wait {
            Wait::Seconds(Amount::Literal(seconds)) => format!("{} s", seconds.value),
            Wait::Seconds(Amount::Path(text) | Amount::Expression(text)) => format!("{} s", expression(&text.value)),
            Wait::Timestamp(text) | Wait::TimestampPath(text) => format!("until {}", expression(&text.value)),
            Wait::Missing => String::new(),
        },
        StateKind::Fail(fail) => fail.error.as_ref().map(|error| expression(&error.value)).unwrap_or_default(),
        StateKind::Map(map) if map.distributed => "Distributed Map".to_owned(),
        StateKind::Map(_) => "Map".to_owned(),
        StateKind::Parallel { branches } if branches.len() == 1 => "Parallel, 1 branch".to_owned(),
        StateKind::Parallel { branches } => format!("Parallel, {} branches", branches.len()),
        StateKind::Pass { .. } => "Pass".to_owned(),
        StateKind::Choice(_) => "Choice".to_owned(),
        StateKind::Succeed => "Succeed".to_owned(),
        StateKind::Unknown => "type unknown".to_owned(),
    }
}

fn task_detail(state: &State, task: &Task) -> String {
    match task.target() {
        Resource::HttpInvoke(_) => call(state.parameters.as_ref().or(state.arguments.as_ref())),
        Resource::LambdaFunction { name: "" } => "Lambda function".to_owned(),
        Resource::LambdaFunction { name } => format!("Lambda {name}"),
        Resource::Activity => "Activity".to_owned(),
        Resource::Other => "Task".to_owned(),
        Resource::LambdaInvoke(call) | Resource::Sdk(call) | Resource::Optimized(call) => {
            let pattern = call.suffix.map(|suffix| format!(".{suffix}")).unwrap_or_default();
            let fields = state.parameters.as_ref().or(state.arguments.as_ref());
            let function =
                written(fields, "FunctionName").filter(|_| matches!(task.target(), Resource::LambdaInvoke(_)));
            let what = function.as_deref().map_or(call.action, function_name);
            format!("{} {what}{pattern}", service_name(call.service))
        }
    }
}

/// The text of a parameter, where it is written and not computed.
fn written(parameters: Option<&Node>, key: &str) -> Option<Rc<str>> {
    let written = parameters.and_then(|node| node.get(key)).and_then(Node::as_str);
    written.filter(|text| !text.trim_start().starts_with("{%")).cloned()
}

/// The name in the ARN of a function.
fn function_name(reference: &str) -> &str {
    reference.split_once(":function:").map_or(reference, |(_, rest)| rest.split(':').next().unwrap_or(rest))
}

/// `GET api.example.com/orders`, as far as it is written and not computed.
fn call(parameters: Option<&Node>) -> String {
    let text = |key: &str| written(parameters, key);
    let method: Rc<str> = text("Method").unwrap_or_else(|| "HTTP".into());
    match text("ApiEndpoint") {
        Some(endpoint) => format!("{method} {}", endpoint.strip_prefix("https://").unwrap_or(&endpoint)),
        None => format!("{method} call"),
    }
}

/// The service as AWS writes it, for those whose names are not just a word.
pub(crate) fn service_name(service: &str) -> String {
    let known = match service {
        "lambda" => "Lambda",
        "dynamodb" => "DynamoDB",
        "sns" => "SNS",
        "sqs" => "SQS",
        "s3" => "S3",
        "ecs" => "ECS",
        "eks" => "EKS",
        "emr" | "elasticmapreduce" => "EMR",
        "states" | "sfn" | "stepfunctions" => "Step Functions",
        "events" | "eventbridge" => "EventBridge",
        "apigateway" => "API Gateway",
        "codebuild" => "CodeBuild",
        "sagemaker" => "SageMaker",
        other => {
            let mut letters = other.chars();
            return letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
        }
    };
    known.to_owned()
}

fn expression(text: &str) -> String {
    let inner = text.trim().strip_prefix("{%").and_then(|text| text.strip_suffix("%}")).unwrap_or(text);
    inner.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::detail;
    use asl_lang::check_text;

    #[test]
    fn a_box_says_what_its_state_does() {
        let cases = [
            (
                r#""Type": "Task", "Resource": "arn:aws:states:::http:invoke",
                "Parameters": {"Method": "GET", "ApiEndpoint": "https://api.test/a"}"#,
                "GET api.test/a",
            ),
            (
                r#""Type": "Task", "Resource": "arn:aws:states:::http:invoke",
                "Parameters": {"Method": "PUT", "ApiEndpoint.$": "$.url"}"#,
                "PUT call",
            ),
            (r#""Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem""#, "DynamoDB getItem"),
            (r#""Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:getObject""#, "S3 getObject"),
            (r#""Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:111111111111:function:Pay""#, "Lambda Pay"),
            (
                r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
                "Parameters": {"FunctionName": "arn:aws:lambda:eu-west-1:111111111111:function:Pay:live"}"#,
                "Lambda Pay.waitForTaskToken",
            ),
            (
                r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName.$": "$.f"}"#,
                "Lambda invoke",
            ),
            (r#""Type": "Task", "Resource": "arn:aws:states:eu-west-1:111111111111:activity:Ask""#, "Activity"),
            (r#""Type": "Wait", "Seconds": 5"#, "5 s"),
            (r#""Type": "Wait", "Timestamp": "2026-01-01T00:00:00Z""#, "until 2026-01-01T00:00:00Z"),
            (r#""Type": "Fail", "Error": "Out of stock""#, "Out of stock"),
            (r#""Type": "Parallel", "Branches": []"#, "Parallel, 0 branches"),
            (r#""Type": "Paralel""#, "type unknown"),
        ];
        for (fields, expected) in cases {
            let definition = format!(r#"{{"StartAt": "A", "States": {{"A": {{{fields}}}}}}}"#);
            let machine = check_text(&definition).machine.unwrap();
            assert_eq!(detail(&machine.scope.states[0]), expected, "{fields}");
        }
    }
}
