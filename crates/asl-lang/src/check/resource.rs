//! What a Task calls: the shape of its ARN, and that the integration exists.

use super::{Checker, is_placeholder, nearest};
use crate::resource::{Integration, Pattern, Resource};
use crate::state::{State, StateKind};
use asl_text::diagnostic::{AwsWords, Code};

/// Optimised integrations whose actions are few and known, with the actions.
///
/// Others have long lists that grow with AWS, so an unknown action of theirs is not refused here.
const CLOSED: &[(&str, &[&str])] = &[
    ("apigateway", &["invoke"]),
    ("batch", &["submitJob"]),
    ("dynamodb", &["getItem", "putItem", "deleteItem", "updateItem"]),
    ("ecs", &["runTask"]),
    ("events", &["putEvents"]),
    ("http", &["invoke"]),
    ("lambda", &["invoke"]),
    ("sns", &["publish"]),
    ("sqs", &["sendMessage"]),
    ("states", &["startExecution"]),
];

pub(super) fn check(checker: &mut Checker<'_>, state: &State) {
    let StateKind::Task(task) = &state.kind else { return };
    let Some(resource) = &task.resource else { return };
    let text = &*resource.value;
    if text.is_empty() {
        let hint = "for a call of an HTTP API write \"arn:aws:states:::http:invoke\"";
        checker.error(Code::InvalidResource, resource.span, "`Resource` is empty", hint);
    } else if is_placeholder(text) {
        if text.rfind("${").is_some_and(|open| !text.get(open..).unwrap_or_default().contains('}')) {
            let message = "a placeholder is not closed";
            checker.error(Code::InvalidResource, resource.span, message, "add the missing `}` behind its name");
        }
    } else if task.target().integration().is_some() {
        if let Some((message, hint)) = problem(task.target()) {
            checker.error(Code::InvalidResource, resource.span, message, hint);
            checker.in_aws(AwsWords::schema(
                format!(
                    "The resource provided {text} is not recognized. The value is not a valid resource ARN, or the \
                     resource is not available in this region."
                ),
                0,
            ));
        }
    } else if !text.contains(':') {
        let message = format!("`{text}` is not an ARN");
        let hint = "for a call of an HTTP API write \"arn:aws:states:::http:invoke\"";
        checker.warning(Code::InvalidResource, resource.span, message, hint);
    }
}

/// What is wrong with the call of a service; of the AWS SDK, all is left to AWS.
fn problem(resource: Resource<'_>) -> Option<(String, String)> {
    let Integration { call, service, action, suffix, .. } = resource.integration()?;
    if !call.contains(':') {
        let message = format!("`{call}` names a service but no action");
        return Some((message, "write both, as in \"arn:aws:states:::http:invoke\"".to_owned()));
    }
    if matches!(resource, Resource::Sdk(_)) {
        return None;
    }
    if let Some(pattern) = suffix
        && Pattern::of_suffix(pattern).is_none()
    {
        let message = format!("`.{pattern}` is not a way to wait for a task");
        let hint = match nearest(pattern, Pattern::SUFFIXES) {
            Some(near) => format!("did you mean `.{near}`?"),
            None => "there are `.sync`, `.sync:2` and `.waitForTaskToken`".to_owned(),
        };
        return Some((message, hint));
    }
    let (_, actions) = CLOSED.iter().find(|(known, _)| *known == service)?;
    if !actions.contains(&action) {
        let message = format!("`{service}:{action}` is not an integration of Step Functions");
        let hint = match nearest(action, actions.iter().copied()) {
            Some(near) => format!("did you mean `{service}:{near}`?"),
            None => format!("every action of a service is there as `aws-sdk:{service}:{action}`"),
        };
        return Some((message, hint));
    }
    if service == "http" && suffix.is_some() {
        let message = "an HTTP Task only waits for the response";
        return Some((message.to_owned(), "write \"arn:aws:states:::http:invoke\"".to_owned()));
    }
    None
}
