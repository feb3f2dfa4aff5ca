//! The chunk of what sends HTTP calls out of the page: those of the first example are answered inside of it, by the
//! Practice API.

use std::future::Future;
use std::pin::Pin;

use asl_http::OutgoingRequest;
use asl_http::relay::RelaySetting;

use super::Table;
use crate::app::host::fetch::{Fetched, fetch};
use crate::app::relay::transport;

/// A request on its way. Dropping it aborts the request.
type Sending<'r> = Pin<Box<dyn Future<Output = Fetched> + 'r>>;

/// What the chunk holds.
pub(crate) struct Network {
    /// Sends a request through the browser's own `fetch`.
    pub(crate) fetch: for<'r> fn(&'r OutgoingRequest) -> Sending<'r>,
    /// Sends a request through the person's relay.
    pub(crate) relay: for<'r> fn(&'r RelaySetting, &'r OutgoingRequest) -> Sending<'r>,
}

impl Table for Network {}

pub(super) const TABLE: Network = Network {
    fetch: |request| Box::pin(fetch(request)),
    relay: |setting, request| Box::pin(transport::send(setting, request)),
};
