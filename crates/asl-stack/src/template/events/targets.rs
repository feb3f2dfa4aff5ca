//! Targets: whom a rule tells, with what, and what happens when that fails.

use std::rc::Rc;

use super::super::source::TemplateKind;
use super::{Reader, transformers};
use crate::messages::EventProblem;
use asl_events::system::{
    DEFAULT_ATTEMPTS, HttpParameters, MAXIMUM_AGES, ParameterValue, Permission, ResourceKind, RetryPolicy, Target,
    TargetKind,
};
use asl_text::{Member, Node, NodeKind};

/// Services whose targets EventBridge calls with a role (EventBridge User Guide, "Permissions"), and what they are called.
const WITH_ROLE: [(&str, &str); 6] = [
    ("kinesis", "a stream"),
    ("ecs", "an ECS task"),
    ("batch", "a job queue"),
    ("codebuild", "a CodeBuild project"),
    ("codepipeline", "a pipeline"),
    ("firehose", "a delivery stream"),
];

impl Reader<'_> {
    /// Reads a target; `None` for what is no object.
    pub(super) fn target(&mut self, node: &Node, is_made: bool) -> Option<Target> {
        let is_if = node.get("Fn::If").is_some();
        let chosen = if is_if { self.source.quiet.plain(node)? } else { node.clone() };
        if !matches!(chosen.kind, NodeKind::Object(_)) {
            return None;
        }
        let node = &chosen;
        let quiet = self.source.quiet;
        for field in ["Id", "Arn"] {
            // Terraform makes an id where none is written.
            let is_made = field == "Id" && self.source.kind == TemplateKind::Terraform;
            if node.get(field).is_none() && !is_made {
                self.error(node.opening(), EventProblem::Lacks { what: "this target", field });
            }
        }
        let id = node.get("Id").and_then(|id| quiet.text(id)).unwrap_or_default();
        let (arn, kind) = self.called(node);
        let mut target = Target { kind, place: Some(node.span), ..Target::new(&id, &arn) };
        let (input, place) = transformers::read(self, node, &id);
        (target.input, target.input_place) = (input, place);
        target.input_paths = transformers::paths(self, node);
        target.http = self.http(node);
        target.retry = self.retry(node);
        target.dead_letters = self.dead_letters(node);
        target.role = self.role(node);
        self.called_is_there(node, &target);
        self.path_values(node, &target);
        target.permission = if is_made { Permission::Allowed } else { self.permission(node, &target) };
        Some(target)
    }

    /// The ARN of what a target calls, and what that is.
    fn called(&self, node: &Node) -> (Rc<str>, TargetKind) {
        let Some(written) = node.get("Arn") else { return (Rc::default(), TargetKind::Other(Rc::default())) };
        let text = self.source.quiet.text(written).unwrap_or_default();
        // The function and the machine by what `Ref` and `GetAtt` give; the others by their ARN as well.
        let known = self.known.iter().find(|one| *one.resource.arn == *text || one.resource.is(one.kind, &text));
        if let Some(known) = known.filter(|_| text.starts_with("arn:")) {
            let arn = Rc::clone(&known.resource.arn);
            let kind = TargetKind::of_arn(&arn);
            return (arn, kind);
        }
        if text.contains("${") && node.get("HttpParameters").is_some() {
            let name = super::name_of(ResourceKind::Destination, &text);
            return (text, TargetKind::ApiDestination(name));
        }
        let kind = TargetKind::of_arn(&text);
        (text, kind)
    }

    /// What a target calls is one of the system's from now on.
    fn called_is_there(&mut self, node: &Node, target: &Target) {
        let Some(written) = node.get("Arn") else { return };
        match &target.kind {
            TargetKind::ApiDestination(name) => {
                if self.found.system.destination(name).is_none() {
                    self.warn(written.span, EventProblem::NoDestination(name.to_string()));
                }
            }
            TargetKind::Queue(_) => _ = self.queue(written),
            TargetKind::Bus(_) => _ = self.bus(written),
            TargetKind::LogGroup(name) => {
                if self.found.system.log_group(name).is_none() {
                    self.found.system.log_groups.extend(self.made(ResourceKind::LogGroup, written));
                }
            }
            TargetKind::StateMachine(name) => {
                if !self.found.system.machines.iter().any(|one| one.name == *name) {
                    self.found.system.machines.extend(self.made(ResourceKind::StateMachine, written));
                }
            }
            TargetKind::Function(name) => {
                if !self.found.system.functions.iter().any(|one| one.name == *name) {
                    self.found.system.functions.extend(self.made(ResourceKind::Function, written));
                }
            }
            TargetKind::Other(_) => {}
        }
    }

    fn made(&self, kind: ResourceKind, node: &Node) -> Option<asl_events::system::Resource> {
        self.named(kind, node).map(|named| named.resource)
    }

    fn role(&mut self, node: &Node) -> Option<Rc<str>> {
        let named = self.named(ResourceKind::Role, node.get("RoleArn")?)?;
        let arn = Rc::clone(&named.resource.arn);
        if !self.found.system.roles.iter().any(|one| one.arn == arn) {
            self.made_up(&named, "the role");
            self.found.system.roles.push(named.resource);
        }
        Some(arn)
    }

    fn dead_letters(&mut self, node: &Node) -> Option<Rc<str>> {
        let (queue, span) = self.queue(node.get("DeadLetterConfig")?.get("Arn")?)?;
        if queue.is_fifo {
            self.error(span, EventProblem::OrderedDeadLetters(queue.resource.name.to_string()));
        }
        Some(queue.resource.arn)
    }

    fn http(&mut self, node: &Node) -> HttpParameters {
        let Some(parameters) = node.get("HttpParameters") else { return HttpParameters::default() };
        let value = |node: &Node| Some(ParameterValue::new(&self.text(node)?, Some(node.span)));
        let pairs = |key: &str| {
            let members = parameters.get(key).map(Node::members).unwrap_or_default();
            let pair = |one: &Member| Some((Rc::clone(&one.key.value), value(&one.value)?));
            members.iter().filter_map(pair).collect::<Vec<_>>()
        };
        let path = parameters.get("PathParameterValues").map(Node::items).unwrap_or_default();
        let made = HttpParameters {
            path: path.iter().filter_map(value).collect(),
            headers: pairs("HeaderParameters"),
            query: pairs("QueryStringParameters"),
        };
        let values = made.path.iter().chain(made.headers.iter().chain(&made.query).map(|(_, value)| value));
        let bad: Vec<_> = values
            .filter(|value| value.text.starts_with("$.") && value.path.is_none() && !value.text.contains("${"))
            .filter_map(|value| Some((value.place?, value.text.to_string())))
            .collect();
        for (span, path) in bad {
            self.error(span, EventProblem::Path(path));
        }
        made
    }

    /// Whether there is a value for each star of the endpoint.
    fn path_values(&mut self, node: &Node, target: &Target) {
        let parameters = node.member("HttpParameters");
        let TargetKind::ApiDestination(name) = &target.kind else {
            let is_api = target.arn.contains(":execute-api:") || target.arn.contains("${");
            if let Some(member) = parameters.filter(|_| !is_api && !target.arn.is_empty()) {
                self.warn(member.key.span, EventProblem::HttpParametersOfOther);
            }
            return;
        };
        let Some((_, destination)) = self.found.system.destination(name) else { return };
        let (stars, values) = (destination.path_values(), target.http.path.len());
        if stars == values || destination.endpoint.contains("${") {
            return;
        }
        let inner = parameters.and_then(|member| member.value.member("PathParameterValues"));
        let place = inner.or(parameters).map_or_else(|| node.opening(), |member| member.key.span);
        self.warn(place, EventProblem::PathValues { stars, values, destination: name.to_string() });
    }

    fn retry(&mut self, node: &Node) -> RetryPolicy {
        let default = RetryPolicy::default();
        let Some(policy) = node.get("RetryPolicy") else { return default };
        let mut number = |field: &'static str, bounds: (u32, u32), default: u32| {
            let Some(node) = policy.get(field) else { return default };
            let Some(text) = self.text(node).filter(|text| !text.contains("${")) else { return default };
            match text.parse() {
                Ok(number) if (bounds.0..=bounds.1).contains(&number) => number,
                _ => {
                    self.error(node.span, EventProblem::RetryPolicy { field, bounds });
                    default
                }
            }
        };
        RetryPolicy {
            attempts: number("MaximumRetryAttempts", (0, DEFAULT_ATTEMPTS), default.attempts),
            maximum_age: number(
                "MaximumEventAgeInSeconds",
                (*MAXIMUM_AGES.start(), *MAXIMUM_AGES.end()),
                default.maximum_age,
            ),
        }
    }
}

/// What a target is called that EventBridge calls with a role alone; `None` for one that needs none.
pub(super) fn needs_role(kind: &TargetKind) -> Option<&'static str> {
    match kind {
        TargetKind::ApiDestination(_) => Some("an API destination"),
        TargetKind::StateMachine(_) => Some("a state machine"),
        TargetKind::Other(service) => WITH_ROLE.iter().find(|(known, _)| *known == &**service).map(|(_, what)| *what),
        _ => None,
    }
}
