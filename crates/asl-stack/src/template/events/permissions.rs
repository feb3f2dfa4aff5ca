//! Whether EventBridge may call a target: by the role of the target, or by the policy of what is called.

use std::rc::Rc;

use super::super::role;
use super::targets::needs_role;
use super::{Reader, kind_of};
use crate::iam::calls::Permission as Wanted;
use crate::iam::report::{Standing, standing};
use crate::messages::{EventProblem, Granted, Grantor};
use asl_events::system::{Denied, Permission, Resource, ResourceKind, Target, TargetKind};
use asl_text::diagnostic::Severity;
use asl_text::{Member, Node, Span};

/// The service that takes roles on and calls queues and functions.
const EVENTBRIDGE: &str = "events.amazonaws.com";

impl Reader<'_> {
    /// Whether EventBridge may call the target; what it lacks is said at its place.
    pub(super) fn permission(&mut self, node: &Node, target: &Target) -> Permission {
        self.dead_letter_policy(node);
        let Some(action) = action(&target.kind) else {
            self.lacks_role(node, target);
            return Permission::Unknown;
        };
        let denied = || {
            let (action, resource) = (action.into(), Rc::clone(&target.arn));
            Permission::Denied(Denied { action, resource })
        };
        if target.role.is_none() && needs_role(&target.kind).is_some() {
            self.lacks_role(node, target);
            return denied();
        }
        if !self.compares() {
            return Permission::Unknown;
        }
        match &target.role {
            Some(role) => self.by_role(node, role, target, action),
            None => self.by_resource(node, target, action),
        }
    }

    /// Permissions of Terraform are spread over other resources, and not compared; a connector of SAM adds some.
    fn compares(&self) -> bool {
        use super::TemplateKind::{CloudFormation, Sam};
        let is_connector =
            |one: &Member| kind_of(&one.value) == "AWS::Serverless::Connector" || one.value.get("Connectors").is_some();
        matches!(self.source.kind, Sam | CloudFormation) && !self.source.resources.iter().any(is_connector)
    }

    fn lacks_role(&mut self, node: &Node, target: &Target) {
        if let Some(what) = needs_role(&target.kind).filter(|_| target.role.is_none()) {
            let place = node.member("Arn").map_or_else(|| node.opening(), |member| member.key.span);
            self.error(place, EventProblem::NoRole(what));
        }
    }

    fn by_role(&mut self, node: &Node, arn: &Rc<str>, target: &Target, action: &'static str) -> Permission {
        let (quiet, resources) = (self.source.quiet, self.source.resources);
        let member = resources.iter().find(|one| {
            kind_of(&one.value) == "AWS::IAM::Role"
                && self.own(ResourceKind::Role, &one.key.value).is_some_and(|role| role.arn == *arn)
        });
        let Some(member) = member else { return Permission::Unknown };
        let place = node.get("RoleArn").map_or_else(|| node.opening(), |node| node.span);
        if !trusts(member) {
            self.warn(place, EventProblem::NotTrusted(member.key.value.to_string()));
        }
        let role = role::of(quiet, resources, member);
        let context = role::context(quiet, resources, None);
        let resource = Some(Rc::clone(&target.arn));
        // AWS ends the ARN of a destination with a part of its own.
        let stem = match &target.kind {
            TargetKind::ApiDestination(name) => Some(format!(":api-destination/{name}").into()),
            _ => None,
        };
        let wanted = Wanted { stem, ..Wanted::new(action, resource) };
        match standing(&wanted, &context, Some(&role)) {
            Standing::Allowed(_) => Permission::Allowed,
            Standing::Unknown => Permission::Unknown,
            Standing::Lacking | Standing::Denied(_) => {
                self.not_allowed(place, Grantor::Role(member.key.value.to_string()), target, action);
                Permission::Denied(Denied { action: action.into(), resource: Rc::clone(&target.arn) })
            }
        }
    }

    fn not_allowed(&mut self, place: Span, by: Grantor, target: &Target, action: &'static str) {
        let id = self.known.iter().find(|one| one.resource.arn == target.arn);
        let id = id.and_then(|one| one.resource.logical_id.as_ref());
        let resource = id.map_or_else(|| Granted::Arn(target.arn.to_string()), |id| Granted::Resource(id.to_string()));
        self.warn(place, EventProblem::NotAllowed { by, action, resource, is_for_dead_letters: false });
    }

    /// Whether the policy of a queue or a function of the template lets EventBridge in.
    fn by_resource(&mut self, node: &Node, target: &Target, action: &'static str) -> Permission {
        let (kind, by): (_, fn(String) -> Grantor) = match &target.kind {
            TargetKind::Function(_) => (ResourceKind::Function, Grantor::Function),
            TargetKind::Queue(_) => (ResourceKind::Queue, Grantor::Queue),
            _ => return Permission::Unknown,
        };
        let Some(known) = self.known(kind, target.kind.name()) else { return Permission::Unknown };
        let resource = known.resource.clone();
        let place = node.get("Arn").map_or_else(|| node.opening(), |node| node.span);
        match self.lets_in(kind, &resource) {
            Some(true) => Permission::Allowed,
            None => Permission::Unknown,
            Some(false) => {
                let id = resource.logical_id.as_deref().unwrap_or_default();
                self.not_allowed(place, by(id.to_owned()), target, action);
                Permission::Denied(Denied { action: action.into(), resource: Rc::clone(&target.arn) })
            }
        }
    }

    /// Whether a policy of the template lets EventBridge call the resource; `None` where nobody knows.
    fn lets_in(&self, kind: ResourceKind, resource: &Resource) -> Option<bool> {
        let quiet = self.source.quiet;
        let names_it = |node: &Node| {
            let text = quiet.text(node).unwrap_or_default();
            // Queues are named by their URLs.
            resource.is(kind, &text) || text.rsplit(['/', ':']).next() == Some(&resource.name)
        };
        let mut is_open = false;
        for one in self.source.resources {
            let Some(properties) = one.value.get("Properties") else { continue };
            match kind_of(&one.value) {
                "AWS::Lambda::Permission" if kind == ResourceKind::Function => {
                    let is_its = properties.get("FunctionName").is_some_and(names_it);
                    let principal = properties.get("Principal").and_then(|node| quiet.text(node));
                    let is_open = |principal: Rc<str>| &*principal == EVENTBRIDGE || principal.contains("${");
                    if is_its && principal.is_none_or(is_open) {
                        return Some(true);
                    }
                }
                "AWS::SQS::QueuePolicy" if kind == ResourceKind::Queue => {
                    let queues = properties.get("Queues").and_then(|node| quiet.plain(node));
                    let is_its = queues.is_some_and(|queues| queues.items().iter().any(names_it));
                    let mut texts = false;
                    if let Some(document) = properties.get("PolicyDocument") {
                        document.each(&mut |node| {
                            texts |= node.as_str().is_some_and(|text| &**text == EVENTBRIDGE || &**text == "*");
                        });
                    }
                    if is_its && texts {
                        return Some(true);
                    }
                    is_open |= is_its;
                }
                _ => {}
            }
        }
        if is_open { None } else { Some(false) }
    }

    /// Whether EventBridge may put dead letters into their queue.
    fn dead_letter_policy(&mut self, node: &Node) {
        if !self.compares() {
            return;
        }
        let Some(written) = node.get("DeadLetterConfig").and_then(|config| config.get("Arn")) else { return };
        let Some(named) = self.named(ResourceKind::Queue, written).filter(|named| !named.resource.is_made_up) else {
            return;
        };
        if self.lets_in(ResourceKind::Queue, &named.resource) == Some(false) {
            let id = named.resource.logical_id.as_deref().unwrap_or_default();
            let problem = EventProblem::NotAllowed {
                by: Grantor::Queue(id.to_owned()),
                action: "sqs:SendMessage",
                resource: Granted::Resource(id.to_owned()),
                is_for_dead_letters: true,
            };
            self.report(Severity::Warning, named.span, problem);
        }
    }
}

/// The action that a call of the target is; `None` for one that is not known here.
fn action(kind: &TargetKind) -> Option<&'static str> {
    Some(match kind {
        TargetKind::ApiDestination(_) => "events:InvokeApiDestination",
        TargetKind::StateMachine(_) => "states:StartExecution",
        TargetKind::Function(_) => "lambda:InvokeFunction",
        TargetKind::Queue(_) => "sqs:SendMessage",
        TargetKind::Bus(_) => "events:PutEvents",
        TargetKind::LogGroup(_) | TargetKind::Other(_) => return None,
    })
}

/// Whether a role lets EventBridge take it on; what cannot be read may.
fn trusts(role: &Member) -> bool {
    let document = role.value.get("Properties").and_then(|all| all.get("AssumeRolePolicyDocument"));
    let Some(document) = document else { return true };
    let (mut names_it, mut is_computed) = (false, false);
    document.each(&mut |node| {
        names_it |= node.as_str().is_some_and(|text| text.contains(EVENTBRIDGE) || &**text == "*");
        is_computed |= node.members().iter().any(|one| one.key.value.starts_with("Fn::") || &*one.key.value == "Ref");
    });
    names_it || is_computed
}
