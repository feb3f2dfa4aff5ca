//! The chunk of log groups and traces.

use yew::prelude::*;

use super::Table;
use crate::app::observed::{LogView, RuleLogView, TraceView};

/// What the chunk holds.
pub(crate) struct Observed {
    /// The log groups of an execution.
    pub(crate) log: fn() -> Html,
    /// The log groups of a run of the buses.
    pub(crate) log_of_rules: fn() -> Html,
    /// The traces of an execution.
    pub(crate) trace: fn() -> Html,
}

impl Table for Observed {}

pub(super) const TABLE: Observed = Observed {
    log: || html! { <LogView /> },
    log_of_rules: || html! { <RuleLogView /> },
    trace: || html! { <TraceView /> },
};
