//! What stands in a row of a timeline, of a run's or of the buses': name, status, time, and the bars of what happened.

use asl_view::timeline::RowStatus;
use yew::prelude::*;

use crate::app::run::status_style::StatusStyle;

/// The cells of a row.
pub(crate) struct Cells<'r> {
    /// How the status looks.
    pub(crate) style: StatusStyle,
    /// The status where there is little room.
    pub(crate) word: &'static str,
    /// How deep the row is nested.
    pub(crate) depth: u32,
    /// Whether it stands below the head of a branch or an iteration.
    pub(crate) nested: bool,
    /// What it is called.
    pub(crate) name: &'r str,
    /// What stands beside the name.
    pub(crate) detail: &'r str,
    /// What stands behind that.
    pub(crate) beside: Html,
    /// How many attempts there were.
    pub(crate) attempts: u32,
    /// How long it took.
    pub(crate) length: String,
    /// The error that it met last.
    pub(crate) error: Option<&'r str>,
    /// The bars of the track.
    pub(crate) bars: Html,
}

impl Cells<'_> {
    /// The cells, for the element of the row.
    pub(crate) fn show(self) -> Html {
        let Self { style, word, depth, nested, name, detail, beside, attempts, length, error, bars } = self;
        html! {
            <>
                <span class="row-name" style={indent(depth, nested)}>
                    { style.show_icon() }
                    <span class="name" translate="no" title={name.to_owned()}>{ name.to_owned() }</span>{ " " }
                    <span class="type">{ detail.to_owned() }</span>{ " " }
                    { beside }
                </span>
                <span class={classes!("row-word", "status-word", style.class)} title={style.word}>{ word }</span>{ " " }
                <span class="row-time">
                    if attempts > 1 {
                        <span class="attempts" title={format!("{attempts} attempts")}>{ format!("×{attempts}") }</span>
                        <span class="visually-hidden">{ format!(" {attempts} attempts, ") }</span>
                    }
                    { length }
                </span>
                if let Some(error) = error { <span class="visually-hidden">{ format!(" {error}") }</span> }
                <span aria-hidden="true" class="track">{ bars }</span>
            </>
        }
    }
}

/// How far a row is moved in.
pub(super) fn indent(depth: u32, nested: bool) -> String {
    format!("padding-inline-start:{}px", depth.min(8) * 14 + if nested { 10 } else { 0 })
}

/// A bar of the track at that place, in percent from the left and wide. `number` stands in it, where it has room.
pub(crate) fn segment(
    key: usize,
    class: &'static str,
    title: String,
    (left, width): (f64, f64),
    number: Option<u32>,
) -> Html {
    let left = if number.is_some() { format!("min({left:.3}%, 100% - 15px)") } else { format!("{left:.3}%") };
    html! {
        <i {key} class={classes!("segment", class, number.map(|_| "numbered"))} {title} style={format!("left:{left};width:{width:.3}%")}>
            <b>{ number }</b>
        </i>
    }
}

/// The status for tests and style sheets.
pub(crate) fn status_name(status: RowStatus) -> &'static str {
    match status {
        RowStatus::Running => "running",
        RowStatus::Waiting => "waiting",
        RowStatus::BackingOff => "backing-off",
        RowStatus::Succeeded => "succeeded",
        RowStatus::SucceededWithRetries => "succeeded-with-retries",
        RowStatus::Caught => "caught",
        RowStatus::Failed => "failed",
        RowStatus::TimedOut => "timed-out",
        RowStatus::Aborted => "aborted",
    }
}
