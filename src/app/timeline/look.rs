//! How a timeline is looked at: which steps, which part of its time, and in which order.

use std::rc::Rc;

use asl_view::idle::Idle;
use asl_view::outline::Wanted;

use super::row::TimeScale;
use crate::app::ui::format;

/// How a timeline is looked at. Nothing of it is kept beyond the run.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Look {
    /// Which steps are shown.
    pub(crate) wanted: Wanted,
    /// Which part of the time is: its beginning and its length, in milliseconds of the time that is shown. All of it if `None`.
    pub(crate) part: Option<(i64, i64)>,
    /// Whether the time in which nothing was worked on is left out.
    pub(crate) hides_idle: bool,
    /// Whether branches and iterations that failed come first.
    pub(crate) failures_first: bool,
}

/// Marks and cuts of an axis: places in percent, with labels, and with how much is left out there.
pub(crate) type Ticks = (Vec<(f64, String)>, Vec<(f64, i64)>);

/// The time that is left out, shared between pictures.
pub(crate) type Hidden = Option<Rc<Idle>>;

/// The length between two marks of an axis that shows so much time, in milliseconds.
pub(super) fn step(span: i64) -> i64 {
    let steps = (0..12).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_i64.pow(power)));
    steps.into_iter().find(|step| span / step <= 5).unwrap_or(span.max(1))
}

/// The marks of the axis: places in percent, and what stands at them.
pub(crate) fn ticks(scale: TimeScale<'_>) -> Vec<(f64, String)> {
    let step = step(scale.span);
    let first = scale.from.max(0).unsigned_abs().div_ceil(step.unsigned_abs());
    let first = i64::try_from(first).unwrap_or(i64::MAX).saturating_mul(step);
    let until = scale.from + scale.span;
    let all = std::iter::successors(Some(first), |at| at.checked_add(step)).take_while(|at| *at <= until);
    all.filter_map(|at| mark(scale, at, at, step)).collect()
}

/// The mark at a place of the axis for a time since the start.
#[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
pub(super) fn mark(scale: TimeScale<'_>, at: i64, time: i64, step: i64) -> Option<(f64, String)> {
    let place = (at - scale.from) as f64 / scale.span as f64 * 100.0;
    // A label needs some room before the right edge.
    (place < 95.0).then(|| (place, format::axis(time, step)))
}
