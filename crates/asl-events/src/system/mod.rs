//! A system of buses, rules and what rules send to, as data: read from a template or from commands, run by a simulator,
//! drawn and checked by others.

mod destination;
mod http_parameters;
mod places;
mod resource;
mod rule;
mod rule_index;
mod target;

pub use destination::{DEFAULT_RATE, Destination, DestinationState, MOST_RATE};
pub use http_parameters::{HttpParameters, ParameterValue};
pub use resource::{Resource, ResourceKind};
pub use rule::{FieldPlace, MOST_TARGETS, Rule, RulePattern, RuleSchedule};
pub use rule_index::RuleIndex;
pub use target::{
    DEFAULT_ATTEMPTS, DEFAULT_MAXIMUM_AGE, Denied, MAXIMUM_AGES, Permission, RetryPolicy, Target, TargetKind,
};

use std::rc::Rc;

use asl_aws::arn::{DEFAULT_ACCOUNT, DEFAULT_REGION};
use asl_text::Span;

/// The bus that is there without being made.
pub const DEFAULT_BUS: &str = "default";

/// What a document has of EventBridge, and of what its rules send to.
///
/// Rules, targets and destinations are known by their positions in these lists: a log names them so.
#[derive(Clone, Debug, PartialEq)]
pub struct EventSystem {
    /// The region that everything is in.
    pub region: Rc<str>,
    /// The account that everything is in.
    pub account: Rc<str>,
    /// The buses; the default bus is among them.
    pub buses: Vec<Bus>,
    /// The rules, in the order of the text.
    pub rules: Vec<Rule>,
    /// The API destinations.
    pub destinations: Vec<Destination>,
    /// The queues that are targets or take dead letters.
    pub queues: Vec<Queue>,
    /// The log groups that are targets.
    pub log_groups: Vec<Resource>,
    /// The connections that destinations name. What they hold is the person's, and not here.
    pub connections: Vec<Resource>,
    /// The roles that targets name. What they allow is known already: see [`Target::permission`].
    pub roles: Vec<Resource>,
    /// The state machines that are targets.
    pub machines: Vec<Resource>,
    /// The functions that are targets.
    pub functions: Vec<Resource>,
    /// What the document has and the simulator does not do: archives, schemas, permissions of other accounts.
    pub not_simulated: Vec<NotSimulated>,
}

/// A bus.
#[derive(Clone, Debug, PartialEq)]
pub struct Bus {
    /// Its name and place.
    pub resource: Resource,
}

/// A queue of SQS.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// Its name and place.
    pub resource: Resource,
    /// Whether it keeps the order of its messages. Such a queue takes no dead letters of EventBridge.
    pub is_fifo: bool,
}

/// Something of EventBridge that is not simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct NotSimulated {
    /// Its type in a template, such as `AWS::Events::Archive`.
    pub kind: Rc<str>,
    /// Its logical id or name.
    pub name: Rc<str>,
    /// Where it stands.
    pub place: Option<Span>,
}

impl Default for EventSystem {
    fn default() -> Self {
        Self::new(DEFAULT_REGION, DEFAULT_ACCOUNT)
    }
}

impl EventSystem {
    /// A system with the default bus and nothing else.
    pub fn new(region: &str, account: &str) -> Self {
        let default = Resource { is_made_up: true, ..Resource::new(ResourceKind::Bus, region, account, DEFAULT_BUS) };
        Self {
            region: region.into(),
            account: account.into(),
            buses: vec![Bus { resource: default }],
            rules: Vec::new(),
            destinations: Vec::new(),
            queues: Vec::new(),
            log_groups: Vec::new(),
            connections: Vec::new(),
            roles: Vec::new(),
            machines: Vec::new(),
            functions: Vec::new(),
            not_simulated: Vec::new(),
        }
    }

    /// Whether there is nothing but the default bus: such a document has no event system.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.destinations.is_empty() && self.buses.len() <= 1
    }

    /// A resource of this kind and name in the system's region and account.
    pub fn resource(&self, kind: ResourceKind, name: &str) -> Resource {
        Resource::new(kind, &self.region, &self.account, name)
    }

    /// The bus with this name or ARN.
    pub fn bus(&self, reference: &str) -> Option<&Bus> {
        self.buses.iter().find(|bus| bus.resource.is(ResourceKind::Bus, reference))
    }

    /// The rules of the bus with this name, with their positions.
    pub fn rules_of<'a>(&'a self, bus: &'a str) -> impl Iterator<Item = (usize, &'a Rule)> + Clone {
        self.rules.iter().enumerate().filter(move |(_, rule)| *rule.bus == *bus)
    }

    /// The API destination with this name or ARN, and its position.
    pub fn destination(&self, reference: &str) -> Option<(usize, &Destination)> {
        let is = |one: &Destination| one.resource.is(ResourceKind::Destination, reference);
        self.destinations.iter().enumerate().find(|(_, one)| is(one))
    }

    /// The queue with this name or ARN.
    pub fn queue(&self, reference: &str) -> Option<&Queue> {
        self.queues.iter().find(|queue| queue.resource.is(ResourceKind::Queue, reference))
    }

    /// The log group with this name or ARN.
    pub fn log_group(&self, reference: &str) -> Option<&Resource> {
        self.log_groups.iter().find(|group| group.is(ResourceKind::LogGroup, reference))
    }

    /// The connection with this name or ARN.
    pub fn connection(&self, reference: &str) -> Option<&Resource> {
        self.connections.iter().find(|connection| connection.is(ResourceKind::Connection, reference))
    }

    /// The target at these positions: of a rule, and in it.
    pub fn target(&self, rule: usize, target: usize) -> Option<&Target> {
        self.rules.get(rule)?.targets.get(target)
    }
}
