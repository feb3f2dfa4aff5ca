//! The three ways to call an API from a workflow, side by side.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod claims;
pub mod evidence;
pub mod facts;
mod link;
#[cfg(test)]
mod runs;
pub mod markdown;
pub mod price;
pub mod scenario;
pub mod setup;
pub mod table;
pub mod templates;
pub mod words;

pub use claims::{Claim, Verdict};
pub use evidence::Evidence;
pub use facts::{Facts, Plan};
pub use price::{Assumption, Assumptions, Price};
pub use scenario::Scenario;
pub use setup::{Obstacle, Setup, Way};
pub use table::{Cell, Row, Section, Side, Table, Tone};
