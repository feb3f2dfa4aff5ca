//! One row of the timeline.

use asl_aws::time::Timestamp;
use asl_http::Purpose;
use asl_view::idle::Idle;
use asl_view::timeline::{Row, RowStatus, Segment, SegmentKind};
use yew::prelude::*;

use super::cells::{self, Cells, status_name};
use crate::app::run::state::RunAction;
use crate::app::run::status_style::{NEEDS_ANSWER, answered, of_row};
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::ui::format;

/// Time → place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeScale<'i> {
    /// When the run began.
    pub(crate) start: Timestamp,
    /// The time now, where what lasts ends for now.
    pub(crate) now: Timestamp,
    /// What of it is at the left edge, in milliseconds of the time that is shown.
    pub(crate) from: i64,
    /// The time from edge to edge, in milliseconds; more than zero.
    pub(crate) span: i64,
    /// The time that is not shown, if some is not.
    pub(crate) idle: Option<&'i Idle>,
}

impl TimeScale<'_> {
    /// Left edge and width in percent.
    #[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
    pub(crate) fn place(self, start: Timestamp, end: Option<Timestamp>) -> (f64, f64) {
        let percent =
            |at: Timestamp| (self.millis(at) - self.from).clamp(0, self.span) as f64 / self.span as f64 * 100.0;
        let left = percent(start);
        (left, percent(end.unwrap_or(self.now).max(start)) - left)
    }

    /// Whether any of that time is in sight.
    pub(super) fn shows(self, start: Timestamp, end: Option<Timestamp>) -> bool {
        self.millis(end.unwrap_or(self.now)) >= self.from && self.millis(start) <= self.from + self.span
    }

    fn millis(self, at: Timestamp) -> i64 {
        let since = at.millis_since(self.start);
        self.idle.map_or(since, |idle| idle.shown(since))
    }
}

/// Where a line of the timeline is drawn.
#[derive(Clone, Copy)]
pub(super) struct LinePlace<'i> {
    /// Its place in the list, from 0.
    pub(super) index: usize,
    /// How many lines there are.
    pub(super) total: usize,
    /// Whether it stands below the head of a branch or an iteration.
    pub(super) nested: bool,
    /// The scale of the axis of time.
    pub(super) scale: TimeScale<'i>,
}

/// The row: status, name, time, and the bars of what happened. `asks` says whether the visit waits for the person's answer.
pub(super) fn timeline_row(
    place: LinePlace<'_>,
    row: &Row,
    selected: bool,
    needs_answer: bool,
    commands: &Shared<Commands>,
) -> Html {
    let LinePlace { index, total, nested, scale } = place;
    let commands = commands.clone();
    let visit = row.visit;
    html! {
        <div key={row.visit.0} class={classes!("row", selected.then_some("selected"))} role="option" id={format!("row-{index}")}
            data-testid="timeline-row" data-state={row.name.to_string()} data-visit={row.visit.0.to_string()} data-status={status_name(row.status)}
            aria-selected={selected.to_string()} aria-posinset={(index + 1).to_string()} aria-setsize={total.to_string()}
            onclick={move |_| commands.dispatch(RunAction::SelectVisit(visit))}>
            { state_cells(row, row.depth, nested, needs_answer, scale) }
        </div>
    }
}

/// The cells of the row of a visit that stands so deep.
pub(crate) fn state_cells(row: &Row, depth: u32, nested: bool, needs_answer: bool, scale: TimeScale<'_>) -> Html {
    let style = if needs_answer { NEEDS_ANSWER } else { of_row(row.status) };
    let numbered = numbered(row, scale);
    let in_sight = row.segments.iter().enumerate().filter(|(_, segment)| scale.shows(segment.start, segment.end));
    let bars = in_sight.map(|(number, segment)| {
        let is_numbered = numbered.get(number) == Some(&true);
        bar(number, segment, row, scale, is_numbered)
    });
    let cells = Cells {
        style,
        word: style.short(),
        depth,
        nested,
        name: &row.name,
        detail: row.state_type.name(),
        beside: row.answered_by.map(answered).unwrap_or_default(),
        attempts: row.attempts,
        length: format::duration(row.left.unwrap_or(scale.now).millis_since(row.entered)),
        error: row.error.as_deref(),
        bars: bars.collect(),
    };
    cells.show()
}

/// The share of the track, in percent, in which the number of an attempt has room.
const NUMBER: f64 = 9.0;

/// Which segments have their number in them: attempts, as far as the next one leaves room for it.
fn numbered(row: &Row, scale: TimeScale<'_>) -> Vec<bool> {
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

fn bar(key: usize, segment: &Segment, row: &Row, scale: TimeScale<'_>, is_numbered: bool) -> Html {
    let length = format::duration(segment.end.unwrap_or(scale.now).millis_since(segment.start));
    let failed = matches!(row.status, RowStatus::Failed | RowStatus::TimedOut);
    let (class, what, number) = match segment.kind {
        SegmentKind::Attempt { number, succeeded } => {
            let (class, word) = match succeeded {
                Some(true) => ("succeeded", "succeeded"),
                Some(false) => ("failed", "failed"),
                None => ("running", "running"),
            };
            (class, format!("attempt {number} {word}"), is_numbered.then_some(number))
        }
        SegmentKind::BackOff => ("back-off", "waiting for the next attempt".to_owned(), None),
        SegmentKind::Wait => ("wait", "wait".to_owned(), None),
        SegmentKind::Work if segment.error.is_some() || failed => ("failed", "failed".to_owned(), None),
        SegmentKind::Work => ("work", "work".to_owned(), None),
    };
    let error = segment.error.as_deref().map(|error| format!(": {error}")).unwrap_or_default();
    let title = format!("{what}{error} · {length}");
    let whole = cells::segment(key, class, title, scale.place(segment.start, segment.end), number);
    let calls = segment.exchange.iter().flat_map(|exchange| exchange.earlier.iter().chain([exchange]));
    // Where a token was fetched first, the call itself is only a part of the attempt.
    let phases = calls.enumerate().filter(|(_, call)| call.purpose != Purpose::Call).map(|(number, call)| {
        let (left, width) = scale.place(call.sent_at, Some(call.answered_at));
        html! { <i key={format!("{key}-{number}")} class="segment phase" title={format!("fetching a token · {}", format::duration(call.answered_at.millis_since(call.sent_at)))} style={format!("left:{left:.3}%;width:{width:.3}%")}></i> }
    });
    html! { <>{ whole }{ for phases }</> }
}
