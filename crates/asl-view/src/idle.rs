//! The time of a run without the time in which nothing was worked on: waits, back-off and what is waited for are made short.

use asl_aws::time::Timestamp;
use asl_lang::StateType;

use crate::rows::Rows;
use crate::timeline::{Row, Segment, SegmentKind};

/// Where an axis of time is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Where nothing begins to be worked on, in milliseconds since the start.
    pub from: i64,
    /// Where something is again.
    pub until: i64,
    /// As how much time it is shown.
    pub shown: i64,
}

/// The idle time of a run: its cuts in order, which do not overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Idle(Vec<Cut>);

/// Of the whole time, a cut takes at least this part: shorter ones would say little.
const PART: i64 = 40;
/// Of the time that is worked, a cut is shown as this part.
const SHOWN: i64 = 30;
/// The shortest time that a cut is shown as, in milliseconds.
const SHORTEST: i64 = 20;

impl Idle {
    /// The idle time from `start` to `until` in a run with those rows.
    pub fn of(rows: &Rows, start: Timestamp, until: Timestamp) -> Self {
        let total = until.millis_since(start);
        let since = |at: Timestamp| at.millis_since(start).clamp(0, total);
        let mut busy: Vec<(i64, i64)> = Vec::new();
        for row in rows.iter() {
            let works = |segment: &&Segment| is_work(row, segment.kind);
            let worked = row.segments.iter().filter(works);
            busy.extend(worked.map(|segment| (since(segment.start), since(segment.end.unwrap_or(until)))));
            // A state is entered and left in a moment.
            busy.extend([Some(row.entered), row.left].into_iter().flatten().map(|at| (since(at), since(at))));
        }
        busy.push((total, total));
        asl_value::Sort::order_by(busy.as_mut_slice(), |one, other| one.0.cmp(&other.0));
        let mut gaps: Vec<(i64, i64)> = Vec::new();
        let mut worked_until = 0;
        for (from, until) in busy {
            if from - worked_until > (total / PART).max(2 * SHORTEST) {
                gaps.push((worked_until, from));
            }
            worked_until = worked_until.max(until);
        }
        let left = total - gaps.iter().map(|(from, until)| until - from).sum::<i64>();
        let shown = (left / SHOWN).max(SHORTEST);
        Self(gaps.into_iter().map(|(from, until)| Cut { from, until, shown: shown.min(until - from) }).collect())
    }

    /// The cuts.
    pub fn cuts(&self) -> &[Cut] {
        &self.0
    }

    /// Where a time is on the shorter axis; both in milliseconds since the start.
    pub fn shown(&self, at: i64) -> i64 {
        let mut gone = 0;
        for cut in self.0.iter().take_while(|cut| cut.from < at) {
            let inside = at.min(cut.until) - cut.from;
            let length = cut.until - cut.from;
            // A part of a cut is that part of what it is shown as.
            let shown = if inside >= length { cut.shown } else { inside.saturating_mul(cut.shown) / length.max(1) };
            gone += inside - shown;
        }
        at - gone
    }

    /// The time that is at a place of the shorter axis.
    pub fn real(&self, shown: i64) -> i64 {
        let mut gone = 0;
        for cut in &self.0 {
            let (from, length) = (cut.from - gone, cut.until - cut.from);
            if shown <= from {
                break;
            }
            if shown < from + cut.shown {
                return cut.from + (shown - from).saturating_mul(length) / cut.shown.max(1);
            }
            gone += length - cut.shown;
        }
        shown + gone
    }
}

/// Whether a segment is work: what a container does is what goes on in it.
fn is_work(row: &Row, kind: SegmentKind) -> bool {
    match kind {
        SegmentKind::Attempt { .. } => true,
        SegmentKind::Work => !matches!(row.state_type, StateType::Map | StateType::Parallel),
        SegmentKind::Wait | SegmentKind::BackOff => false,
    }
}

#[cfg(test)]
mod tests {
    use asl_aws::time::Timestamp;
    use asl_lang::StateType;
    use asl_sim::{EventId, VisitId};

    use super::Idle;
    use crate::rows::Rows;
    use crate::timeline::{Row, RowStatus, Segment, SegmentKind};

    fn row(visit: u32, state_type: StateType, segments: &[(SegmentKind, i64, i64)]) -> Row {
        let segment = |(kind, start, end): &(SegmentKind, i64, i64)| Segment {
            kind: *kind,
            start: Timestamp(*start),
            end: Some(Timestamp(*end)),
            event: EventId(1),
            error: None,
            exchange: None,
        };
        let at = |end: fn(&(SegmentKind, i64, i64)) -> i64, place: usize| Timestamp(end(&segments[place]));
        Row {
            visit: VisitId(visit),
            name: "S".into(),
            state_type,
            within: None,
            depth: 0,
            entered: at(|segment| segment.1, 0),
            left: Some(at(|segment| segment.2, segments.len() - 1)),
            status: RowStatus::Succeeded,
            segments: segments.iter().map(segment).collect(),
            attempts: 1,
            first_event: EventId(1),
            answered_by: None,
            exited: true,
            error: None,
        }
    }

    #[test]
    fn waits_and_back_off_are_cut_out_and_work_is_not() {
        let attempt = |number| SegmentKind::Attempt { number, succeeded: Some(true) };
        let task = [(attempt(1), 0, 100), (SegmentKind::BackOff, 100, 60_100), (attempt(2), 60_100, 60_300)];
        let wait = [(SegmentKind::Wait, 60_300, 70_300)];
        let map = [(SegmentKind::Work, 0, 70_300)];
        let rows: Rows = [row(1, StateType::Map, &map), row(2, StateType::Task, &task), row(3, StateType::Wait, &wait)]
            .into_iter()
            .collect();
        let idle = Idle::of(&rows, Timestamp(0), Timestamp(70_300));
        let cuts: Vec<_> = idle.cuts().iter().map(|cut| (cut.from, cut.until, cut.shown)).collect();
        assert_eq!(cuts, [(100, 60_100, 20), (60_300, 70_300, 20)]);
        assert_eq!([0, 100, 30_100, 60_100, 60_300, 70_300].map(|at| idle.shown(at)), [0, 100, 110, 120, 320, 340]);
        for at in [0, 50, 100, 60_100, 60_200, 60_300, 70_300] {
            assert_eq!(idle.real(idle.shown(at)), at, "there and back");
        }
    }

    #[test]
    fn a_run_that_works_all_the_time_is_not_cut() {
        let rows: Rows = [row(1, StateType::Pass, &[(SegmentKind::Work, 0, 500)])].into_iter().collect();
        assert_eq!(Idle::of(&rows, Timestamp(0), Timestamp(500)), Idle::default());
        assert_eq!(Idle::default().shown(77), 77);
        assert_eq!(Idle::of(&Rows::default(), Timestamp(5), Timestamp(5)), Idle::default());
    }
}
