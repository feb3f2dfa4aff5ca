//! Task and connection → the request that AWS would send (design notes A2 to A4 in the crate docs' sources).

use std::rc::Rc;

use super::call::{HttpCall, Method};
use super::connection::{Connection, Secret};
use crate::state_error::StateError;

/// A request ready to leave, secrets included: for a transport only.
#[derive(Clone, Debug, PartialEq)]
pub struct OutgoingRequest {
    /// The method.
    pub method: Method,
    /// The whole URL, encoded. Hidden, since a connection's query parameters are in it.
    pub url: Secret,
    /// Header names and values in order.
    pub headers: Vec<(Rc<str>, Secret)>,
    /// The encoded body.
    pub body: Option<Secret>,
    /// What may be shown of it: the same with the connection's part masked.
    pub shown: Rc<ShownRequest>,
}

/// A request as it may be shown: what the connection added is masked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShownRequest {
    /// The method's name.
    pub method: Rc<str>,
    /// The URL, with the connection's query values masked.
    pub url: Rc<str>,
    /// Header names and values, with the connection's values masked.
    pub headers: Vec<ShownHeader>,
    /// The body, with the connection's values masked.
    pub body: Option<Rc<str>>,
}

/// A header as it may be shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShownHeader {
    /// The name.
    pub name: Rc<str>,
    /// The value, or the mask.
    pub value: Rc<str>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Who put a header into a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The Task's `Headers`.
    #[default]
    Task,
    /// The connection.
    Connection,
    /// The service itself: `User-Agent`, `Range`, the default `Content-Type`.
    Service,
}

/// Merges the connection into the call.
///
/// The error is what the Task fails with: `States.Runtime` for a body that cannot be merged.
pub fn build(call: &HttpCall, connection: &Connection, region: &str) -> Result<OutgoingRequest, StateError> {
    let _ = (call, connection, region);
    Err(StateError::runtime(""))
}
