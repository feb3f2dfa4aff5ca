//! The HTTP exchanges of a step: requests, responses, what they mean, and what can be copied or saved of them.

mod archive;
mod attempt;
mod copies;
mod explanation;
mod headers;
mod look;
mod outcome;
mod request;
mod response;
mod retry;
mod seen;
mod tab;
mod timing;
mod ways;

pub(crate) use explanation::Explained;
pub(crate) use seen::Seen;
pub(crate) use tab::HttpTab;
