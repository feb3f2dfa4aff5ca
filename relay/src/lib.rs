//! # The relay of the ASL Playground
//!
//! A page cannot send what AWS sends: the browser sets headers of its own, drops bodies of GET, and hides the answers of
//! an API that knows nothing of CORS. This program runs on the person's own machine and sends for the page. What page
//! and relay say to each other is in the library, `asl_http::relay`.
//!
//! Somebody who runs a program that sends requests on behalf of web pages has reason to be careful, so a call passes
//! these, in this order, and what fails one of them goes no further:
//!
//! 1. [`server`]: it listens on loopback only. `Host` must name this machine (a name that was pointed here does not
//!    count), `Origin` must be a page that the relay was started for, the [`token`] must be right.
//! 2. [`allow`]: the target must be an origin that the person listed.
//! 3. [`addresses`]: the name is resolved once, here; every address that it has must be a public one, unless the person
//!    said that this origin is local. The connection goes to an address that was checked, never to a name, so a DNS
//!    answer that changes afterwards changes nothing.
//! 4. [`message`]: headers that frame the message are the relay's own.
//! 5. [`call`]: redirects are answers; if the page asks for it they are followed within the same origin, where each
//!    passes 2 to 4 again. Size and time are limited as on AWS.
//!
//! Calls of AWS Step Functions ([`aws`]) pass the same: 1, then `asl_http::relay::AwsCall::check` in place of 2 (known
//! actions, on state machines of the page), then 3 and 5 for the one endpoint that the person named. Signed calls go
//! nowhere else, and what is listed for other calls is not signed.
//!
//! It writes nothing but what it says when it starts: no call, header, body, token or credential.
#![forbid(unsafe_code)]

pub mod addresses;
pub mod allow;
pub mod answer;
pub mod aws;
pub mod call;
pub mod message;
pub mod network;
pub mod options;
pub mod server;
pub mod token;
