//! What AWS calls the resources of a template: the names and ARNs that `Ref` and `Fn::GetAtt` give
//! (each resource type's page of the CloudFormation reference, "Return values").

use asl_aws::arn::{Arn, DEFAULT_ACCOUNT, DEFAULT_REGION};
use asl_aws::uuid::uuid_of;

/// The properties that name a resource, of any type.
pub(super) const NAMES: [&str; 9] = [
    "Name",
    "FunctionName",
    "StateMachineName",
    "QueueName",
    "TopicName",
    "TableName",
    "BucketName",
    "RoleName",
    "LogGroupName",
];

/// What `Ref` gives for a resource of this type and name.
pub(super) fn reference(kind: &str, name: &str) -> String {
    match kind {
        "AWS::SQS::Queue" => format!("https://sqs.{DEFAULT_REGION}.amazonaws.com/{DEFAULT_ACCOUNT}/{name}"),
        "AWS::SNS::Topic"
        | "AWS::StepFunctions::StateMachine"
        | "AWS::Serverless::StateMachine"
        | "AWS::StepFunctions::Activity" => arn(kind, name).unwrap_or_default(),
        _ => name.to_owned(),
    }
}

/// What `Fn::GetAtt` gives; `None` for an attribute that follows from no name.
pub(super) fn attribute(kind: &str, name: &str, attribute: &str) -> Option<String> {
    match (kind, attribute) {
        (_, "Arn" | "TopicArn") => arn(kind, name),
        (_, "Name" | "QueueName" | "TopicName") => Some(name.to_owned()),
        ("AWS::SQS::Queue", "QueueUrl") => Some(reference(kind, name)),
        _ => None,
    }
}

fn arn(kind: &str, name: &str) -> Option<String> {
    let here = |service: &str, resource: &str| Arn::here(service, &format!("{resource}{name}")).to_string();
    Some(match kind {
        "AWS::Serverless::Function" | "AWS::Lambda::Function" => here("lambda", "function:"),
        "AWS::Events::Connection" => here("events", "connection/") + "/" + &uuid_of(0, 0),
        "AWS::Events::ApiDestination" => here("events", "api-destination/"),
        "AWS::Events::EventBus" => here("events", "event-bus/"),
        "AWS::Events::Rule" => here("events", "rule/"),
        "AWS::SQS::Queue" => here("sqs", ""),
        "AWS::SNS::Topic" => here("sns", ""),
        "AWS::DynamoDB::Table" | "AWS::Serverless::SimpleTable" => here("dynamodb", "table/"),
        "AWS::S3::Bucket" => Arn::s3(name).to_string(),
        "AWS::StepFunctions::StateMachine" | "AWS::Serverless::StateMachine" => here("states", "stateMachine:"),
        "AWS::StepFunctions::Activity" => here("states", "activity:"),
        "AWS::Logs::LogGroup" => here("logs", "log-group:") + ":*",
        "AWS::ECS::Cluster" => here("ecs", "cluster/"),
        "AWS::IAM::Role" => Arn::iam(&format!("role/{name}")).to_string(),
        _ => return None,
    })
}
