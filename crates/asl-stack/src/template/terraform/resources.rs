//! The resources of a file of Terraform in CloudFormation's types and properties, as far as the playground knows them; the
//! others keep their type, to be listed.

use std::rc::Rc;

use asl_document::project::Position;
use asl_document::{Project, TemplateChoice};
use asl_text::diagnostic::Diagnostic;
use asl_text::{Member, Node, NodeKind, Span};
use hcl_edit::parser::parse_body;
use hcl_edit::structure::{Block, Body};

use super::super::files::Files;
use super::super::foreign::{Foreign, Written, array, member, object, resource, string};
use super::definition::Search;
use super::depth::{DEEPEST, too_deep};
use super::evaluate::{Module, Scope, span_of};
use super::roles;
use crate::messages::TemplateProblem;

/// The types of Terraform's AWS provider that the playground knows, with CloudFormation's.
const TYPES: [(&str, &str); 18] = [
    ("aws_sfn_state_machine", "AWS::StepFunctions::StateMachine"),
    ("aws_sfn_activity", "AWS::StepFunctions::Activity"),
    ("aws_cloudwatch_event_connection", "AWS::Events::Connection"),
    ("aws_cloudwatch_event_api_destination", "AWS::Events::ApiDestination"),
    ("aws_cloudwatch_event_rule", "AWS::Events::Rule"),
    ("aws_cloudwatch_event_bus", "AWS::Events::EventBus"),
    ("aws_lambda_function", "AWS::Lambda::Function"),
    ("aws_lambda_function_event_invoke_config", "AWS::Lambda::EventInvokeConfig"),
    ("aws_sqs_queue", "AWS::SQS::Queue"),
    ("aws_sns_topic", "AWS::SNS::Topic"),
    ("aws_dynamodb_table", "AWS::DynamoDB::Table"),
    ("aws_s3_bucket", "AWS::S3::Bucket"),
    ("aws_ecs_cluster", "AWS::ECS::Cluster"),
    ("aws_cloudwatch_log_group", "AWS::Logs::LogGroup"),
    ("aws_iam_role", "AWS::IAM::Role"),
    ("aws_lambda_alias", "AWS::Lambda::Function"),
    ("aws_scheduler_schedule", "AWS::Scheduler::Schedule"),
    ("aws_pipes_pipe", "AWS::Pipes::Pipe"),
];

/// CloudFormation's type for a type of the provider.
pub(super) fn aws_type(kind: &str) -> Option<&'static str> {
    TYPES.iter().find(|(known, _)| *known == kind).map(|(_, aws)| *aws)
}

/// Reads the file at `at` with the other files of its folder.
pub(super) fn read(files: Files<'_>, at: Position, choice: &TemplateChoice) -> Foreign {
    let mut diagnostics = Vec::new();
    let mut bodies: Vec<(Position, Body)> = Vec::new();
    let mut given: Vec<(Position, Body)> = Vec::new();
    for position in module_files(files.project, at) {
        let is_values = files.path(position).ends_with(".tfvars");
        if let Some(offset) = too_deep(files.text(position), false) {
            if position == at {
                let problem = TemplateProblem::HclTooDeep(DEEPEST);
                diagnostics.push(Diagnostic::error(Span::new(offset, offset), problem));
            }
            continue;
        }
        match parse_body(files.text(position)) {
            Ok(body) if is_values => given.push((position, body)),
            Ok(body) => bodies.push((position, body)),
            Err(error) if position == at => {
                let offset = error.location().offset();
                let end = files.text(at).get(offset..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
                let problem = TemplateProblem::Hcl(error.message().replace('\n', "; "));
                diagnostics.push(Diagnostic::error(Span::new(offset, offset + end), problem));
            }
            Err(_) => {}
        }
    }
    let module = Module::new(files, choice, &bodies, &given);
    let mut made = Reader {
        module: &module,
        at,
        resources: Vec::new(),
        definitions: Vec::new(),
        files: Vec::new(),
        secrets: Vec::new(),
    };
    if let Some((_, body)) = bodies.iter().find(|(position, _)| *position == at) {
        for block in body.blocks() {
            match block.ident.as_str() {
                "resource" => made.resource(block),
                "data" | "module" => made.other(block),
                _ => {}
            }
        }
        for block in body.blocks().filter(|block| block.ident.as_str() == "resource") {
            made.target(block);
            made.role_elsewhere(block);
        }
    }
    let Reader { resources, definitions, files: named, secrets: made_secrets, .. } = made;
    let whole = Span::new(0, files.text(at).len());
    let start = Span::new(0, files.text(at).find('\n').unwrap_or(files.text(at).len()));
    let mut secrets = made_secrets;
    secrets.dedup();
    let secret = |name: &Rc<str>| {
        let flag = Node { kind: NodeKind::Bool(true), span: start };
        let about = module.parameters().into_iter().find(|known| known.name == *name);
        let about = about.map(|known| known.description).unwrap_or_default();
        let members = vec![member("NoEcho", start, flag), member("Description", start, string(about, start))];
        member(Rc::clone(name), start, object(members, start))
    };
    let parameters = object(secrets.iter().map(secret).collect(), start);
    let parts = vec![member("Parameters", start, parameters), member("Resources", start, object(resources, whole))];
    let template = object(parts, whole);
    Foreign { template, parameters: module.parameters(), definitions, files: named, diagnostics }
}

/// The files of the module, that at `at` first: all `.tf` and `.tfvars` files of its folder.
fn module_files(project: &Project, at: Position) -> Vec<Position> {
    let folder = |position: Position| project.path(position).rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_part = |position: &Position| {
        let path = project.path(*position);
        *position != at && folder(*position) == folder(at) && (path.ends_with(".tf") || path.ends_with(".tfvars"))
    };
    [at].into_iter().chain((0..project.count()).filter(is_part)).collect()
}

struct Reader<'r, 'm> {
    module: &'r Module<'m>,
    at: Position,
    resources: Vec<Member>,
    definitions: Vec<(Rc<str>, Written)>,
    files: Vec<super::super::files::FileReference>,
    /// What a connection is to be asked for.
    secrets: Vec<Rc<str>>,
}

impl Reader<'_, '_> {
    /// The id of a resource: its name, with its type where another one has the same.
    fn id(&self, kind: &str, name: &str) -> Rc<str> {
        let all = self.module.addresses.iter().filter(|known| known.at == self.at && !known.kind.starts_with("data."));
        let first = all.filter(|known| known.name == name && known.kind != "aws_cloudwatch_event_target");
        // The state machine keeps the plain name: it is what a person chooses by.
        let mut others = first.filter(|known| known.kind != kind);
        let is_machine = kind == "aws_sfn_state_machine";
        if is_machine || others.next().is_none() { name.into() } else { format!("{kind}.{name}").into() }
    }

    fn resource(&mut self, block: &Block) {
        let label = |index: usize| block.labels.get(index).map(|label| label.as_str().to_owned()).unwrap_or_default();
        let (kind, name) = (label(0), label(1));
        if kind == "aws_cloudwatch_event_target" {
            return;
        }
        let id = self.id(&kind, &name);
        let key = block.labels.get(1).map_or_else(|| span_of(&block.ident), span_of_label);
        let span = span_of(block);
        let body = &block.body;
        let mut properties: Vec<Member> = Vec::new();
        // Its name is what it is called by: a reference to it is worked out from the same.
        let address = self.module.body(&kind, &name);
        let called = address.map(|address| self.module.name_of(address)).unwrap_or_default();
        match kind.as_str() {
            "aws_sfn_state_machine" => {
                properties.push(member("StateMachineName", key, string(called, key)));
                self.all(body, &mut properties, &[("type", "StateMachineType"), ("role_arn", "RoleArn")]);
                self.observed(body, &mut properties);
                self.definition(&id, body);
            }
            "aws_cloudwatch_event_connection" => {
                properties.push(member("Name", key, string(called, key)));
                let known = [("authorization_type", "AuthorizationType"), ("description", "Description")];
                self.all(body, &mut properties, &known);
                for block in body.get_blocks("auth_parameters").take(1) {
                    let parameters = self.auth_parameters(&block.body);
                    properties.push(member(
                        "AuthParameters",
                        span_of(&block.ident),
                        object(parameters, span_of(block)),
                    ));
                }
            }
            "aws_cloudwatch_event_api_destination" => {
                properties.push(member("Name", key, string(called, key)));
                self.all(
                    body,
                    &mut properties,
                    &[
                        ("connection_arn", "ConnectionArn"),
                        ("http_method", "HttpMethod"),
                        ("invocation_endpoint", "InvocationEndpoint"),
                        ("invocation_rate_limit_per_second", "InvocationRateLimitPerSecond"),
                    ],
                );
            }
            "aws_cloudwatch_event_rule" => {
                properties.push(member("Name", key, string(called, key)));
                let known = [
                    ("schedule_expression", "ScheduleExpression"),
                    ("event_bus_name", "EventBusName"),
                    ("state", "State"),
                    ("description", "Description"),
                ];
                self.all(body, &mut properties, &known);
                if let Some(pattern) = body.get_attribute("event_pattern") {
                    let value = self.module.decoded(self.at, &pattern.value);
                    properties.push(member("EventPattern", span_of(&pattern.key), value));
                }
            }
            "aws_lambda_function" => {
                properties.push(member("FunctionName", key, string(called, key)));
                let known = [
                    ("runtime", "Runtime"),
                    ("handler", "Handler"),
                    ("timeout", "Timeout"),
                    ("memory_size", "MemorySize"),
                ];
                self.all(body, &mut properties, &known);
                properties.extend(self.block(body, "environment", "Environment", &[("variables", "Variables")]));
                properties.extend(self.block(body, "tracing_config", "TracingConfig", &[("mode", "Mode")]));
                let dead = [("target_arn", "TargetArn")];
                properties.extend(self.block(body, "dead_letter_config", "DeadLetterConfig", &dead));
            }
            "aws_lambda_function_event_invoke_config" => {
                let known = [
                    ("function_name", "FunctionName"),
                    ("maximum_event_age_in_seconds", "MaximumEventAgeInSeconds"),
                    ("maximum_retry_attempts", "MaximumRetryAttempts"),
                ];
                self.all(body, &mut properties, &known);
                for config in body.get_blocks("destination_config").take(1) {
                    let to = [("on_success", "OnSuccess"), ("on_failure", "OnFailure")];
                    let known = [("destination", "Destination")];
                    let made = to.iter().filter_map(|(from, to)| self.block(&config.body, from, to, &known));
                    let made = object(made.collect(), span_of(config));
                    properties.push(member("DestinationConfig", span_of(&config.ident), made));
                }
            }
            "aws_iam_role" => {
                properties.extend(address.into_iter().flat_map(|role| roles::properties(self.module, role, key)));
            }
            _ if aws_type(&kind).is_some() => properties.push(member("Name", key, string(called, key))),
            _ => {}
        }
        let aws = aws_type(&kind).unwrap_or(&kind);
        self.resources.push(resource(&id, key, aws, properties, span));
    }

    /// Adds the role of another file that a resource has, at the place where it is named.
    fn role_elsewhere(&mut self, block: &Block) {
        let Some(named) = block.body.get_attribute("role_arn") else { return };
        let (span, value) = (span_of(named), self.module.value(self.at, &named.value, &mut Scope::new(), 0));
        let Some(arn) = value.as_str() else { return };
        let Some((name, properties)) = roles::elsewhere(self.module, self.at, arn, span) else { return };
        let id: Rc<str> = format!("aws_iam_role.{name}").into();
        if self.resources.iter().all(|known| known.key.value != id) {
            self.resources.push(resource(&id, span, "AWS::IAM::Role", properties, span));
        }
    }

    /// A block with these attributes under CloudFormation's names.
    fn block(&self, body: &Body, from: &str, to: &str, names: &[(&str, &str)]) -> Option<Member> {
        let block = body.get_blocks(from).next()?;
        Some(member(to, span_of(&block.ident), object(self.attributes(&block.body, names), span_of(block))))
    }

    /// What is logged and traced of a state machine.
    fn observed(&self, body: &Body, into: &mut Vec<Member>) {
        if let Some(block) = body.get_blocks("logging_configuration").next() {
            let (key, span) = (span_of(&block.ident), span_of(block));
            let known = [("level", "Level"), ("include_execution_data", "IncludeExecutionData")];
            let mut members = self.attributes(&block.body, &known);
            if let Some(arn) = self.attributes(&block.body, &[("log_destination", "LogGroupArn")]).pop() {
                let group = member("CloudWatchLogsLogGroup", key, object(vec![arn], span));
                members.push(member("Destinations", key, array(vec![object(vec![group], span)], span)));
            }
            into.push(member("LoggingConfiguration", key, object(members, span)));
        }
        let known = [("enabled", "Enabled")];
        into.extend(self.block(body, "tracing_configuration", "TracingConfiguration", &known));
    }

    /// Finds the definition of the state machine `id` in its body.
    fn definition(&mut self, id: &Rc<str>, body: &Body) {
        if let Some(definition) = body.get_attribute("definition") {
            let mut search = Search { module: self.module, machine: id, files: Vec::new() };
            let written = search.of(self.at, &definition.value, 0);
            self.files.append(&mut search.files);
            self.definitions.push((Rc::clone(id), written));
        }
    }

    /// Adds those attributes that are there under CloudFormation's names.
    fn all(&self, body: &Body, into: &mut Vec<Member>, names: &[(&str, &str)]) {
        for (from, to) in names {
            if let Some(attribute) = body.get_attribute(from) {
                let value = self.module.value(self.at, &attribute.value, &mut Scope::new(), 0);
                into.push(member(*to, span_of(&attribute.key), value));
            }
        }
    }

    fn attributes(&self, body: &Body, names: &[(&str, &str)]) -> Vec<Member> {
        let mut made = Vec::new();
        self.all(body, &mut made, names);
        made
    }

    /// The credentials of a connection: what is not known is asked for, and is a secret.
    fn credentials(&mut self, body: &Body, names: &[(&str, &str)]) -> Vec<Member> {
        let mut made = self.attributes(body, names);
        for one in &mut made {
            let NodeKind::Placeholder(written) = &one.value.kind else { continue };
            let name: Rc<str> = asl_text::placeholder::name(written).into();
            one.value =
                object(vec![member("Ref", one.value.span, string(Rc::clone(&name), one.value.span))], one.value.span);
            self.secrets.push(name);
        }
        made
    }

    /// A data source or a module: it is listed.
    fn other(&mut self, block: &Block) {
        let labels: Vec<&str> = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
        let id: Rc<str> = [&[block.ident.as_str()], labels.as_slice()].concat().join(".").into();
        let key = block.labels.last().map_or_else(|| span_of(&block.ident), span_of_label);
        let kind = if block.ident.as_str() == "data" { "data source" } else { "module" };
        // A module that makes a state machine of its argument, as terraform-aws-modules/step-functions does.
        if kind == "module" && block.body.get_attribute("definition").is_some() {
            let id: Rc<str> = labels.last().copied().unwrap_or_default().into();
            let mut properties =
                self.attributes(&block.body, &[("name", "StateMachineName"), ("type", "StateMachineType")]);
            self.definition(&id, &block.body);
            properties.push(member("Definition", key, object(Vec::new(), span_of(block))));
            self.resources.push(resource(&id, key, "AWS::StepFunctions::StateMachine", properties, span_of(block)));
            return;
        }
        self.resources.push(resource(&id, key, kind, Vec::new(), span_of(block)));
    }

    fn auth_parameters(&mut self, body: &Body) -> Vec<Member> {
        let mut made = Vec::new();
        for block in body.blocks() {
            let (key, span) = (span_of(&block.ident), span_of(block));
            let put = |name: &str, members: Vec<Member>| member(name, key, object(members, span));
            made.push(match block.ident.as_str() {
                "api_key" => put(
                    "ApiKeyAuthParameters",
                    self.credentials(&block.body, &[("key", "ApiKeyName"), ("value", "ApiKeyValue")]),
                ),
                "basic" => put(
                    "BasicAuthParameters",
                    self.credentials(&block.body, &[("username", "Username"), ("password", "Password")]),
                ),
                "oauth" => {
                    let known = [("authorization_endpoint", "AuthorizationEndpoint"), ("http_method", "HttpMethod")];
                    let mut members = self.attributes(&block.body, &known);
                    for inner in block.body.blocks() {
                        let (key, span) = (span_of(&inner.ident), span_of(inner));
                        match inner.ident.as_str() {
                            "client_parameters" => {
                                let known = [("client_id", "ClientID"), ("client_secret", "ClientSecret")];
                                let client = self.credentials(&inner.body, &known);
                                members.push(member("ClientParameters", key, object(client, span)));
                            }
                            "oauth_http_parameters" => {
                                let http = self.http_parameters(&inner.body);
                                members.push(member("OAuthHttpParameters", key, object(http, span)));
                            }
                            _ => {}
                        }
                    }
                    put("OAuthParameters", members)
                }
                "invocation_http_parameters" => put("InvocationHttpParameters", self.http_parameters(&block.body)),
                _ => continue,
            });
        }
        made
    }

    fn http_parameters(&self, body: &Body) -> Vec<Member> {
        let mut made = Vec::new();
        let kinds =
            [("header", "HeaderParameters"), ("query_string", "QueryStringParameters"), ("body", "BodyParameters")];
        for (from, to) in kinds {
            let known = [("key", "Key"), ("value", "Value"), ("is_value_secret", "IsValueSecret")];
            let blocks: Vec<&Block> = body.get_blocks(from).collect();
            if let Some(first) = blocks.first() {
                let (key, span) = (span_of(&first.ident), span_of(*first));
                let items = blocks.iter().map(|one| object(self.attributes(&one.body, &known), span_of(*one)));
                made.push(member(to, key, array(items.collect(), span)));
            }
        }
        made
    }

    /// Adds a target to the rule that it names.
    fn target(&mut self, block: &Block) {
        let label = |index: usize| block.labels.get(index).map(|label| label.as_str().to_owned()).unwrap_or_default();
        if label(0) != "aws_cloudwatch_event_target" {
            return;
        }
        let (body, span, key) = (&block.body, span_of(block), span_of(&block.ident));
        let known = [("arn", "Arn"), ("target_id", "Id"), ("role_arn", "RoleArn"), ("input_path", "InputPath")];
        let mut members = self.attributes(body, &known);
        if let Some(input) = body.get_attribute("input") {
            let value = self.module.value(self.at, &input.value, &mut Scope::new(), 0);
            members.push(member("Input", span_of(&input.key), value));
        }
        for one in body.get_blocks("input_transformer").take(1) {
            let known = [("input_paths", "InputPathsMap"), ("input_template", "InputTemplate")];
            let made = self.attributes(&one.body, &known);
            members.push(member("InputTransformer", span_of(&one.ident), object(made, span_of(one))));
        }
        for one in body.get_blocks("http_target").take(1) {
            let known = [
                ("path_parameter_values", "PathParameterValues"),
                ("header_parameters", "HeaderParameters"),
                ("query_string_parameters", "QueryStringParameters"),
            ];
            let made = self.attributes(&one.body, &known);
            members.push(member("HttpParameters", span_of(&one.ident), object(made, span_of(one))));
        }
        for (block, to, known) in [
            ("dead_letter_config", "DeadLetterConfig", &[("arn", "Arn")][..]),
            (
                "retry_policy",
                "RetryPolicy",
                &[
                    ("maximum_event_age_in_seconds", "MaximumEventAgeInSeconds"),
                    ("maximum_retry_attempts", "MaximumRetryAttempts"),
                ][..],
            ),
        ] {
            for one in body.get_blocks(block).take(1) {
                let made = self.attributes(&one.body, known);
                members.push(member(to, span_of(&one.ident), object(made, span_of(one))));
            }
        }
        let rule = body.get_attribute("rule");
        let rule = rule.map(|rule| self.module.value(self.at, &rule.value, &mut Scope::new(), 0));
        let rule = rule.as_ref().and_then(Node::as_str).map(ToString::to_string).unwrap_or_default();
        let target = object(members, span);
        let of_rule = |one: &&mut Member| {
            let is_rule =
                one.value.get("Type").and_then(Node::as_str).is_some_and(|kind| &**kind == "AWS::Events::Rule");
            let name = one.value.get("Properties").and_then(|all| all.get("Name")).and_then(Node::as_str);
            is_rule && (name.is_some_and(|name| **name == *rule) || *one.key.value == *rule)
        };
        let Some(found) = self.resources.iter_mut().find(of_rule) else { return };
        let NodeKind::Object(resource) = &mut found.value.kind else { return };
        let Some(properties) = resource.iter_mut().find(|one| &*one.key.value == "Properties") else { return };
        let NodeKind::Object(properties) = &mut properties.value.kind else { return };
        match properties.iter_mut().find(|one| &*one.key.value == "Targets").map(|one| &mut one.value.kind) {
            Some(NodeKind::Array(targets)) => targets.push(target),
            _ => properties.push(member("Targets", key, array(vec![target], span))),
        }
    }
}

fn span_of_label(label: &hcl_edit::structure::BlockLabel) -> Span {
    span_of(label)
}
