//! Templates: CloudFormation's, which the stack is in already, and SAM's, with its shorter forms.

use asl_text::print;
use asl_value::{Map, Value};

use super::shared;
use crate::File;
use crate::stack::{Function, Parameter, Resource, Stack, function, list, map, object, text};

/// A CloudFormation template with its files.
pub(crate) fn cloudformation(stack: &Stack) -> Vec<File> {
    let resources = stack.resources.iter().map(|resource| {
        let value = object([("Type", text(resource.kind)), ("Properties", resource.properties.clone().into())]);
        (resource.id.as_str().into(), value)
    });
    let mut files = vec![template(stack, None, resources.collect())];
    files.extend(shared(stack));
    files
}

/// A SAM template with its files.
pub(crate) fn sam(stack: &Stack) -> Vec<File> {
    let roles: Vec<&str> = stack
        .of_kind("AWS::StepFunctions::StateMachine")
        .filter_map(|machine| match function(machine.properties.get("RoleArn")?)? {
            Function::GetAtt(role, _) => Some(role),
            _ => None,
        })
        .collect();
    let mut resources = Map::new();
    for resource in &stack.resources {
        let value = match resource.kind {
            "AWS::IAM::Role" if roles.contains(&resource.id.as_str()) => continue,
            "AWS::StepFunctions::StateMachine" => machine(stack, resource),
            "AWS::Lambda::Function" => sam_function(resource),
            kind => object([("Type", text(kind)), ("Properties", resource.properties.clone().into())]),
        };
        resources.insert(resource.id.as_str(), value);
    }
    let mut files = vec![template(stack, Some("AWS::Serverless-2016-10-31"), resources)];
    files.extend(shared(stack));
    files
}

fn template(stack: &Stack, transform: Option<&str>, resources: Map) -> File {
    let mut template = map([("AWSTemplateFormatVersion", text("2010-09-09"))]);
    if let Some(transform) = transform {
        template.insert("Transform", text(transform));
    }
    template.insert("Description", text("A workflow of AWS Step Functions, exported by the ASL Playground"));
    if !stack.parameters.is_empty() {
        let parameters: Map = stack.parameters.iter().map(|one| (one.name.as_str().into(), parameter(one))).collect();
        template.insert("Parameters", parameters.into());
    }
    template.insert("Resources", resources.into());
    if !stack.outputs.is_empty() {
        let outputs: Map = stack
            .outputs
            .iter()
            .map(|(name, value)| (name.as_str().into(), object([("Value", value.clone())])))
            .collect();
        template.insert("Outputs", outputs.into());
    }
    File { path: "template.yaml".to_owned(), text: print::template_yaml(&template.into()) }
}

fn parameter(parameter: &Parameter) -> Value {
    let mut members = map([("Type", text("String"))]);
    if !parameter.description.is_empty() {
        members.insert("Description", text(&parameter.description));
    }
    if let Some(default) = &parameter.default {
        members.insert("Default", text(default));
    }
    if parameter.is_secret {
        members.insert("NoEcho", true.into());
    }
    members.into()
}

/// The properties under other names, in this order.
fn renamed(from: &Map, names: &[(&str, &str)]) -> Map {
    let found = names.iter().filter_map(|(name, new)| Some(((*new).into(), from.get(name)?.clone())));
    found.collect()
}

/// A machine as SAM has it: its role is made of its policies.
fn machine(stack: &Stack, resource: &Resource) -> Value {
    let names = [
        ("StateMachineName", "Name"),
        ("StateMachineType", "Type"),
        ("DefinitionS3Location", "DefinitionUri"),
        ("DefinitionSubstitutions", "DefinitionSubstitutions"),
        ("LoggingConfiguration", "Logging"),
        ("TracingConfiguration", "Tracing"),
    ];
    let mut properties = renamed(&resource.properties, &names);
    let role = match resource.properties.get("RoleArn").and_then(function) {
        Some(Function::GetAtt(role, _)) => stack.resource(role),
        _ => None,
    };
    let policies = role.and_then(|role| role.properties.get("Policies")?.as_array()).unwrap_or_default();
    let documents = policies.iter().filter_map(|policy| policy.get("PolicyDocument").cloned());
    let documents: Vec<Value> = documents.collect();
    if documents.is_empty() {
        // Without any policy, SAM would still make a role; it may call nothing.
        properties.insert("Policies", list([]));
    } else {
        properties.insert("Policies", list(documents));
    }
    object([("Type", text("AWS::Serverless::StateMachine")), ("Properties", properties.into())])
}

/// A function as SAM has it.
fn sam_function(resource: &Resource) -> Value {
    let names = [
        ("FunctionName", "FunctionName"),
        ("Runtime", "Runtime"),
        ("Handler", "Handler"),
        ("Code", "CodeUri"),
        ("Role", "Role"),
        ("Timeout", "Timeout"),
        ("MemorySize", "MemorySize"),
        ("Environment", "Environment"),
        ("LoggingConfig", "LoggingConfig"),
    ];
    let mut properties = renamed(&resource.properties, &names);
    if let Some(mode) = resource.properties.get("TracingConfig").and_then(|config| config.get("Mode")) {
        properties.insert("Tracing", mode.clone());
    }
    if let Some(arn) = resource.properties.get("DeadLetterConfig").and_then(|config| config.get("TargetArn")) {
        properties.insert("DeadLetterQueue", object([("Type", text("SQS")), ("TargetArn", arn.clone())]));
    }
    object([("Type", text("AWS::Serverless::Function")), ("Properties", properties.into())])
}
