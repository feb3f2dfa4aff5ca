//! A status as people read it: icon, word and color together.

use asl_sim::{AnsweredBy, Outcome};
use asl_view::timeline::RowStatus;
use yew::prelude::*;

use crate::app::ui::icons::{Icon, icon};

const BACKING_OFF: &str = "Backing off";
const WITH_RETRIES: &str = "Succeeded with retries";

/// How a status looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StatusStyle {
    /// The icon that stands for the status.
    pub(crate) icon: Icon,
    /// The status in a word or two.
    pub(crate) word: &'static str,
    /// The class that gives the color.
    pub(crate) class: &'static str,
}

impl StatusStyle {
    /// A style of these three.
    pub(crate) const fn new(icon: Icon, word: &'static str, class: &'static str) -> Self {
        Self { icon, word, class }
    }

    /// The icon and the word beside it.
    pub(crate) fn show(self) -> Html {
        self.show_as(self.word)
    }

    /// The icon, and other words beside it.
    pub(crate) fn show_as(self, words: &str) -> Html {
        html! { <span class={classes!("status-word", self.class)}>{ icon(self.icon) }<span>{ words }</span></span> }
    }

    /// The icon alone, where the word stands beside it.
    pub(crate) fn show_icon(self) -> Html {
        html! { <span class={classes!("status-word", self.class)} title={self.word}>{ icon(self.icon) }</span> }
    }

    /// The word where there is little room.
    pub(crate) fn short(self) -> &'static str {
        match self.word {
            BACKING_OFF => "Retrying…",
            WITH_RETRIES => "Succeeded",
            "Waiting for your answer" => "Your answer",
            word => word,
        }
    }
}

/// How the end of a run looks; without one, it goes on.
pub(crate) fn of_run(outcome: Option<&Outcome>) -> StatusStyle {
    match outcome {
        None => StatusStyle::new(Icon::Running, "Running", "running"),
        Some(Outcome::Succeeded(_)) => StatusStyle::new(Icon::Check, "Succeeded", "succeeded"),
        Some(Outcome::Failed(_)) => StatusStyle::new(Icon::Cross, "Failed", "failed"),
        Some(Outcome::TimedOut(_)) => StatusStyle::new(Icon::Clock, "Timed out", "failed"),
        Some(Outcome::Aborted(_)) => StatusStyle::new(Icon::Aborted, "Stopped", "aborted"),
    }
}

/// How a run or a visit looks that waits for the person's answer.
pub(crate) const NEEDS_ANSWER: StatusStyle = StatusStyle::new(Icon::Edit, "Waiting for your answer", "asking");

/// How a run looks that is held.
pub(crate) const PAUSED: StatusStyle = StatusStyle::new(Icon::Pause, "Paused", "paused");

/// How a moment of the past looks at which the run went on: nothing moves in it.
pub(crate) const PAST: StatusStyle = StatusStyle::new(Icon::Clock, "Running then", "aborted");

/// A tag that says who answered in place of a service.
pub(crate) fn answered(by: AnsweredBy) -> Html {
    let (word, meaning) = match by {
        AnsweredBy::Mock => ("mock", "answered by a mock"),
        AnsweredBy::WhatIf => ("what if", "answered by your what-if"),
        AnsweredBy::Person => ("you", "answered by you"),
        AnsweredBy::LastAnswer => ("not sent", "not sent: the answer before counts again"),
    };
    html! { <span class="tag answered" title={meaning}><span aria-hidden="true">{ word }</span><span class="visually-hidden">{ format!(" {meaning} ") }</span></span> }
}

/// How the visit of a state looks.
pub(crate) fn of_row(status: RowStatus) -> StatusStyle {
    match status {
        RowStatus::Running => StatusStyle::new(Icon::Running, "Running", "running"),
        RowStatus::Waiting => StatusStyle::new(Icon::Clock, "Waiting", "running"),
        RowStatus::BackingOff => StatusStyle::new(Icon::Retry, BACKING_OFF, "retried"),
        RowStatus::Succeeded => StatusStyle::new(Icon::Check, "Succeeded", "succeeded"),
        RowStatus::SucceededWithRetries => StatusStyle::new(Icon::Check, WITH_RETRIES, "succeeded"),
        RowStatus::Caught => StatusStyle::new(Icon::Caught, "Caught", "caught"),
        RowStatus::Failed => StatusStyle::new(Icon::Cross, "Failed", "failed"),
        RowStatus::TimedOut => StatusStyle::new(Icon::Clock, "Timed out", "failed"),
        RowStatus::Aborted => StatusStyle::new(Icon::Aborted, "Stopped", "aborted"),
    }
}
