//! A Task's `Resource`: which service it calls and in which pattern (Developer Guide, "Service integrations").

use std::rc::Rc;

use super::event::TaskResource;

/// What a Task calls.
#[derive(Clone, Debug, PartialEq)]
pub enum Service {
    /// `arn:aws:states:::http:invoke`
    Http(TaskResource),
    /// A Lambda function's own ARN.
    LambdaFunction,
    /// An activity's ARN.
    Activity,
    /// `arn:aws:states:::service:action` with a pattern.
    Integration {
        /// `resourceType` and `resource` of its events.
        task: TaskResource,
        /// How it is called.
        pattern: Pattern,
    },
}

/// How an integrated service is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// The answer is the result.
    RequestResponse,
    /// `.sync`, `.sync:2`: the job's end is the result.
    Sync,
    /// `.waitForTaskToken`: somebody else sends the result.
    WaitForTaskToken,
}

const SYNC: &str = ".sync";

impl Service {
    /// Reads a resource's text. What is no resource of Step Functions counts as an activity, whose names AWS
    /// does not check before it runs.
    pub fn of(resource: &str) -> Self {
        let mut parts = resource.splitn(6, ':');
        let (service, rest) = (parts.nth(2).unwrap_or_default(), parts.nth(2).unwrap_or_default());
        match service {
            "lambda" => Self::LambdaFunction,
            "states" if !rest.starts_with("activity:") => {
                let (action_of, action) = rest.rsplit_once(':').unwrap_or(("", rest));
                // `.sync:2` holds a colon of its own.
                let (action_of, action) = match action_of.rsplit_once(':') {
                    Some((head, tail)) if tail.ends_with(SYNC) => (head, format!("{tail}:{action}")),
                    _ => (action_of, action.to_owned()),
                };
                let pattern = if action.ends_with(".waitForTaskToken") {
                    Pattern::WaitForTaskToken
                } else if action.ends_with(SYNC) || action.ends_with(".sync:2") {
                    Pattern::Sync
                } else {
                    Pattern::RequestResponse
                };
                let task = TaskResource { resource_type: action_of.into(), resource: Rc::from(action) };
                if resource.ends_with(":::http:invoke") {
                    Self::Http(task)
                } else {
                    Self::Integration { task, pattern }
                }
            }
            _ => Self::Activity,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, Service};

    #[test]
    fn a_resource_tells_its_service_and_pattern() {
        for (resource, expected_type, expected_resource, expected_pattern) in [
            ("arn:aws:states:::lambda:invoke", "lambda", "invoke", Pattern::RequestResponse),
            (
                "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "sqs",
                "sendMessage.waitForTaskToken",
                Pattern::WaitForTaskToken,
            ),
            ("arn:aws:states:::states:startExecution.sync:2", "states", "startExecution.sync:2", Pattern::Sync),
            ("arn:aws:states:::aws-sdk:s3:getObject", "aws-sdk:s3", "getObject", Pattern::RequestResponse),
        ] {
            let Service::Integration { task, pattern } = Service::of(resource) else { panic!("{resource}") };
            assert_eq!(
                (&*task.resource_type, &*task.resource, pattern),
                (expected_type, expected_resource, expected_pattern)
            );
        }
        assert!(matches!(Service::of("arn:aws:states:::http:invoke"), Service::Http(_)));
        assert_eq!(Service::of("arn:aws:lambda:us-east-1:123456789012:function:f"), Service::LambdaFunction);
        assert_eq!(Service::of("arn:aws:states:us-east-1:123456789012:activity:a"), Service::Activity);
    }
}
