//! What is exported and read again means the same, for all examples and for the article's own texts; and roles allow what is called
//! and nothing else.
#![expect(clippy::unwrap_used, reason = "tests: a panic is a failure")]

mod common;

use std::rc::Rc;

use asl_document::{Project, ProjectFile, TemplateChoice};
use asl_export::{Asked, Exported, Format, Refused};
use asl_http::redact::Redactor;
use asl_http::{Authorization, Connection, Connections, Secret};
use asl_lang::WorkflowType;
use asl_stack::template::connection;
use asl_stack::template::source::{Read, check};
use asl_text::diagnostic::{Code, Severity};
use asl_value::Value;

/// The formats that can be read again.
const READ: [Format; 3] = [Format::Sam, Format::CloudFormation, Format::Terraform];

/// A connection with a secret that is known by its looks.
fn with_secret(mut connection: Connection) -> Connection {
    match &mut connection.authorization {
        Authorization::Basic { password, .. } => *password = Secret::new("hush-hush"),
        Authorization::ApiKey { value, .. } => *value = Secret::new("hush-hush"),
        Authorization::OAuth(oauth) => oauth.client_secret = Secret::new("hush-hush"),
    }
    connection
}

fn exported(text: &str, format: Format) -> Result<Exported, Refused> {
    let connections: Connections = asl_examples::connections().into_iter().map(with_secret).collect();
    common::exported_with(text, "Workflow", &connections, format)
}

fn project_file(file: &asl_export::File) -> ProjectFile {
    ProjectFile { path: file.path.as_str().into(), text: file.text.as_str().into() }
}

/// An export as a project, opened at its template.
fn opened(exported: &Exported, machine: &str) -> (Rc<str>, TemplateChoice) {
    let files = exported.files.iter().filter(|file| file.path != "README.md");
    let files: Vec<ProjectFile> = files.map(project_file).collect();
    let at = files.iter().position(|file| ["template.yaml", "main.tf"].contains(&&*file.path)).unwrap();
    let (text, project) = Project::open(files, at);
    (text, TemplateChoice { machine: machine.into(), project, ..TemplateChoice::default() })
}

fn read_again(exported: &Exported, machine: &str) -> Read {
    let (text, choice) = opened(exported, machine);
    check(&text, &choice, WorkflowType::Standard)
}

/// A text with one word in the place of each ARN and each URL of a queue: their names may differ.
fn without_arns(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = ["arn:aws:", "https://sqs."].iter().filter_map(|start| rest.find(start)).min() {
        let (before, behind) = rest.split_at(at);
        let end = behind.find(['"', '\'', ' ', '\\']).unwrap_or(behind.len());
        let arn = &behind[..end];
        out.push_str(before);
        // Those of integrations have neither region nor account.
        out.push_str(if arn.contains(":::") { arn } else { "ARN" });
        rest = &behind[end..];
    }
    out + rest
}

fn machine_of(read: &Read) -> Option<String> {
    // An example may name a connection by its name, which the export knows by its ARN.
    let text = without_arns(&read.root.as_ref()?.to_value().to_json());
    let mut parts = text.split("\"ConnectionArn\":\"");
    let first = parts.next()?.to_owned();
    let rest =
        parts.map(|part| format!("\"ConnectionArn\":\"ARN\"{}", part.split_once('"').map_or("", |(_, rest)| rest)));
    Some(first + &rest.collect::<String>())
}

/// What the rules of a document do, in words that do not depend on names.
fn rules_of(read: &Read) -> Vec<String> {
    let Some(system) = &read.events else { return Vec::new() };
    let mut all = Vec::new();
    for rule in &system.rules {
        let pattern = rule.pattern.as_ref().map(|pattern| Value::from_json(&pattern.text).unwrap().to_json());
        let schedule = rule.schedule.as_ref().map(|schedule| schedule.text.to_string());
        all.push(format!("{:?} {:?} {}", pattern.unwrap_or_default(), schedule, rule.is_enabled));
        for target in &rule.targets {
            let kind = format!("{:?}", target.kind);
            let kind = kind.split('(').next().unwrap().to_owned();
            let http = &target.http;
            all.push(format!(
                "  {} {kind} {:?} {:?} {:?} {:?} {:?} {}",
                target.id,
                target.input,
                http.path.iter().map(|value| &value.text).collect::<Vec<_>>(),
                http.headers.iter().map(|(name, value)| (name, &value.text)).collect::<Vec<_>>(),
                http.query.iter().map(|(name, value)| (name, &value.text)).collect::<Vec<_>>(),
                target.retry,
                target.dead_letters.is_some()
            ));
        }
    }
    for destination in &system.destinations {
        all.push(format!("{} {} {}", destination.endpoint, destination.method.as_str(), destination.rate));
    }
    all
}

fn functions_of(read: &Read) -> Vec<String> {
    let told = |function: &asl_functions::Function| {
        let files: Vec<_> = function.files().iter().map(|file| (&file.path, file.text.trim_end())).collect();
        let names: Vec<_> = function.environment.iter().map(|(name, _)| name).collect();
        format!(
            "{} {} {} {} {names:?} {files:?}",
            function.runtime, function.handler, function.timeout_seconds, function.memory_mb
        )
    };
    read.functions.iter().map(told).collect()
}

fn connections_of(text: &str) -> Vec<String> {
    let Ok(found) = connection::read(text) else { return Vec::new() };
    let secrets = found.asks().iter().filter(|ask| ask.is_secret).count();
    vec![format!("{} connections, {secrets} secrets", found.count())]
}

fn errors(read: &Read) -> Vec<String> {
    let all = read.diagnostics.iter().chain(read.others.iter().flat_map(|file| &file.diagnostics));
    // What is asked for at deployment has no value here.
    all.filter(|found| found.severity != Severity::Info && found.code != Code::TemplateParameter)
        .map(|found| format!("{}: {}", found.code, found.message()))
        .collect()
}

#[test]
fn every_example_means_the_same_after_its_export() {
    for example in asl_examples::ALL {
        let original = check(example.definition, &TemplateChoice::default(), WorkflowType::Standard);
        for format in READ {
            let exported = match exported(example.definition, format) {
                Ok(exported) => exported,
                Err(why) => panic!("{}: {why}", example.id),
            };
            let name = format!("{} as {}", example.id, format.title());
            let template =
                exported.files.iter().find(|file| ["template.yaml", "main.tf"].contains(&file.path.as_str())).unwrap();
            // Of a module, the variables are in another file.
            let variables = exported.files.iter().find(|file| file.path == "variables.tf");
            let whole = format!("{}{}", template.text, variables.map_or("", |file| &file.text));
            let again = read_again(&exported, "");
            assert_eq!(errors(&again), Vec::<String>::new(), "{name}: {}", template.text);
            assert_eq!(machine_of(&again), machine_of(&original), "{name}: {}", template.text);
            assert_eq!(again.workflow, original.workflow, "{name}");
            assert_eq!(rules_of(&again), rules_of(&original), "{name}: {}", template.text);
            assert_eq!(functions_of(&again), functions_of(&original), "{name}: {}", template.text);
            assert_eq!(
                again.permissions.lacking().len(),
                0,
                "{name}: {:?} {}",
                again.permissions.lacking(),
                template.text
            );
            assert_eq!(
                again.observed.traces.unwrap_or_default(),
                original.observed.traces.unwrap_or_default(),
                "{name}"
            );
            let level =
                |read: &Read| read.observed.logging.as_ref().map(|logging| (logging.level, logging.includes_data));
            assert_eq!(level(&again), level(&original), "{name}");
            if original.template.as_ref().is_some_and(|template| !template.connections.is_empty()) {
                assert_eq!(connections_of(&whole), connections_of(example.definition), "{name}: {}", template.text);
            }
        }
    }
}

/// The statements of all roles of a CloudFormation template.
fn statements(exported: &Exported) -> Vec<Value> {
    let template = &exported.files.iter().find(|file| file.path == "template.yaml").unwrap().text;
    let root = asl_text::parse(template).root.unwrap().to_value();
    let mut found = Vec::new();
    let resources = root.get("Resources").unwrap().as_object().unwrap().clone();
    for (_, resource) in resources.iter() {
        let policies = resource.get("Properties").and_then(|all| all.get("Policies")).and_then(Value::as_array);
        for policy in policies.unwrap_or_default() {
            let document = policy.get("PolicyDocument").unwrap_or(policy);
            found.extend(document.get("Statement").and_then(Value::as_array).unwrap_or_default().iter().cloned());
        }
    }
    found
}

/// Why a statement has a wildcard: the beginning of each of its actions, what its resource holds, and the reason.
const FORCED: [(&str, &str, &str); 6] = [
    ("logs:", "\"*\"", "the delivery of logs is set up for no resource"),
    ("xray:", "\"*\"", "traces have no resource"),
    ("logs:", ":log-group:", "the streams of a log group have names that AWS makes up"),
    ("secretsmanager:", "secret:events!connection/", "AWS makes up the end of the ARN"),
    ("states:", ":execution:", "AWS makes up the names of executions"),
    ("s3:PutObject", "/*\"", "AWS makes up the names of results"),
];

/// Whether a statement with a wildcard has a reason for it.
fn has_reason(statement: &Value) -> bool {
    let (action, resource) = (statement.get("Action").unwrap(), statement.get("Resource").unwrap().to_json());
    let actions: Vec<&str> = match action.as_array() {
        Some(all) => all.iter().filter_map(Value::as_str).collect(),
        None => action.as_str().into_iter().collect(),
    };
    FORCED
        .iter()
        .any(|(start, holds, _)| actions.iter().all(|action| action.starts_with(start)) && resource.contains(holds))
}

#[test]
fn a_role_has_no_wildcard_that_aws_does_not_force() {
    for example in asl_examples::ALL {
        let exported = exported(example.definition, Format::CloudFormation).unwrap();
        for statement in statements(&exported) {
            let resource = statement.get("Resource").unwrap().to_json();
            if resource.contains('*') {
                assert!(has_reason(&statement), "{}: {}", example.id, statement.to_json());
            }
            if statement.to_json().contains("states:InvokeHTTPEndpoint") {
                assert!(statement.get("Condition").is_some(), "{}: {}", example.id, statement.to_json());
                assert!(!resource.contains('*'), "{}: {resource}", example.id);
            }
        }
    }
}

#[test]
fn no_secret_is_exported() {
    for example in asl_examples::ALL {
        for format in Format::ALL {
            let exported = exported(example.definition, format).unwrap();
            for file in &exported.files {
                assert!(!file.text.contains("hush"), "{} {}: {}", example.id, file.path, file.text);
            }
        }
    }
}

/// The page warns of what looks like a secret in an export: a warning about the exporter's own words would teach to ignore it.
#[test]
fn nothing_in_an_export_looks_like_a_secret() {
    for example in asl_examples::ALL {
        for format in Format::ALL {
            let exported = exported(example.definition, format).unwrap();
            let mut envelope = asl_share::Envelope::default();
            envelope.settings.template.project.others = exported.files.iter().map(project_file).collect();
            let found = asl_share::written::find(&envelope, &Redactor::default());
            assert_eq!(found, [], "{} as {}", example.id, format.title());
        }
    }
}

#[test]
fn what_is_asked_for_is_told_by_the_formats_own_name() {
    let names = |format| exported(ARTICLE, format).unwrap().asked;
    let asked = |name: &str, is_secret| Asked { name: name.to_owned(), is_secret };
    let expected = [
        asked("EventBridgeConnectionPassword", true),
        asked("EventBridgeConnectionUsername", false),
        asked("APIEndpoint", false),
    ];
    assert_eq!(names(Format::Sam), expected);
    let expected = [
        asked("event_bridge_connection_password", true),
        asked("event_bridge_connection_username", false),
        asked("apiendpoint", false),
    ];
    assert_eq!(names(Format::Terraform), expected);
}

/// The article's state machine with its connection and its statements, as one template.
const ARTICLE: &str = include_str!("articles-template.template.yaml");

#[test]
fn the_articles_statements_are_narrowed_to_endpoint_method_and_connection() {
    let exported = exported(ARTICLE, Format::CloudFormation).unwrap();
    let found: Vec<String> = statements(&exported).iter().map(Value::to_json).collect();
    let own = r#"{"Fn::Sub":"arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${AWS::StackName}-StateMachine"}"#;
    assert_eq!(
        found[0],
        format!(
            r#"{{"Effect":"Allow","Action":"states:InvokeHTTPEndpoint","Resource":{own},"Condition":{{"StringEquals":{{"states:HTTPEndpoint":{{"Ref":"APIEndpoint"}},"states:HTTPMethod":"GET"}}}}}}"#
        )
    );
    assert_eq!(
        found[1],
        r#"{"Effect":"Allow","Action":"events:RetrieveConnectionCredentials","Resource":{"Fn::GetAtt":["EventBridgeConnection","Arn"]}}"#
    );
    assert_eq!(
        found[2],
        r#"{"Effect":"Allow","Action":["secretsmanager:GetSecretValue","secretsmanager:DescribeSecret"],"Resource":{"Fn::GetAtt":["EventBridgeConnection","SecretArn"]}}"#
    );
    assert!(found[3].contains("logs:CreateLogDelivery") && found[4].contains("xray:PutTraceSegments"), "{found:?}");
    assert_eq!(found.len(), 5);
    let template = &exported.files.iter().find(|file| file.path == "template.yaml").unwrap().text;
    for parameter in ["APIEndpoint:", "EventBridgeConnectionPassword:", "NoEcho: true", "APIEndpoint: !Ref APIEndpoint"]
    {
        assert!(template.contains(parameter), "{parameter}: {template}");
    }
    let definition = &exported.files.iter().find(|file| file.path.starts_with("statemachines/")).unwrap().text;
    assert!(definition.contains("\"ApiEndpoint\": \"${APIEndpoint}\""), "{definition}");
    for format in READ {
        let again = read_again(&self::exported(ARTICLE, format).unwrap(), "");
        assert_eq!(again.permissions.lacking().len(), 0, "{:?}", again.permissions.lacking());
        assert_eq!(again.observed.traces, Some(true), "{}", format.title());
    }
}

#[test]
fn what_cannot_be_deployed_is_refused() {
    assert!(matches!(exported("{\"StartAt\": \"A\"", Format::Sam), Err(Refused::Errors(_))));
    assert!(exported("Resources: {T: {Type: AWS::SNS::Topic}}", Format::Sam).is_err());
}

#[test]
fn machines_that_start_each_other_are_named_and_placeholders_are_asked_for() {
    let text = r"
Resources:
  One:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/x
      DefinitionSubstitutions: {Two: !GetAtt Two.Arn}
      Definition:
        StartAt: Start
        States:
          Start: {Type: Task, Resource: 'arn:aws:states:::states:startExecution.sync:2', Parameters: {StateMachineArn: '${Two}'}, End: true}
  Two:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/x
      StateMachineType: EXPRESS
      Definition: {StartAt: A, States: {A: {Type: Succeed}}}
";
    let exported = exported(text, Format::CloudFormation).unwrap();
    let template = &exported.files[1].text;
    assert!(template.contains("stateMachine:${AWS::StackName}-Two"), "{template}");
    assert!(template.contains("execution:${AWS::StackName}-Two:*"), "{template}");
    assert!(template.contains("StateMachineType: EXPRESS"), "{template}");
    assert_eq!(read_again(&exported, "Two").workflow, WorkflowType::Express);
    let text = r#"{"StartAt": "W", "States": {"W": {"Type": "Wait", "TimestampPath": "$.at", "Next": "S"},
        "S": {"Type": "Pass", "Result": "${Stage}", "End": true}}}"#;
    let exported = self::exported(text, Format::Terraform).unwrap();
    let variables = &exported.files.iter().find(|file| file.path == "variables.tf").unwrap().text;
    assert!(variables.contains("variable \"stage\""), "{variables}");
}
