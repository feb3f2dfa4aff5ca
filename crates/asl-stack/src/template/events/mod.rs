//! Buses, rules, targets and API destinations of a template, with what is wrong with them.
//!
//! [`sam`] writes the rules out that SAM makes of the events of functions and machines, [`serverless`] those of the Serverless
//! Framework; after that all rules are CloudFormation's. [`rules`], [`targets`] and [`destinations`] read them, [`permissions`] asks whether EventBridge may call
//! what they name; [`patterns`] and [`transformers`] say what AWS would say about two small languages, at its place.
//! [`commands`] makes a template of what the AWS CLI
//! prints, and [`json_text`] the JSON that AWS is given of a part of the template. What is only referred to is made up, and marked.

pub(super) mod commands;
mod destinations;
mod json_text;
mod patterns;
mod permissions;
mod rules;
mod sam;
pub(super) mod serverless;
mod targets;
mod transformers;

#[cfg(test)]
mod tests;

use std::rc::Rc;

use super::asynchronous;
use super::definition::TemplatePlace;
use super::resolve::Resolver;
use super::source::TemplateKind;
use crate::messages::EventProblem;
use asl_events::system::{Bus, EventSystem, NotSimulated, Queue, Resource, ResourceKind};
use asl_text::diagnostic::{Diagnostic, Severity};
use asl_text::nearest::nearest;
use asl_text::{Member, Node, Span, placeholder};

/// The types of resources that an event system knows.
const KINDS: [(&str, ResourceKind); 12] = [
    ("AWS::Events::EventBus", ResourceKind::Bus),
    ("AWS::Events::Rule", ResourceKind::Rule),
    ("AWS::Events::ApiDestination", ResourceKind::Destination),
    ("AWS::Events::Connection", ResourceKind::Connection),
    ("AWS::SQS::Queue", ResourceKind::Queue),
    ("AWS::Logs::LogGroup", ResourceKind::LogGroup),
    ("AWS::StepFunctions::StateMachine", ResourceKind::StateMachine),
    ("AWS::Serverless::StateMachine", ResourceKind::StateMachine),
    ("AWS::Lambda::Function", ResourceKind::Function),
    ("AWS::Serverless::Function", ResourceKind::Function),
    ("AWS::IAM::Role", ResourceKind::Role),
    ("aws_iam_role", ResourceKind::Role),
];
/// What belongs to EventBridge and is not simulated.
const NOT_SIMULATED: [&str; 8] = [
    "AWS::Events::Archive",
    "AWS::Events::Endpoint",
    "AWS::Events::EventBusPolicy",
    "AWS::EventSchemas::Discoverer",
    "AWS::EventSchemas::Registry",
    "AWS::EventSchemas::Schema",
    "AWS::Pipes::Pipe",
    "AWS::Scheduler::Schedule",
];

/// What a template has of EventBridge.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The buses, rules and so on.
    pub(super) system: EventSystem,
    /// What is wrong with them, in the order of finding.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The template that is read.
#[derive(Clone, Copy)]
pub(super) struct Source<'r> {
    /// Where it stands.
    pub(super) place: TemplatePlace<'r>,
    /// Works out what a run needs: what is not known is reported and asked for.
    pub(super) resolver: &'r Resolver<'r>,
    /// Works out what can be made up.
    pub(super) quiet: &'r Resolver<'r>,
    /// Its resources.
    pub(super) resources: &'r [Member],
    /// Whose it is.
    pub(super) kind: TemplateKind,
}

/// Reads the template.
pub(super) fn read(source: Source<'_>) -> Found {
    let is_of_interest = |kind: &str| kind.starts_with("AWS::Events::") || sam::may_have_events(kind);
    if !source.resources.iter().any(|one| is_of_interest(kind_of(&one.value))) {
        return Found::default();
    }
    let known = source.resources.iter().filter_map(|one| known(source, one)).collect();
    let mut reader = Reader { source, known, found: Found::default() };
    let made = sam::rules(source);
    for member in source.resources {
        match kind_of(&member.value) {
            "AWS::Events::EventBus" => {
                let resource = reader.own(ResourceKind::Bus, &member.key.value);
                reader.found.system.buses.extend(resource.map(|resource| Bus { resource }));
            }
            "AWS::Events::Connection" => {
                let resource = reader.own(ResourceKind::Connection, &member.key.value);
                reader.found.system.connections.extend(resource);
            }
            "AWS::Events::ApiDestination" => reader.destination(member),
            kind if NOT_SIMULATED.contains(&kind) => {
                let name = Rc::clone(&member.key.value);
                let left_out = NotSimulated { kind: kind.into(), name, place: Some(member.key.span) };
                reader.found.system.not_simulated.push(left_out);
                reader.report(Severity::Info, member.key.span, EventProblem::NotSimulated(kind.to_owned()));
            }
            _ => {}
        }
    }
    for member in source.resources.iter().filter(|one| kind_of(&one.value) == "AWS::Events::Rule") {
        reader.rule(member);
    }
    for rule in &made {
        reader.rule(rule);
    }
    source.resources.iter().flat_map(|one| asynchronous::destinations(&one.value)).for_each(|node| {
        if source.quiet.text(node).is_some_and(|arn| arn.contains(":sqs:")) {
            reader.queue(node);
        }
    });
    reader.found
}

/// A resource that the template defines and an event system knows.
struct Known {
    kind: ResourceKind,
    resource: Resource,
    /// Its `Properties`, if it has any.
    properties: Option<Node>,
}

fn known(source: Source<'_>, member: &Member) -> Option<Known> {
    let kind = KINDS.iter().find(|(name, _)| *name == kind_of(&member.value)).map(|(_, kind)| *kind)?;
    let id = &member.key.value;
    let name = source.quiet.name_of(id).unwrap_or_else(|| id.to_string());
    // A queue and a topic may be named by what `Ref` gives: the name stands last.
    let name = name.rsplit([':']).next().unwrap_or(&name);
    let system = EventSystem::default();
    let resource =
        Resource { logical_id: Some(Rc::clone(id)), place: Some(member.key.span), ..system.resource(kind, name) };
    Some(Known { kind, resource, properties: member.value.get("Properties").cloned() })
}

fn kind_of(resource: &Node) -> &str {
    resource.get("Type").and_then(Node::as_str).map_or("", |kind| &**kind)
}

/// What a property names.
struct Named {
    /// The resource, made up if the template does not have it.
    resource: Resource,
    /// Where it is named.
    span: Span,
    /// Whether that is an ARN written out: such a one need not be in the template.
    is_arn: bool,
}

struct Reader<'r> {
    source: Source<'r>,
    known: Vec<Known>,
    found: Found,
}

impl Reader<'_> {
    fn report(&mut self, severity: Severity, span: Span, problem: EventProblem) {
        self.found.diagnostics.push(Diagnostic::new(severity, span, problem));
    }

    fn error(&mut self, span: Span, problem: EventProblem) {
        self.report(Severity::Error, span, problem);
    }

    fn warn(&mut self, span: Span, problem: EventProblem) {
        self.report(Severity::Warning, span, problem);
    }

    /// The resource of the template with this logical id.
    fn own(&self, kind: ResourceKind, id: &str) -> Option<Resource> {
        let is_it = |one: &&Known| one.kind == kind && one.resource.logical_id.as_deref() == Some(id);
        self.known.iter().find(is_it).map(|one| one.resource.clone())
    }

    /// The resource of the template that `reference` means, a name or an ARN.
    fn known(&self, kind: ResourceKind, reference: &str) -> Option<&Known> {
        self.known.iter().find(|one| one.kind == kind && one.resource.is(kind, reference))
    }

    /// The text of a property that a run needs; what is not known keeps its `${…}` form, and is asked for.
    fn text(&self, node: &Node) -> Option<Rc<str>> {
        self.source.resolver.text(node)
    }

    /// What `node` names; `None` for something that is no text.
    fn named(&self, kind: ResourceKind, node: &Node) -> Option<Named> {
        let text = self.source.quiet.text(node)?;
        let (span, is_arn) = (node.span, text.starts_with("arn:") && !text.contains("${"));
        if let Some(known) = self.known(kind, &text) {
            return Some(Named { resource: known.resource.clone(), span, is_arn });
        }
        let name = name_of(kind, &text);
        let made = Resource { is_made_up: true, ..self.found.system.resource(kind, &name) };
        Some(Named { resource: made, span, is_arn })
    }

    /// The queue that a property names, which is one of the system from now on.
    fn queue(&mut self, node: &Node) -> Option<(Queue, Span)> {
        let named = self.named(ResourceKind::Queue, node)?;
        self.made_up(&named, "the queue");
        let Named { resource, span, .. } = named;
        if let Some(known) = self.found.system.queue(&resource.name) {
            return Some((known.clone(), span));
        }
        let properties = self.known(ResourceKind::Queue, &resource.name).and_then(|one| one.properties.as_ref());
        let fifo = properties.and_then(|all| all.get("FifoQueue")).and_then(|node| self.source.quiet.text(node));
        let is_fifo = resource.name.ends_with(".fifo") || fifo.is_some_and(|flag| &*flag == "true");
        let queue = Queue { resource, is_fifo };
        self.found.system.queues.push(queue.clone());
        Some((queue, span))
    }

    /// The bus that a property names, which is one of the system from now on.
    fn bus(&mut self, node: &Node) -> Option<Rc<str>> {
        let named = self.named(ResourceKind::Bus, node)?;
        let name = Rc::clone(&named.resource.name);
        if self.found.system.bus(&name).is_none() {
            let buses = self.found.system.buses.iter().skip(1).map(|bus| &*bus.resource.name);
            match nearest(&name, buses).map(ToOwned::to_owned) {
                Some(near) => {
                    self.warn(named.span, EventProblem::UnknownBus { name: name.to_string(), near: Some(near) });
                }
                None => self.made_up(&named, "the bus"),
            }
            self.found.system.buses.push(Bus { resource: named.resource });
        }
        Some(name)
    }

    /// Says that something is made up, once for each.
    fn made_up(&mut self, named: &Named, what: &'static str) {
        let Named { resource, span, is_arn } = named;
        if resource.is_made_up && !is_arn {
            let problem = EventProblem::MadeUp { what, name: resource.name.to_string() };
            if self.found.diagnostics.iter().all(|known| known.detail() != Some(&problem)) {
                self.report(Severity::Info, *span, problem);
            }
        }
    }
}

/// The name of what a text means that no resource of the template is: of `${MyQueue.Arn}` and of an ARN.
fn name_of(kind: ResourceKind, text: &str) -> Rc<str> {
    let inner = |text: &str| placeholder::name(text).split('.').next().unwrap_or_default().to_owned();
    if placeholder::is_one(text) {
        return inner(text).into();
    }
    if let Some(name) = kind.name_in(text).filter(|name| !name.contains("${")) {
        return name.into();
    }
    let last = if kind == ResourceKind::Bus && !text.starts_with("arn:") {
        text
    } else {
        text.rsplit([':', '/']).find(|part| !part.is_empty()).unwrap_or(text)
    };
    if placeholder::is_one(last) { inner(last).into() } else { last.into() }
}
