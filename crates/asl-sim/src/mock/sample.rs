//! What services answer, as a start for whoever answers in their place: results in the shape that the API reference of
//! each service gives, capitalized as Step Functions does, and errors by the names that it gives them (Developer Guide,
//! "Integrating services" and "Handling errors").

use asl_lang::{Integration, Pattern, Resource};
use asl_value::Value;

/// A result that a Task with this resource could have.
pub fn result(resource: &str) -> Value {
    read(match Resource::parse(resource) {
        Resource::HttpInvoke(_) => HTTP,
        Resource::LambdaFunction { .. } => r#"{"message": "done"}"#,
        Resource::Activity | Resource::Other => APPROVED,
        Resource::LambdaInvoke(call) | Resource::Sdk(call) | Resource::Optimized(call) => match call.pattern {
            Pattern::WaitForTaskToken => APPROVED,
            pattern => {
                of_service(call.event_type, call.action, pattern == Pattern::Sync, call.suffix == Some("sync:2"))
            }
        },
    })
}

/// What the service answers when it takes on a job or a message, for the patterns that go on to wait.
pub fn submitted(resource: &str) -> Option<Value> {
    let call = Resource::parse(resource).integration()?;
    (call.pattern != Pattern::RequestResponse).then(|| read(of_service(call.event_type, call.action, false, false)))
}

/// The samples are texts: code that builds them would be ten times as long.
fn read(text: &str) -> Value {
    Value::from_json(text).unwrap_or_default()
}

const APPROVED: &str = r#"{"approved": true}"#;

const HTTP: &str = r#"{
    "Headers": {"content-type": ["application/json"]},
    "ResponseBody": {"id": 1},
    "StatusCode": 200,
    "StatusText": "OK"
}"#;

/// `ends`: the answer is that of a job that has come to its end; `parsed`: what it gave is JSON, not its text.
fn of_service(service: &str, action: &str, ends: bool, parsed: bool) -> &'static str {
    match (service, action) {
        ("lambda", _) => {
            r#"{
                "ExecutedVersion": "$LATEST",
                "Payload": {"message": "done"},
                "SdkHttpMetadata": {"HttpStatusCode": 200},
                "StatusCode": 200
            }"#
        }
        ("apigateway", _) => HTTP,
        ("sqs", _) => {
            r#"{"MD5OfMessageBody": "fae535c7d7e1c4a3b1b8d4a7d3e0f6c2", "MessageId": "6a2b3c4d-0000-4000-8000-000000000000"}"#
        }
        ("sns", _) => r#"{"MessageId": "6a2b3c4d-0000-4000-8000-000000000000"}"#,
        ("events", _) => r#"{"Entries": [{"EventId": "6a2b3c4d-0000-4000-8000-000000000000"}], "FailedEntryCount": 0}"#,
        ("dynamodb" | "aws-sdk:dynamodb", "getItem") => r#"{"Item": {"id": {"S": "1"}, "name": {"S": "Ada"}}}"#,
        ("aws-sdk:dynamodb", "query" | "scan") => r#"{"Count": 1, "Items": [{"id": {"S": "1"}}], "ScannedCount": 1}"#,
        ("aws-sdk:s3", "getObject") => {
            r#"{"Body": "contents of the object", "ContentLength": 18, "ContentType": "text/plain"}"#
        }
        ("aws-sdk:s3", "putObject") => r#"{"ETag": "\"9a0364b9e99bb480dd25e1f0284c8555\""}"#,
        ("aws-sdk:s3", "listObjectsV2") => {
            r#"{"Contents": [{"Key": "one.json", "Size": 18}], "IsTruncated": false, "KeyCount": 1, "Name": "bucket"}"#
        }
        ("aws-sdk:secretsmanager", "getSecretValue") => r#"{"Name": "name", "SecretString": "not a real secret"}"#,
        ("aws-sdk:ssm", "getParameter") => r#"{"Parameter": {"Name": "name", "Type": "String", "Value": "value"}}"#,
        ("states", _) if ends && parsed => {
            r#"{
                "ExecutionArn": "arn:aws:states:us-east-1:123456789012:execution:Child:run",
                "Name": "run",
                "Output": {"done": true},
                "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:Child",
                "Status": "SUCCEEDED"
            }"#
        }
        ("states", _) if ends => {
            r#"{
                "ExecutionArn": "arn:aws:states:us-east-1:123456789012:execution:Child:run",
                "Name": "run",
                "Output": "{\"done\":true}",
                "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:Child",
                "Status": "SUCCEEDED"
            }"#
        }
        ("states", _) => {
            r#"{
                "ExecutionArn": "arn:aws:states:us-east-1:123456789012:execution:Child:run",
                "StartDate": 1735689600000
            }"#
        }
        ("ecs", _) if ends => {
            r#"{
                "Containers": [{"ExitCode": 0, "LastStatus": "STOPPED", "Name": "app"}],
                "LastStatus": "STOPPED",
                "TaskArn": "arn:aws:ecs:us-east-1:123456789012:task/cluster/1"
            }"#
        }
        ("ecs", _) => {
            r#"{"Failures": [], "Tasks": [{
                "Containers": [{"ExitCode": 0, "LastStatus": "STOPPED", "Name": "app"}],
                "LastStatus": "PROVISIONING",
                "TaskArn": "arn:aws:ecs:us-east-1:123456789012:task/cluster/1"
            }]}"#
        }
        ("batch", _) if ends => {
            r#"{"JobId": "6a2b3c4d-0000-4000-8000-000000000000", "JobName": "job", "Status": "SUCCEEDED"}"#
        }
        ("batch", _) => r#"{"JobId": "6a2b3c4d-0000-4000-8000-000000000000", "JobName": "job"}"#,
        ("glue", _) if ends => r#"{"Id": "jr_1", "JobName": "job", "JobRunState": "SUCCEEDED"}"#,
        ("glue", _) => r#"{"JobRunId": "jr_1"}"#,
        ("athena", "startQueryExecution") if ends => {
            r#"{"QueryExecution": {"QueryExecutionId": "6a2b3c4d-0000-4000-8000-000000000000", "Status": {"State": "SUCCEEDED"}}}"#
        }
        ("athena", "startQueryExecution") => r#"{"QueryExecutionId": "6a2b3c4d-0000-4000-8000-000000000000"}"#,
        ("codebuild", _) if ends => r#"{"Build": {"BuildStatus": "SUCCEEDED", "Id": "project:1"}}"#,
        ("codebuild", _) => r#"{"Build": {"BuildStatus": "IN_PROGRESS", "Id": "project:1"}}"#,
        ("bedrock", "invokeModel") => r#"{"Body": {"completion": "text"}, "ContentType": "application/json"}"#,
        _ => "{}",
    }
}

/// Errors that a Task with this resource could fail with, and a cause for each.
pub fn errors(resource: &str) -> Vec<(String, String)> {
    let resource = Resource::parse(resource);
    let named: &[(&str, &str)] = match resource {
        Resource::HttpInvoke(_) => &[
            ("States.Http.StatusCode.503", "{\"StatusCode\":503,\"StatusText\":\"Service Unavailable\"}"),
            ("States.Http.StatusCode.404", "{\"StatusCode\":404,\"StatusText\":\"Not Found\"}"),
            ("States.Http.Socket", "Connection reset"),
        ],
        Resource::LambdaFunction { .. } => LAMBDA,
        Resource::Activity | Resource::Other => &[("WorkerFailed", "what the worker says")],
        Resource::LambdaInvoke(call) | Resource::Sdk(call) | Resource::Optimized(call) => match call.event_type {
            _ if call.pattern == Pattern::WaitForTaskToken => &[("CallbackFailed", "what SendTaskFailure says")],
            "lambda" => LAMBDA,
            "dynamodb" => &[
                ("DynamoDB.ConditionalCheckFailedException", "The conditional request failed"),
                ("DynamoDB.ProvisionedThroughputExceededException", "The level of configured throughput was exceeded."),
            ],
            "aws-sdk:s3" => {
                &[("S3.NoSuchKeyException", "The specified key does not exist."), ("S3.S3Exception", "Access Denied")]
            }
            "sqs" => &[("SQS.AmazonSQSException", "The queue does not exist.")],
            "sns" => &[("SNS.AmazonSNSException", "The topic does not exist.")],
            "ecs" => &[("ECS.AmazonECSException", "The cluster was not found.")],
            "batch" => &[("Batch.AWSBatchException", "The job queue does not exist.")],
            "glue" => &[("Glue.EntityNotFoundException", "The job does not exist.")],
            "apigateway" => &[("ApiGateway.500", "Internal server error")],
            "states" => &[("StepFunctions.ExecutionLimitExceededException", "Too many executions are running.")],
            _ => &[],
        },
    };
    let own = sdk_error(resource).into_iter();
    let every = [("States.TaskFailed", "the task failed"), ("States.Permissions", "the role isn't allowed to do this")];
    let pair = |(name, cause): &(&str, &str)| ((*name).to_owned(), (*cause).to_owned());
    named.iter().map(pair).chain(own).chain(every.iter().map(pair)).collect()
}

const LAMBDA: &[(&str, &str)] = &[
    ("Lambda.TooManyRequestsException", "Rate Exceeded."),
    ("Lambda.ServiceException", "The service could not handle the request."),
    ("Error", "{\"errorType\":\"Error\",\"errorMessage\":\"message of the thrown error\"}"),
];

/// The general exception of a service that is called through the AWS SDK: `Kms.KmsException`.
fn sdk_error(resource: Resource<'_>) -> Option<(String, String)> {
    let Resource::Sdk(Integration { service, .. }) = resource else { return None };
    let mut letters = service.chars();
    let name: String = letters.next()?.to_uppercase().chain(letters).collect();
    (service != "s3").then(|| (format!("{name}.{name}Exception"), "The request was rejected.".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{errors, result, submitted};

    #[test]
    fn samples_have_the_shape_of_the_service_and_the_pattern() {
        let keys = |resource: &str| {
            let value = result(resource);
            value.as_object().unwrap().keys().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        for (resource, expected) in [
            ("arn:aws:states:::http:invoke", "Headers ResponseBody StatusCode StatusText"),
            ("arn:aws:states:::lambda:invoke", "ExecutedVersion Payload SdkHttpMetadata StatusCode"),
            ("arn:aws:states:::lambda:invoke.waitForTaskToken", "approved"),
            ("arn:aws:states:::states:startExecution", "ExecutionArn StartDate"),
            ("arn:aws:states:::ecs:runTask", "Failures Tasks"),
            ("arn:aws:states:::ecs:runTask.sync", "Containers LastStatus TaskArn"),
            ("arn:aws:states:::aws-sdk:dynamodb:getItem", "Item"),
            ("arn:aws:states:::aws-sdk:kms:encrypt", ""),
            ("arn:aws:lambda:us-east-1:123456789012:function:F", "message"),
            ("arn:aws:states:us-east-1:123456789012:activity:A", "approved"),
        ] {
            assert_eq!(keys(resource), expected, "{resource}");
        }
        let output = |resource: &str| result(resource).get("Output").unwrap().to_json();
        assert_eq!(output("arn:aws:states:::states:startExecution.sync"), r#""{\"done\":true}""#, "text");
        assert_eq!(output("arn:aws:states:::states:startExecution.sync:2"), r#"{"done":true}"#, "JSON");
        assert!(submitted("arn:aws:states:::sqs:sendMessage.waitForTaskToken").unwrap().get("MessageId").is_some());
        assert_eq!(submitted("arn:aws:states:::sqs:sendMessage"), None);
    }

    #[test]
    fn every_resource_has_errors_to_offer_and_none_twice() {
        for resource in [
            "arn:aws:states:::http:invoke",
            "arn:aws:states:::aws-sdk:s3:getObject",
            "arn:aws:states:::aws-sdk:kms:encrypt",
            "arn:aws:states:::sqs:sendMessage",
            "x",
        ] {
            let mut names: Vec<String> = errors(resource).into_iter().map(|(name, _)| name).collect();
            let count = names.len();
            names.sort();
            names.dedup();
            assert!(count >= 3 && names.len() == count, "{resource}: {names:?}");
        }
        let names = errors("arn:aws:states:::aws-sdk:kms:encrypt");
        assert_eq!(names.first().map(|(name, _)| name.as_str()), Some("Kms.KmsException"));
    }
}
