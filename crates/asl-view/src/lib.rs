//! What the page shows of a machine and of a run: folds over the log, computed here and only drawn by the page.
//!
//! - [`timeline`]: the log as rows and segments; [`rows`]: those of one moment; [`replay`]: those of any moment, without reading the
//!   log from its start; [`outline`]: its rows with many iterations folded, or searched;
//!   [`idle`]: the time in which nothing was worked on.
//! - [`states`]: the states of a run as a table, with all their visits.
//! - [`sequence`]: the calls of a run as a Mermaid sequence diagram; [`report`]: the whole run as one HTML file.
//! - [`comparison`]: two runs side by side: their first difference, and those of each state. [`event_difference`]: the first event that
//!   differs, and what explains it.
//! - [`graph`]: the machine as a picture: boxes and arrows, their places, SVG and Mermaid, and a run in it.
//! - [`state_visit`]: the log of one step, gathered for the inspector; [`exchanges`]: the calls of a whole run.
//! - [`tracing`]: the run as X-Ray would show it.
//! - [`data_flow`]: the stages of its data, and what each is made from.
//! - [`places`]: places in a value, as JSONPath and JSONata name them. [`handling`]: what Retry and Catch made of an error.
//! - [`unvisited`]: why a state did not run. [`failure_chain`]: what led to the end of a failed run. [`masked`]: what is shown until secrets are revealed.
//! - [`log_groups`]: what the run writes to log groups.
//! - [`map_runs`]: how a Map Run stands, and which of its child executions answer a search.
//! - [`events`]: why an event matched a rule's pattern or did not, patterns and transformers tried on an event.
//! - [`summary`]: what a machine does, in sentences.
//! - [`explain`]: why a step did what it did. It evaluates again, when someone asks, and never during the run.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod timeline;
pub mod rows;
pub mod replay;
pub mod outline;
pub mod report;
pub mod sequence;
pub mod pinned;
pub mod idle;
pub mod states;
pub mod comparison;
pub mod event_difference;
pub mod graph;
pub mod state_visit;
pub mod data_flow;
pub mod tracing;
pub mod unvisited;
pub mod failure_chain;
pub mod handling;
pub mod masked;
pub mod places;
pub mod exchanges;
pub mod log_groups;
pub mod map_runs;
pub mod events;
pub mod explain;
pub mod summary;
