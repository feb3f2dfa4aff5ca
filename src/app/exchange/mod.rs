//! The HTTP exchanges of a step: requests, responses, what they mean, and what can be copied or saved of them.

mod archive;
mod attempt;
mod copies;
mod explanation;
mod headers;
mod options;
mod outcome;
mod request;
mod response;
mod retry;
mod view;
mod tab;
mod timing;
mod workarounds;

pub(crate) use archive::save_archive;
pub(crate) use explanation::ExplanationView;
pub(crate) use options::{ExchangeOptions, secrets_bar};
pub(crate) use retry::handled_by;
pub(crate) use tab::HttpTab;
pub(crate) use view::ExchangeView;
