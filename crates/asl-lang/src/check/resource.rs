//! What a Task calls: the shape of its ARN, and that the integration exists.

use super::{Checker, is_placeholder, nearest};
use crate::messages::TaskProblem;
use crate::resource::{Integration, Pattern, Resource};
use crate::state::{State, StateKind};
use asl_text::diagnostic::AwsWords;

/// Optimized integrations whose actions are few and known, with the actions.
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
        checker.error(resource.span, TaskProblem::EmptyResource);
    } else if is_placeholder(text) {
        if text.rfind("${").is_some_and(|open| !text.get(open..).unwrap_or_default().contains('}')) {
            checker.error(resource.span, TaskProblem::OpenPlaceholder);
        }
    } else if task.target().integration().is_some() {
        if let Some(problem) = problem(task.target()) {
            checker.error(resource.span, problem);
            checker.in_aws(AwsWords::schema(
                format!(
                    "The resource provided {text} is not recognized. The value is not a valid resource ARN, or the \
                     resource is not available in this region."
                ),
                0,
            ));
        }
    } else if !text.contains(':') {
        checker.warning(resource.span, TaskProblem::NotAnArn(resource.value.clone()));
    }
}

/// What is wrong with the call of a service; of the AWS SDK, all is left to AWS.
fn problem(resource: Resource<'_>) -> Option<TaskProblem> {
    let Integration { call, service, action, suffix, .. } = resource.integration()?;
    if !call.contains(':') {
        return Some(TaskProblem::NoAction(call.to_owned()));
    }
    if matches!(resource, Resource::Sdk(_)) {
        return None;
    }
    if let Some(pattern) = suffix
        && Pattern::of_suffix(pattern).is_none()
    {
        let near = nearest(pattern, Pattern::SUFFIXES);
        return Some(TaskProblem::UnknownPattern { pattern: pattern.to_owned(), near });
    }
    let (_, actions) = CLOSED.iter().find(|(known, _)| *known == service)?;
    if !actions.contains(&action) {
        let near = nearest(action, actions.iter().copied());
        return Some(TaskProblem::UnknownAction { service: service.to_owned(), action: action.to_owned(), near });
    }
    (service == "http" && suffix.is_some()).then_some(TaskProblem::HttpPattern)
}
