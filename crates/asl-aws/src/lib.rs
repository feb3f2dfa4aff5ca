//! What all of AWS shares: points in time, the names of errors, and when retries come.
#![forbid(unsafe_code)]

pub mod time;
pub mod state_error;
pub mod retry_policy;
