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

/// Services whose optimized integration cannot wait for a job.
const NO_SYNC: &[&str] = &["apigateway", "bedrock-agentcore", "dynamodb", "events", "lambda", "sns", "sqs"];

/// Services whose optimized integration cannot wait for a task token.
const NO_TOKEN: &[&str] = &[
    "athena",
    "batch",
    "bedrock-agentcore",
    "codebuild",
    "databrew",
    "dynamodb",
    "elasticmapreduce",
    "emr-containers",
    "emr-serverless",
    "glue",
    "mediaconvert",
    "sagemaker",
];

pub(super) fn check(checker: &mut Checker<'_>, state: &State) {
    let StateKind::Task(task) = &state.kind else { return };
    let Some(resource) = &task.resource else { return };
    let text = &*resource.value;
    if text.is_empty() {
        checker.error(resource.span, TaskProblem::EmptyResource);
        checker.in_aws(AwsWords::schema("Value is not a valid resource ARN", 0));
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
    } else if !text.starts_with("arn:") {
        // It may be a name that something fills in before AWS sees it.
        checker.warning(resource.span, TaskProblem::NotAnArn(resource.value.clone()));
        checker.in_aws(AwsWords::schema("Value is not a valid resource ARN", 0).as_error());
    }
}

/// Whether the call of a service is one that AWS knows, as far as that is known here.
pub(crate) fn is_recognized(resource: Resource<'_>) -> bool {
    problem(resource).is_none()
}

/// What is wrong with the call of a service; of the AWS SDK, all is left to AWS.
fn problem(resource: Resource<'_>) -> Option<TaskProblem> {
    let Integration { call, service, action, suffix, .. } = resource.integration()?;
    if !call.contains(':') {
        return Some(TaskProblem::NoAction(call.to_owned()));
    }
    let pattern = suffix.and_then(Pattern::of_suffix);
    if matches!(resource, Resource::Sdk(_)) {
        return match (pattern, suffix) {
            (Some(Pattern::Sync), Some(suffix)) => {
                let service = format!("aws-sdk:{service}");
                Some(TaskProblem::PatternOfOthers { service, pattern: suffix.to_owned() })
            }
            _ => None,
        };
    }
    if let Some(pattern) = suffix
        && Pattern::of_suffix(pattern).is_none()
    {
        let near = nearest(pattern, Pattern::SUFFIXES);
        return Some(TaskProblem::UnknownPattern { pattern: pattern.to_owned(), near });
    }
    let has_not = match (pattern, suffix) {
        (Some(Pattern::Sync), suffix) => {
            NO_SYNC.contains(&service) || (suffix == Some("sync:2") && service != "states")
        }
        (Some(Pattern::WaitForTaskToken), _) => NO_TOKEN.contains(&service),
        _ => false,
    };
    if let (true, Some(suffix)) = (has_not, suffix) {
        return Some(TaskProblem::PatternOfOthers { service: service.to_owned(), pattern: suffix.to_owned() });
    }
    let (_, actions) = CLOSED.iter().find(|(known, _)| *known == service)?;
    if !actions.contains(&action) {
        let near = nearest(action, actions.iter().copied());
        return Some(TaskProblem::UnknownAction { service: service.to_owned(), action: action.to_owned(), near });
    }
    if service == "http" && suffix.is_some() {
        return Some(TaskProblem::HttpPattern);
    }
    None
}
