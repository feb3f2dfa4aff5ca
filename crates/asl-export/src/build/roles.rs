//! Roles with least privilege: a statement for each thing that a machine calls.

use asl_lang::{State, StateKind};
use asl_stack::iam::calls::Permission;
use asl_stack::iam::everything;
use asl_text::{Node, NodeKind};
use asl_value::{Map, Value};

use super::Builder;
use super::connections::KnownConnection;
use super::machines::Machine;
use crate::stack::{Function, function, list, map, object, reference, sub, text};

/// The actions with which Step Functions sets up the delivery of logs. AWS knows no resource for them.
pub(super) const LOG_DELIVERY: [&str; 8] = [
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
];
/// The actions with which traces are sent. AWS knows no resource for them.
pub(super) const TRACES: [&str; 4] =
    ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"];

/// The properties of a role that a service takes on.
pub(super) fn role(service: &str, statements: Vec<Value>) -> Map {
    let own_account = object([("StringEquals", object([("aws:SourceAccount", reference("AWS::AccountId"))]))]);
    let mut trust = map([
        ("Effect", text("Allow")),
        ("Principal", object([("Service", text(service))])),
        ("Action", text("sts:AssumeRole")),
    ]);
    // Lambda takes roles on without a source.
    if service != "lambda.amazonaws.com" {
        trust.insert("Condition", own_account);
    }
    let mut properties = map([("AssumeRolePolicyDocument", policy(vec![trust.into()]))]);
    if !statements.is_empty() {
        let policies = object([("PolicyName", text("Calls")), ("PolicyDocument", policy(statements))]);
        properties.insert("Policies", list([policies]));
    }
    properties
}

/// A policy document.
pub(super) fn policy(statements: Vec<Value>) -> Value {
    object([("Version", text("2012-10-17")), ("Statement", list(statements))])
}

/// A statement that allows actions on a resource.
pub(super) fn allow(actions: &[&str], resource: Value) -> Value {
    let action = match actions {
        [one] => text(one),
        all => list(all.iter().map(|action| text(action))),
    };
    object([("Effect", text("Allow")), ("Action", action), ("Resource", resource)])
}

/// What the delivery of logs takes.
pub(super) fn log_delivery() -> Value {
    allow(&LOG_DELIVERY, text("*"))
}

/// What traces take.
pub(super) fn traces() -> Value {
    allow(&TRACES, text("*"))
}

/// What an HTTP Task reads to prove who calls.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Credentials {
    /// The connection.
    Connection,
    /// The secret in which EventBridge keeps what the connection holds.
    Secret,
}

/// A statement in the making.
struct Draft {
    actions: Vec<&'static str>,
    resource: Value,
    condition: Option<Value>,
}

impl Builder<'_> {
    /// The statements for everything that a machine calls.
    pub(super) fn statements(&mut self, machine: &Machine) -> Vec<Value> {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut unknown = Vec::new();
        for judged in &machine.read.permissions.calls {
            let call = &judged.call;
            if call.permissions.is_none() {
                unknown.push((call.state.clone(), call.what.clone()));
            }
            let state = machine
                .read
                .machine
                .as_ref()
                .and_then(|read| read.states().into_iter().find(|state| *state.name.value == *call.state));
            for permission in call.permissions.iter().flatten() {
                let resource = self.resource(machine, permission, state, &call.state);
                let condition = self.condition(permission, state, &call.state);
                let same = |draft: &&mut Draft| draft.resource == resource && draft.condition == condition;
                match drafts.iter_mut().find(same) {
                    Some(draft) if draft.actions.contains(&permission.action) => {}
                    Some(draft) => draft.actions.push(permission.action),
                    None => drafts.push(Draft { actions: vec![permission.action], resource, condition }),
                }
            }
        }
        let statements = drafts.into_iter().map(|draft| {
            let statement = allow(&draft.actions, draft.resource);
            let Some(condition) = draft.condition else { return statement };
            let mut members = statement.as_object().cloned().unwrap_or_default();
            members.insert("Condition", condition);
            members.into()
        });
        let mut statements: Vec<Value> = statements.collect();
        let role = machine.read.permissions.role.clone().filter(|_| !unknown.is_empty());
        let carried = role.map(|role| self.carried(&machine.id, &role, &statements)).unwrap_or_default();
        self.stack.has_unknown_calls |= !unknown.is_empty();
        for (state, what) in unknown {
            self.note(if carried.is_empty() {
                format!(
                    "{}: add what the state `{state}` calls ({what}) to the role; its permissions are not known here.",
                    machine.id
                )
            } else {
                format!(
                    "{}: what the state `{state}` calls ({what}) is not known here: the role has the statements of the document that may be about it.",
                    machine.id
                )
            });
        }
        statements.extend(carried);
        statements
    }

    /// What a permission is about.
    fn resource(&mut self, machine: &Machine, permission: &Permission, of: Option<&State>, state: &str) -> Value {
        if permission.is_own {
            return sub(&machine.arn_template());
        }
        let written = permission.resource.as_deref();
        let is_secret = permission.action.starts_with("secretsmanager:");
        if is_secret || permission.action == "events:RetrieveConnectionCredentials" {
            let what = if is_secret { Credentials::Secret } else { Credentials::Connection };
            return self.credentials(machine, state, what);
        }
        let Some(written) = written else {
            return self.computed_resource(permission.action, of, state);
        };
        if let Some(rest) = written.strip_suffix(":any").filter(|_| permission.action.ends_with("Execution")) {
            let name = rest.rsplit(':').next().unwrap_or_default();
            let known = self.machines.iter().find(|machine| machine.is_called(name));
            return match known {
                Some(known) => sub(&known.executions_template()),
                None => self.value(&format!("{rest}:*")),
            };
        }
        if let Some(bucket) = written.strip_suffix("/results").filter(|_| permission.action == "s3:PutObject") {
            return self.value(&format!("{bucket}/*"));
        }
        self.value(written)
    }

    /// What an action may be done to where the state computes it: everything of its kind.
    fn computed_resource(&mut self, action: &str, state: Option<&State>, name: &str) -> Value {
        if action == "s3:GetObject"
            && let Some(bucket) = state.and_then(bucket_read)
        {
            self.computed(name, "object", "all objects of the bucket");
            return self.value(&asl_aws::arn::Arn::s3(&format!("{bucket}/*")).to_string());
        }
        let Some(everything) = everything(action) else {
            self.computed(name, "resource", "all of them");
            return text("*");
        };
        self.computed(name, everything.one, everything.all);
        sub(&everything.template())
    }

    /// The connection of an HTTP Task, or its secret. A connection that stands elsewhere is a parameter, and so is its secret.
    fn credentials(&mut self, machine: &Machine, state: &str, what: Credentials) -> Value {
        let read = machine.read.machine.as_ref();
        let task = read.and_then(|read| read.states().into_iter().find(|known| *known.name.value == *state));
        let fields = task.and_then(|task| task.parameters.as_ref().or(task.arguments.as_ref()));
        let holder = fields.and_then(|fields| fields.get("Authentication").or_else(|| fields.get("InvocationConfig")));
        let written = holder.and_then(|holder| holder.get("ConnectionArn")?.as_str().cloned());
        let written = written.filter(|written| !written.trim_start().starts_with("{%"));
        let known = written.as_deref().and_then(|written| self.connection_named(written)).cloned();
        let arn = match (&known, &written) {
            (Some(known), _) => Some(known.arn()),
            (None, Some(written)) => Some(self.value(written)),
            (None, None) => None,
        };
        let Some(arn) = arn else {
            let action = match what {
                Credentials::Connection => "events:RetrieveConnectionCredentials",
                Credentials::Secret => "secretsmanager:GetSecretValue",
            };
            return self.computed_resource(action, None, state);
        };
        if what == Credentials::Connection {
            return arn;
        }
        if let Some(secret) = known.as_ref().and_then(KnownConnection::secret_arn) {
            return secret;
        }
        let name = match function(&arn) {
            Some(Function::Ref(name)) => name.trim_end_matches("Arn").trim_end_matches("ARN").to_owned(),
            _ => known.map_or_else(|| "Connection".to_owned(), |known| known.id),
        };
        let about = "ARN of the secret of the connection: SecretArn of aws events describe-connection";
        let name = self.ask_more(&format!("secret of {}", arn.to_json()), &format!("{name}SecretArn"), about, false);
        reference(&name)
    }

    fn computed(&mut self, state: &str, what: &str, all: &str) {
        self.note(format!(
            "The state `{state}` computes its {what} while it runs, so the role allows {all}: narrow the statement to what you use."
        ));
    }

    /// The conditions of a call of an HTTP endpoint.
    fn condition(&mut self, permission: &Permission, state: Option<&State>, name: &str) -> Option<Value> {
        if permission.action != "states:InvokeHTTPEndpoint" {
            return None;
        }
        let mut equals = Map::new();
        let mut like = Map::new();
        // Without one that is known, a parameter may stand in the text.
        let written = permission.endpoint.as_ref().map(ToString::to_string);
        let start = state.and_then(prefix);
        if let Some(endpoint) = written.or_else(|| written_endpoint(state)) {
            equals.insert("states:HTTPEndpoint", self.value(&endpoint));
        } else if let Some(start) = start {
            like.insert("states:HTTPEndpoint", self.value(&format!("{start}*")));
        } else {
            self.computed(name, "endpoint", "all endpoints");
        }
        match &permission.method {
            Some(method) => _ = equals.insert("states:HTTPMethod", self.value(method)),
            None => self.computed(name, "method", "all methods"),
        }
        let mut condition = Map::new();
        if !equals.is_empty() {
            condition.insert("StringEquals", equals.into());
        }
        if !like.is_empty() {
            condition.insert("StringLike", like.into());
        }
        (!condition.is_empty()).then(|| condition.into())
    }
}

/// The bucket of an `ItemReader`, if it is written.
fn bucket_read(state: &State) -> Option<String> {
    let StateKind::Map(map) = &state.kind else { return None };
    let reader = map.item_reader.as_ref()?;
    let fields = reader.get("Parameters").or_else(|| reader.get("Arguments"))?;
    let written = fields.get("Bucket")?.as_str()?;
    (!written.trim_start().starts_with("{%")).then(|| written.to_string())
}

/// The endpoint of an HTTP Task that is a text.
fn written_endpoint(state: Option<&State>) -> Option<String> {
    let state = state?;
    let fields = state.parameters.as_ref().or(state.arguments.as_ref())?;
    let written = fields.get("ApiEndpoint")?.as_str()?;
    (!written.trim_start().starts_with("{%")).then(|| written.to_string())
}

/// What a computed endpoint begins with, if that has a whole host: then nothing that is computed changes where calls go.
fn prefix(state: &State) -> Option<String> {
    let StateKind::Task(_) = &state.kind else { return None };
    let fields = state.parameters.as_ref().or(state.arguments.as_ref())?;
    let written = |key: &str| -> Option<&Node> { fields.get(key) };
    let text = match (written("ApiEndpoint.$"), written("ApiEndpoint")) {
        (Some(node), _) => node.as_str()?.trim().strip_prefix("States.Format(")?.to_string(),
        (None, Some(node)) => match &node.kind {
            NodeKind::String(text) => text.trim().strip_prefix("{%")?.to_string(),
            _ => return None,
        },
        (None, None) => return None,
    };
    let text = text.trim_start();
    let quote = text.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let literal = text.get(1..)?.split(quote).next()?;
    let literal = literal.split("{}").next()?;
    let rest = literal.strip_prefix("https://")?;
    let has_host = rest.split_once('/').is_some_and(|(host, _)| !host.is_empty());
    let is_plain = !literal.contains(['*', '?', '\\']);
    (has_host && is_plain).then(|| literal.to_owned())
}
