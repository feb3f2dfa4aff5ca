//! The ASL Playground without its page.
#![forbid(unsafe_code)]

pub mod asl;
pub mod diagnostic;
pub mod host;
pub mod http;
pub mod path;
pub mod run;
pub mod share;
pub mod state_error;
pub mod text;
pub mod time;
pub mod timeline;
pub mod value;
