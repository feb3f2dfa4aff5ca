//! Event patterns and input transformers of EventBridge, sans-IO.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod address;
pub mod api;
mod complexity;
mod condition;
pub mod entry;
mod event;
mod explain;
mod fold;
mod index;
mod input;
mod json;
mod matching;
mod number;
mod path;
mod pattern;
mod reader;
mod sample;
pub mod samples;
pub mod schedule;
pub mod system;
mod tokens;
mod wildcard;
#[cfg(test)]
mod tests;

pub use address::{Cidr, CidrError};
pub use condition::{Condition, NumericRange};
pub use entry::{BusEvent, EntryError, EventEntry};
pub use event::{Event, EventError};
pub use explain::{Explanation, FieldExplanation, Outcome, Way};
pub use fold::Folded;
pub use index::PatternIndex;
pub use input::{Body, Context, Input, InputError, Placeholder, Undelivered, placeholders};
pub use path::EventPath;
pub use pattern::{Pattern, PatternError, Reason};
pub use schedule::{Schedule, ScheduleError};
pub use system::{EventSystem, Rule, Target, TargetKind};
pub use wildcard::{Wildcard, WildcardError};
