//! A document without a page: read from files, checked, run, tested, and explored at once.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod api;
pub mod document;
pub mod folder;
pub mod parts;
pub mod run;
pub mod test;

pub use document::{Document, Finding, Hindrance};
pub use parts::Parts;
pub use run::{RunReport, RunRequest};
pub use test::{Scenarios, Tested};
