//! A role allows what a computed call may reach, and nothing beyond: the service, the kind of resource, and the account are known.
#![expect(clippy::unwrap_used, reason = "tests: a panic is a failure")]

mod common;

use asl_export::{Exported, Format};
use asl_value::Value;
use common::{exported, template};

/// The resources of all statements that allow an action.
fn resources(exported: &Exported, action: &str) -> Vec<String> {
    let mut found = Vec::new();
    let template = template(exported);
    for (_, resource) in template.get("Resources").unwrap().as_object().unwrap().iter() {
        let policies = resource.get("Properties").and_then(|all| all.get("Policies")).and_then(Value::as_array);
        for policy in policies.unwrap_or_default() {
            let statements = policy.get("PolicyDocument").and_then(|document| document.get("Statement")?.as_array());
            for statement in statements.unwrap_or_default() {
                if statement.get("Action").unwrap().to_json().contains(&format!("\"{action}\"")) {
                    found.push(statement.get("Resource").unwrap().to_json());
                }
            }
        }
    }
    found
}

fn of_state(state: &str) -> Exported {
    let text = format!(r#"{{"StartAt": "S", "States": {{"S": {{{state}, "End": true}}}}}}"#);
    exported(&text, "", Format::CloudFormation)
}

fn task(resource: &str, parameters: &str) -> Exported {
    of_state(&format!(r#""Type": "Task", "Resource": "arn:aws:states:::{resource}", "Parameters": {{{parameters}}}"#))
}

fn in_account(service: &str, resource: &str) -> String {
    format!(r#"{{"Fn::Sub":"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}"}}"#)
}

#[test]
fn a_computed_resource_is_one_of_its_service_in_the_account() {
    let table = r#""TableName.$": "$.table""#;
    let machine = r#""StateMachineArn.$": "$.machine""#;
    let cases = [
        (
            "lambda:invoke",
            r#""FunctionName.$": "$.f""#,
            "lambda:InvokeFunction",
            in_account("lambda", "function:*"),
            "function",
        ),
        ("dynamodb:getItem", table, "dynamodb:GetItem", in_account("dynamodb", "table/*"), "table"),
        ("dynamodb:putItem", table, "dynamodb:PutItem", in_account("dynamodb", "table/*"), "table"),
        ("aws-sdk:dynamodb:query", table, "dynamodb:Query", in_account("dynamodb", "table/*"), "table"),
        (
            "sqs:sendMessage",
            r#""QueueUrl.$": "$.q", "MessageBody": "x""#,
            "sqs:SendMessage",
            in_account("sqs", "*"),
            "queue",
        ),
        ("sns:publish", r#""TopicArn.$": "$.t", "Message": "x""#, "sns:Publish", in_account("sns", "*"), "topic"),
        (
            "events:putEvents",
            r#""Entries": [{"EventBusName.$": "$.b"}]"#,
            "events:PutEvents",
            in_account("events", "event-bus/*"),
            "bus",
        ),
        (
            "states:startExecution",
            machine,
            "states:StartExecution",
            in_account("states", "stateMachine:*"),
            "state machine",
        ),
        (
            "states:startExecution.sync:2",
            machine,
            "states:StopExecution",
            in_account("states", "execution:*"),
            "state machine",
        ),
    ];
    for (resource, parameters, action, expected, what) in cases {
        let exported = task(resource, parameters);
        assert_eq!(resources(&exported, action), [expected], "{resource}");
        assert!(
            exported.notes.iter().any(|note| note.contains(&format!("computes its {what} "))),
            "{:?}",
            exported.notes
        );
    }
}

#[test]
fn a_computed_role_is_a_role_and_may_be_in_another_account() {
    let exported = of_state(
        r#""Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Credentials": {"RoleArn.$": "$.role"},
           "Parameters": {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/q", "MessageBody": "x"}"#,
    );
    assert_eq!(resources(&exported, "sts:AssumeRole"), [r#"{"Fn::Sub":"arn:${AWS::Partition}:iam::*:role/*"}"#]);
}

/// The reason for `*`: a phone number has no ARN (SNS Developer Guide, "Publishing SMS messages").
#[test]
fn a_message_to_a_phone_number_has_no_resource() {
    for number in [r#""PhoneNumber.$": "$.number""#, r#""PhoneNumber": "+12065550100""#] {
        let exported = task("sns:publish", &format!(r#"{number}, "Message": "x""#));
        assert_eq!(resources(&exported, "sns:Publish"), [r#""*""#]);
        assert!(!exported.notes.iter().any(|note| note.contains("computes")), "{:?}", exported.notes);
    }
}

#[test]
fn a_map_reads_from_the_bucket_that_is_written() {
    let map = |resource: &str, parameters: &str| {
        of_state(&format!(
            r#""Type": "Map", "ItemProcessor": {{"ProcessorConfig": {{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}},
               "StartAt": "A", "States": {{"A": {{"Type": "Pass", "End": true}}}}}},
               "ItemReader": {{"Resource": "arn:aws:states:::s3:{resource}", "ReaderConfig": {{"InputType": "JSON"}}, "Parameters": {{{parameters}}}}}"#
        ))
    };
    let cases = [
        ("getObject", r#""Bucket": "data", "Key.$": "$.key""#, "s3:GetObject", "data/*"),
        ("getObject", r#""Bucket.$": "$.bucket", "Key.$": "$.key""#, "s3:GetObject", "*/*"),
        ("listObjectsV2", r#""Bucket.$": "$.bucket""#, "s3:ListBucket", "*"),
    ];
    for (resource, parameters, action, expected) in cases {
        let found = resources(&map(resource, parameters), action);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found.iter().all(|one| one.contains(&format!(":s3:::{expected}\""))), "{parameters}: {found:?}");
    }
}

/// What nobody here knows the permissions of, and what functions call, stands only in the document's own roles.
#[test]
fn statements_of_the_document_are_carried_over() {
    let webhook = asl_examples::ALL.iter().find(|example| example.id == "webhook").unwrap();
    let own = |name: &str| {
        format!(
            r#"{{"Fn::Sub":"arn:${{AWS::Partition}}:states:${{AWS::Region}}:${{AWS::AccountId}}:stateMachine:{name}"}}"#
        )
    };
    let found = exported(webhook.definition, "", Format::CloudFormation);
    assert_eq!(resources(&found, "states:SendTaskSuccess"), [own("Order")]);
    let text = r#"
Transform: AWS::Serverless-2016-10-31
Parameters: {Env: {Type: String, Default: dev}}
Resources:
  Orders: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Sub "orders-${Env}"}}
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: "exports.handler = async () => 1"
      Policies:
        - DynamoDBReadPolicy: {TableName: !Ref Orders}
        - AmazonS3ReadOnlyAccess
        - Statement: {Effect: Allow, Action: "lambda:GetFunction", Resource: !Sub "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:Hello"}
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Policies:
        - Statement:
            - {Effect: Allow, Action: [ecs:RunTask, ecs:StopTask], Resource: !GetAtt Task.Arn}
            - {Effect: Allow, Action: [ecs:DescribeTasks, "lambda:InvokeFunction"], Resource: "*", Condition: {StringEquals: {"aws:RequestedRegion": !Ref AWS::Region}}}
      Definition:
        StartAt: A
        States:
          A: {Type: Task, Resource: "arn:aws:states:::ecs:runTask", Parameters: {Cluster: c, TaskDefinition: t}, Next: B}
          B: {Type: Task, Resource: !GetAtt Hello.Arn, End: true}
"#;
    let found = exported(text, "", Format::CloudFormation);
    assert_eq!(resources(&found, "ecs:DescribeTasks"), [r#""*""#]);
    assert_eq!(
        resources(&found, "lambda:InvokeFunction"),
        [r#"{"Fn::GetAtt":["Hello","Arn"]}"#],
        "it is known, and narrower"
    );
    assert_eq!(resources(&found, "ecs:RunTask"), Vec::<String>::new());
    let table = &resources(&found, "dynamodb:GetItem")[0];
    assert!(table.contains("table/orders-${Env}") && !table.contains("aslexport"), "{table}");
    let named = |words: &str| found.notes.iter().any(|note| note.contains(words));
    assert!(named("ecs:RunTask") && named("`Task.Arn`") && named("`AmazonS3ReadOnlyAccess`"), "{:?}", found.notes);
    // A role cannot wait for the function that it belongs to.
    assert!(
        !resources(&found, "lambda:GetFunction")[0].contains("GetAtt"),
        "{:?}",
        resources(&found, "lambda:GetFunction")
    );
}
