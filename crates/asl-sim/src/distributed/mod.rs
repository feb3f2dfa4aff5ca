//! Distributed Map without its scheduling: what it reads its items from, how they are batched, how many may fail,
//! and what is written of the results (Developer Guide, "Using Map state in Distributed mode").
//!
//! Files given at the start of a run stand in for S3. Nothing here knows of threads or events.

pub(super) mod batcher;
pub(super) mod csv;
mod fields;
pub(super) mod files;
mod manifest;
pub(super) mod map_run;
pub mod preview;
pub(super) mod reader;
pub(super) mod tolerance;
pub(super) mod writer;

use asl_lang::Resource;

pub use files::Files;
pub use map_run::{Counts, MapRun, MapRunStatus};

/// The action that an ItemReader's `Resource` names: `getObject`, `listObjectsV2`.
fn action_of(resource: &str) -> Option<&str> {
    Resource::parse(resource).integration().map(|integration| integration.action)
}

/// `States.ItemReaderFailed`
pub(super) const ITEM_READER_FAILED: &str = "States.ItemReaderFailed";
/// `States.ResultWriterFailed`
pub(super) const RESULT_WRITER_FAILED: &str = "States.ResultWriterFailed";
