//! The relay: a program on the person's own machine that sends a call as AWS would, where a browser cannot.
//!
//! The program is the package `relay/`. Here is what page and relay say to each other, with no network in it:
//!
//! | | |
//! |---|---|
//! | `GET /v1/status` | a [`Status`]: the relay is there, the token is right, these origins may be called |
//! | `POST /v1/call` | takes a [`Call`], gives a [`Reply`] |
//! | `POST /v1/aws` | takes an [`AwsCall`], which the relay signs, gives a [`Reply`] |
//!
//! All need the header `x-relay-token` and an `Origin` that the relay was started for. What a relay has to say about a
//! call is a [`Reply`] with status 200; 401 is a wrong token, 403 a wrong origin, which no page can read.
//!
//! [`Target`] is what both make of a URL, so that what is checked is what is called; [`RelaySetting`] is what the page
//! keeps of a relay; [`explain`] says what a [`Fault`] means.

mod aws;
pub mod explain;
mod fault;
mod setting;
mod target;
mod wire;

pub use aws::{AWS_PATH, AwsCall, AwsStatus, NAME_PREFIX, READING_ACTIONS, WRITING_ACTIONS, machine_name};
pub use fault::{Fault, FaultKind};
pub use setting::{RelayRecord, RelaySetting, Scope, parse_address};
pub use target::Target;
pub use wire::{Answer, Call, Received, Reply, Status, call_text, read_reply, received};

/// The version of the words between page and relay. It is in the paths too, so that a change is seen before a secret
/// is sent.
pub const VERSION: u32 = 1;
/// Where a relay says what it is.
pub const STATUS_PATH: &str = "/v1/status";
/// Where a relay takes a call.
pub const CALL_PATH: &str = "/v1/call";
/// The header that holds the token, in lower case. No browser sends it to another origin without asking first.
pub const TOKEN_HEADER: &str = "x-relay-token";
/// The port of a relay, unless another one is named.
pub const PORT: u16 = 8723;
/// The most redirects that a relay follows, if it is asked to.
pub const MOST_REDIRECTS: u8 = 5;
