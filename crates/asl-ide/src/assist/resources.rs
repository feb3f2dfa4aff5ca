//! What a Task can call, with the parameters that each needs most (Developer Guide, "Integrating services").

/// One resource.
pub(super) struct Resource {
    /// Its ARN.
    pub(super) arn: &'static str,
    /// What it does.
    pub(super) what: &'static str,
    /// Its parameters, with the value that each begins with.
    pub(super) parameters: &'static [(&'static str, &'static str)],
    /// Which of them stand in a new Task: so many, from the first.
    pub(super) needed: usize,
    /// The page of AWS about it, below the Developer Guide.
    pub(super) page: &'static str,
}

type Parameters = &'static [(&'static str, &'static str)];

const fn resource(
    arn: &'static str,
    what: &'static str,
    parameters: Parameters,
    needed: usize,
    page: &'static str,
) -> Resource {
    Resource { arn, what, parameters, needed, page }
}

const HTTP: Parameters = &[
    ("ApiEndpoint", r#""‹https://api.example.com›""#),
    ("Method", r#""‹GET›""#),
    ("Authentication", r#"{"ConnectionArn":"‹›"}"#),
    ("Headers", r#"{"‹›":0}"#),
    ("QueryParameters", r#"{"‹›":0}"#),
    ("RequestBody", r#"{"‹›":0}"#),
    ("Transform", r#"{"RequestBodyEncoding":"‹›"}"#),
    ("InvocationConfig", r#"{"ConnectionArn":"‹›"}"#),
];
const LAMBDA: Parameters = &[
    ("FunctionName", r#""‹arn:aws:lambda:us-east-1:111122223333:function:Name›""#),
    ("Payload", r#"{"‹›":0}"#),
    ("InvocationType", r#""‹›""#),
    ("Qualifier", r#""‹›""#),
];
const SQS: Parameters = &[
    ("QueueUrl", r#""‹https://sqs.us-east-1.amazonaws.com/111122223333/Name›""#),
    ("MessageBody", r#"{"‹›":0}"#),
    ("MessageGroupId", r#""‹›""#),
    ("DelaySeconds", r#""‹#0›""#),
    ("MessageAttributes", r#"{"‹›":0}"#),
];
const SNS: Parameters = &[
    ("TopicArn", r#""‹arn:aws:sns:us-east-1:111122223333:Name›""#),
    ("Message", r#"{"‹›":0}"#),
    ("Subject", r#""‹›""#),
    ("MessageAttributes", r#"{"‹›":0}"#),
];
const ITEM_KEY: Parameters = &[
    ("TableName", r#""‹Table›""#),
    ("Key", r#"{"‹id›":{"S":"‹›"}}"#),
    ("ConsistentRead", "true"),
    ("ProjectionExpression", r#""‹›""#),
    ("ExpressionAttributeNames", r#"{"‹›":0}"#),
];
const PUT_ITEM: Parameters = &[
    ("TableName", r#""‹Table›""#),
    ("Item", r#"{"‹id›":{"S":"‹›"}}"#),
    ("ConditionExpression", r#""‹›""#),
    ("ReturnValues", r#""‹ALL_OLD›""#),
];
const UPDATE_ITEM: Parameters = &[
    ("TableName", r#""‹Table›""#),
    ("Key", r#"{"‹id›":{"S":"‹›"}}"#),
    ("UpdateExpression", r#""SET ‹name = :value›""#),
    ("ExpressionAttributeValues", r#"{"‹:value›":{"S":"‹›"}}"#),
    ("ConditionExpression", r#""‹›""#),
    ("ReturnValues", r#""‹ALL_NEW›""#),
];
const EVENTS: Parameters =
    &[("Entries", r#"[{"Detail":{"‹›":0},"DetailType":"‹Type›","EventBusName":"‹default›","Source":"‹my.source›"}]"#)];
const START: Parameters = &[
    ("StateMachineArn", r#""‹arn:aws:states:us-east-1:111122223333:stateMachine:Name›""#),
    ("Input", r#"{"‹›":0}"#),
    ("Name", r#""‹›""#),
];
const ECS: Parameters = &[
    ("Cluster", r#""‹›""#),
    ("TaskDefinition", r#""‹›""#),
    ("LaunchType", r#""‹FARGATE›""#),
    ("NetworkConfiguration", r#"{"AwsvpcConfiguration":{"Subnets":["‹›"],"AssignPublicIp":"‹ENABLED›"}}"#),
    ("Overrides", r#"{"‹›":0}"#),
];
const GATEWAY: Parameters = &[
    ("ApiEndpoint", r#""‹id.execute-api.us-east-1.amazonaws.com›""#),
    ("Method", r#""‹GET›""#),
    ("Path", r#""‹/›""#),
    ("Stage", r#""‹prod›""#),
    ("AuthType", r#""‹IAM_ROLE›""#),
    ("Headers", r#"{"‹›":0}"#),
    ("QueryParameters", r#"{"‹›":0}"#),
    ("RequestBody", r#"{"‹›":0}"#),
];
const GET_OBJECT: Parameters = &[("Bucket", r#""‹bucket›""#), ("Key", r#""‹key›""#)];
const PUT_OBJECT: Parameters = &[("Bucket", r#""‹bucket›""#), ("Key", r#""‹key›""#), ("Body", r#"{"‹›":0}"#)];
const NONE: Parameters = &[];

/// All that are offered, those that are asked for most first.
pub(super) const ALL: &[Resource] = &[
    resource(
        "arn:aws:states:::http:invoke",
        "Calls an HTTPS API with the credentials of a connection.",
        HTTP,
        3,
        "call-https-apis.html",
    ),
    resource(
        "arn:aws:states:::lambda:invoke",
        "Calls a Lambda function and waits for its result.",
        LAMBDA,
        2,
        "connect-lambda.html",
    ),
    resource(
        "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Calls a Lambda function and waits until the task token is returned.",
        LAMBDA,
        2,
        "connect-to-resource.html#connect-wait-token",
    ),
    resource("arn:aws:states:::sqs:sendMessage", "Sends a message to an SQS queue.", SQS, 2, "connect-sqs.html"),
    resource(
        "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Sends a message with the task token to a queue and waits until the token is returned.",
        SQS,
        2,
        "connect-sqs.html",
    ),
    resource("arn:aws:states:::sns:publish", "Publishes a message to an SNS topic.", SNS, 2, "connect-sns.html"),
    resource(
        "arn:aws:states:::sns:publish.waitForTaskToken",
        "Publishes a message with the task token and waits until the token is returned.",
        SNS,
        2,
        "connect-sns.html",
    ),
    resource(
        "arn:aws:states:::dynamodb:getItem",
        "Gets an item from a DynamoDB table.",
        ITEM_KEY,
        2,
        "connect-ddb.html",
    ),
    resource(
        "arn:aws:states:::dynamodb:putItem",
        "Puts an item into a DynamoDB table.",
        PUT_ITEM,
        2,
        "connect-ddb.html",
    ),
    resource(
        "arn:aws:states:::dynamodb:updateItem",
        "Updates an item in a DynamoDB table.",
        UPDATE_ITEM,
        4,
        "connect-ddb.html",
    ),
    resource(
        "arn:aws:states:::dynamodb:deleteItem",
        "Deletes an item from a DynamoDB table.",
        ITEM_KEY,
        2,
        "connect-ddb.html",
    ),
    resource(
        "arn:aws:states:::events:putEvents",
        "Sends events to an EventBridge bus.",
        EVENTS,
        1,
        "connect-eventbridge.html",
    ),
    resource(
        "arn:aws:states:::events:putEvents.waitForTaskToken",
        "Sends an event with the task token and waits until the token is returned.",
        EVENTS,
        1,
        "connect-eventbridge.html",
    ),
    resource(
        "arn:aws:states:::states:startExecution",
        "Starts another workflow and continues immediately.",
        START,
        2,
        "connect-stepfunctions.html",
    ),
    resource(
        "arn:aws:states:::states:startExecution.sync:2",
        "Starts another workflow and waits for its output, parsed as JSON.",
        START,
        2,
        "connect-stepfunctions.html",
    ),
    resource(
        "arn:aws:states:::states:startExecution.sync",
        "Starts another workflow and waits for its output, as a string.",
        START,
        2,
        "connect-stepfunctions.html",
    ),
    resource(
        "arn:aws:states:::states:startExecution.waitForTaskToken",
        "Starts another workflow and waits until the task token is returned.",
        START,
        2,
        "connect-stepfunctions.html",
    ),
    resource(
        "arn:aws:states:::ecs:runTask.sync",
        "Runs a container and waits until it stops.",
        ECS,
        3,
        "connect-ecs.html",
    ),
    resource(
        "arn:aws:states:::ecs:runTask.waitForTaskToken",
        "Runs a container and waits until the task token is returned.",
        ECS,
        3,
        "connect-ecs.html",
    ),
    resource(
        "arn:aws:states:::apigateway:invoke",
        "Calls an API Gateway API, signed with the workflow's role.",
        GATEWAY,
        5,
        "connect-api-gateway.html",
    ),
    resource(
        "arn:aws:states:::aws-sdk:s3:getObject",
        "Reads an S3 object with an SDK call.",
        GET_OBJECT,
        2,
        "supported-services-awssdk.html",
    ),
    resource(
        "arn:aws:states:::aws-sdk:s3:putObject",
        "Writes an S3 object with an SDK call.",
        PUT_OBJECT,
        3,
        "supported-services-awssdk.html",
    ),
    resource(
        "arn:aws:states:::aws-sdk:",
        "Any AWS SDK call: service, colon, action with a lowercase first letter.",
        NONE,
        0,
        "supported-services-awssdk.html",
    ),
];

/// The resource of that ARN; in other partitions too.
pub(super) fn find(arn: &str) -> Option<&'static Resource> {
    let (_, rest) = arn.split_once(":states:::")?;
    let known = ALL.iter().find(|known| known.arn.ends_with(&format!(":states:::{rest}")));
    known.or_else(|| ALL.iter().find(|known| known.arn.ends_with("aws-sdk:") && rest.starts_with("aws-sdk:")))
}
