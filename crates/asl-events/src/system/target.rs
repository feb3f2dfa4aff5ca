//! Targets of rules: whom a rule tells, with what, and what happens when that fails.

use std::ops::RangeInclusive;
use std::rc::Rc;

use asl_aws::arn::Arn;
use asl_text::Span;

use super::http_parameters::{HttpParameters, ParameterValue};
use super::resource::ResourceKind;
use crate::input::{Input, InputError};

/// `MaximumRetryAttempts` where none is set, and the most there may be.
pub const DEFAULT_ATTEMPTS: u32 = 185;
/// `MaximumEventAgeInSeconds` where none is set: a day.
pub const DEFAULT_MAXIMUM_AGE: u32 = 86_400;
/// What `MaximumEventAgeInSeconds` may be.
pub const MAXIMUM_AGES: RangeInclusive<u32> = 60..=DEFAULT_MAXIMUM_AGE;

/// A target of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// `Id`
    pub id: Rc<str>,
    /// `Arn`
    pub arn: Rc<str>,
    /// What the ARN means.
    pub kind: TargetKind,
    /// What it is sent, or why AWS refuses that: such a target is never called.
    pub input: Result<Input, InputError>,
    /// Where `Input`, `InputPath` or `InputTransformer` stands.
    pub input_place: Option<Span>,
    /// The paths of `InputPath` and `InputTransformer`, as they are written.
    pub input_paths: Vec<ParameterValue>,
    /// `HttpParameters`
    pub http: HttpParameters,
    /// `RetryPolicy`
    pub retry: RetryPolicy,
    /// `DeadLetterConfig.Arn`: the ARN of the queue.
    pub dead_letters: Option<Rc<str>>,
    /// `RoleArn`
    pub role: Option<Rc<str>>,
    /// Whether EventBridge may call the target, as far as that is known.
    pub permission: Permission,
    /// Where it stands in the text.
    pub place: Option<Span>,
}

/// What a target is. Names are those of the [`EventSystem`](super::EventSystem)'s resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// An API destination: its name.
    ApiDestination(Rc<str>),
    /// A state machine: its name. An execution is started.
    StateMachine(Rc<str>),
    /// A function: its name.
    Function(Rc<str>),
    /// A queue: its name.
    Queue(Rc<str>),
    /// A log group: its name.
    LogGroup(Rc<str>),
    /// Another bus: its name.
    Bus(Rc<str>),
    /// Something else, which is shown what it would be sent: the service in its ARN.
    Other(Rc<str>),
}

impl TargetKind {
    /// What an ARN means. One of another account or region is [`Self::Other`] only where it is a bus: what the ARN names
    /// besides is looked up by its name.
    pub fn of_arn(arn: &str) -> Self {
        let named = |kind: ResourceKind| kind.name_in(arn).map(Rc::from);
        if let Some(name) = named(ResourceKind::Destination) {
            Self::ApiDestination(name)
        } else if let Some(name) = named(ResourceKind::StateMachine) {
            Self::StateMachine(name)
        } else if let Some(name) = named(ResourceKind::Function) {
            Self::Function(name)
        } else if let Some(name) = named(ResourceKind::Queue) {
            Self::Queue(name)
        } else if let Some(name) = named(ResourceKind::LogGroup) {
            Self::LogGroup(name)
        } else if let Some(name) = named(ResourceKind::Bus) {
            Self::Bus(name)
        } else {
            Self::Other(Arn::parse(arn).map_or("", |arn| arn.service).into())
        }
    }

    /// The name of what it is; empty for something else.
    pub fn name(&self) -> &str {
        match self {
            Self::ApiDestination(name)
            | Self::StateMachine(name)
            | Self::Function(name)
            | Self::Queue(name)
            | Self::LogGroup(name)
            | Self::Bus(name) => name,
            Self::Other(_) => "",
        }
    }
}

/// `RetryPolicy`, its defaults filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// `MaximumRetryAttempts`: how often it is tried again.
    pub attempts: u32,
    /// `MaximumEventAgeInSeconds`: how old an event gets.
    pub maximum_age: u32,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { attempts: DEFAULT_ATTEMPTS, maximum_age: DEFAULT_MAXIMUM_AGE }
    }
}

/// Whether EventBridge may call a target.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Permission {
    /// Nobody knows: the role or the resource's policy is not in the document. It is taken for allowed.
    #[default]
    Unknown,
    /// The document allows it.
    Allowed,
    /// The document does not allow it: the event becomes a dead letter at once, with `NO_PERMISSIONS`.
    Denied(Denied),
}

/// What a role, or a resource's policy, would have to allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// The action, such as `events:InvokeApiDestination`.
    pub action: Rc<str>,
    /// The ARN of the resource.
    pub resource: Rc<str>,
}

impl Target {
    /// A target that gets the event as it is.
    pub fn new(id: &str, arn: &str) -> Self {
        Self {
            id: id.into(),
            arn: arn.into(),
            kind: TargetKind::of_arn(arn),
            input: Ok(Input::default()),
            input_place: None,
            input_paths: Vec::new(),
            http: HttpParameters::default(),
            retry: RetryPolicy::default(),
            dead_letters: None,
            role: None,
            permission: Permission::Unknown,
            place: None,
        }
    }
}
