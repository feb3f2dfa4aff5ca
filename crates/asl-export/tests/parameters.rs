//! What was computed from a parameter refers to it in the export, wherever it stands.
#![expect(clippy::unwrap_used, reason = "tests: a panic is a failure")]

mod common;

use asl_export::{Exported, Format};
use common::{exported, file};

/// What the exporter reads documents with in the place of parameters.
const MARKS: [&str; 2] = ["aslexportmark", "7731000"];

/// A name, a connection, a queue, and a bus that are made of a parameter, and a Distributed Map, whose role names the machine.
const NAMED: &str = r#"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Env: {Type: String, Default: dev}
  Wait: {Type: Number, Default: 5}
  Stage: {Type: String, Default: test, AllowedValues: [test, prod]}
  Kind: {Type: String, Default: small, AllowedValues: [small, large]}
  Size: {Type: String, Default: small, AllowedValues: [small, large]}
Conditions:
  IsSmall: !Equals [!Ref Size, small]
  IsLarge: !Equals [!Ref Kind, large]
Resources:
  Api:
    Type: AWS::Events::Connection
    Properties:
      Name: !Sub "api-${Env}"
      AuthorizationType: BASIC
      AuthParameters: {BasicAuthParameters: {Username: shop, Password: "{{resolve:secretsmanager:prod/key:SecretString:api}}"}}
  Failed:
    Type: AWS::SQS::Queue
    Properties: {QueueName: !Sub "failed-${Env}"}
  OrderRule:
    Type: AWS::Events::Rule
    Properties:
      Name: !Sub "rule-${Env}"
      EventPattern: {source: [!Sub "shop.${Env}"]}
      Targets: [{Id: Q, Arn: !GetAtt Failed.Arn}]
  Orders:
    Type: AWS::Serverless::StateMachine
    Properties:
      Name: !Sub "orders-${Env}"
      DefinitionSubstitutions:
        Env: !Ref Env
        Stage: !Ref Stage
        Size: !If [IsSmall, little, much]
        Count: !If [IsLarge, 100, 10]
        Api: !GetAtt Api.Arn
      Definition:
        StartAt: "Wait in ${Env}"
        States:
          "Wait in ${Env}":
            Type: Wait
            Seconds: 3
            Next: Call
          Call:
            Type: Task
            Resource: arn:aws:states:::http:invoke
            Parameters:
              Method: GET
              ApiEndpoint: "https://api.example.com/${Stage}"
              Authentication: {ConnectionArn: "${Api}"}
              QueryParameters: {"${Env}": "${Stage}", count: "${Count}", size: "${Size}"}
            Next: Each
          Each:
            Type: Map
            ItemProcessor:
              ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: STANDARD}
              StartAt: Done
              States: {Done: {Type: Pass, End: true}}
            End: true
  Waiting:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionSubstitutions: {WaitSeconds: !Ref Wait}
      DefinitionString: '{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": ${WaitSeconds}, "End": true}}}'
"#;

const TERRAFORM: &str = r#"
variable "env" { default = "dev" }
variable "wait" { default = 5 }
locals { name = "flow-${var.env}" }
resource "aws_cloudwatch_event_connection" "api" {
  name = "api-${var.env}"
  authorization_type = "API_KEY"
  auth_parameters {
    api_key {
      key = "x-api-key"
      value = var.key
    }
  }
}
variable "key" {
  sensitive = true
}
resource "aws_sfn_state_machine" "order" {
  name = local.name
  role_arn = "arn:aws:iam::123456789012:role/x"
  definition = jsonencode({
    StartAt = "W"
    States = {
      W = { Type = "Wait", Seconds = var.wait, Next = "S" }
      S = {
        Type = "Task"
        Resource = "arn:aws:states:::http:invoke"
        Parameters = { ApiEndpoint = "https://api.example.com/x", Method = "GET", Authentication = { ConnectionArn = aws_cloudwatch_event_connection.api.arn } }
        End = true
      }
    }
  })
}
"#;

fn definition(exported: &Exported) -> &str {
    &exported.files.iter().find(|file| file.path.starts_with("statemachines/")).unwrap().text
}

#[test]
fn no_mark_is_left_in_any_export() {
    let examples = asl_examples::ALL.iter().map(|example| (example.id, example.definition));
    for (name, text) in examples.chain([("named", NAMED), ("terraform", TERRAFORM)]) {
        for format in Format::ALL {
            let Ok(exported) = common::exported_with(text, "", &asl_http::Connections::default(), format) else {
                continue;
            };
            let notes = exported.notes.iter().map(String::as_str);
            for text in exported.files.iter().map(|file| file.text.as_str()).chain(notes) {
                assert!(!MARKS.iter().any(|mark| text.contains(mark)), "{name} as {}: {text}", format.title());
            }
        }
    }
}

#[test]
fn a_role_names_a_machine_by_the_parameter_in_its_name() {
    let exported = exported(NAMED, "", Format::CloudFormation);
    let template = file(&exported, "template.yaml");
    assert!(template.contains("StateMachineName: !Sub orders-${Env}"), "{template}");
    let own =
        "Resource: !Sub arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:orders-${Env}\n";
    assert_eq!(template.matches(own).count(), 2, "{template}");
    assert!(template.contains("Name: !Sub api-${Env}"), "{template}");
}

#[test]
fn a_name_or_a_key_may_be_made_of_a_parameter() {
    let exported = exported(NAMED, "", Format::Sam);
    let definition = definition(&exported);
    for expected in [
        r#""StartAt": "Wait in ${Env}""#,
        r#""Wait in ${Env}": {"#,
        r#""${Env}": "${Stage}""#,
        r#""ApiEndpoint": "https://api.example.com/${Stage}""#,
    ] {
        assert!(definition.contains(expected), "{expected}: {definition}");
    }
}

#[test]
fn a_number_stays_a_parameter_without_quotes() {
    let sam = exported(NAMED, "", Format::Sam);
    let waiting = file(&sam, "statemachines/Waiting.asl.json");
    assert!(waiting.contains(r#""Seconds": ${Wait}"#), "{waiting}");
    let terraform = exported(TERRAFORM, "", Format::Terraform);
    assert!(definition(&terraform).contains(r#""Seconds": ${varWait}"#), "{}", definition(&terraform));
    assert!(file(&terraform, "main.tf").contains("varWait = var.var_wait"), "{}", file(&terraform, "main.tf"));
    let text = r#"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": ${WaitSeconds}, "Next": "P"},
        "P": {"Type": "Pass", "Result": "${WaitSeconds} ${Other}", "End": true}}}"#;
    for format in Format::ALL {
        let exported = exported(text, "", format);
        assert!(definition(&exported).contains(r#""Seconds": ${WaitSeconds}"#), "{}", definition(&exported));
        assert!(exported.asked.iter().any(|asked| asked.name.to_lowercase().replace('_', "") == "waitseconds"));
    }
}

/// Nothing changes on AWS when a parameter is kept whose value decides on what there is: so it is not kept, and a note says so.
#[test]
fn a_parameter_that_is_not_kept_is_named() {
    let exported = exported(NAMED, "", Format::CloudFormation);
    let named = |name: &str| exported.notes.iter().any(|note| note.contains(&format!("The parameter `{name}`")));
    assert!(named("Kind"), "{:?}", exported.notes);
    assert!(named("Size"), "{:?}", exported.notes);
    assert!(!named("Stage") && !named("Wait") && !named("Env"), "{:?}", exported.notes);
    let template = file(&exported, "template.yaml");
    assert!(!template.contains("Kind:") && template.contains("  Stage:"), "{template}");
}

#[test]
fn a_name_may_begin_like_that_of_a_stack() {
    let template = |name: &str| {
        let text = format!(
            "Resources:\n  One:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Name: {name}\n      Definition: {{StartAt: A, States: {{A: {{Type: Succeed}}}}}}\n"
        );
        file(&exported(&text, "", Format::CloudFormation), "template.yaml").to_owned()
    };
    assert!(template("stack-orders").contains("StateMachineName: stack-orders"), "{}", template("stack-orders"));
    let named = template("!Sub '${AWS::StackName}-orders'");
    assert!(named.contains("StateMachineName: !Sub ${AWS::StackName}-orders"), "{named}");
}

/// The state machine of the article alone, without the connection that it names.
#[test]
fn a_connection_that_is_not_in_the_template_is_asked_for() {
    let text = r"
  StateMachine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Call third-party API
        States:
          Call third-party API:
            Type: Task
            Resource: arn:aws:states:::http:invoke
            Parameters:
              Method: GET
              ApiEndpoint: ${ApiEndpoint}
              Authentication:
                ConnectionArn: ${EBConnectionARN}
            End: true
      DefinitionSubstitutions:
        ApiEndpoint: !Ref APIEndpoint
        EBConnectionARN: !GetAtt EventBridgeConnection.Arn
";
    for format in Format::ALL {
        let exported = exported(text, "", format);
        let asked: Vec<String> =
            exported.asked.iter().map(|asked| asked.name.to_lowercase().replace('_', "")).collect();
        assert!(asked.contains(&"ebconnectionarn".to_owned()), "{}: {asked:?}", format.title());
        assert!(asked.contains(&"apiendpoint".to_owned()), "{}: {asked:?}", format.title());
    }
    let exported = exported(text, "", Format::CloudFormation);
    let template = file(&exported, "template.yaml");
    assert!(template.contains("Resource: !Ref EBConnectionARN"), "{template}");
    assert!(template.contains("EBConnectionARN: !Ref EBConnectionARN"), "{template}");
}

#[test]
fn a_connection_whose_name_is_computed_is_the_exports_own() {
    let exported = exported(TERRAFORM, "", Format::Terraform);
    let main = file(&exported, "main.tf");
    assert!(main.contains("aws_cloudwatch_event_connection.api.arn"), "{main}");
    assert!(!main.contains("connection/api-"), "{main}");
    assert!(main.contains("\"api-${var.var_env}\""), "{main}");
}

#[test]
fn an_arn_with_a_parameter_in_it_is_one_arn() {
    let text = r#"
service: shop
provider: {name: aws, runtime: nodejs20.x, stage: "${opt:stage, 'dev'}"}
functions:
  hello: {handler: handler.hello}
stepFunctions:
  stateMachines:
    order:
      name: order-${self:provider.stage}
      definition:
        StartAt: A
        States:
          A: {Type: Task, Resource: {"Fn::GetAtt": [HelloLambdaFunction, Arn]}, End: true}
"#;
    let exported = exported(text, "", Format::CloudFormation);
    let definition = definition(&exported);
    assert!(definition.contains(r#""Resource": "${HelloLambdaFunctionArn}""#), "{definition}");
    assert!(exported.asked.iter().any(|asked| asked.name == "HelloLambdaFunctionArn"), "{:?}", exported.asked);
    assert!(
        exported.notes.iter().any(|note| note.contains("the parameter HelloLambdaFunctionArn")),
        "{:?}",
        exported.notes
    );
}

/// What `docs/terminal.md` says: what cannot be exported is listed.
#[test]
fn what_is_left_out_is_named() {
    let template = r#"
Transform: AWS::Serverless-2016-10-31
Resources:
  Table: {Type: AWS::DynamoDB::Table, Properties: {}}
  News: {Type: AWS::SNS::Topic}
  OwnRole: {Type: AWS::IAM::Role, Properties: {}}
  Orders:
    Type: AWS::Serverless::StateMachine
    Properties:
      Tags: {team: shop}
      Role: !GetAtt OwnRole.Arn
      Events:
        Nightly: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
        Http: {Type: Api, Properties: {Path: /orders, Method: post}}
      Definition:
        StartAt: A
        States: {A: {Type: Succeed}}
  Work:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs22.x, Handler: index.handler, InlineCode: "exports.handler = async () => 1", Architectures: [arm64]}
"#;
    for format in [Format::Sam, Format::Terraform] {
        let exported = exported(template, "orders", format);
        let named = |text: &str| exported.notes.iter().any(|note| note.contains(text));
        assert!(
            named(
                "not exported, to be deployed by themselves: `Table` (AWS::DynamoDB::Table), `News` (AWS::SNS::Topic)."
            ),
            "{:?}",
            exported.notes
        );
        assert!(
            named(
                "Properties that are not exported: `Orders`: Tags, `Orders`: Events.Http (Api), `Work`: Architectures."
            ),
            "{:?}",
            exported.notes
        );
    }
}
