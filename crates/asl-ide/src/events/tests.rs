//! What is added is read without a problem, in every text.

use super::*;
use asl_document::TemplateChoice;
use asl_lang::WorkflowType;
use asl_stack::template::source;
use asl_text::diagnostic::Severity;
use asl_text::edit::apply;

const DEFINITION: &str =
    "{\n  \"StartAt\": \"A\",\n  \"States\": { \"A\": { \"Type\": \"Pass\", \"End\": true } }\n}\n";
const YAML_DEFINITION: &str =
    "StartAt: A\nStates:\n  A:\n    Type: Pass\n    Comment: |\n      two\n\n      lines\n    End: true\n";
const TEMPLATE: &str = "# mine\nResources:\n    Api:\n        Type: AWS::Events::ApiDestination\n        Properties:\n            ConnectionArn: !GetAtt Conn.Arn\n            HttpMethod: PUT\n            InvocationEndpoint: https://api.example.com/*/x\n    Conn:\n        Type: AWS::Events::Connection\n        Properties: {AuthorizationType: BASIC}   # one\n\n    # two\n\nOutputs:\n    Url: {Value: x}\n";

#[test]
fn what_is_added_is_read_without_a_problem_and_the_rest_stays_as_it_is() {
    let texts = [
        "",
        DEFINITION,
        YAML_DEFINITION,
        TEMPLATE,
        "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n",
        "Resources: {}",
        "Q:\n  Type: AWS::SQS::Queue",
        "AWSTemplateFormatVersion: '2010-09-09'\n",
        "{\"Resources\": {}}",
        "{\n  \"Resources\": {\n    \"Q\": { \"Type\": \"AWS::SQS::Queue\" }\n  }\n}\n",
        "{\"Resources\": {\"Q\": {\"Type\": \"AWS::SQS::Queue\"}}}",
    ];
    for start in texts {
        let mut text = start.to_owned();
        // Each twice: the second finds what the first has added.
        for addition in Addition::ALL.into_iter().chain(Addition::ALL).chain([Addition::Rule]) {
            let added = add(&text, addition).unwrap();
            let after = apply(&text, &added.edits);
            let read = source::check(&after, &TemplateChoice::default(), WorkflowType::Standard);
            let bad: Vec<_> = read.diagnostics.iter().filter(|one| one.severity != Severity::Info).collect();
            assert!(bad.is_empty(), "{addition:?} in\n{text}\ngives\n{after}\n{bad:?}");
            let parsed = asl_text::parse(&after).root.unwrap();
            let resources = parsed.get("Resources").unwrap_or(&parsed);
            assert!(resources.get(&added.id).is_some(), "{} is missing in\n{after}", added.id);
            for line in text.lines().map(str::trim).filter(|line| line.starts_with('#')) {
                assert!(after.contains(line), "{line}\n{after}");
            }
            text = after;
        }
        let read = source::check(&text, &TemplateChoice::default(), WorkflowType::Standard);
        let system = read.events.unwrap();
        let counts = (system.rules.len(), system.destinations.len(), system.buses.len());
        let before = usize::from(start == TEMPLATE);
        assert_eq!(counts, (3, 2 + before, 3), "{text}");
        assert_eq!(read.machine.is_some(), start.contains("StartAt"), "{text}");
    }
}

#[test]
fn a_rule_calls_what_is_there_with_its_bus_and_a_value_for_each_star() {
    let with_bus = apply(TEMPLATE, &add(TEMPLATE, Addition::Bus).unwrap().edits);
    let after = apply(&with_bus, &add(&with_bus, Addition::Rule).unwrap().edits);
    for part in [
        "    EventRule:\n",
        "EventBusName: !Ref EventBus",
        "Arn: !GetAtt Api.Arn",
        "RoleArn: !GetAtt EventRole.Arn",
        "PathParameterValues:",
    ] {
        assert!(after.contains(part), "{part} in\n{after}");
    }
    assert!(after.find("EventRule:").unwrap() < after.find("Outputs:").unwrap());
}

#[test]
fn a_text_that_cannot_be_read_and_one_of_another_tool_are_left_alone() {
    for (text, expected) in [
        ("{", NotAdded::Broken),
        ("[1]", NotAdded::Broken),
        ("resource \"aws_sqs_queue\" \"q\" {}", NotAdded::OtherTool),
        ("service: a\nprovider: {name: aws}\n", NotAdded::OtherTool),
    ] {
        assert_eq!(add(text, Addition::Rule), Err(expected), "{text}");
    }
}
