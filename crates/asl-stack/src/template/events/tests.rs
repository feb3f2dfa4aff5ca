//! Systems of buses and rules, in the notations that people have them in.

use asl_document::TemplateChoice;
use asl_events::EventSystem;
use asl_events::system::{DestinationState, Permission, TargetKind};
use asl_lang::WorkflowType;

use crate::template::source::{self, Read};

fn read(text: &str) -> Read {
    source::check(text, &TemplateChoice::default(), WorkflowType::Standard)
}

/// The system in a few words.
fn told(system: &EventSystem) -> String {
    let mut lines: Vec<String> = Vec::new();
    for bus in system.buses.iter().skip(1) {
        lines.push(format!("bus {}{}", bus.resource.name, if bus.resource.is_made_up { " (made up)" } else { "" }));
    }
    for one in &system.destinations {
        let (method, endpoint, name) = (one.method.as_str(), &one.endpoint, &one.resource.name);
        lines.push(format!("destination {name}: {method} {endpoint}, {} a second, {}", one.rate, one.connection));
    }
    for rule in &system.rules {
        let matched = rule.pattern.as_ref().map(|pattern| pattern.text.to_string());
        let when = rule.schedule.as_ref().map(|schedule| schedule.text.to_string());
        let off = if rule.is_enabled { "" } else { " (off)" };
        let what = matched.or(when).unwrap_or_default();
        lines.push(format!("rule {} on {}{off}: {what}", rule.resource.name, rule.bus));
        for target in &rule.targets {
            let kind = match &target.kind {
                TargetKind::Other(service) => format!("something of {service}"),
                kind => format!("{kind:?}").replace('"', ""),
            };
            let may = match &target.permission {
                Permission::Allowed => "allowed",
                Permission::Unknown => "unknown",
                Permission::Denied(_) => "denied",
            };
            let dead = target.dead_letters.as_deref().map_or(String::new(), |arn| format!(", dead letters to {arn}"));
            let path: Vec<&str> = target.http.path.iter().map(|value| &*value.text).collect();
            lines.push(format!("  {} {kind} {may} {path:?} {:?}{dead}", target.id, target.retry.attempts));
        }
    }
    lines.join("\n")
}

const CUT_OUT: &str = "
Conn:
  Type: AWS::Events::Connection
  Properties:
    AuthorizationType: BASIC
Dest:
  Type: AWS::Events::ApiDestination
  Properties:
    Name: Desk
    ConnectionArn: !GetAtt Conn.Arn
    InvocationEndpoint: !Ref Url
    HttpMethod: PUT
    InvocationRateLimitPerSecond: 10
Rule:
  Type: AWS::Events::Rule
  Properties:
    EventBusName: !Ref MyBus
    EventPattern:
      source:
        - sentiment
    Targets:
      - Arn: !GetAtt Dest.Arn
        RoleArn: !GetAtt TargetRole.Arn
        Id: dest
        InputTransformer:
          InputPathsMap:
            priority: $.detail.priority
          InputTemplate: >
            {
              \"priority\": <priority>
            }
        HttpParameters:
          PathParameterValues:
            - $.detail.id
        DeadLetterConfig:
          Arn: !GetAtt Dead.Arn
";

#[test]
fn resources_cut_out_of_a_template_are_a_system_in_which_the_rest_is_made_up() {
    let read = read(&CUT_OUT.replace("\\\"", "\""));
    let system = read.events.unwrap();
    assert_eq!(
        told(&system),
        "bus MyBus (made up)\n\
         destination Desk: PUT ${Url}, 10 a second, Conn\n\
         rule Rule on MyBus: {\"source\":[\"sentiment\"]}\n  \
         dest ApiDestination(Desk) unknown [\"$.detail.id\"] 185, dead letters to arn:aws:sqs:us-east-1:123456789012:Dead"
    );
    assert!(system.queues[0].resource.is_made_up && system.roles[0].is_made_up);
    assert_eq!(&*system.rules[0].resource.arn, "arn:aws:events:us-east-1:123456789012:rule/MyBus/Rule");
    let template = read.template.unwrap();
    let asked: Vec<_> = template.parameters.iter().map(|one| &*one.name).collect();
    assert_eq!(asked, ["Url"], "what is made up is not asked for");
    let codes: Vec<_> = read.diagnostics.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["ASL0217", "ASL0710", "ASL0710", "ASL0710"]);
}

#[test]
fn a_value_for_a_parameter_is_put_in() {
    let text = CUT_OUT.replace("\\\"", "\"");
    let parameters = [("Url".into(), "https://api.example.com/tickets/*".into())].into();
    let choice = TemplateChoice { parameters, ..TemplateChoice::default() };
    let read = source::check(&text, &choice, WorkflowType::Standard);
    let system = read.events.unwrap();
    assert_eq!(&*system.destinations[0].endpoint, "https://api.example.com/tickets/*");
    assert!(read.diagnostics.iter().all(|one| one.code.as_str() == "ASL0710"), "{:?}", read.diagnostics);
}

#[test]
fn every_part_has_its_place_behind_other_pieces_too() {
    let machine = "  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Definition:\n        StartAt: A\n        States:\n          A:\n            Type: Pass\n            End: true\n";
    for text in [CUT_OUT.to_owned(), format!("{machine}{CUT_OUT}"), format!("{CUT_OUT}\n{machine}")] {
        let text = text.replace("\\\"", "\"");
        let read = read(&text);
        assert_eq!(read.machine.is_some(), text.contains("StartAt"), "{text}");
        let system = read.events.unwrap();
        let rule = &system.rules[0];
        let target = &rule.targets[0];
        for (place, begins) in [
            (rule.resource.place, "Rule"),
            (rule.pattern.as_ref().unwrap().place, "source:"),
            (target.place, "Arn: !GetAtt Dest.Arn"),
            (target.input_place, "InputPathsMap"),
            (target.http.path[0].place, "$.detail.id"),
            (system.destinations[0].resource.place, "Dest"),
            (system.destinations[0].endpoint_place, "!Ref Url"),
        ] {
            let found = place.unwrap().slice(&text);
            assert!(found.starts_with(begins), "{begins}: {found}");
        }
    }
}

#[test]
fn events_of_sam_are_rules_with_all_permissions() {
    let text = "
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Events:
        Placed:
          Type: EventBridgeRule
          Properties:
            EventBusName: orders
            Pattern: {source: [shop]}
            RetryPolicy: {MaximumRetryAttempts: 3}
            DeadLetterConfig: {Type: SQS}
        Old:
          Type: CloudWatchEvent
          Properties:
            Pattern: {source: [aws.ec2]}
            Enabled: false
        Api:
          Type: HttpApi
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: A, States: {A: {Type: Succeed}}}
      Events:
        Nightly:
          Type: Schedule
          Properties: {Schedule: rate(1 day), Name: nightly}
        Later:
          Type: ScheduleV2
          Properties: {ScheduleExpression: cron(0 1 * * ? *)}
        Once:
          Type: ScheduleV2
          Properties: {ScheduleExpression: at(2026-01-01T00:00:00)}
  Bus:
    Type: AWS::Events::EventBus
    Properties: {Name: orders}
";
    let read = read(text);
    assert_eq!(
        told(&read.events.unwrap()),
        "bus orders\n\
         rule FnPlaced on orders: {\"source\":[\"shop\"]}\n  \
         FnPlacedLambdaTarget Function(Fn) allowed [] 3, dead letters to arn:aws:sqs:us-east-1:123456789012:FnPlacedQueue\n\
         rule FnOld on default (off): {\"source\":[\"aws.ec2\"]}\n  \
         FnOldLambdaTarget Function(Fn) allowed [] 185\n\
         rule nightly on default: rate(1 day)\n  \
         MNightlyStepFunctionsTarget StateMachine(M) allowed [] 185\n\
         rule MLater on default: cron(0 1 * * ? *)\n  \
         MLaterStepFunctionsTarget StateMachine(M) allowed [] 185\n\
         rule MOnce on default: at(2026-01-01T00:00:00)\n  \
         MOnceStepFunctionsTarget StateMachine(M) allowed [] 185"
    );
}

#[test]
fn commands_serverless_and_terraform_are_systems_too() {
    let commands = r#"{"Name": "orders", "EventPattern": "{\"source\": [\"shop\"]}", "EventBusName": "shop", "State": "DISABLED"}
        {"Rule": "orders", "Targets": [{"Id": "1", "Arn": "arn:aws:events:us-east-1:123456789012:api-destination/api/1a2b",
         "RoleArn": "arn:aws:iam::123456789012:role/r", "HttpParameters": {"PathParameterValues": ["$.detail.id"]}}]}
        {"Name": "api", "ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/conn/1a2b",
         "InvocationEndpoint": "https://api.example.com/*", "HttpMethod": "POST", "InvocationRateLimitPerSecond": 5}"#;
    let serverless = "
service: shop
provider: {name: aws, runtime: nodejs22.x}
functions:
  work:
    handler: a.b
    events:
      - eventBridge:
          eventBus: orders
          pattern: {source: [shop]}
          inputTransformer:
            inputPathsMap: {id: $.detail.id}
            inputTemplate: '{\"id\": <id>}'
      - schedule: rate(5 minutes)
      - http: {path: x, method: get}
"
    .replace("\\\"", "\"");
    let terraform = r#"
resource "aws_cloudwatch_event_rule" "placed" {
  name          = "placed"
  event_pattern = jsonencode({ source = ["shop"] })
}
resource "aws_cloudwatch_event_target" "api" {
  rule      = aws_cloudwatch_event_rule.placed.name
  arn       = aws_cloudwatch_event_api_destination.api.arn
  role_arn  = aws_iam_role.deliver.arn
  target_id = "api"
  retry_policy {
    maximum_retry_attempts = 2
  }
  dead_letter_config {
    arn = aws_sqs_queue.dead.arn
  }
}
resource "aws_cloudwatch_event_api_destination" "api" {
  name                = "api"
  invocation_endpoint = "https://api.example.com/orders"
  http_method         = "POST"
  connection_arn      = aws_cloudwatch_event_connection.conn.arn
}
resource "aws_cloudwatch_event_connection" "conn" {
  name               = "conn"
  authorization_type = "BASIC"
}
resource "aws_iam_role" "deliver" {
  name = "deliver"
}
resource "aws_sqs_queue" "dead" {
  name = "dead"
}
"#;
    for (text, expected) in [
        (
            commands,
            "bus shop (made up)\n\
             destination api: POST https://api.example.com/*, 5 a second, conn\n\
             rule orders on shop (off): {\"source\": [\"shop\"]}\n  \
             1 ApiDestination(api) unknown [\"$.detail.id\"] 185",
        ),
        (
            &serverless,
            "bus orders (made up)\n\
             rule WorkLambdaFunctionEventsRule1 on orders: {\"source\":[\"shop\"]}\n  \
             work Function(shop-dev-work) allowed [] 185\n\
             rule WorkLambdaFunctionEventsRule2 on default: rate(5 minutes)\n  \
             work Function(shop-dev-work) allowed [] 185",
        ),
        (
            terraform,
            "destination api: POST https://api.example.com/orders, 300 a second, conn\n\
             rule placed on default: {\"source\":[\"shop\"]}\n  \
             api ApiDestination(api) unknown [] 2, dead letters to arn:aws:sqs:us-east-1:123456789012:dead",
        ),
    ] {
        let read = read(text);
        assert_eq!(told(&read.events.unwrap()), expected);
        let bad: Vec<_> = read.diagnostics.iter().filter(|one| one.code.as_str() != "ASL0710").collect();
        assert!(bad.is_empty(), "{bad:?}");
    }
}

#[test]
fn a_destination_is_as_the_command_line_says_that_it_stands() {
    for (state, expected) in [("ACTIVE", DestinationState::Active), ("INACTIVE", DestinationState::Inactive)] {
        let text = format!(
            r#"{{"Name": "api", "ApiDestinationState": "{state}", "ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/conn/1a2b",
             "InvocationEndpoint": "https://api.example.com/", "HttpMethod": "POST", "InvocationRateLimitPerSecond": 5}}"#
        );
        let system = read(&text).events.unwrap();
        assert_eq!(system.destinations[0].state, expected, "{state}");
    }
}
