//! The integration tests, in one program: it is linked once, and its tests run side by side.
//!
//! `cargo test --test it NAME` runs those whose path holds a name: `cargo test --test it diagnostics::`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests: a panic is a failure"
)]
#![expect(clippy::print_stderr, reason = "what was not compared is said")]

mod assist;
mod codes;
mod conformance;
mod copies;
mod crates;
mod deferred;
mod depth;
mod diagnostics;
mod distributed;
mod events;
mod fuzz;
mod going_back;
mod graph;
mod iam;
mod jsonata_oracle;
mod limits;
mod literals;
mod nested;
mod practice;
mod practice_server;
mod projects;
mod properties;
mod rechecked;
mod replays;
mod run;
mod samples;
mod share;
mod support;
mod templates;
mod tidy;
mod to_jsonata;
mod why;
mod wording;
