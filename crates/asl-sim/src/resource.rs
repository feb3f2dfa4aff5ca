//! What a Task calls, as a run needs it: by it the events are named.

use std::rc::Rc;

use super::event::TaskResource;
use asl_lang::{Integration, Pattern, Resource};

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

impl Service {
    /// The service of a resource. What is no resource of Step Functions counts as an activity, whose names AWS does not
    /// check before it runs.
    pub fn of(resource: Resource<'_>) -> Self {
        match resource {
            Resource::HttpInvoke(integration) => Self::Http(task(&integration)),
            Resource::LambdaFunction { .. } => Self::LambdaFunction,
            Resource::LambdaInvoke(integration) | Resource::Sdk(integration) | Resource::Optimized(integration) => {
                Self::Integration { task: task(&integration), pattern: integration.pattern }
            }
            Resource::Activity | Resource::Other => Self::Activity,
        }
    }
}

fn task(integration: &Integration<'_>) -> TaskResource {
    let Integration { event_type, event_resource, .. } = integration;
    TaskResource { resource_type: Rc::from(*event_type), resource: Rc::from(*event_resource) }
}
