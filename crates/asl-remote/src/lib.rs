//! Step Functions elsewhere, in AWS or an emulator. Nothing is imitated: what is shown of such a run is what GetExecutionHistory says.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod action;
mod client;
mod explain;
mod machine;
mod pages;
mod place;
mod problem;

#[cfg(test)]
mod played;

pub use action::Action;
pub use asl_http::relay::NAME_PREFIX;
pub use client::{Children, Client, Execution, ExecutionSummary, MachineSummary, Transport, Unanswered, WireAnswer};
pub use machine::{Deployed, Deployment, LeftMachine, Leftover, is_own, name_for, name_problem};
pub use pages::History;
pub use place::{BadPlace, Place, Way};
pub use problem::{Explanation, Problem, ProblemKind};
