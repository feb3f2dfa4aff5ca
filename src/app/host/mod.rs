//! What the page asks of the browser: clock, timers, `fetch`, storage, clipboard, downloads, the address, and the worker
//! that evaluates long expressions.

pub(crate) mod clipboard;
pub(crate) mod clock;
pub(crate) mod documents;
pub(crate) mod download;
pub(crate) mod evaluator;
pub(crate) mod fetch;
pub(crate) mod location;
pub(crate) mod probe;
pub(crate) mod storage;
mod timing;
pub(crate) mod trusted;
pub(crate) mod versions;
pub(crate) mod windows;
pub(crate) mod yield_now;
