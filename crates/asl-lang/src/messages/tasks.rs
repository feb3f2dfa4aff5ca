//! ASL04xx: what a Task calls, what an Express workflow cannot do, and quotas.

use std::rc::Rc;

use crate::machine::WorkflowType;
use asl_text::diagnostic::{Code, Detail, Meant};

/// What is wrong with a resource, or with a state in its workflow.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskProblem {
    /// An empty `Resource`.
    EmptyResource,
    /// `${` without `}`.
    OpenPlaceholder,
    /// A text that is no ARN.
    NotAnArn(Rc<str>),
    /// An integration without an action.
    NoAction(String),
    /// A word behind the action that no integration has.
    UnknownPattern {
        /// The word.
        pattern: String,
        /// The one that is most like it.
        near: Option<&'static str>,
    },
    /// A service or action that Step Functions has no integration for.
    UnknownAction {
        /// The service.
        service: String,
        /// The action.
        action: String,
        /// The action that is most like it.
        near: Option<&'static str>,
    },
    /// A pattern behind `http:invoke`.
    HttpPattern,
    /// A pattern that exists, of a service that does not have it.
    PatternOfOthers {
        /// The service.
        service: String,
        /// The pattern: `sync`.
        pattern: String,
    },
    /// `Credentials` of a Task that waits for an activity.
    ActivityCredentials,
    /// A call of a service without its parameters.
    NoParameters {
        /// The call: `sqs:sendMessage`.
        call: String,
        /// `Parameters` or `Arguments`.
        field: &'static str,
    },
    /// A call of a service without a parameter that it needs.
    MissingParameter {
        /// The call: `sqs:sendMessage`.
        call: String,
        /// The parameter.
        name: &'static str,
    },
    /// A parameter that a call cannot have when it waits for the end of a job.
    ForbiddenParameter {
        /// The call: `ecs:runTask`.
        call: String,
        /// The parameter.
        name: String,
    },
    /// A header that an API Gateway call cannot set.
    ForbiddenHeader(String),
    /// A Task of an Express workflow that waits for this pattern (`.sync`), or for an activity.
    ExpressWait {
        /// The pattern; `None` for an activity.
        pattern: Option<String>,
    },
    /// A distributed Map of an Express workflow.
    ExpressDistributed,
    /// A definition that is too long.
    DefinitionSize {
        /// Its bytes.
        bytes: usize,
        /// The most bytes.
        most: usize,
    },
    /// A Wait that is longer than the workflow may run.
    WaitTooLong(WorkflowType),
    /// `TimeoutSeconds` beyond what an HTTP Task gets.
    HttpTimeout,
    /// A `Result` that is too large.
    ResultSize {
        /// Its bytes.
        bytes: usize,
        /// The most bytes.
        most: usize,
    },
    /// `MaxConcurrency` beyond what an inline Map gets.
    InlineConcurrency,
}

impl TaskProblem {
    /// The largest value that counts, where a larger one is written.
    pub fn most(&self) -> Option<u32> {
        match self {
            Self::HttpTimeout => Some(60),
            Self::InlineConcurrency => Some(40),
            _ => None,
        }
    }

    /// Whether a call of an HTTP API is offered in place of what is written.
    pub fn offers_http(&self) -> bool {
        matches!(self, Self::EmptyResource | Self::NotAnArn(_) | Self::NoAction(_) | Self::HttpPattern)
    }
}

impl Detail for TaskProblem {
    fn code(&self) -> Code {
        match self {
            Self::EmptyResource
            | Self::OpenPlaceholder
            | Self::NotAnArn(_)
            | Self::NoAction(_)
            | Self::UnknownPattern { .. }
            | Self::UnknownAction { .. }
            | Self::PatternOfOthers { .. }
            | Self::HttpPattern => Code::InvalidResource,
            Self::ActivityCredentials | Self::ForbiddenParameter { .. } => Code::UnknownField,
            Self::NoParameters { .. } | Self::MissingParameter { .. } => Code::MissingField,
            Self::ForbiddenHeader(_) => Code::WrongValue,
            Self::ExpressWait { .. } | Self::ExpressDistributed => Code::NotInExpress,
            Self::DefinitionSize { .. }
            | Self::WaitTooLong(_)
            | Self::HttpTimeout
            | Self::ResultSize { .. }
            | Self::InlineConcurrency => Code::Limit,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::EmptyResource => "`Resource` is empty".to_owned(),
            Self::OpenPlaceholder => "this placeholder is never closed".to_owned(),
            Self::NotAnArn(text) => format!("`{text}` is not an ARN"),
            Self::NoAction(integration) => format!("`{integration}` names a service but no action"),
            Self::UnknownPattern { pattern, .. } => format!("`.{pattern}` is not an integration pattern"),
            Self::UnknownAction { service, action, .. } => {
                format!("`{service}:{action}` is not an integration of Step Functions")
            }
            Self::HttpPattern => "an HTTP Task supports only the request-response pattern".to_owned(),
            Self::PatternOfOthers { service, pattern } => format!("`{service}` doesn't support `.{pattern}`"),
            Self::ActivityCredentials => "a Task that calls an activity can't have `Credentials`".to_owned(),
            Self::NoParameters { call, field } => format!("`{call}` needs `{field}`"),
            Self::MissingParameter { call, name } => format!("`{call}` needs the parameter `{name}`"),
            Self::ForbiddenParameter { call, name } => format!("`{call}` cannot set `{name}` and wait for the job"),
            Self::ForbiddenHeader(name) => format!("a call of API Gateway cannot set the header `{name}`"),
            Self::ExpressWait { pattern: Some(pattern) } => format!("an Express workflow can't use `.{pattern}`"),
            Self::ExpressWait { pattern: None } => "an Express workflow can't use an activity".to_owned(),
            Self::ExpressDistributed => "an Express workflow can't have a Distributed Map".to_owned(),
            Self::DefinitionSize { bytes, most } => {
                format!("the definition has {bytes} bytes, and AWS accepts at most {most}")
            }
            Self::WaitTooLong(WorkflowType::Standard) => {
                "this Wait is longer than one year, the longest that a Standard workflow can run".to_owned()
            }
            Self::WaitTooLong(WorkflowType::Express) => {
                "this Wait is longer than five minutes, the longest that an Express workflow can run".to_owned()
            }
            Self::HttpTimeout => "an HTTP Task ends after 60 seconds, even with a longer timeout".to_owned(),
            Self::ResultSize { bytes, most } => {
                format!("this `Result` has {bytes} bytes, and a state can pass on at most {most}")
            }
            Self::InlineConcurrency => "an Inline Map runs at most 40 iterations at the same time".to_owned(),
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::EmptyResource | Self::NotAnArn(_) => {
                "to call an HTTP API, write \"arn:aws:states:::http:invoke\"".to_owned()
            }
            Self::OpenPlaceholder => "add the missing `}` after its name".to_owned(),
            Self::NoAction(_) => "write both, as in \"arn:aws:states:::http:invoke\"".to_owned(),
            Self::UnknownPattern { near: Some(near), .. } => format!("did you mean `.{near}`?"),
            Self::UnknownPattern { near: None, .. } => {
                "the patterns are `.sync`, `.sync:2`, and `.waitForTaskToken`".to_owned()
            }
            Self::UnknownAction { service, near: Some(near), .. } => format!("did you mean `{service}:{near}`?"),
            Self::UnknownAction { service, action, near: None } => {
                format!("every action of a service is available as `aws-sdk:{service}:{action}`")
            }
            Self::HttpPattern => "write \"arn:aws:states:::http:invoke\"".to_owned(),
            Self::PatternOfOthers { service, .. } if service.starts_with("aws-sdk:") => {
                "only optimized integrations can wait for a job: use one, or poll until the job ends".to_owned()
            }
            Self::PatternOfOthers { .. } => "remove the pattern".to_owned(),
            Self::ActivityCredentials | Self::ForbiddenParameter { .. } => "delete it".to_owned(),
            Self::NoParameters { field, .. } => format!("add `{field}` with the parameters of the call"),
            Self::MissingParameter { name, .. } => format!("add `{name}`, or `{name}.$` in JSONPath"),
            Self::ForbiddenHeader(name) if name.eq_ignore_ascii_case("authorization") => {
                "set `AuthType`, or use a header of another name".to_owned()
            }
            Self::ForbiddenHeader(_) => "AWS rejects it in a Task: delete it".to_owned(),
            Self::ExpressWait { .. } => "make it a Standard workflow".to_owned(),
            Self::ExpressDistributed => "set its `Mode` to \"INLINE\"".to_owned(),
            Self::DefinitionSize { .. } => {
                "move a part of it to a separate state machine, or set limits to Report only (Settings)".to_owned()
            }
            Self::WaitTooLong(_) => "shorten it, or wait in a separate workflow".to_owned(),
            Self::HttpTimeout => {
                "write 60 or less, or call an API that responds immediately and poll for its result".to_owned()
            }
            Self::ResultSize { .. } => "store the data, for example in S3, and pass its key".to_owned(),
            Self::InlineConcurrency => {
                "write 40 or less, or use a Distributed Map: `\"Mode\": \"DISTRIBUTED\"`".to_owned()
            }
        })
    }

    fn meant(&self) -> Option<Meant> {
        match self {
            Self::UnknownPattern { pattern, near: Some(near) } => {
                Meant::of(&format!(".{pattern}"), Some(&format!(".{near}")))
            }
            Self::UnknownAction { service, action, near: Some(near) } => {
                Meant::of(&format!("{service}:{action}"), Some(&format!("{service}:{near}")))
            }
            _ => None,
        }
    }
}
