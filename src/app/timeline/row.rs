//! One row of the timeline.

use asl_aws::time::Timestamp;
use asl_view::timeline::{Row, RowStatus, Segment, SegmentKind};
use yew::prelude::*;

use crate::app::run::state::RunAction;
use crate::app::run::status_style::{NEEDS_ANSWER, answered, of_row};
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::ui::format;

/// Time → place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TimeScale {
    /// The time at the left edge.
    pub(crate) start: Timestamp,
    /// The time now, where what lasts ends for now.
    pub(crate) now: Timestamp,
    /// The time from edge to edge, in milliseconds; more than zero.
    pub(crate) span: i64,
}

impl TimeScale {
    /// Left edge and width in percent.
    #[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
    pub(crate) fn place(self, start: Timestamp, end: Option<Timestamp>) -> (f64, f64) {
        let percent = |at: Timestamp| at.millis_since(self.start).clamp(0, self.span) as f64 / self.span as f64 * 100.0;
        let left = percent(start);
        (left, percent(end.unwrap_or(self.now).max(start)) - left)
    }
}

/// Where a line of the timeline is drawn.
#[derive(Clone, Copy)]
pub(super) struct LinePlace {
    /// Its place in the list, from 0.
    pub(super) index: usize,
    /// How many lines there are.
    pub(super) total: usize,
    /// The scale of the axis of time.
    pub(super) scale: TimeScale,
}

/// The row: status, name, time, and the bars of what happened. `asks` says whether the visit waits for the person's answer.
pub(super) fn timeline_row(
    place: LinePlace,
    row: &Row,
    selected: bool,
    needs_answer: bool,
    commands: &Shared<Commands>,
) -> Html {
    let LinePlace { index, total, scale } = place;
    let commands = commands.clone();
    let style = if needs_answer { NEEDS_ANSWER } else { of_row(row.status) };
    let length = format::duration(row.left.unwrap_or(scale.now).millis_since(row.entered));
    let visit = row.visit;
    let numbered = numbered(row, scale);
    html! {
        <div key={row.visit.0} class={classes!("row", selected.then_some("selected"))} role="option" id={format!("row-{index}")}
            data-testid="timeline-row" data-state={row.name.to_string()} data-status={status_name(row.status)}
            aria-selected={selected.to_string()} aria-posinset={(index + 1).to_string()} aria-setsize={total.to_string()}
            onclick={move |_| commands.dispatch(RunAction::SelectVisit(visit))}>
            <span class="row-name" style={format!("padding-left:{}px", row.depth.min(8) * 14)}>
                { style.show_icon() }
                <span class="name" title={row.name.to_string()}>{ row.name.to_string() }</span>{ " " }
                <span class="type">{ row.state_type.name() }</span>{ " " }
                if let Some(by) = row.answered_by { { answered(by) } }
            </span>
            <span class={classes!("row-word", "status-word", style.class)} title={style.word}>{ style.short() }</span>{ " " }
            <span class="row-time">
                if row.attempts > 1 {
                    <span class="attempts" title={format!("{} attempts", row.attempts)}>{ format!("×{}", row.attempts) }</span>
                    <span class="visually-hidden">{ format!(" {} attempts, ", row.attempts) }</span>
                }
                { length }
            </span>
            if let Some(error) = &row.error { <span class="visually-hidden">{ format!(" {error}") }</span> }
            <span aria-hidden="true" class="track">
                for (number, segment) in row.segments.iter().enumerate() {
                    { bar(number, segment, row, scale, numbered.get(number) == Some(&true)) }
                }
            </span>
        </div>
    }
}

/// The share of the track, in percent, in which the number of an attempt has room.
const NUMBER: f64 = 9.0;

/// Which segments have their number in them: attempts, as far as the next one leaves room for it.
fn numbered(row: &Row, scale: TimeScale) -> Vec<bool> {
    let left = |segment: &Segment| scale.place(segment.start, segment.end).0;
    let is_attempt = |segment: &Segment| matches!(segment.kind, SegmentKind::Attempt { .. });
    let mut next = f64::INFINITY;
    let mut all: Vec<bool> = Vec::with_capacity(row.segments.len());
    for segment in row.segments.iter().rev() {
        let has_room = row.attempts > 1 && is_attempt(segment) && next - left(segment) >= NUMBER;
        if is_attempt(segment) {
            next = left(segment);
        }
        all.push(has_room);
    }
    all.reverse();
    all
}

fn bar(key: usize, segment: &Segment, row: &Row, scale: TimeScale, is_numbered: bool) -> Html {
    let (left, width) = scale.place(segment.start, segment.end);
    let length = format::duration(segment.end.unwrap_or(scale.now).millis_since(segment.start));
    let failed = matches!(row.status, RowStatus::Failed | RowStatus::TimedOut);
    let (class, what, text) = match segment.kind {
        SegmentKind::Attempt { number, succeeded } => {
            let (class, word) = match succeeded {
                Some(true) => ("succeeded", "succeeded"),
                Some(false) => ("failed", "failed"),
                None => ("running", "running"),
            };
            let text = if is_numbered { number.to_string() } else { String::new() };
            (class, format!("attempt {number} {word}"), text)
        }
        SegmentKind::BackOff => ("back-off", "waiting for the next attempt".to_owned(), String::new()),
        SegmentKind::Wait => ("wait", "wait".to_owned(), String::new()),
        SegmentKind::Work if segment.error.is_some() || failed => ("failed", "failed".to_owned(), String::new()),
        SegmentKind::Work => ("work", "work".to_owned(), String::new()),
    };
    let error = segment.error.as_deref().map(|error| format!(": {error}")).unwrap_or_default();
    html! {
        <i key={key} class={classes!("segment", class, is_numbered.then_some("numbered"))} title={format!("{what}{error} · {length}")}
            style={format!("left:{};width:{width:.3}%", if is_numbered { format!("min({left:.3}%, 100% - 15px)") } else { format!("{left:.3}%") })}>
            <b>{ text }</b>
        </i>
    }
}

/// The status for tests and style sheets.
fn status_name(status: RowStatus) -> &'static str {
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
