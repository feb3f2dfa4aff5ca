//! API destinations: where a rule's events go over HTTP, and how many at most.

use std::rc::Rc;

use asl_http::Method;
use asl_text::Span;

use super::resource::Resource;

/// The calls a second of a destination that names no limit.
pub const DEFAULT_RATE: u32 = 300;
/// The most calls a second that an account allows (quota "Rate of invocations per API destination").
pub const MOST_RATE: u32 = 300;

/// An API destination.
#[derive(Clone, Debug, PartialEq)]
pub struct Destination {
    /// Its name and place.
    pub resource: Resource,
    /// `InvocationEndpoint`, with a `*` for each value of the path.
    pub endpoint: Rc<str>,
    /// Where the endpoint stands.
    pub endpoint_place: Option<Span>,
    /// `HttpMethod`
    pub method: Method,
    /// `InvocationRateLimitPerSecond`
    pub rate: u32,
    /// The name or the ARN of its connection, as the calls name it.
    pub connection: Rc<str>,
    /// Whether it can be called.
    pub state: DestinationState,
}

/// `ApiDestinationState`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DestinationState {
    /// Its connection was authorized when it was made.
    #[default]
    Active,
    /// Its connection is not authorized, or is gone.
    Inactive,
}

impl DestinationState {
    /// EventBridge's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Inactive => "INACTIVE",
        }
    }
}

impl Destination {
    /// How many values its path takes.
    pub fn path_values(&self) -> usize {
        self.endpoint.matches('*').count()
    }
}
