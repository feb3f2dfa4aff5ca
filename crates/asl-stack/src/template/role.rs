//! The role of a state machine in a template: SAM's `Policies`, or the `AWS::IAM::Role` that `Role` or `RoleArn` names,
//! with the policies that other resources give it.

use std::rc::Rc;

use super::resolve::Resolver;
use super::resource;
use super::sam_policies;
use crate::iam::policy::Statement;
use crate::iam::report::Role;
use crate::iam::{Known, PolicyContext};
use asl_aws::arn::Arn;
use asl_text::{Member, Node, NodeKind};

/// AWS's managed policies that allow nothing of what a workflow calls (AWS Managed Policy Reference Guide).
const BESIDE: [&str; 6] = [
    "AWSXrayWriteOnlyAccess",
    "AWSXRayDaemonWriteAccess",
    "AWSLambdaBasicExecutionRole",
    "CloudWatchLogsFullAccess",
    "CloudWatchAgentServerPolicy",
    "AmazonAPIGatewayPushToCloudWatchLogs",
];

/// The resources of the template that a policy can name, and the machine itself.
pub(super) fn context(resolver: &Resolver<'_>, resources: &[Member], machine: Option<&Member>) -> PolicyContext {
    let known = |member: &Member| {
        let id = &member.key.value;
        let arn = resolver.attribute(id, "Arn")?;
        Some(Known { id: Rc::clone(id), arn: arn.into(), generated: !is_named(resolver, &member.value) })
    };
    let own = machine.filter(|machine| is_named(resolver, &machine.value));
    PolicyContext {
        own: own.and_then(|machine| resolver.attribute(&machine.key.value, "Arn")).map(Rc::from),
        resources: resources.iter().filter_map(known).collect(),
    }
}

/// Whether the template says what the resource is called.
fn is_named(resolver: &Resolver<'_>, resource: &Node) -> bool {
    let properties = resource.get("Properties");
    let name = resource::NAMES.iter().find_map(|name| properties?.get(name));
    name.and_then(|name| resolver.text(name)).is_some_and(|name| !name.contains("${"))
}

/// The roles of functions that the template says something about, by their logical ids.
pub(super) fn of_functions(resolver: &Resolver<'_>, resources: &[Member]) -> Vec<(Rc<str>, Role)> {
    let is_one =
        |member: &&Member| matches!(kind(&member.value), "AWS::Serverless::Function" | "AWS::Lambda::Function");
    let role = |member: &Member| Some((Rc::clone(&member.key.value), find(resolver, resources, member, None)?));
    resources.iter().filter(is_one).filter_map(role).collect()
}

/// The role of `machine`, or of a function; `None` if it stands elsewhere, or is completed by what nobody here can read. `beside` are statements
/// that were given with the template.
pub(super) fn find(
    resolver: &Resolver<'_>,
    resources: &[Member],
    machine: &Member,
    beside: Option<&Node>,
) -> Option<Role> {
    let empty = Node { kind: NodeKind::Object(Vec::new()), span: machine.value.span };
    let properties = machine.value.get("Properties").unwrap_or(&empty);
    let is_sam = kind(&machine.value).starts_with("AWS::Serverless::");
    let is_machine = kind(&machine.value) == "AWS::StepFunctions::StateMachine";
    let written = properties.get(if is_machine { "RoleArn" } else { "Role" });
    let mut found = Role::default();
    match written.and_then(|node| resolver.plain(node)) {
        Some(node) => {
            let text = node.as_str()?;
            let role = resources.iter().find(|member| {
                kind(&member.value) == "AWS::IAM::Role"
                    && resolver.attribute(&member.key.value, "Arn").is_some_and(|arn| arn == **text)
            })?;
            return Some(of(resolver, resources, role));
        }
        None if is_sam => {
            found.name = format!("the role that SAM creates for `{}`", machine.key.value).into();
            found.arn = Arn::iam(&format!("role/{}Role", machine.key.value)).into();
            if connects(resources, machine) {
                found.elsewhere.push("a connector".into());
            }
            if properties.get("PermissionsBoundary").is_some() {
                found.elsewhere.push("a permissions boundary".into());
            }
            let policies = [properties.get("Policies"), beside];
            policies.into_iter().flatten().for_each(|node| add(resolver, resources, node, &mut found));
        }
        None => return None,
    }
    Some(found)
}

/// What the role allows that a template defines.
pub(super) fn of(resolver: &Resolver<'_>, resources: &[Member], role: &Member) -> Role {
    let arn = resolver.attribute(&role.key.value, "Arn").map(Rc::from).unwrap_or_default();
    let mut found = Role { name: format!("the role `{}`", role.key.value).into(), arn, ..Role::default() };
    of_role(resolver, resources, role, &mut found);
    found
}

fn kind(resource: &Node) -> &str {
    resource.get("Type").and_then(Node::as_str).map_or("", |kind| &**kind)
}

/// Whether a connector of SAM adds permissions to the machine.
fn connects(resources: &[Member], machine: &Member) -> bool {
    machine.value.get("Connectors").is_some()
        || resources.iter().any(|member| kind(&member.value) == "AWS::Serverless::Connector")
}

fn of_role(resolver: &Resolver<'_>, resources: &[Member], role: &Member, found: &mut Role) {
    let properties = role.value.get("Properties").and_then(|node| resolver.plain(node));
    let Some(properties) = properties else { return };
    for inline in properties.get("Policies").map(Node::items).unwrap_or_default() {
        inline.get("PolicyDocument").into_iter().for_each(|document| statements(document, found));
    }
    for managed in properties.get("ManagedPolicyArns").map(Node::items).unwrap_or_default() {
        policy(resolver, resources, managed, found);
    }
    if properties.get("PermissionsBoundary").is_some() {
        found.elsewhere.push("a permissions boundary".into());
    }
    // Policies that name the role, in place of being named by it.
    let id = Rc::clone(&role.key.value);
    let name = resolver.named(&id, role.key.span).unwrap_or(id);
    for member in resources {
        let names = match kind(&member.value) {
            "AWS::IAM::Policy" | "AWS::IAM::ManagedPolicy" => "Roles",
            "AWS::IAM::RolePolicy" => "RoleName",
            _ => continue,
        };
        let Some(properties) = member.value.get("Properties").and_then(|node| resolver.plain(node)) else {
            continue;
        };
        let is_its = |node: &Node| node.as_str().is_some_and(|text| *text == name);
        let Some(names) = properties.get(names) else { continue };
        if is_its(names) || names.items().iter().any(is_its) {
            properties.get("PolicyDocument").into_iter().for_each(|document| statements(document, found));
        }
    }
}

/// The statements of a document, one or a list.
fn statements(document: &Node, found: &mut Role) {
    let Some(written) = document.get("Statement") else { return };
    let all = if written.items().is_empty() { std::slice::from_ref(written) } else { written.items() };
    found.statements.extend(all.iter().filter(|one| !one.members().is_empty()).map(Statement::read));
    if all.iter().any(|one| one.as_str().is_some()) {
        found.elsewhere.push("a computed statement".into());
    }
}

/// Adds what the policies or statements in `node` allow, whose functions are still to be worked out.
pub(super) fn add(resolver: &Resolver<'_>, resources: &[Member], node: &Node, found: &mut Role) {
    if let Some(node) = resolver.plain(node) {
        policy(resolver, resources, &node, found);
    }
}

/// One or several policies: a document, a policy template of SAM, or the name or ARN of a managed policy.
fn policy(resolver: &Resolver<'_>, resources: &[Member], node: &Node, found: &mut Role) {
    for item in node.items() {
        policy(resolver, resources, item, found);
    }
    if let Some(name) = node.as_str() {
        let last = name.rsplit('/').next().unwrap_or_default();
        let here = resources.iter().find(|member| {
            kind(&member.value) == "AWS::IAM::ManagedPolicy"
                && (member.key.value == *name
                    || resolver.named(&member.key.value, member.key.span).as_ref() == Some(name))
        });
        let document = here.and_then(|member| member.value.get("Properties")?.get("PolicyDocument"));
        match document.and_then(|document| resolver.plain(document)) {
            Some(document) => statements(&document, found),
            None if BESIDE.contains(&last) => {}
            None => found.elsewhere.push(last.into()),
        }
    } else if node.get("Statement").is_some() {
        statements(node, found);
    } else if let Some(inner) = node.get("PolicyDocument").or_else(|| node.get("Policies")) {
        policy(resolver, resources, inner, found);
    } else if node.get("Effect").is_some() {
        found.statements.push(Statement::read(node));
    } else {
        for member in node.members() {
            match sam_policies::statement(&member.key.value, &member.value, node.span) {
                Some(statement) => found.statements.push(statement),
                None => found.elsewhere.push(Rc::clone(&member.key.value)),
            }
        }
    }
}
