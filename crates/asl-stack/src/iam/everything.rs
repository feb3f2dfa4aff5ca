//! All that an action may be done to, where a state computes which one it is.

use std::rc::Rc;

use asl_aws::arn::{DEFAULT_ACCOUNT, DEFAULT_REGION};

/// Everything of one kind in the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Everything {
    /// What one of it is, such as `queue`.
    pub one: &'static str,
    /// All of it, in words.
    pub all: &'static str,
    /// Its ARN behind the partition, with `${AWS::Region}` and `${AWS::AccountId}`.
    resource: &'static str,
}

impl Everything {
    /// The ARN as `Fn::Sub` takes it, with pseudo parameters.
    pub fn template(&self) -> String {
        format!("arn:${{AWS::Partition}}:{}", self.resource)
    }

    /// The ARN in the playground's own account and Region.
    pub fn arn(&self) -> Rc<str> {
        let resource = self.resource.replace("${AWS::Region}", DEFAULT_REGION);
        format!("arn:aws:{}", resource.replace("${AWS::AccountId}", DEFAULT_ACCOUNT)).into()
    }
}

/// Everything that an action may be done to; `None` for actions that take every resource, or are not known here (Service
/// Authorization Reference, the resource types of each service).
pub fn everything(action: &str) -> Option<Everything> {
    let (one, all, resource) = match action {
        "lambda:InvokeFunction" => (
            "function",
            "all functions of the account in the Region",
            "lambda:${AWS::Region}:${AWS::AccountId}:function:*",
        ),
        "sqs:SendMessage" => {
            ("queue", "all queues of the account in the Region", "sqs:${AWS::Region}:${AWS::AccountId}:*")
        }
        "sns:Publish" => ("topic", "all topics of the account in the Region", "sns:${AWS::Region}:${AWS::AccountId}:*"),
        "events:PutEvents" => {
            ("bus", "all buses of the account in the Region", "events:${AWS::Region}:${AWS::AccountId}:event-bus/*")
        }
        "events:RetrieveConnectionCredentials" => (
            "connection",
            "all connections of the account in the Region",
            "events:${AWS::Region}:${AWS::AccountId}:connection/*",
        ),
        "secretsmanager:GetSecretValue" | "secretsmanager:DescribeSecret" => (
            "connection",
            "all connections of the account in the Region",
            "secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:events!connection/*",
        ),
        "states:StartExecution" | "states:InvokeHTTPEndpoint" => (
            "state machine",
            "all state machines of the account in the Region",
            "states:${AWS::Region}:${AWS::AccountId}:stateMachine:*",
        ),
        "states:DescribeExecution" | "states:StopExecution" => (
            "state machine",
            "all state machines of the account in the Region",
            "states:${AWS::Region}:${AWS::AccountId}:execution:*",
        ),
        "s3:ListBucket" => ("bucket", "all buckets", "s3:::*"),
        "s3:GetObject" | "s3:PutObject" => ("bucket", "all objects of all buckets", "s3:::*/*"),
        // Such a role is often in another account, and says itself who may take it on.
        "sts:AssumeRole" => ("role", "all roles that trust it", "iam::*:role/*"),
        action if action.starts_with("dynamodb:") => {
            ("table", "all tables of the account in the Region", "dynamodb:${AWS::Region}:${AWS::AccountId}:table/*")
        }
        _ => return None,
    };
    Some(Everything { one, all, resource })
}
