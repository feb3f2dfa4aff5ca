//! The permissions of each optimized integration (Developer Guide, "Integrating services", the IAM part of each page).

use std::rc::Rc;

use super::PolicyContext;
use super::calls::{Permission, here, literal, own};
use super::fit::is_open;
use asl_aws::arn::{Arn, connection};
use asl_lang::{Pattern, Resource};
use asl_text::Node;

/// What a Task's resource with these fields needs; `None` if that is not known here.
pub(super) fn task(resource: &str, fields: Option<&Node>, context: &PolicyContext) -> Option<Vec<Permission>> {
    let field = |key: &str| literal(fields.and_then(|fields| fields.get(key)));
    let has =
        |key: &str| fields.is_some_and(|fields| [key, &format!("{key}.$")].iter().any(|key| fields.get(key).is_some()));
    let one = |action, resource: Option<Rc<str>>| Some(vec![Permission::new(action, resource)]);
    let (call, is_sdk) = match Resource::parse(resource) {
        Resource::LambdaFunction { name } => {
            return if name.is_empty() { None } else { one("lambda:InvokeFunction", Some(resource.into())) };
        }
        // A worker asks for the work; the machine calls nothing.
        Resource::Activity => return Some(Vec::new()),
        Resource::Other => return None,
        Resource::Sdk(call) => (call, true),
        Resource::HttpInvoke(call) | Resource::LambdaInvoke(call) | Resource::Optimized(call) => (call, false),
    };
    match (call.service, call.action) {
        ("http", "invoke") if !is_sdk => Some(http(fields, context)),
        ("lambda", "invoke") => one("lambda:InvokeFunction", field("FunctionName").and_then(|name| function(&name))),
        ("sqs", "sendMessage") => one("sqs:SendMessage", field("QueueUrl").and_then(|url| queue(&url))),
        // A phone number has no ARN (Service Authorization Reference, "Amazon SNS").
        ("sns", "publish") if has("PhoneNumber") => one("sns:Publish", Some("*".into())),
        ("sns", "publish") => {
            one("sns:Publish", field("TopicArn").or_else(|| field("TargetArn")).filter(|arn| arn.starts_with("arn:")))
        }
        (service, "putEvents") if service == if is_sdk { "eventbridge" } else { "events" } => Some(events(fields)),
        (service, "startExecution") if service == if is_sdk { "sfn" } else { "states" } => {
            let machine = field("StateMachineArn").filter(|arn| arn.starts_with("arn:"));
            let mut permissions = vec![Permission::new("states:StartExecution", machine.clone())];
            if call.pattern == Pattern::Sync {
                let of = |machine: Rc<str>| -> Rc<str> {
                    (machine.replacen(":stateMachine:", ":execution:", 1) + ":any").into()
                };
                for action in ["states:DescribeExecution", "states:StopExecution"] {
                    // AWS's own policies allow these on everything; which executions there will be is not known.
                    let stem = Some(":execution:".into());
                    permissions.push(Permission { stem, ..Permission::new(action, machine.clone().map(of)) });
                }
                let rule = here("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule");
                let rules = ["events:PutTargets", "events:PutRule", "events:DescribeRule"];
                permissions.extend(rules.map(|action| Permission::new(action, Some(Rc::clone(&rule)))));
            }
            Some(permissions)
        }
        ("dynamodb", name) => {
            let action = match name {
                "getItem" => "dynamodb:GetItem",
                "putItem" => "dynamodb:PutItem",
                "updateItem" => "dynamodb:UpdateItem",
                "deleteItem" => "dynamodb:DeleteItem",
                "query" => "dynamodb:Query",
                "scan" => "dynamodb:Scan",
                _ => return None,
            };
            let table = field("TableName").and_then(|name| table(&name));
            let permission = Permission::new(action, table);
            // An index is a resource of its own (Service Authorization Reference, "Amazon DynamoDB").
            let is_of_index = has("IndexName") && ["query", "scan"].contains(&name);
            Some(vec![if is_of_index { of_index(permission, field("IndexName")) } else { permission }])
        }
        _ => None,
    }
}

/// The three statements of an HTTP Task.
fn http(fields: Option<&Node>, context: &PolicyContext) -> Vec<Permission> {
    let field = |key: &str| literal(fields.and_then(|fields| fields.get(key))).filter(|text| !is_open(text));
    let (endpoint, method) = (field("ApiEndpoint"), field("Method"));
    let holder = fields.and_then(|fields| fields.get("Authentication").or_else(|| fields.get("InvocationConfig")));
    let connection = literal(holder.and_then(|holder| holder.get("ConnectionArn")));
    let name = connection.as_deref().and_then(connection::name_in);
    let arn = connection.clone().filter(|text| text.starts_with("arn:"));
    let secret = here("secretsmanager", &format!("secret:events!connection/{}/0", name.unwrap_or("any")));
    let secret = |action| Permission {
        stem: Some("events!connection/".into()),
        ..Permission::new(action, Some(Rc::clone(&secret)))
    };
    vec![
        Permission { endpoint, method, ..own("states:InvokeHTTPEndpoint", context) },
        Permission {
            // The last part of the ARN is AWS's.
            stem: name.map(|name| format!(":connection/{name}/").into()),
            ..Permission::new("events:RetrieveConnectionCredentials", arn)
        },
        secret("secretsmanager:GetSecretValue"),
        secret("secretsmanager:DescribeSecret"),
    ]
}

fn function(name: &str) -> Option<Rc<str>> {
    if is_open(name) || name.is_empty() {
        return None;
    }
    if name.starts_with("arn:") {
        return Some(name.into());
    }
    let name = name.split_once(":function:").map_or(name, |(_, name)| name);
    Some(here("lambda", &format!("function:{name}")))
}

/// The ARN behind `https://sqs.<region>.amazonaws.com/<account>/<name>`.
fn queue(url: &str) -> Option<Rc<str>> {
    let rest = url.strip_prefix("https://sqs.").filter(|rest| !is_open(rest))?;
    let (host, path) = rest.split_once('/')?;
    let (account, name) = path.split_once('/')?;
    Some(Arn::new(host.split('.').next()?, account, "sqs", name).into())
}

fn table(name: &str) -> Option<Rc<str>> {
    if name.starts_with("arn:") {
        return Some(name.into());
    }
    (!is_open(name) && !name.is_empty()).then(|| here("dynamodb", &format!("table/{name}")))
}

/// The same of an index of the table; of any, where its name is not known.
fn of_index(permission: Permission, name: Option<Rc<str>>) -> Permission {
    let Some(table) = &permission.resource else { return permission };
    let of = format!("{table}/index/");
    match name.filter(|name| !is_open(name)) {
        Some(name) => Permission { resource: Some(format!("{of}{name}").into()), ..permission },
        None => Permission { resource: Some(format!("{of}*").into()), stem: Some(of.into()), ..permission },
    }
}

/// One for each bus that the entries name.
fn events(fields: Option<&Node>) -> Vec<Permission> {
    let entries = fields.and_then(|fields| fields.get("Entries")).map(Node::items).unwrap_or_default();
    let mut found: Vec<Permission> = Vec::new();
    for entry in entries {
        let is_computed = entry.get("EventBusName.$").is_some();
        let bus = match entry.get("EventBusName") {
            None if is_computed => None,
            None => Some(here("events", "event-bus/default")),
            some => literal(some)
                .filter(|name| !is_open(name))
                .map(|name| if name.starts_with("arn:") { name } else { here("events", &format!("event-bus/{name}")) }),
        };
        let permission = Permission::new("events:PutEvents", bus);
        if !found.contains(&permission) {
            found.push(permission);
        }
    }
    if found.is_empty() {
        found.push(Permission::new("events:PutEvents", None));
    }
    found
}

/// What an `ItemReader` reads.
pub(super) fn reader(reader: &Node) -> Vec<Permission> {
    let fields = reader.get("Parameters").or_else(|| reader.get("Arguments"));
    reader_of(reader.get("Resource").and_then(Node::as_str).map_or("", |text| &**text), fields)
}

/// What an `ItemReader` with this resource and these fields reads.
pub(super) fn reader_of(resource: &str, fields: Option<&Node>) -> Vec<Permission> {
    let field = |key: &str| literal(fields.and_then(|fields| fields.get(key))).filter(|text| !is_open(text));
    let bucket = field("Bucket");
    let resource = Resource::parse(resource);
    let action = resource.integration().filter(|call| call.service == "s3").map(|call| call.action);
    if action == Some("listObjectsV2") {
        return vec![Permission::new("s3:ListBucket", bucket.map(|bucket| Arn::s3(&bucket).into()))];
    }
    if action == Some("getObject") {
        let object = bucket.zip(field("Key")).map(|(bucket, key)| Arn::s3(&format!("{bucket}/{key}")).into());
        return vec![Permission::new("s3:GetObject", object)];
    }
    Vec::new()
}

/// What a `ResultWriter` with these fields writes; `None` if it writes nothing.
pub(super) fn writer(fields: Option<&Node>) -> Option<Permission> {
    let fields = fields?;
    let bucket = fields.get("Bucket").or_else(|| fields.get("Bucket.$")).map(|_| literal(fields.get("Bucket")))?;
    let prefix = literal(fields.get("Prefix")).filter(|prefix| !is_open(prefix) && !prefix.is_empty());
    let prefix = prefix.map(|prefix| format!("{}/", prefix.trim_matches('/'))).unwrap_or_default();
    let resource = bucket.map(|bucket| Arn::s3(&format!("{bucket}/{prefix}results")).into());
    Some(Permission::new("s3:PutObject", resource))
}
