//! Terraform, for HashiCorp's provider for AWS.

use asl_value::{Map, Value};

use super::hcl::{Block, Expressions, quoted, type_of, variable};
use super::{code, snake};
use crate::File;
use crate::stack::{Function, Resource, Stack, function};

/// The files of a module.
pub(crate) fn terraform(stack: &Stack) -> Vec<File> {
    let printer = Printer { expressions: Expressions { stack }, stack };
    let mut main = HEAD.to_owned();
    if stack.of_kind("AWS::Lambda::Function").next().is_some() {
        main = main.replace("    }\n  }\n}\n", ARCHIVE);
    }
    for resource in &stack.resources {
        main.push('\n');
        main.push_str(&printer.resource(resource));
    }
    let mut files = vec![
        File { path: "main.tf".to_owned(), text: main },
        File { path: "variables.tf".to_owned(), text: variables(stack) },
    ];
    if !stack.outputs.is_empty() {
        files.push(File { path: "outputs.tf".to_owned(), text: printer.outputs() });
    }
    files.extend(stack.definitions.iter().map(|definition| File {
        path: definition.path.clone(),
        text: templated(&definition.text, &definition.substitutions),
    }));
    files.extend(code(stack));
    files
}

const HEAD: &str = r#"terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}
"#;

const ARCHIVE: &str = r#"    }
    archive = {
      source  = "hashicorp/archive"
      version = ">= 2.4"
    }
  }
}
"#;

fn variables(stack: &Stack) -> String {
    let mut name = Block::default();
    name.set("type", "string");
    name.set("description", quoted("What the names of all resources begin with"));
    name.set("default", quoted("playground"));
    let mut out = name.write("variable \"name\"", 0);
    for parameter in &stack.parameters {
        let mut block = Block::default();
        block.set("type", "string");
        if !parameter.description.is_empty() {
            block.set("description", quoted(&parameter.description));
        }
        if let Some(default) = &parameter.default {
            block.set("default", quoted(default));
        }
        if parameter.is_secret {
            block.set("sensitive", "true");
        }
        out.push('\n');
        out.push_str(&block.write(&format!("variable {}", quoted(&variable(stack, &parameter.name))), 0));
    }
    out
}

/// A definition as a template of Terraform: what is no substitution is written so that it stays.
fn templated(text: &str, substitutions: &[(String, Value)]) -> String {
    if substitutions.is_empty() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = [rest.find("${"), rest.find("%{")].into_iter().flatten().min() {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        let name = behind.strip_prefix("${").and_then(|inner| inner.split('}').next()).unwrap_or_default();
        let is_ours = substitutions.iter().any(|(known, _)| known == name);
        let (mark, after) = behind.split_at(2);
        if !is_ours {
            out.push_str(if mark == "${" { "$" } else { "%" });
        }
        out.push_str(mark);
        rest = after;
    }
    out.push_str(rest);
    out
}

struct Printer<'s> {
    expressions: Expressions<'s>,
    stack: &'s Stack,
}

impl Printer<'_> {
    fn of(&self, value: &Value) -> String {
        self.expressions.expression(value, 1)
    }

    /// A document of JSON within an argument.
    fn document(&self, value: &Value) -> String {
        format!("jsonencode({})", self.expressions.expression(value, 1))
    }

    fn outputs(&self) -> String {
        let mut out = String::new();
        for (name, value) in &self.stack.outputs {
            let mut block = Block::default();
            block.set("value", self.of(value));
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&block.write(&format!("output {}", quoted(&snake(name))), 0));
        }
        out
    }

    fn head(resource: &Resource) -> String {
        format!("resource \"{}\" \"{}\"", type_of(resource.kind), snake(&resource.id))
    }

    fn resource(&self, resource: &Resource) -> String {
        let properties = &resource.properties;
        let name = || match properties.get("Name") {
            Some(name) => self.of(name),
            None => format!("\"${{var.name}}-{}\"", resource.id),
        };
        let mut block = Block::default();
        match resource.kind {
            "AWS::StepFunctions::StateMachine" => self.machine(resource, &mut block),
            "AWS::IAM::Role" => return self.role(resource),
            "AWS::Events::Rule" => return self.rule(resource),
            "AWS::Lambda::Function" => return self.function(resource),
            "AWS::Events::Connection" => {
                block.set("name", name());
                self.copy(
                    properties,
                    &mut block,
                    &[("Description", "description"), ("AuthorizationType", "authorization_type")],
                );
                if let Some(parameters) = properties.get("AuthParameters").and_then(Value::as_object) {
                    block.block("auth_parameters", self.auth_parameters(parameters));
                }
            }
            "AWS::Events::ApiDestination" => {
                block.set("name", name());
                let names = [
                    ("ConnectionArn", "connection_arn"),
                    ("InvocationEndpoint", "invocation_endpoint"),
                    ("HttpMethod", "http_method"),
                    ("InvocationRateLimitPerSecond", "invocation_rate_limit_per_second"),
                ];
                self.copy(properties, &mut block, &names);
            }
            "AWS::Events::EventBus" => block.set("name", name()),
            "AWS::SQS::Queue" => {
                let named = properties.get("QueueName").map(|name| self.of(name));
                block.set("name", named.unwrap_or_else(name));
                self.copy(
                    properties,
                    &mut block,
                    &[("FifoQueue", "fifo_queue"), ("SqsManagedSseEnabled", "sqs_managed_sse_enabled")],
                );
            }
            "AWS::SQS::QueuePolicy" => {
                let queue = properties.get("Queues").and_then(Value::as_array).and_then(<[Value]>::first);
                block.set("queue_url", queue.map(|queue| self.of(queue)).unwrap_or_default());
                block.set(
                    "policy",
                    properties.get("PolicyDocument").map(|document| self.document(document)).unwrap_or_default(),
                );
            }
            "AWS::Logs::LogGroup" => {
                self.copy(
                    properties,
                    &mut block,
                    &[("LogGroupName", "name"), ("RetentionInDays", "retention_in_days")],
                );
            }
            "AWS::Logs::ResourcePolicy" => {
                self.copy(
                    properties,
                    &mut block,
                    &[("PolicyName", "policy_name"), ("PolicyDocument", "policy_document")],
                );
            }
            "AWS::Lambda::Permission" => {
                let names = [
                    ("FunctionName", "function_name"),
                    ("Action", "action"),
                    ("Principal", "principal"),
                    ("SourceArn", "source_arn"),
                ];
                self.copy(properties, &mut block, &names);
            }
            "AWS::Lambda::EventInvokeConfig" => {
                let names = [
                    ("FunctionName", "function_name"),
                    ("MaximumRetryAttempts", "maximum_retry_attempts"),
                    ("MaximumEventAgeInSeconds", "maximum_event_age_in_seconds"),
                ];
                self.copy(properties, &mut block, &names);
                if let Some(config) = properties.get("DestinationConfig") {
                    let mut inner = Block::default();
                    for (from, to) in [("OnSuccess", "on_success"), ("OnFailure", "on_failure")] {
                        if let Some(destination) = config.get(from).and_then(|one| one.get("Destination")) {
                            let mut one = Block::default();
                            one.set("destination", self.of(destination));
                            inner.block(to, one);
                        }
                    }
                    block.block("destination_config", inner);
                }
            }
            _ => {}
        }
        block.write(&Self::head(resource), 0)
    }

    /// Arguments out of properties, in this order.
    fn copy(&self, from: &Map, block: &mut Block, names: &[(&str, &str)]) {
        for (name, new) in names {
            if let Some(value) = from.get(name) {
                block.set(new, self.of(value));
            }
        }
    }

    fn machine(&self, resource: &Resource, block: &mut Block) {
        let properties = &resource.properties;
        self.copy(
            properties,
            block,
            &[("StateMachineName", "name"), ("StateMachineType", "type"), ("RoleArn", "role_arn")],
        );
        if let Some(definition) = self.stack.definition(&resource.id) {
            let path = format!("\"${{path.module}}/{}\"", definition.path);
            let names: Map =
                definition.substitutions.iter().map(|(name, value)| (name.as_str().into(), value.clone())).collect();
            block.set(
                "definition",
                if names.is_empty() {
                    format!("file({path})")
                } else {
                    format!("templatefile({path}, {})", self.of(&names.into()))
                },
            );
        }
        if let Some(Function::GetAtt(role, _)) = properties.get("RoleArn").and_then(function) {
            let has_policy = self.stack.resource(role).is_some_and(|role| role.properties.get("Policies").is_some());
            if has_policy {
                block.set("depends_on", format!("[aws_iam_role_policy.{}]", snake(role)));
            }
        }
        if let Some(logging) = properties.get("LoggingConfiguration") {
            let mut inner = Block::default();
            let group = logging
                .get("Destinations")
                .and_then(Value::as_array)
                .and_then(<[Value]>::first)
                .and_then(|one| one.get("CloudWatchLogsLogGroup")?.get("LogGroupArn"));
            if let Some(group) = group {
                inner.set("log_destination", self.of(group));
            }
            if let Some(logging) = logging.as_object() {
                self.copy(
                    logging,
                    &mut inner,
                    &[("Level", "level"), ("IncludeExecutionData", "include_execution_data")],
                );
            }
            block.block("logging_configuration", inner);
        }
        if properties.get("TracingConfiguration").is_some() {
            let mut inner = Block::default();
            inner.set("enabled", "true");
            block.block("tracing_configuration", inner);
        }
    }

    fn role(&self, resource: &Resource) -> String {
        let mut block = Block::default();
        if let Some(document) = resource.properties.get("AssumeRolePolicyDocument") {
            block.set("name_prefix", format!("substr(\"${{var.name}}-{}-\", 0, 38)", resource.id));
            block.set("assume_role_policy", self.document(document));
        }
        let mut out = block.write(&Self::head(resource), 0);
        let policies = resource.properties.get("Policies").and_then(Value::as_array).unwrap_or_default();
        for policy in policies {
            let mut block = Block::default();
            block.set("name", policy.get("PolicyName").map(|name| self.of(name)).unwrap_or_default());
            block.set("role", format!("aws_iam_role.{}.id", snake(&resource.id)));
            block.set(
                "policy",
                policy.get("PolicyDocument").map(|document| self.document(document)).unwrap_or_default(),
            );
            out.push('\n');
            out.push_str(&block.write(&format!("resource \"aws_iam_role_policy\" \"{}\"", snake(&resource.id)), 0));
        }
        out
    }

    fn function(&self, resource: &Resource) -> String {
        let name = snake(&resource.id);
        let mut archive = Block::default();
        archive.set("type", quoted("zip"));
        archive.set("source_dir", format!("\"${{path.module}}/functions/{}\"", resource.id));
        archive.set("output_path", format!("\"${{path.module}}/.terraform/{}.zip\"", resource.id));
        let mut block = Block::default();
        let properties = &resource.properties;
        let names = [("FunctionName", "function_name"), ("Runtime", "runtime"), ("Handler", "handler")];
        self.copy(properties, &mut block, &names);
        block.set("filename", format!("data.archive_file.{name}.output_path"));
        block.set("source_code_hash", format!("data.archive_file.{name}.output_base64sha256"));
        self.copy(properties, &mut block, &[("Role", "role"), ("Timeout", "timeout"), ("MemorySize", "memory_size")]);
        let mut inner = |name: &str, from: &str, names: &[(&str, &str)]| {
            if let Some(members) = properties.get(from).and_then(Value::as_object) {
                let mut one = Block::default();
                if name == "logging_config" {
                    one.set("log_format", quoted("Text"));
                }
                self.copy(members, &mut one, names);
                block.block(name, one);
            }
        };
        inner("environment", "Environment", &[("Variables", "variables")]);
        inner("logging_config", "LoggingConfig", &[("LogGroup", "log_group")]);
        inner("tracing_config", "TracingConfig", &[("Mode", "mode")]);
        inner("dead_letter_config", "DeadLetterConfig", &[("TargetArn", "target_arn")]);
        let archive = archive.write(&format!("data \"archive_file\" \"{name}\""), 0);
        format!("{archive}\n{}", block.write(&Self::head(resource), 0))
    }

    fn auth_parameters(&self, parameters: &Map) -> Block {
        let mut block = Block::default();
        let mut simple = |name: &str, from: &str, names: &[(&str, &str)]| {
            if let Some(members) = parameters.get(from).and_then(Value::as_object) {
                let mut inner = Block::default();
                self.copy(members, &mut inner, names);
                block.block(name, inner);
            }
        };
        simple("basic", "BasicAuthParameters", &[("Username", "username"), ("Password", "password")]);
        simple("api_key", "ApiKeyAuthParameters", &[("ApiKeyName", "key"), ("ApiKeyValue", "value")]);
        if let Some(oauth) = parameters.get("OAuthParameters").and_then(Value::as_object) {
            let mut inner = Block::default();
            self.copy(
                oauth,
                &mut inner,
                &[("AuthorizationEndpoint", "authorization_endpoint"), ("HttpMethod", "http_method")],
            );
            if let Some(client) = oauth.get("ClientParameters").and_then(Value::as_object) {
                let mut one = Block::default();
                self.copy(client, &mut one, &[("ClientID", "client_id"), ("ClientSecret", "client_secret")]);
                inner.block("client_parameters", one);
            }
            // The provider asks for the block, also where it is empty.
            let lists = oauth.get("OAuthHttpParameters").and_then(Value::as_object).cloned().unwrap_or_default();
            inner.block("oauth_http_parameters", self.lists(&lists));
            block.block("oauth", inner);
        }
        if let Some(lists) = parameters.get("InvocationHttpParameters").and_then(Value::as_object) {
            block.block("invocation_http_parameters", self.lists(lists));
        }
        block
    }

    fn lists(&self, lists: &Map) -> Block {
        let mut block = Block::default();
        for (from, to) in
            [("BodyParameters", "body"), ("HeaderParameters", "header"), ("QueryStringParameters", "query_string")]
        {
            for item in lists.get(from).and_then(Value::as_array).unwrap_or_default() {
                let mut one = Block::default();
                if let Some(item) = item.as_object() {
                    self.copy(
                        item,
                        &mut one,
                        &[("Key", "key"), ("Value", "value"), ("IsValueSecret", "is_value_secret")],
                    );
                }
                block.block(to, one);
            }
        }
        block
    }

    /// A rule, and each of its targets, which is a resource of its own.
    fn rule(&self, resource: &Resource) -> String {
        let properties = &resource.properties;
        let mut block = Block::default();
        let name = properties.get("Name").map(|name| self.of(name));
        block.set("name", name.unwrap_or_else(|| format!("\"${{var.name}}-{}\"", resource.id)));
        self.copy(
            properties,
            &mut block,
            &[("EventBusName", "event_bus_name"), ("ScheduleExpression", "schedule_expression"), ("State", "state")],
        );
        if let Some(pattern) = properties.get("EventPattern") {
            block.set("event_pattern", self.document(pattern));
        }
        let mut out = block.write(&Self::head(resource), 0);
        let targets = properties.get("Targets").and_then(Value::as_array).unwrap_or_default();
        for (number, target) in (1..).zip(targets) {
            let Some(target) = target.as_object() else { continue };
            let name =
                if targets.len() == 1 { snake(&resource.id) } else { format!("{}_{number}", snake(&resource.id)) };
            out.push('\n');
            out.push_str(
                &self
                    .target(resource, target)
                    .write(&format!("resource \"aws_cloudwatch_event_target\" \"{name}\""), 0),
            );
        }
        out
    }

    fn target(&self, rule: &Resource, target: &Map) -> Block {
        let mut block = Block::default();
        block.set("rule", format!("aws_cloudwatch_event_rule.{}.name", snake(&rule.id)));
        self.copy(&rule.properties, &mut block, &[("EventBusName", "event_bus_name")]);
        let names = [
            ("Id", "target_id"),
            ("Arn", "arn"),
            ("RoleArn", "role_arn"),
            ("Input", "input"),
            ("InputPath", "input_path"),
        ];
        self.copy(target, &mut block, &names);
        let mut inner = |name: &str, from: &str, names: &[(&str, &str)]| {
            if let Some(members) = target.get(from).and_then(Value::as_object) {
                let mut one = Block::default();
                self.copy(members, &mut one, names);
                block.block(name, one);
            }
        };
        inner(
            "input_transformer",
            "InputTransformer",
            &[("InputPathsMap", "input_paths"), ("InputTemplate", "input_template")],
        );
        let http = [
            ("PathParameterValues", "path_parameter_values"),
            ("HeaderParameters", "header_parameters"),
            ("QueryStringParameters", "query_string_parameters"),
        ];
        inner("http_target", "HttpParameters", &http);
        let retry = [
            ("MaximumRetryAttempts", "maximum_retry_attempts"),
            ("MaximumEventAgeInSeconds", "maximum_event_age_in_seconds"),
        ];
        inner("retry_policy", "RetryPolicy", &retry);
        inner("dead_letter_config", "DeadLetterConfig", &[("Arn", "arn")]);
        block
    }
}
