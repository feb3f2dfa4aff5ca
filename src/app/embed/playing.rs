//! A recorded run is played: its moments are shown one after the other, as fast as they came, within some seconds.

use std::cell::RefCell;
use std::rc::Rc;

use asl_sim::{ActorId, EventKind, Simulator};
use gloo_timers::callback::Interval;

use crate::app::host::clock;
use crate::app::run::state::RunAction;
use crate::app::run::view::RunView;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;

/// How often the picture follows, in milliseconds.
const TICK_MILLIS: u32 = 50;
/// A run is played in no less, and in no more, however long it took.
const LEAST_MILLIS: f64 = 1_200.0;
const MOST_MILLIS: f64 = 12_000.0;

/// Plays one run at a time.
#[derive(Default)]
pub(super) struct Player {
    interval: RefCell<Option<Interval>>,
}

impl Player {
    /// Plays a run from its beginning; `ended` is called once all of it is shown.
    pub(super) fn play(self: &Rc<Self>, run: &RunView, commands: &Shared<Commands>, ended: impl Fn() + 'static) {
        let times = run.log.with(times).unwrap_or_default();
        let whole = times.last().copied().unwrap_or_default().max(1.0);
        let speed = whole / whole.clamp(LEAST_MILLIS, MOST_MILLIS);
        let (began, player, commands) = (clock::uptime(), self.clone(), commands.clone());
        commands.dispatch(RunAction::GoTo(Some(1)));
        let tick = move || {
            let passed = (clock::uptime() - began) * speed;
            let shown = times.iter().filter(|at| **at <= passed).count().max(1);
            if shown < times.len() {
                commands.dispatch(RunAction::GoTo(Some(shown)));
            } else {
                commands.dispatch(RunAction::GoTo(None));
                player.stop();
                ended();
            }
        };
        self.interval.replace(Some(Interval::new(TICK_MILLIS, tick)));
    }

    /// Ends it where it is.
    pub(super) fn stop(&self) {
        // An interval that is dropped while it ticks comes to its end first.
        if let Some(interval) = self.interval.take() {
            interval.cancel();
        }
    }
}

/// When each event of all executions happened, in milliseconds after the first.
fn times(simulator: &Simulator) -> Vec<f64> {
    let at = |(actor, place): (ActorId, usize)| simulator.execution(actor).events().get(place).map(|event| event.at);
    let all: Vec<_> = simulator.order().places().filter_map(at).collect();
    let first = all.first().copied().unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a run takes no more than a year")]
    all.iter().map(|at| at.millis_since(first) as f64).collect()
}

/// The moment in which the next state is entered after the one at `at`; `None` is the end.
pub(super) fn next_step(run: &RunView, at: Option<usize>) -> Option<usize> {
    let from = at.filter(|at| *at < run.total_events());
    run.log
        .with(|simulator| {
            let is_step = |(_, (actor, place)): &(usize, (ActorId, usize))| {
                let event = simulator.execution(*actor).events().get(*place);
                event.is_some_and(|event| matches!(event.kind, EventKind::StateEntered { .. }))
            };
            let mut moments = (1_usize..).zip(simulator.order().places()).filter(is_step).map(|(moment, _)| moment);
            moments.find(|moment| from.is_none_or(|from| *moment > from))
        })
        .flatten()
}
