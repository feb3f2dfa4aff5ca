//! Templates around a definition: what is read of them, and that every finding stands at its place in the template.

use asl_document::TemplateChoice;
use asl_lang::WorkflowType;
use asl_stack::template::source::{Read, TemplateKind, check};
use asl_text::diagnostic::{Code, Severity};

fn read(text: &str) -> Read {
    check(text, &TemplateChoice::default(), WorkflowType::Standard)
}

fn choice(machine: &str, parameters: &[(&str, &str)]) -> TemplateChoice {
    let parameters = parameters.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    TemplateChoice { machine: machine.into(), parameters, ..TemplateChoice::default() }
}

/// The definition as JSON.
fn definition(read: &Read) -> String {
    read.root.as_ref().map(|root| root.to_value().to_json()).unwrap_or_default()
}

/// Errors, each with the text that it underlines.
fn errors<'a>(text: &'a str, read: &Read) -> Vec<(String, &'a str)> {
    let all = read.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    all.map(|found| (found.message(), &text[found.span.start as usize..found.span.end as usize])).collect()
}

/// The article's state machine in our words, cut out of a template with the indentation that it had there.
const CUT_OUT: &str = r"
  StateMachine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Call
        States:
          Call:
            Type: Task
            Resource: arn:aws:states:::http:invoke
            Parameters:
              Method: GET
              ApiEndpoint: ${ApiEndpoint}
              Authentication:
                ConnectionArn: ${EBConnectionARN}
            Retry:
              - ErrorEquals: [States.ALL]
            End: true
      Type: STANDARD
      DefinitionSubstitutions:
        ApiEndpoint: !Ref APIEndpoint
        EBConnectionARN: !GetAtt EventBridgeConnection.Arn
";

#[test]
fn resources_cut_out_of_a_template_are_read_and_what_they_leave_open_is_a_parameter() {
    let text = CUT_OUT;
    let open = read(text);
    let template = open.template.as_ref().unwrap();
    assert!(template.kind == TemplateKind::Sam && &*template.machines[0] == "StateMachine");
    assert_eq!(&*template.parameters[0].name, "APIEndpoint");
    assert_eq!(errors(text, &open), []);
    assert!(definition(&open).contains(r#""ApiEndpoint":"${ApiEndpoint}""#), "what has no value stays");
    let told: Vec<_> = open.diagnostics.iter().filter(|found| found.code == Code::TemplateParameter).collect();
    assert!(told.iter().any(|found| found.message().contains("`APIEndpoint` has no value")), "{told:?}");

    let filled = check(text, &choice("", &[("APIEndpoint", "https://a.example/x")]), WorkflowType::Standard);
    assert!(definition(&filled).contains(r#""ApiEndpoint":"https://a.example/x""#));
    let state = filled.machine.as_ref().unwrap().scope.state("Call").unwrap();
    assert_eq!(&text[state.name.span.start as usize..state.name.span.end as usize], "Call");
    assert!(definition(&filled).contains("${EBConnectionARN}"), "a connection that is not in the text can be bound");
}

const TWO: &str = r#"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod], Description: Where it runs}
  Key: {Type: String, NoEcho: true}
Mappings:
  Hosts: {dev: {url: "https://dev.example"}, prod: {url: "https://api.example"}}
Conditions:
  Live: !Equals [!Ref Stage, prod]
  NotLive: !Not [!Condition Live]
Resources:
  Api: {Type: AWS::Events::Connection, Properties: {Name: !Sub "api-${Stage}", AuthorizationType: BASIC}}
  Work: {Type: AWS::Serverless::Function, Properties: {FunctionName: !Join ["-", [work, !Ref Stage]]}}
  First:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      Definition: &definition
        StartAt: A
        States:
          A: {Type: Pass, Result: ["${Url}", "${Arn}", "${Fn}", "${Where}", "${Part}", "${Kept}"], End: true}
      DefinitionSubstitutions:
        Url: !Sub ["${Host}/v1", {Host: !FindInMap [Hosts, !Ref Stage, url]}]
        Arn: !GetAtt Api.Arn
        Fn: !GetAtt Work.Arn
        Where: !If [Live, live, !If [NotLive, trial, never]]
        Part: !Select [1, !Split [",", "a,b,c"]]
  Second:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      Definition:
        StartAt: B
        States:
          B: {Type: Pass, Result: {secret: !Ref Key, zones: !GetAZs "", none: !Ref AWS::NoValue, n: !Length [1, 2]}, End: true}
"#;

#[test]
fn functions_parameters_mappings_and_conditions_are_worked_out() {
    let first = read(TWO);
    assert_eq!(errors(TWO, &first), []);
    assert_eq!(first.workflow, WorkflowType::Express);
    let text = definition(&first);
    for part in [
        r#""https://dev.example/v1""#,
        "arn:aws:events:us-east-1:123456789012:connection/api-dev/",
        r#""arn:aws:lambda:us-east-1:123456789012:function:work-dev""#,
        r#""trial""#,
        r#""b""#,
        r#""${Kept}""#,
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let live = definition(&check(TWO, &choice("First", &[("Stage", "prod")]), WorkflowType::Standard));
    assert!(live.contains(r#""https://api.example/v1""#) && live.contains(r#""live""#), "{live}");

    let template = first.template.unwrap();
    assert_eq!(template.machines.iter().map(|id| &**id).collect::<Vec<_>>(), ["First", "Second"]);
    let stage = &template.parameters[0];
    assert_eq!((stage.default.as_deref(), stage.allowed.len(), stage.is_secret), (Some("dev"), 2, false));
    assert!(template.parameters[1].is_secret);
    assert_eq!(&*template.connections[0], "Api");
}

#[test]
fn another_machine_can_be_chosen_and_no_secret_is_filled_in() {
    let second = check(TWO, &choice("Second", &[("Key", "hush")]), WorkflowType::Standard);
    let text = definition(&second);
    assert!(!text.contains("hush") && text.contains(r#""secret":"${Key}""#), "{text}");
    assert!(text.contains(r#""n":2"#) && !text.contains("none") && text.contains("us-east-1a"), "{text}");
    assert!(second.diagnostics.iter().any(|found| found.code == Code::SecretInText));
    assert_eq!(second.workflow, WorkflowType::Standard);
}

#[test]
fn a_definition_that_is_text_is_underlined_at_its_place() {
    let block = r#"
Resources:
  M:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub |
        {
          "StartAt": "A",
          "States": {
            "A": {"Type": "Task", "Resource": "${Work.Arn}", "Next": "Gone"}
          }
        }
  Work: {Type: AWS::Lambda::Function}
"#;
    let cdk = r#"{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString":
        {"Fn::Join": ["", ["{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Task\",\"Resource\":\"",
            {"Fn::GetAtt": ["Work", "Arn"]}, "\",\"Next\":\"Gone\"}}}"]]}}}, "Work": {"Type": "AWS::Lambda::Function"}}}"#;
    for (text, underlined) in [(block, "\"Gone\""), (cdk, "\\\"Gone\\\"")] {
        let read = read(text);
        assert!(definition(&read).contains("arn:aws:lambda:us-east-1:123456789012:function:Work"), "{text}");
        let found = errors(text, &read);
        assert!(found.iter().any(|(message, place)| message.contains("Gone") && *place == underlined), "{found:?}");
        let state = read.machine.as_ref().unwrap().scope.state("A").unwrap();
        let name = &text[state.name.span.start as usize..state.name.span.end as usize];
        assert!(name.trim_matches(['"', '\\']) == "A", "{name}");
    }
}

#[test]
fn an_error_in_a_definition_in_yaml_is_underlined_at_its_place() {
    let text = CUT_OUT.replace("End: true", "Next: Gone");
    let found = errors(&text, &read(&text));
    assert!(found.iter().any(|(message, place)| message.contains("Gone") && *place == "Gone"), "{found:?}");
}

#[test]
fn what_cannot_be_read_is_said_with_a_way_out() {
    let machine = |properties: &str| {
        format!("Resources:\n  M: {{Type: AWS::Serverless::StateMachine, Properties: {{{properties}}}}}")
    };
    for (text, part) in [
        ("AWSTemplateFormatVersion: '2010-09-09'".to_owned(), "no state machine"),
        ("Resources: {}".to_owned(), "no state machine"),
        (machine("DefinitionUri: a/b.asl.json"), "another file, `a/b.asl.json`"),
        (machine("Type: EXPRESS"), "has no definition"),
        (machine("Definition: {'Fn::Transform': {Name: 'AWS::Include'}}"), "by a macro that only AWS can run"),
        (machine("DefinitionString: '{'"), ""),
    ] {
        let read = read(&text);
        let found = errors(&text, &read);
        assert!(found.iter().any(|(message, _)| message.contains(part)), "{text}: {found:?}");
        assert!(read.diagnostics.iter().filter(|one| one.severity == Severity::Error).all(|one| one.hint().is_some()));
    }
}

#[test]
fn names_and_conditions_that_refer_to_themselves_end() {
    let text = r#"
Conditions:
  A: !Not [!Condition B]
  B: !Or [!Condition A, !Condition A]
Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Name: !Sub "${M}${N.Arn}"
      Definition: {StartAt: S, States: {S: {Type: Pass, Result: !If [A, !Ref M, !Ref N], End: true}}}
  N: {Type: AWS::SNS::Topic, Properties: {TopicName: !Join ["", [!Ref M, !Ref N, !GetAtt N.TopicName]]}}
"#;
    assert!(read(text).machine.is_some());
    let deep = format!(
        "Resources:\n  M: {{Type: AWS::Serverless::StateMachine, Properties: {{Definition: {}1{}}}}}",
        "{'Fn::Join': ['', [".repeat(80),
        "]]}".repeat(80)
    );
    assert!(!errors(&deep, &read(&deep)).is_empty());
}

#[test]
fn a_definition_alone_is_no_template() {
    let read = read(r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#);
    assert!(read.template.is_none() && read.machine.is_some() && read.diagnostics.is_empty());
}

#[test]
fn the_templates_of_the_article_are_read_as_printed() {
    let Ok(article) = std::fs::read_to_string("../shared/article.md") else { return };
    let blocks: Vec<&str> = article.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), 4);
    let machine = check(blocks[1], &choice("", &[("APIEndpoint", "https://a.example/")]), WorkflowType::Standard);
    assert_eq!(errors(blocks[1], &machine), []);
    assert_eq!(machine.machine.unwrap().scope.states.len(), 1);
    for connection in [blocks[0], blocks[2]] {
        let found = read(connection);
        assert_eq!(found.template.unwrap().connections.len(), 1);
        assert_eq!(asl_stack::template::connection::read(connection).unwrap().count(), 1);
    }
}

proptest::proptest! {
    #[test]
    fn no_template_panics(
        text in "(?s).{0,40}",
        name in "[A-Za-z${}!. ]{0,12}",
        function in proptest::sample::select(vec!["Ref", "Fn::Sub", "Fn::Join", "Fn::If", "Fn::Select", "Fn::Split", "Fn::GetAtt", "Fn::FindInMap", "Fn::Cidr", "Fn::Length", "Condition"]),
        number in 0_u32..4,
    ) {
        let string = serde_json::to_string(&format!("{text}${{{name}}}{text}")).unwrap();
        let call = format!("{{\"{function}\": [{string}, [{number}, {{\"{function}\": {string}}}], {string}]}}");
        for value in [&call, &string] {
            for place in ["Definition", "DefinitionString"] {
                let template = format!("{{\"Resources\": {{\"M\": {{\"Type\": \"AWS::Serverless::StateMachine\", \"Properties\": {{\"{place}\": {value}, \"DefinitionSubstitutions\": {{\"a\": {value}}}}}}}}}}}");
                let read = read(&template);
                for found in &read.diagnostics {
                    proptest::prop_assert!(found.span.start <= found.span.end && found.span.end as usize <= template.len());
                }
            }
        }
        let _ = read(&format!("Resources: {{M: {{Type: AWS::Serverless::StateMachine, Properties: {{Definition: !Sub |\n {text}"));
    }
}

#[test]
fn the_connections_of_terraform_ask_for_their_secrets() {
    let text = r#"
variable "token" {
  description = "The key of the API"
  sensitive   = true
}
resource "aws_cloudwatch_event_connection" "api" {
  name               = "api-${local.stage}"
  authorization_type = "OAUTH_CLIENT_CREDENTIALS"
  auth_parameters {
    oauth {
      authorization_endpoint = "https://auth.example.com/token"
      http_method            = "POST"
      client_parameters {
        client_id     = "me"
        client_secret = var.token
      }
    }
    invocation_http_parameters {
      header {
        key             = "x-tenant"
        value           = "t"
        is_value_secret = false
      }
    }
  }
}
locals { stage = "dev" }
"#;
    let source = asl_stack::template::connection::read(text).unwrap();
    let asks = source.asks();
    assert_eq!(asks.len(), 1);
    assert_eq!((&*asks[0].name, &*asks[0].description, asks[0].is_secret), ("var.token", "The key of the API", true));
    let answers = [("var.token".into(), asl_http::Secret::new("hush"))].into();
    let connection = source.connections(&answers).remove(0).unwrap();
    assert_eq!(&*connection.name, "api-dev");
}

#[test]
fn the_type_of_the_template_wins_and_so_do_globals() {
    let machine = |globals: &str, properties: &str| {
        format!(
            "Transform: AWS::Serverless-2016-10-31\n{globals}Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    \
             Properties:\n{properties}      Definition:\n        StartAt: A\n        States: {{A: {{Type: Succeed}}}}\n"
        )
    };
    let globals = "Globals:\n  StateMachine:\n    Type: EXPRESS\n";
    for (globals, properties, workflow, is_set) in [
        ("", "      Type: EXPRESS\n", WorkflowType::Express, true),
        ("", "", WorkflowType::Standard, true),
        (globals, "", WorkflowType::Express, true),
        (globals, "      Type: STANDARD\n", WorkflowType::Standard, true),
        ("", "      Type: !Ref Outside\n", WorkflowType::Express, false),
    ] {
        let text = machine(globals, properties);
        // The settings say otherwise, and are asked only where the template leaves it open.
        let read = check(&text, &TemplateChoice::default(), WorkflowType::Express);
        assert_eq!((read.workflow, read.workflow_is_set), (workflow, is_set), "{text}");
    }
    let described =
        r#"{"name": "m", "type": "EXPRESS", "definition": {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}}"#;
    let read = check(described, &TemplateChoice::default(), WorkflowType::Standard);
    assert_eq!((read.workflow, read.workflow_is_set), (WorkflowType::Express, true));
}

#[test]
fn the_bootstrap_version_of_cdk_asks_for_nothing() {
    let text = r#"{"Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>",
        "Default": "/cdk-bootstrap/hnb659fds/version"}}, "Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"DefinitionString": "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}"}}}}"#;
    let template = read(text).template.unwrap();
    assert_eq!(template.parameters[0].default.as_deref(), Some("/cdk-bootstrap/hnb659fds/version"));
}
