//! Permissions that a template's role lacks: `tests/cases/permissions` and `permissions-terraform`, and no false alarm over all other templates at hand.

use std::fmt::Write;

use asl_document::{Project, ProjectFile, TemplateChoice};
use asl_lang::WorkflowType;
use asl_stack::iam::write::{Notation, statements};
use asl_stack::template::source::{Read, check};
use asl_text::diagnostic::{Code, Severity};
use serde_json::{Value, json};

use crate::support::case::{Case, Format, bless};

const FORMAT: Format =
    Format { folder: "permissions", settings: &[], sections: &["tasks", "role", "resources", "lacking", "underlined"] };

/// Files of a module of Terraform, the first one open, and what the role of its machine lacks.
const TERRAFORM: Format = Format { folder: "permissions-terraform", settings: &[], sections: &["file", "lacking"] };

fn read(text: &str) -> Read {
    check(text, &TemplateChoice::default(), WorkflowType::Standard)
}

/// The states that the cases name.
fn task(name: &str) -> &'static str {
    match name {
        "http" => {
            r#"{Type: Task, Resource: "arn:aws:states:::http:invoke", Parameters: {Method: GET, ApiEndpoint: "https://api.example.com/v2/x", Authentication: {ConnectionArn: !GetAtt Api.Arn}}}"#
        }
        "computed" => {
            r#"{Type: Task, Resource: "arn:aws:states:::http:invoke", Parameters: {Method: GET, ApiEndpoint.$: $.url, Authentication: {ConnectionArn: !GetAtt Api.Arn}}}"#
        }
        "lambda" => {
            r#"{Type: Task, Resource: "arn:aws:states:::lambda:invoke", Parameters: {FunctionName: !GetAtt Work.Arn}}"#
        }
        "sqs" => {
            r#"{Type: Task, Resource: "arn:aws:states:::sqs:sendMessage", Parameters: {QueueUrl: !Ref Jobs, MessageBody: x}}"#
        }
        "sns" => {
            r#"{Type: Task, Resource: "arn:aws:states:::sns:publish", Parameters: {TopicArn: !Ref News, Message: x}}"#
        }
        "dynamodb" => {
            r#"{Type: Task, Resource: "arn:aws:states:::dynamodb:putItem", Parameters: {TableName: !Ref Table, Item: {}}}"#
        }
        "index" => {
            r#"{Type: Task, Resource: "arn:aws:states:::aws-sdk:dynamodb:query", Parameters: {TableName: !Ref Table, IndexName: by-date}}"#
        }
        "any index" => {
            r#"{Type: Task, Resource: "arn:aws:states:::aws-sdk:dynamodb:query", Parameters: {TableName: !Ref Table, IndexName.$: $.index}}"#
        }
        "phone" => {
            r#"{Type: Task, Resource: "arn:aws:states:::sns:publish", Parameters: {PhoneNumber.$: $.number, Message: x}}"#
        }
        "events" => {
            r#"{Type: Task, Resource: "arn:aws:states:::events:putEvents", Parameters: {Entries: [{Source: a, DetailType: b, Detail: {}}]}}"#
        }
        "sync" => {
            r#"{Type: Task, Resource: "arn:aws:states:::states:startExecution.sync:2", Parameters: {StateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:child"}}"#
        }
        "map" => {
            r#"{Type: Map, ItemReader: {Resource: "arn:aws:states:::s3:getObject", Parameters: {Bucket: shop, Key: a.csv}}, ItemProcessor: {ProcessorConfig: {Mode: DISTRIBUTED, ExecutionType: STANDARD}, StartAt: In, States: {In: {Type: Pass, End: true}}}}"#
        }
        "glue" => r#"{Type: Task, Resource: "arn:aws:states:::glue:startJobRun", Parameters: {JobName: x}}"#,
        other => panic!("no task {other}"),
    }
}

/// The case's template with another role: these states, one after the other, and what they call.
fn template(case: &Case, role: &str) -> String {
    let mut states = String::new();
    let tasks = case.lines("tasks");
    for (index, name) in tasks.iter().enumerate() {
        let written = task(name).strip_suffix('}').unwrap();
        let next = if index + 1 < tasks.len() { format!("Next: S{}", index + 1) } else { "End: true".to_owned() };
        _ = writeln!(states, "          S{index}: {written}, {next}}}");
    }
    let resources = indented(case.text("resources").unwrap_or_default(), 2);
    format!(
        "Parameters: {{RoleArn: {{Type: String}}}}\nResources:\n  Machine:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Definition:\n        StartAt: S0\n        States:\n{states}{role}\n\
         \x20 Api: {{Type: AWS::Events::Connection, Properties: {{AuthorizationType: BASIC}}}}\n\
         \x20 OtherApi: {{Type: AWS::Events::Connection, Properties: {{AuthorizationType: BASIC}}}}\n\
         \x20 Work: {{Type: AWS::Serverless::Function, Properties: {{FunctionName: work}}}}\n\
         \x20 Other: {{Type: AWS::Serverless::Function, Properties: {{FunctionName: other}}}}\n\
         \x20 Jobs: {{Type: AWS::SQS::Queue}}\n  News: {{Type: AWS::SNS::Topic}}\n  Table: {{Type: AWS::DynamoDB::Table}}\n{resources}\n"
    )
}

/// The lines of a text, so many columns further to the right.
fn indented(text: &str, columns: usize) -> String {
    let blanks = " ".repeat(columns);
    text.lines().map(|line| [&blanks, line, "\n"].concat()).collect()
}

/// The case's template with its own role.
fn written(case: &Case) -> String {
    template(case, &indented(case.text("role").unwrap_or_default(), 6))
}

/// What the role of the machine lacks; blessed where that is wanted.
fn lacking(case: &mut Case, found: &Read) -> Vec<&'static str> {
    assert!(found.machine.is_some(), "{}: {:?}", case.name, found.diagnostics);
    let lacking: Vec<&str> = found.permissions.lacking().iter().map(|one| one.action).collect();
    if bless() {
        case.set("lacking", &lacking.iter().map(|action| [action, "\n"].concat()).collect::<String>());
        case.save();
    }
    lacking
}

#[test]
fn a_role_is_told_what_it_lacks_and_nothing_else() {
    for mut case in FORMAT.cases() {
        let text = written(&case);
        let found = read(&text);
        let lacking = lacking(&mut case, &found);
        let id = &case.name;
        let broken: Vec<_> = found.diagnostics.iter().filter(|one| one.severity == Severity::Error).collect();
        assert!(broken.is_empty(), "{id}: {broken:?}");
        assert_eq!(lacking, case.lines("lacking"), "{id}");
        let advice: Vec<_> = found.diagnostics.iter().filter(|one| one.code == Code::LackingPermission).collect();
        assert_eq!(advice.is_empty(), lacking.is_empty(), "{id}: {advice:?}");
        for one in &advice {
            assert_eq!(one.severity, Severity::Info, "it is advice");
            let place = &text[one.span.start as usize..one.span.end as usize];
            match case.text("underlined") {
                Some(expected) => assert_eq!(place, expected.trim_end(), "{id}"),
                None => assert!(place.contains("arn:aws:states:::") || place.starts_with('S'), "{id}: {place}"),
            }
        }
    }
}

#[test]
fn roles_of_terraform_are_compared_as_far_as_they_are_known() {
    for mut case in TERRAFORM.cases() {
        let file = |(path, text): (&str, &str)| ProjectFile { path: path.into(), text: text.into() };
        let (text, project) = Project::open(case.all("file").into_iter().map(file).collect(), 0);
        let choice = TemplateChoice { project, ..TemplateChoice::default() };
        let found = check(&text, &choice, WorkflowType::Standard);
        let lacking = lacking(&mut case, &found);
        let id = &case.name;
        assert!(found.permissions.role.is_some(), "{id}: the role is not found");
        assert_eq!(lacking, case.lines("lacking"), "{id}");
    }
}

#[test]
fn what_is_copied_takes_the_advice_away() {
    for case in FORMAT.cases() {
        if case.lines("lacking").is_empty() || case.text("underlined").is_some() {
            continue;
        }
        let before = read(&written(&case)).permissions;
        let copied = statements(&before.lacking(), &before.context, Notation::TemplateJson);
        let list: String = copied.split_whitespace().collect::<Vec<_>>().join(" ");
        let whole: String = statements(&before.wanted(), &before.context, Notation::TemplateYaml);
        let parsed = asl_text::parse(&whole);
        assert!(parsed.diagnostics.is_empty(), "{whole}: {:?}", parsed.diagnostics);
        let role = format!("      Policies: [{{Statement: {list}}}]");
        let missing = before.wanted().len() - before.lacking().len();
        let after = read(&template(&case, &role)).permissions.lacking().len();
        assert!(after <= missing, "{}: {copied}", case.name);
        let mut yaml = String::from("      Policies:\n        - Statement:\n");
        for line in whole.lines() {
            _ = writeln!(yaml, "            {line}");
        }
        let lacking = read(&template(&case, &yaml)).permissions;
        assert_eq!(lacking.lacking(), Vec::<&asl_stack::iam::calls::Permission>::new(), "{}: {yaml}", case.name);
    }
}

#[test]
fn a_definition_alone_gets_the_document_that_its_role_needs() {
    let found = read(
        r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true, "Parameters": {
            "Method": "GET", "ApiEndpoint": "https://a.example/x", "Authentication": {"ConnectionArn": "arn:aws:events:eu-west-1:111122223333:connection/c/1"}}}}}"#,
    );
    assert_eq!(found.permissions.role, None);
    assert!(found.diagnostics.iter().all(|one| one.code != Code::LackingPermission), "there is no role to advise");
    let document = statements(&found.permissions.wanted(), &found.permissions.context, Notation::Document);
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(
        document["Statement"],
        json!([
            {"Effect": "Allow", "Action": "states:InvokeHTTPEndpoint", "Resource": "arn:aws:states:us-east-1:123456789012:stateMachine:*",
             "Condition": {"StringEquals": {"states:HTTPMethod": "GET"}, "StringLike": {"states:HTTPEndpoint": "https://a.example/x"}}},
            {"Effect": "Allow", "Action": "events:RetrieveConnectionCredentials", "Resource": "arn:aws:events:eu-west-1:111122223333:connection/c/1"},
            {"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
             "Resource": "arn:aws:secretsmanager:us-east-1:123456789012:secret:events!connection/*"},
        ])
    );
}

#[test]
fn the_article_as_printed_lacks_its_own_three_statements_until_they_are_added() {
    let Ok(article) = std::fs::read_to_string("../shared/article.md") else { return };
    let blocks: Vec<&str> = article.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let [_, machine, _, policy] = blocks[..] else { panic!("{} blocks", blocks.len()) };
    let printed = read(machine);
    assert_eq!(printed.permissions.lacking().len(), 4, "three statements with four actions");
    let mut added = String::new();
    for line in policy.lines() {
        _ = writeln!(added, "        {line}");
    }
    let whole =
        machine.replace("        - AWSXrayWriteOnlyAccess\n", &format!("        - AWSXrayWriteOnlyAccess\n{added}"));
    assert_ne!(whole, machine);
    assert_eq!(read(&whole).permissions.lacking().len(), 0, "{whole}");
}
