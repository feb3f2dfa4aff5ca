//! What a template says of a machine's logs and traces: `LoggingConfiguration` and `TracingConfiguration`, in SAM `Logging` and
//! `Tracing` (CloudFormation reference, `AWS::StepFunctions::StateMachine`).

use std::rc::Rc;

use super::resolve::Resolver;
use asl_aws::arn::Arn;
use asl_sim::logging::{LogLevel, Logging};
use asl_text::{Node, NodeKind};

/// What is logged and traced of a machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// What is logged; `None` where the template does not say it, which AWS takes for `OFF`.
    pub logging: Option<Logging>,
    /// Whether X-Ray traces it; `None` where the template does not say it, which AWS takes for no.
    pub traces: Option<bool>,
}

/// Reads the properties of a machine.
pub(super) fn read(resolver: &Resolver<'_>, properties: &Node) -> Observed {
    let plain = |keys: [&str; 2]| keys.iter().find_map(|key| properties.get(key)).and_then(|node| resolver.plain(node));
    let logging = plain(["LoggingConfiguration", "Logging"]).map(|node| Logging {
        level: node.get("Level").and_then(Node::as_str).and_then(|name| LogLevel::find(name)).unwrap_or_default(),
        includes_data: node.get("IncludeExecutionData").is_some_and(is_true),
        group: group(&node),
    });
    let traces = plain(["TracingConfiguration", "Tracing"]).map(|node| node.get("Enabled").is_some_and(is_true));
    Observed { logging, traces }
}

fn is_true(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Bool(flag) => *flag,
        NodeKind::String(text) => &**text == "true",
        _ => false,
    }
}

/// The name of the log group that the destination names.
fn group(node: &Node) -> Option<Rc<str>> {
    let destination = node.get("Destinations")?.items().first()?;
    let arn = destination.get("CloudWatchLogsLogGroup")?.get("LogGroupArn")?.as_str()?;
    let name = Arn::parse(arn)?.resource.strip_prefix("log-group:")?.trim_end_matches(":*");
    (!name.is_empty() && !name.contains("${")).then(|| name.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::source;
    use asl_document::TemplateChoice;
    use asl_lang::WorkflowType;

    fn observed(properties: &str, kind: &str) -> Observed {
        let text = format!(
            "Resources:\n  G: {{Type: AWS::Logs::LogGroup, Properties: {{LogGroupName: /aws/vendedlogs/states/x}}}}\n  M:\n    \
             Type: {kind}\n    Properties:\n      Definition: {{StartAt: A, States: {{A: {{Type: Succeed}}}}}}\n{properties}"
        );
        source::check(&text, &TemplateChoice::default(), WorkflowType::Standard).observed
    }

    #[test]
    fn sam_and_cloudformation_spell_it_each_in_their_way() {
        let sam = "      Logging:\n        Level: ALL\n        IncludeExecutionData: true\n        Destinations:\n          - \
                   CloudWatchLogsLogGroup: {LogGroupArn: !GetAtt G.Arn}\n      Tracing: {Enabled: true}\n";
        let found = observed(sam, "AWS::Serverless::StateMachine");
        let group = Some("/aws/vendedlogs/states/x".into());
        assert_eq!(found.logging, Some(Logging { level: LogLevel::All, includes_data: true, group }));
        assert_eq!(found.traces, Some(true));
        let other = "      LoggingConfiguration: {Level: FATAL}\n      TracingConfiguration: {Enabled: false}\n";
        let found = observed(other, "AWS::StepFunctions::StateMachine");
        assert_eq!(found.logging, Some(Logging { level: LogLevel::Fatal, ..Logging::default() }));
        assert_eq!(found.traces, Some(false));
        assert_eq!(observed("", "AWS::StepFunctions::StateMachine"), Observed::default());
    }

    fn of(text: &str) -> source::Read {
        source::check(text, &TemplateChoice::default(), WorkflowType::Standard)
    }

    const TERRAFORM: &str = r#"
resource "aws_cloudwatch_log_group" "log" { name = "/aws/vendedlogs/states/x" }
resource "aws_sqs_queue" "dead" { name = "dead" }
resource "aws_sfn_state_machine" "m" {
  name       = "m"
  definition = jsonencode({ StartAt = "A", States = { A = { Type = "Succeed" } } })
  logging_configuration {
    log_destination        = "${aws_cloudwatch_log_group.log.arn}:*"
    include_execution_data = true
    level                  = "ERROR"
  }
  tracing_configuration { enabled = true }
}
resource "aws_lambda_function" "f" {
  function_name = "the-function"
  runtime       = "nodejs22.x"
  handler       = "index.handler"
  timeout       = 20
  memory_size   = 512
  tracing_config { mode = "Active" }
  environment { variables = { URL = "https://a.example" } }
  dead_letter_config { target_arn = aws_sqs_queue.dead.arn }
}
resource "aws_lambda_function_event_invoke_config" "f" {
  function_name          = aws_lambda_function.f.function_name
  maximum_retry_attempts = 1
  destination_config {
    on_failure { destination = aws_sqs_queue.dead.arn }
  }
}
"#;

    #[test]
    fn terraform_says_it_in_blocks() {
        let read = of(TERRAFORM);
        let group = Some("/aws/vendedlogs/states/x".into());
        let logging = Logging { level: LogLevel::Error, includes_data: true, group };
        assert_eq!(read.observed, Observed { logging: Some(logging), traces: Some(true) });
        let [function] = &*read.functions else { panic!("{:?}", read.functions) };
        assert_eq!((function.timeout_seconds, function.memory_mb, function.traces), (20, 512, true));
        assert_eq!(function.environment, [("URL".into(), "https://a.example".into())]);
        let dead = Some("arn:aws:sqs:us-east-1:123456789012:dead".into());
        let asynchronous = &function.asynchronous;
        assert_eq!((asynchronous.retries, &asynchronous.dead_letters), (1, &dead));
        assert_eq!(asynchronous.on_failure, dead);
    }

    const SERVERLESS: &str = "
service: shop
provider: {name: aws, runtime: nodejs22.x, memorySize: 256, tracing: {lambda: true}, environment: {STAGE: dev, URL: x}}
functions:
  quote:
    handler: index.handler
    timeout: 20
    environment: {URL: 'https://a.example'}
    maximumRetryAttempts: 0
    onError: 'arn:aws:sqs:us-east-1:123456789012:dead'
    destinations: {onFailure: 'arn:aws:sqs:us-east-1:123456789012:failed'}
  plain: {handler: index.other, tracing: PassThrough}
stepFunctions:
  stateMachines:
    m:
      loggingConfig:
        level: ALL
        includeExecutionData: true
        destinations: [{Fn::GetAtt: [Log, Arn]}]
      tracingConfig: {enabled: true}
      definition: {StartAt: A, States: {A: {Type: Succeed}}}
resources:
  Resources:
    Log: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/vendedlogs/states/x}}
";

    #[test]
    fn serverless_lists_log_groups_and_gives_functions_what_the_provider_says() {
        let read = of(SERVERLESS);
        let group = Some("/aws/vendedlogs/states/x".into());
        let logging = Logging { level: LogLevel::All, includes_data: true, group };
        assert_eq!(read.observed, Observed { logging: Some(logging), traces: Some(true) });
        let [quote, plain] = &*read.functions else { panic!("{:?}", read.functions) };
        assert_eq!((quote.timeout_seconds, quote.memory_mb), (20, 256));
        assert_eq!(quote.environment, [("STAGE".into(), "dev".into()), ("URL".into(), "https://a.example".into())]);
        assert_eq!(quote.asynchronous.retries, 0);
        assert_eq!(quote.asynchronous.dead_letters.as_deref(), Some("arn:aws:sqs:us-east-1:123456789012:dead"));
        assert_eq!(quote.asynchronous.on_failure.as_deref(), Some("arn:aws:sqs:us-east-1:123456789012:failed"));
        assert_eq!((plain.timeout_seconds, plain.memory_mb), (6, 256));
        assert_eq!((quote.traces, plain.traces), (true, false));
    }

    #[test]
    fn terraform_in_json_says_it_in_blocks_or_in_lists_of_them() {
        let file = |logging: &str, tracing: &str| {
            of(&format!(
                r#"{{"resource": {{
                    "aws_cloudwatch_log_group": {{"log": {{"name": "/aws/vendedlogs/states/x"}}}},
                    "aws_sfn_state_machine": {{"m": {{
                        "name": "m", "logging_configuration": {logging}, "tracing_configuration": {tracing},
                        "definition": "{{\"StartAt\": \"A\", \"States\": {{\"A\": {{\"Type\": \"Succeed\"}}}}}}"}}}}}}}}"#
            ))
            .observed
        };
        let group = Some("/aws/vendedlogs/states/x".into());
        let logging = Logging { level: LogLevel::Error, includes_data: true, group };
        let written = r#"{"level": "ERROR", "include_execution_data": true, "log_destination": "${aws_cloudwatch_log_group.log.arn}:*"}"#;
        let expected = Observed { logging: Some(logging), traces: Some(true) };
        assert_eq!(file(written, r#"{"enabled": true}"#), expected);
        assert_eq!(file(&format!("[{written}]"), r#"[{"enabled": true}]"#), expected);
        let elsewhere = r#"{"level": "ALL", "log_destination": "${var.group}"}"#;
        let logging = Logging { level: LogLevel::All, ..Logging::default() };
        assert_eq!(file(elsewhere, "{}"), Observed { logging: Some(logging), traces: Some(false) });
    }
}
