//! Lambda functions as data, sans-IO.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod asynchronous;
mod call;
mod cut_off;
mod end;
mod function;
mod hosts;
mod invocation;
mod invocation_record;
mod message;
mod queue;
mod task;

pub use asynchronous::{Asynchronous, Condition, Handled};
pub use call::{Call, InvocationType};
pub use cut_off::CutOff;
pub use end::{Context, End, ended, refused, submitted};
pub use function::{Code, CodeFile, Function, Language, find};
pub use hosts::hosts;
pub use invocation::{Beginning, Invocation, LogLine, Recorder, Source, Usage};
pub use invocation_record::InvocationRecord;
pub use message::{HttpMessage, Message};
pub use queue::Queue;
pub use task::task;
