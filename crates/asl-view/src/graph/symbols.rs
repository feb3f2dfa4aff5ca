//! The icons of states: strokes on a field of 16 by 16.

use crate::timeline::RowStatus;
use asl_lang::{Resource, State, StateKind};

/// What a node's icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Symbol {
    Start,
    End,
    Http,
    Function,
    Service,
    Pass,
    Choice,
    Wait,
    Succeed,
    Fail,
    Parallel,
    Map,
    DistributedMap,
    Unknown,
    Missing,
    Bus,
    Rule,
    Machine,
    Queue,
    LogGroup,
}

impl Symbol {
    pub(super) fn of(state: &State) -> Self {
        match &state.kind {
            StateKind::Task(task) => match task.target() {
                Resource::HttpInvoke(_) => Self::Http,
                Resource::LambdaFunction { .. } | Resource::LambdaInvoke(_) => Self::Function,
                _ => Self::Service,
            },
            StateKind::Pass { .. } => Self::Pass,
            StateKind::Choice(_) => Self::Choice,
            StateKind::Wait(_) => Self::Wait,
            StateKind::Succeed => Self::Succeed,
            StateKind::Fail(_) => Self::Fail,
            StateKind::Parallel { .. } => Self::Parallel,
            StateKind::Map(map) if map.distributed => Self::DistributedMap,
            StateKind::Map(_) => Self::Map,
            StateKind::Unknown => Self::Unknown,
        }
    }

    /// What is drawn.
    pub fn path(self) -> &'static str {
        match self {
            Self::Start | Self::End => "",
            Self::Http => {
                "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM2 8h12M8 2c4.2 3.6 4.2 8.4 0 12M8 2c-4.2 3.6-4.2 8.4 0 12"
            }
            Self::Function => "M4 3h1.8l5 10h1.7M7.2 6L4 13",
            Self::Service => "M8 1.8l5.4 3.1v6.2L8 14.2l-5.4-3.1V4.9zM2.6 4.9L8 8l5.4-3.1M8 8v6.2",
            Self::Pass => "M2.5 8h10M9 4.5L12.5 8 9 11.5",
            Self::Choice => "M8 2v3.5M8 5.5L3.5 10v3.5M8 5.5l4.5 4.5v3.5M2 12l1.5 1.7L5 12M11 12l1.5 1.7L14 12",
            Self::Wait => "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM8 5v3.2l2.2 1.3",
            Self::Succeed => "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM5.5 8.2l1.8 1.8 3.3-3.8",
            Self::Fail => "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM6 6l4 4M10 6l-4 4",
            Self::Parallel => {
                "M8 1.8v2.4M3.5 6.7V4.2h9v2.5M2 6.7h3v4.6H2zM11 6.7h3v4.6h-3zM6.5 6.7h3v4.6h-3zM8 4.2v2.5M3.5 11.3v2.5h9v-2.5"
            }
            Self::Map => "M5.5 2.5h8v8h-8zM3.9 4.2H2.5v9.3h9.3v-1.4",
            Self::DistributedMap => "M5.5 2.5h8v8h-8zM3.9 4.2H2.5v9.3h9.3v-1.4M7.5 6.5h4M9.5 4.5v4",
            Self::Bus => "M2 8h12M4.5 8V3.5M8 8v4.5M11.5 8V3.5M3.2 3.5h2.6M6.7 12.5h2.6M10.2 3.5h2.6",
            Self::Rule => "M2.5 3h11L9.4 8.2v4.3l-2.8 1.2V8.2z",
            Self::Machine => "M5.5 2h5v3h-5zM8 5v2.5M4 10V7.5h8V10M2 10h4v3.5H2zM10 10h4v3.5h-4z",
            Self::Queue => "M2 5h12v6H2zM5 5v6M8 5v6M11 5v6",
            Self::LogGroup => "M3.5 2.5h9v11h-9zM5.5 5.5h5M5.5 8h5M5.5 10.5h3",
            Self::Unknown | Self::Missing => "M6.1 6.1a2 2 0 1 1 2.9 1.8c-.7.4-1 .8-1 1.6M8 12v-.1",
        }
    }
}

/// The icon of what a state is doing, or of how it ended.
pub(super) fn status_path(status: RowStatus) -> &'static str {
    match status {
        RowStatus::Running => "M8 3.2a4.8 4.8 0 0 1 4.8 4.8",
        RowStatus::Waiting | RowStatus::TimedOut => "M8 4.5v3.8l2.5 1.5",
        RowStatus::BackingOff => "M12 8a4 4 0 1 1-1.2-2.9M11.8 3v2.5H9.3",
        RowStatus::Succeeded | RowStatus::SucceededWithRetries => "M4.5 8.3l2.4 2.4 4.6-5.2",
        RowStatus::Caught => "M4.5 5v2.2a2 2 0 0 0 2 2h4.7M9 7l2.2 2.2L9 11.4",
        RowStatus::Failed => "M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6",
        RowStatus::Aborted => "M5.8 5.8h4.4v4.4H5.8z",
    }
}
