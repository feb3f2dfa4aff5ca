//! A Task's `Resource`, taken apart (Developer Guide, "Integrating services"). Nothing else takes its text apart.

use super::state::Task;

/// What a Task calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource<'r> {
    /// `arn:aws:states:::http:invoke`: an HTTP Task.
    HttpInvoke(Integration<'r>),
    /// `arn:aws:lambda:…:function:NAME`: a Lambda function, called directly.
    LambdaFunction {
        /// The name, without alias or version; empty where it cannot be read.
        name: &'r str,
    },
    /// `arn:aws:states:::lambda:invoke`, with any pattern: a Lambda function by the optimized integration.
    LambdaInvoke(Integration<'r>),
    /// `arn:aws:states:…:activity:NAME`.
    Activity,
    /// `arn:aws:states:::aws-sdk:SERVICE:ACTION`, with any pattern.
    Sdk(Integration<'r>),
    /// `arn:aws:states:::SERVICE:ACTION`, with any pattern: another optimized integration.
    Optimized(Integration<'r>),
    /// Nothing that can be recognized: no ARN, or one with a placeholder in the way.
    Other,
}

/// A call of a service: what stands behind `arn:aws:states:::`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Integration<'r> {
    /// All of it: `sqs:sendMessage.waitForTaskToken`, `aws-sdk:s3:getObject`.
    pub call: &'r str,
    /// The service: `sqs`, `s3`; for the AWS SDK without `aws-sdk:`.
    pub service: &'r str,
    /// The action, without the pattern: `sendMessage`; empty if there is none.
    pub action: &'r str,
    /// The pattern as it is written, without its dot: `sync:2`; `None` for request-response. It need not exist.
    pub suffix: Option<&'r str>,
    /// How the service is called; a suffix that does not exist counts as none.
    pub pattern: Pattern,
    /// `resourceType` of the events of a run: `sqs`, `aws-sdk:s3`.
    pub event_type: &'r str,
    /// `resource` of the events of a run: `sendMessage.waitForTaskToken`.
    pub event_resource: &'r str,
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

impl Pattern {
    /// The suffixes that exist, without their dots.
    pub const SUFFIXES: [&'static str; 3] = ["sync", "sync:2", "waitForTaskToken"];

    /// The pattern of a suffix; `None` for one that does not exist.
    pub fn of_suffix(suffix: &str) -> Option<Self> {
        match suffix {
            "sync" | "sync:2" => Some(Self::Sync),
            "waitForTaskToken" => Some(Self::WaitForTaskToken),
            _ => None,
        }
    }
}

/// What an integration's ARN holds between its partition and its call.
const INTEGRATION: &str = ":states:::";

impl<'r> Resource<'r> {
    /// Takes a `Resource` apart. A placeholder in the place of the partition, a region or an account does not matter.
    pub fn parse(text: &'r str) -> Self {
        // Nearly every one begins so, and this is asked of each Task by many rules.
        let usual = text.strip_prefix("arn:aws").and_then(|rest| rest.strip_prefix(INTEGRATION));
        if let Some(call) = usual.or_else(|| Some(text.split_once(INTEGRATION)?.1)) {
            return Self::of_integration(Integration::parse(call));
        }
        if text.contains(":activity:") {
            return Self::Activity;
        }
        let is_function = text.split(':').nth(2) == Some("lambda") || text.contains(":lambda:");
        match text.split_once(":function:") {
            Some((_, rest)) if is_function => Self::LambdaFunction { name: rest.split(':').next().unwrap_or_default() },
            _ if text.split(':').nth(2) == Some("lambda") => Self::LambdaFunction { name: "" },
            _ => Self::Other,
        }
    }

    fn of_integration(integration: Integration<'r>) -> Self {
        match (integration.call, integration.service, integration.action) {
            ("http:invoke", ..) => Self::HttpInvoke(integration),
            (call, ..) if call.starts_with(Integration::SDK) => Self::Sdk(integration),
            (_, "lambda", "invoke") => Self::LambdaInvoke(integration),
            _ => Self::Optimized(integration),
        }
    }

    /// The call of an integrated service, whichever it is.
    pub fn integration(self) -> Option<Integration<'r>> {
        match self {
            Self::HttpInvoke(call) | Self::LambdaInvoke(call) | Self::Sdk(call) | Self::Optimized(call) => Some(call),
            Self::LambdaFunction { .. } | Self::Activity | Self::Other => None,
        }
    }

    /// Whether it makes the Task an HTTP Task.
    pub fn is_http(self) -> bool {
        matches!(self, Self::HttpInvoke(_))
    }
}

impl<'r> Integration<'r> {
    /// What the call of the AWS SDK for a service begins with.
    const SDK: &'static str = "aws-sdk:";

    fn parse(call: &'r str) -> Self {
        let (head, suffix) = match call.split_once('.') {
            Some((head, suffix)) => (head, Some(suffix)),
            None => (call, None),
        };
        let (service, action) = head.strip_prefix(Self::SDK).unwrap_or(head).split_once(':').unwrap_or((head, ""));
        let event_type = head.rsplit_once(':').map_or("", |(service, _)| service);
        let event_resource = call.get(event_type.len()..).unwrap_or_default().trim_start_matches(':');
        let pattern = suffix.and_then(Pattern::of_suffix).unwrap_or(Pattern::RequestResponse);
        Self { call, service, action, suffix, pattern, event_type, event_resource }
    }
}

impl Task {
    /// What it calls; [`Resource::Other`] without a `Resource`.
    pub fn target(&self) -> Resource<'_> {
        self.resource.as_ref().map_or(Resource::Other, |resource| Resource::parse(&resource.value))
    }

    /// Whether it is an HTTP Task.
    pub fn is_http(&self) -> bool {
        self.target().is_http()
    }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, Resource};

    #[test]
    fn integrations_are_taken_apart() {
        use Pattern::{RequestResponse, Sync, WaitForTaskToken};
        for (call, service, action, pattern, event_type, event_resource) in [
            ("lambda:invoke", "lambda", "invoke", RequestResponse, "lambda", "invoke"),
            (
                "sqs:sendMessage.waitForTaskToken",
                "sqs",
                "sendMessage",
                WaitForTaskToken,
                "sqs",
                "sendMessage.waitForTaskToken",
            ),
            ("states:startExecution.sync:2", "states", "startExecution", Sync, "states", "startExecution.sync:2"),
            ("ecs:runTask.sync", "ecs", "runTask", Sync, "ecs", "runTask.sync"),
            ("ecs:runTask.async", "ecs", "runTask", RequestResponse, "ecs", "runTask.async"),
            ("aws-sdk:s3:getObject", "s3", "getObject", RequestResponse, "aws-sdk:s3", "getObject"),
            ("http", "http", "", RequestResponse, "", "http"),
        ] {
            let text = format!("arn:aws:states:::{call}");
            let found = Resource::parse(&text).integration().unwrap();
            assert_eq!((found.service, found.action, found.pattern), (service, action, pattern), "{call}");
            assert_eq!((found.event_type, found.event_resource), (event_type, event_resource), "{call}");
        }
    }

    #[test]
    fn every_kind_of_resource_is_told_apart() {
        let kind = |text: &str| match Resource::parse(text) {
            Resource::HttpInvoke(_) => "http".to_owned(),
            Resource::LambdaFunction { name } => format!("function {name}"),
            Resource::LambdaInvoke(_) => "lambda".to_owned(),
            Resource::Activity => "activity".to_owned(),
            Resource::Sdk(_) => "sdk".to_owned(),
            Resource::Optimized(_) => "optimized".to_owned(),
            Resource::Other => "other".to_owned(),
        };
        for (text, expected) in [
            ("arn:aws:states:::http:invoke", "http"),
            ("arn:${AWS::Partition}:states:::http:invoke", "http"),
            ("arn:aws:states:::http:invoke.sync", "optimized"),
            ("arn:aws:lambda:us-east-1:123456789012:function:f:live", "function f"),
            ("arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:f", "function f"),
            ("arn:aws:lambda:us-east-1:123456789012:f", "function "),
            ("arn:aws:states:::lambda:invoke.waitForTaskToken", "lambda"),
            ("arn:aws:states:us-east-1:123456789012:activity:a", "activity"),
            ("arn:aws:states:::aws-sdk:lambda:invoke", "sdk"),
            ("arn:aws:states:::dynamodb:getItem", "optimized"),
            ("${Function.Arn}", "other"),
            ("", "other"),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }
}
