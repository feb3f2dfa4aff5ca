//! Help with writing.
//!
//! - [`assist`]: what can be typed at the caret, and what the thing at a place is.
//! - [`events`]: buses, rules and API destinations that a command writes into a template.
//! - [`fix`]: quick fixes of what the checks find, each tried before it is offered.
//! - [`observed`]: logs and traces turned on in a template.
//! - [`refactor`]: changes of a whole text that keep what it means.
//! - [`sample_input`]: an input that a workflow can run with, made from what it reads.
//! - [`help`]: a wrong and a right example for each rule; [`differences`]: what the playground does otherwise than AWS.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod events;
pub mod fix;
pub mod help;
pub mod observed;
pub mod differences;
pub mod assist;
pub mod refactor;
pub mod sample_input;
