//! What AWS calls the resources of a template: the names and ARNs that `Ref` and `Fn::GetAtt` give
//! (each resource type's page of the CloudFormation reference, "Return values").

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

const REGION: &str = "us-east-1";
const ACCOUNT: &str = "123456789012";

/// What `Ref` gives for a resource of this type and name.
pub(super) fn reference(kind: &str, name: &str) -> String {
    match kind {
        "AWS::SQS::Queue" => format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"),
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
    let here = |service: &str, resource: &str| format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}{name}");
    Some(match kind {
        "AWS::Serverless::Function" | "AWS::Lambda::Function" => here("lambda", "function:"),
        "AWS::Events::Connection" => asl_http::arn::form(REGION, ACCOUNT, name, 0).to_string(),
        "AWS::Events::ApiDestination" => here("events", "api-destination/"),
        "AWS::Events::EventBus" => here("events", "event-bus/"),
        "AWS::Events::Rule" => here("events", "rule/"),
        "AWS::SQS::Queue" => here("sqs", ""),
        "AWS::SNS::Topic" => here("sns", ""),
        "AWS::DynamoDB::Table" | "AWS::Serverless::SimpleTable" => here("dynamodb", "table/"),
        "AWS::S3::Bucket" => format!("arn:aws:s3:::{name}"),
        "AWS::StepFunctions::StateMachine" | "AWS::Serverless::StateMachine" => here("states", "stateMachine:"),
        "AWS::StepFunctions::Activity" => here("states", "activity:"),
        "AWS::Logs::LogGroup" => here("logs", "log-group:") + ":*",
        "AWS::ECS::Cluster" => here("ecs", "cluster/"),
        "AWS::IAM::Role" => format!("arn:aws:iam::{ACCOUNT}:role/{name}"),
        _ => return None,
    })
}
