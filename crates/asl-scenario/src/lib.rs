//! Scenarios: what a workflow is given, and what must hold.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod events;
mod play;
mod practice;
mod judge;
pub mod messages;
mod reached;
mod read;
mod replay;
mod scenario;

pub use events::{EventVerdict, judge_events};
pub use judge::{Unmet, Verdict, judge};
pub use play::{Answers, BEGINS_AT, Played, Setting, play};
pub use practice::PracticeCalls;
pub use reached::{Call, Culprit, Facts, Place, culprit, places};
pub use read::{ScenarioFile, add, read};
pub use replay::{Recording, replay};
pub use scenario::{Expectation, ExpectedCall, ExpectedDelivery, ExpectedExecution, Scenario, WhatIfs};
