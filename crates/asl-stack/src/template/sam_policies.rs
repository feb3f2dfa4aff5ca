//! SAM's policy templates (SAM Developer Guide, "Policy template list"): those that allow what a workflow calls.

use std::rc::Rc;

use crate::iam::policy::Statement;
use asl_text::{Node, Span};

const CRUD: &[&str] = &[
    "dynamodb:GetItem",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:Scan",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:BatchGetItem",
    "dynamodb:DescribeTable",
];

/// The statement of the policy template `name`, given its parameters; `None` for one that is not known here.
pub(super) fn statement(name: &str, given: &Node, span: Span) -> Option<Statement> {
    let (actions, parameter, pattern): (&[&str], &str, &[&str]) = match name {
        "LambdaInvokePolicy" => (&["lambda:InvokeFunction"], "FunctionName", &["arn:aws:lambda:*:*:function:{}*"]),
        "SQSSendMessagePolicy" => (&["sqs:SendMessage*"], "QueueName", &["arn:aws:sqs:*:*:{}"]),
        "SNSPublishMessagePolicy" => (&["sns:Publish"], "TopicName", &["arn:aws:sns:*:*:{}"]),
        "DynamoDBCrudPolicy" => {
            (CRUD, "TableName", &["arn:aws:dynamodb:*:*:table/{}", "arn:aws:dynamodb:*:*:table/{}/index/*"])
        }
        "DynamoDBReadPolicy" => (
            &["dynamodb:GetItem", "dynamodb:Scan", "dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:DescribeTable"],
            "TableName",
            &["arn:aws:dynamodb:*:*:table/{}", "arn:aws:dynamodb:*:*:table/{}/index/*"],
        ),
        "DynamoDBWritePolicy" => (
            &["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem"],
            "TableName",
            &["arn:aws:dynamodb:*:*:table/{}", "arn:aws:dynamodb:*:*:table/{}/index/*"],
        ),
        "EventBridgePutEventsPolicy" => (&["events:PutEvents"], "EventBusName", &["arn:aws:events:*:*:event-bus/{}"]),
        "StepFunctionsExecutionPolicy" => {
            (&["states:StartExecution"], "StateMachineName", &["arn:aws:states:*:*:stateMachine:{}"])
        }
        "AWSSecretsManagerGetSecretValuePolicy" => (&["secretsmanager:GetSecretValue"], "SecretArn", &["{}"]),
        "S3ReadPolicy" => (
            &["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"],
            "BucketName",
            &["arn:aws:s3:::{}", "arn:aws:s3:::{}/*"],
        ),
        "S3WritePolicy" => (&["s3:PutObject"], "BucketName", &["arn:aws:s3:::{}", "arn:aws:s3:::{}/*"]),
        "S3CrudPolicy" => (
            &["s3:GetObject", "s3:ListBucket", "s3:PutObject", "s3:DeleteObject"],
            "BucketName",
            &["arn:aws:s3:::{}", "arn:aws:s3:::{}/*"],
        ),
        _ => return None,
    };
    let value = given.get(parameter)?.as_str()?;
    // A topic, a machine or a queue may be given by its ARN or URL; its name stands last.
    let value = if parameter == "SecretArn" { value } else { value.rsplit([':', '/']).next().unwrap_or_default() };
    let resources = pattern.iter().map(|pattern| Rc::from(pattern.replace("{}", value))).collect();
    Some(Statement::allowing(actions, resources, span))
}
