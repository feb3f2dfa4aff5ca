//! What a template has that an export does not: named in notes, so that nothing vanishes without a word.

use asl_text::Node;

use super::{Builder, RESERVED, asl_id};

/// Resources that an export makes anew, as far as it needs them.
const MADE_ANEW: [&str; 8] = [
    "AWS::IAM::Role",
    "AWS::IAM::Policy",
    "AWS::IAM::ManagedPolicy",
    "AWS::Lambda::Permission",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Logs::LogGroup",
    "AWS::Logs::ResourcePolicy",
    "AWS::SQS::QueuePolicy",
];
/// The properties of state machines that it has, in the words of SAM and of CloudFormation.
const OF_MACHINES: [&str; 17] = [
    "Definition",
    "DefinitionString",
    "DefinitionUri",
    "DefinitionS3Location",
    "DefinitionSubstitutions",
    "Events",
    "Name",
    "StateMachineName",
    "Type",
    "StateMachineType",
    "Role",
    "RoleArn",
    "Policies",
    "Logging",
    "LoggingConfiguration",
    "Tracing",
    "TracingConfiguration",
];
/// The same of functions.
const OF_FUNCTIONS: [&str; 18] = [
    "Code",
    "CodeUri",
    "InlineCode",
    "Description",
    "FunctionName",
    "Runtime",
    "Handler",
    "Role",
    "Policies",
    "Timeout",
    "MemorySize",
    "Environment",
    "Tracing",
    "TracingConfig",
    "DeadLetterConfig",
    "DeadLetterQueue",
    "EventInvokeConfig",
    "LoggingConfig",
];
/// What starts a machine or a function in SAM and is a rule of EventBridge.
const RULES: [&str; 4] = ["EventBridgeRule", "CloudWatchEvent", "Schedule", "ScheduleV2"];

impl Builder<'_> {
    /// Names the resources of the template, and the properties of those that are exported, that the export does not have.
    pub(super) fn left_out(&mut self) {
        let Some(resources) = self.written_resources().cloned() else { return };
        let mut missing = Vec::new();
        let mut properties = Vec::new();
        for member in resources.members() {
            let id = &*member.key.value;
            let Some(kind) = member.value.get("Type").and_then(Node::as_str) else { continue };
            if MADE_ANEW.contains(&&**kind) || RESERVED.contains(&id) {
                continue;
            }
            let own = asl_id(id);
            if self.stack.resources.iter().any(|resource| resource.id == own) {
                properties.extend(properties_left_out(id, kind, &member.value));
            } else {
                missing.push(format!("`{id}` ({kind})"));
            }
        }
        if !missing.is_empty() {
            self.note(format!(
                "Resources that are not exported, to be deployed by themselves: {}.",
                missing.join(", ")
            ));
        }
        if !properties.is_empty() {
            self.note(format!("Properties that are not exported: {}.", properties.join(", ")));
        }
    }
}

/// The properties of an exported resource that the export does not have.
fn properties_left_out(id: &str, kind: &str, resource: &Node) -> Vec<String> {
    let known: &[&str] = match kind {
        "AWS::Serverless::StateMachine" | "AWS::StepFunctions::StateMachine" => &OF_MACHINES,
        "AWS::Serverless::Function" | "AWS::Lambda::Function" => &OF_FUNCTIONS,
        _ => return Vec::new(),
    };
    let written = resource.get("Properties").map(Node::members).unwrap_or_default();
    let mut found: Vec<String> = Vec::new();
    for property in written {
        let name = &*property.key.value;
        if name == "Events" {
            for event in property.value.members() {
                let starts = event.value.get("Type").and_then(Node::as_str);
                if let Some(starts) = starts.filter(|starts| !RULES.contains(&&***starts)) {
                    found.push(format!("`{id}`: Events.{} ({starts})", event.key.value));
                }
            }
        } else if !known.contains(&name) {
            found.push(format!("`{id}`: {name}"));
        }
    }
    found
}
