//! Executions of machines and the deliveries of event rules in one simulation, sans-IO.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod debug;
pub mod log;
pub mod world;

pub use log::{
    Answer, Delivery, DeliveryId, EventId, EventLog, EventRecord, ExecutionId, Failure, LogEntry, Message, Origin,
    RuleOutcome, Step,
};
pub use world::{ExecutionOrigin, World, WorldExecution, WorldStart};
