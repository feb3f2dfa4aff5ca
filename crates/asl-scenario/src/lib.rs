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
mod script;

pub use events::{EventVerdict, judge_events, judge_world};
pub use judge::{Unmet, Verdict, judge, judge_run};
pub use play::{Answers, BEGINS_AT, Played, Setting, play, play_from};
pub use practice::PracticeCalls;
pub use reached::{Call, Culprit, Facts, Place, culprit, places};
pub use read::{ScenarioFile, add, has, read, read_expectation};
pub use replay::{Recording, replay};
pub use scenario::{Expectation, ExpectedCall, ExpectedDelivery, ExpectedExecution, Scenario, WhatIfs};
pub use script::Script;
