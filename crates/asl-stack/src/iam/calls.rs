//! What the states of a machine call, and which permissions each call takes.

use std::rc::Rc;

use super::PolicyContext;
use super::services;
use asl_aws::arn::Arn;
use asl_lang::{Resource, State, StateKind, StateMachine};
use asl_text::{Node, Span};

/// One permission: an action on a resource, under the conditions of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// IAM's name of the action, such as `lambda:InvokeFunction`.
    pub action: &'static str,
    /// The ARN; `None` where only the run or AWS knows it.
    pub resource: Option<Rc<str>>,
    /// Where the rest of the ARN is made up by AWS: the part that a pattern for it must hold.
    pub stem: Option<Rc<str>>,
    /// `states:HTTPEndpoint` of the call, if it is written.
    pub endpoint: Option<Rc<str>>,
    /// `states:HTTPMethod` of the call, if it is written.
    pub method: Option<Rc<str>>,
    /// Whether the machine itself is the resource.
    pub is_own: bool,
}

impl Permission {
    /// An action on a resource.
    pub fn new(action: &'static str, resource: Option<Rc<str>>) -> Self {
        Self { action, resource, stem: None, endpoint: None, method: None, is_own: false }
    }

    /// Why AWS asks for it.
    pub fn why(&self) -> &'static str {
        match self.action {
            "states:InvokeHTTPEndpoint" => "lets the workflow send requests to this endpoint with this method",
            "events:RetrieveConnectionCredentials" => "lets the workflow read the connection's credentials",
            "secretsmanager:GetSecretValue" | "secretsmanager:DescribeSecret" => {
                "lets the workflow read the secret in which EventBridge keeps the connection's credentials"
            }
            "states:StartExecution" if self.is_own => "lets a Distributed Map start its child executions",
            "states:DescribeExecution" => "lets `.sync` check the status of the execution",
            "states:StopExecution" => "lets `.sync` stop the execution when this one is stopped",
            "events:PutTargets" | "events:PutRule" | "events:DescribeRule" => {
                "lets `.sync` learn of the execution's end from a rule that AWS manages"
            }
            "sts:AssumeRole" => "lets the workflow assume the role in the Task's `Credentials`",
            "s3:GetObject" => "lets the Map read this object",
            "s3:ListBucket" => "lets the Map list this bucket",
            "s3:PutObject" => "lets the Map write its results here",
            _ => "lets the state make this call",
        }
    }
}

/// What one state calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The state's name.
    pub state: Rc<str>,
    /// Where it says so.
    pub span: Span,
    /// What it calls, such as `http:invoke`.
    pub what: Rc<str>,
    /// The permissions that this takes; `None` if the playground does not know them.
    pub permissions: Option<Vec<Permission>>,
}

/// The calls of a machine, nested ones included, in the order of the text. What needs no permission is left out.
pub fn of(machine: &StateMachine, context: &PolicyContext) -> Vec<Call> {
    let mut found: Vec<Call> = machine.states().into_iter().filter_map(|state| call(state, context)).collect();
    found.retain(|call| call.permissions.as_ref().is_none_or(|permissions| !permissions.is_empty()));
    found
}

fn call(state: &State, context: &PolicyContext) -> Option<Call> {
    let name = Rc::clone(&state.name.value);
    match &state.kind {
        StateKind::Task(task) => {
            let resource = task.resource.as_ref()?;
            let fields = state.parameters.as_ref().or(state.arguments.as_ref());
            let permissions = match &task.credentials {
                Some(credentials) => {
                    let role = literal(credentials.get("RoleArn")).filter(|role| role.starts_with("arn:"));
                    Some(vec![Permission::new("sts:AssumeRole", role)])
                }
                None => services::task(&resource.value, fields, context),
            };
            Some(Call { state: name, span: resource.span, what: what(&resource.value, fields, context), permissions })
        }
        StateKind::Map(map) if map.distributed => {
            let mut permissions = vec![own("states:StartExecution", context)];
            if let Some(reader) = &map.item_reader {
                permissions.extend(services::reader(reader));
            }
            let writer = map.result_writer.as_ref();
            let fields = writer.and_then(|writer| writer.get("Parameters").or_else(|| writer.get("Arguments")));
            permissions.extend(services::writer(fields));
            Some(Call {
                state: name,
                span: state.name.span,
                what: "Distributed Map".into(),
                permissions: Some(permissions),
            })
        }
        _ => None,
    }
}

/// What a resource is called: the integration, or the template's name for a function.
fn what(resource: &str, fields: Option<&Node>, context: &PolicyContext) -> Rc<str> {
    let shown = Resource::parse(resource).integration().map_or(resource, |integration| integration.call);
    let mut arns = vec![Rc::from(resource)];
    arns.extend(
        services::task(resource, fields, context).unwrap_or_default().into_iter().filter_map(|one| one.resource),
    );
    match context.resources.iter().find(|known| arns.contains(&known.arn)) {
        Some(known) if shown == resource => format!("template resource: {}", known.id).into(),
        Some(known) => format!("{shown} · template resource: {}", known.id).into(),
        None => shown.into(),
    }
}

/// An action on the machine itself.
pub(super) fn own(action: &'static str, context: &PolicyContext) -> Permission {
    Permission { is_own: true, ..Permission::new(action, context.own.clone()) }
}

/// The text of a field that is written and not computed.
pub(super) fn literal(node: Option<&Node>) -> Option<Rc<str>> {
    let text = node?.as_str()?;
    (!text.trim_start().starts_with("{%")).then(|| Rc::clone(text))
}

/// The ARN of a resource of the machine's own account.
pub(super) fn here(service: &str, resource: &str) -> Rc<str> {
    Arn::here(service, resource).into()
}
