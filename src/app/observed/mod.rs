//! What CloudWatch Logs and X-Ray would show of a run: log groups, and traces.

mod log;
mod log_level;
mod map;
mod trace;

pub(crate) use log::{LogView, RuleLogView};
pub(crate) use trace::TraceView;
