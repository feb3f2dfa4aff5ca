//! What can go wrong: every failure of every call tried, alone and in pairs, and what nobody handles.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod add_catch;
mod answers;
mod explore;
mod findings;
mod report;
mod standing;
mod tasks;
mod wishes;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_size;

pub use add_catch::{add_catch, add_catch_in};
pub use explore::{Budget, Exploration, Progress, Setup};
pub use findings::{Finding, Kind, Recipe};
pub use report::Report;
