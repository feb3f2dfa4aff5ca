//! The HTTP Task without the network: what AWS would send, and what it would make of an answer.
//!
//! A [`HttpCall`] (the Task's evaluated parameters) and a [`Connection`] give an [`OutgoingRequest`]
//! ([`request`]); a transport sends it; the [`HttpResponse`] gives the Task's result or error ([`response`]).
//! An [`Exchange`] is what may be shown of all that: it never holds a secret. [`attempt`] is that whole way but for
//! the sending, which a host does, and [`steps`] the requests that it takes: OAuth needs a token first; [`practice`] is
//! an API that answers without a network, [`relay`] what page and relay say to each other.
//!
//! Where the playground must differ from AWS, it says so: [`browser`] before a call, [`as_sent`] beside it,
//! [`explain`] after a failed one. What may be taken away: [`curl`], [`fetch_code`], [`test_state`], [`har`]; without
//! secrets, unless the person asks for them ([`reveal`]).
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod access;
pub mod as_sent;
pub mod attempt;
pub mod browser;
pub mod call;
pub mod condition;
pub mod connection;
pub mod connections;
pub mod curl;
pub mod destination;
mod encode;
pub mod endpoint;
pub mod exchange;
pub mod exchange_record;
pub mod explain;
pub mod fetch_code;
pub mod forbidden;
pub mod function;
pub mod har;
mod media_type;
pub mod messages;
pub mod oauth;
mod pairs;
mod parameters;
pub mod phases;
pub mod practice;
pub mod mock_answer;
pub mod record;
pub mod redact;
pub mod relay;
pub mod request;
pub mod response;
pub mod retry_after;
pub mod reveal;
pub mod shell;
pub mod status;
pub mod suspect;
pub mod test_state;
pub mod steps;
pub mod trial;
pub mod validate;

pub use call::{ArrayFormat, Caller, HttpCall, Method, Transform};
pub use connection::{Authorization, Connection, InvocationParameters, Parameter, Secret};
pub use connections::Connections;
pub use exchange::{Exchange, Purpose, Transport};
pub use phases::Phases;
pub use request::OutgoingRequest;
pub use response::{HttpResponse, TransportError};
pub use retry_after::RetryAfter;
