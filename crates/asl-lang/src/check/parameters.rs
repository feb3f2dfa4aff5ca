//! Parameters of optimized integrations: those that a call needs, and headers that API Gateway does not take, as far as
//! it is recorded that AWS refuses their lack.

use super::{Checker, has_placeholder_key, is_placeholder};
use crate::machine::QueryLanguage;
use crate::messages::TaskProblem;
use crate::resource::{Integration, Pattern, Resource};
use crate::state::{State, StateKind};
use asl_jsonata::is_expression;
use asl_text::diagnostic::AwsWords;
use asl_text::{Node, NodeKind};

/// What calls need.
const NEEDED: &[(&str, &str, &[&str])] = &[
    ("apigateway", "invoke", &["ApiEndpoint", "Method"]),
    ("dynamodb", "deleteItem", &["TableName", "Key"]),
    ("dynamodb", "getItem", &["TableName", "Key"]),
    ("dynamodb", "putItem", &["TableName", "Item"]),
    ("dynamodb", "updateItem", &["TableName", "Key"]),
    ("ecs", "runTask", &["TaskDefinition"]),
    ("events", "putEvents", &["Entries"]),
    ("glue", "startJobRun", &["JobName"]),
    ("lambda", "invoke", &["FunctionName"]),
    ("sns", "publish", &["Message"]),
    ("sqs", "sendMessage", &["QueueUrl", "MessageBody"]),
    ("states", "startExecution", &["StateMachineArn"]),
];

/// What calls with a pattern cannot have, although the service knows it.
const FORBIDDEN: &[(&str, &str, Pattern, &[&str])] = &[("ecs", "runTask", Pattern::Sync, &["Count", "StartedBy"])];

/// Headers that a call of API Gateway cannot set (Developer Guide, "Call API Gateway"), in lower case.
const HEADERS: [&str; 14] = [
    "authorization",
    "connection",
    "content-md5",
    "expect",
    "host",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "www-authenticate",
];

/// What the names of other such headers begin with.
const HEADER_PREFIXES: [&str; 3] = ["x-amz", "x-amzn", "x-forwarded"];

pub(super) fn check(checker: &mut Checker<'_>, state: &State, language: QueryLanguage) {
    let StateKind::Task(task) = &state.kind else { return };
    if let (Resource::Activity, Some(credentials)) = (task.target(), &task.credentials) {
        checker.error(credentials.span, TaskProblem::ActivityCredentials);
        checker.in_aws(AwsWords::schema("The field 'Credentials' is not supported for activities", 0));
    }
    let (Resource::LambdaInvoke(call) | Resource::Optimized(call)) = task.target() else { return };
    if call.action.is_empty() || is_placeholder(call.call) {
        return;
    }
    let node = match language {
        QueryLanguage::JsonPath => &state.parameters,
        QueryLanguage::Jsonata => &state.arguments,
    };
    let name = format!("{}:{}", call.service, call.action);
    if let Some(node) = node {
        check_node(checker, call, &name, node, language);
    }
}

/// AWS's words for a parameter that is not there.
pub(super) fn missing(name: &str) -> AwsWords {
    AwsWords::schema(format!("The field '{name}' is required but was missing"), 0)
}

/// AWS's words for headers that cannot be set, at the place of the first of them: in `Headers` of the parameters.
pub(super) fn forbidden_headers<'h>(names: impl IntoIterator<Item = &'h str>) -> AwsWords {
    let names: Vec<String> = names.into_iter().map(str::to_lowercase).collect();
    AwsWords::schema(format!("The 'Headers' field contains unsupported values: [{}]", names.join(", ")), 2)
}

fn check_node(checker: &mut Checker<'_>, call: Integration<'_>, name: &str, node: &Node, language: QueryLanguage) {
    if !matches!(node.kind, NodeKind::Object(_)) || has_placeholder_key(node) {
        return;
    }
    let plain = |key: &'_ str| match language {
        QueryLanguage::JsonPath => key.strip_suffix(".$").unwrap_or(key).to_owned(),
        QueryLanguage::Jsonata => key.to_owned(),
    };
    let needed = NEEDED.iter().find(|row| row.0 == call.service && row.1 == call.action);
    for parameter in needed.map(|row| row.2).unwrap_or_default() {
        if !node.members().iter().any(|member| plain(&member.key.value) == *parameter) {
            checker.warning(node.opening(), TaskProblem::MissingParameter { call: name.to_owned(), name: parameter });
            checker.in_aws(missing(parameter).as_error());
        }
    }
    let forbidden = FORBIDDEN.iter().find(|row| row.0 == call.service && row.1 == call.action && row.2 == call.pattern);
    for member in node.members() {
        let parameter = plain(&member.key.value);
        if forbidden.is_some_and(|row| row.3.contains(&&*parameter)) {
            checker.error(
                member.key.span,
                TaskProblem::ForbiddenParameter { call: name.to_owned(), name: parameter.clone() },
            );
            checker.in_aws(AwsWords::schema(format!("The field '{parameter}' is not supported by Step Functions"), 1));
        }
    }
    let Some(headers) = node.get("Headers").filter(|_| call.service == "apigateway") else { return };
    if headers.as_str().is_some_and(|text| is_expression(text)) {
        return;
    }
    let is_forbidden = |key: &str| {
        let name = plain(key).to_lowercase();
        HEADERS.contains(&&*name) || HEADER_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
    };
    let found: Vec<_> = headers.members().iter().filter(|member| is_forbidden(&member.key.value)).collect();
    let names: Vec<String> = found.iter().map(|member| plain(&member.key.value)).collect();
    for (member, name) in found.iter().zip(&names) {
        checker.error(member.key.span, TaskProblem::ForbiddenHeader(name.clone()));
        checker.in_aws(forbidden_headers(names.iter().map(String::as_str)));
    }
}
