//! What all of AWS shares: ARNs with the default region and account, points in time, the names of errors, and when
//! retries come.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod arn;
pub mod time;
pub mod state_error;
pub mod retry_policy;
pub mod uuid;
