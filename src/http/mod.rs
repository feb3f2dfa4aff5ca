//! The HTTP Task without the network: what AWS would send, and what it would make of an answer.
//!
//! A [`HttpCall`] (the Task's evaluated parameters) and a [`Connection`] give an [`OutgoingRequest`]
//! ([`request`]); a transport sends it; the [`HttpResponse`] gives the Task's result or error ([`response`]).
//! An [`Exchange`] is what may be shown of all that: it never holds a secret.

pub mod call;
pub mod connection;
pub mod exchange;
pub mod request;
pub mod response;

pub use call::{ArrayFormat, HttpCall, Method, Transform};
pub use connection::{Authorization, Connection, InvocationParameters, Parameter, Secret};
pub use exchange::{Exchange, Transport};
pub use request::OutgoingRequest;
pub use response::{HttpResponse, TransportError};
