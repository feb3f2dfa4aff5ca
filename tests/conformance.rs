//! The conformance runner alone: `ASL_CORPUS=FOLDER cargo test --test conformance`.
//!
//! `make test` runs it as a test of `it`, among all others. This program is for whoever measures with cases that are not
//! in the tree: it prints the same lines, and nothing else.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a panic is a failed case or a failed measurement"
)]

#[path = "it/conformance/mod.rs"]
mod conformance;
#[path = "it/jsonata_oracle/differences.rs"]
#[expect(dead_code, reason = "the oracle of JSONata uses the rest")]
mod differences;
#[path = "it/support/mod.rs"]
#[expect(dead_code, reason = "the other tests use the rest")]
mod support;

/// Under the name that the tests know it by.
mod jsonata_oracle {
    pub(crate) use super::differences;
}

use std::process::ExitCode;

fn main() -> ExitCode {
    if conformance::measure() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
