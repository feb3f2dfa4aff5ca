//! What a run asks of the world it runs in, and the driver that brings the two together.

use asl_value::{SortedMap, SortedSet};
use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

use futures_util::future::{AbortHandle, Abortable, Either, select};
use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::{Completion, Effect, EffectId, Progress, Request, Simulator};
use asl_aws::time::Timestamp;
use asl_jsonata::{Evaluated, Evaluation};

/// The world that a run runs in.
#[expect(async_fn_in_trait, reason = "every host is single-threaded, as the page is")]
pub trait Host {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Comes back at `at`, or later.
    async fn sleep_until(&self, at: Timestamp);

    /// Lets others (the page) work before the run goes on.
    async fn pause(&self);

    /// Does what the run asks. Dropping the future calls it off. Evaluations go to [`Host::evaluate`].
    async fn perform(&self, effect: Effect) -> Completion;

    /// Evaluates what a run [put off](Simulator::defer). Dropping the future calls it off.
    async fn evaluate(&self, evaluation: Rc<Evaluation>) -> Evaluated {
        evaluation.perform()
    }

    /// The most state transitions between two pauses.
    fn stride(&self) -> usize {
        usize::MAX
    }

    /// Comes back when somebody has changed the simulation from outside while it waits, such as with a new event.
    async fn changed(&self) {
        std::future::pending::<()>().await;
    }
}

/// What a driver brings together with a host: the simulator of an execution, or a world with several.
pub trait Simulation {
    /// Goes on for at most `steps` state transitions. The clock shows `now`; it does not go back.
    fn advance(&mut self, now: Timestamp, steps: usize) -> Progress;
    /// What the world is asked to do since the last call.
    fn take_effects(&mut self) -> Vec<Effect>;
    /// Effects whose answers are no longer wanted since the last call.
    fn take_cancelled(&mut self) -> Vec<EffectId>;
    /// When it wants to go on by itself.
    fn wake_at(&self) -> Option<Timestamp>;
    /// The time that its clock shows.
    fn now(&self) -> Timestamp;
    /// Hands in the answer to an effect.
    fn resume(&mut self, id: EffectId, completion: Completion, now: Timestamp);
    /// Hands in what an evaluation came to.
    fn evaluated(&mut self, id: EffectId, answer: Evaluated, now: Timestamp);
    /// Notes that somebody works on an effect.
    fn started(&mut self, id: EffectId, now: Timestamp);
}

impl Simulation for Simulator {
    fn advance(&mut self, now: Timestamp, steps: usize) -> Progress {
        self.advance(now, steps)
    }

    fn take_effects(&mut self) -> Vec<Effect> {
        self.take_effects()
    }

    fn take_cancelled(&mut self) -> Vec<EffectId> {
        self.take_cancelled()
    }

    fn wake_at(&self) -> Option<Timestamp> {
        self.wake_at()
    }

    fn now(&self) -> Timestamp {
        self.now()
    }

    fn resume(&mut self, id: EffectId, completion: Completion, now: Timestamp) {
        self.resume(id, completion, now);
    }

    fn evaluated(&mut self, id: EffectId, answer: Evaluated, now: Timestamp) {
        self.evaluated(id, answer, now);
    }

    fn started(&mut self, id: EffectId, now: Timestamp) {
        self.started(id, None, now);
    }
}

/// How the time of a run passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// As it does.
    #[default]
    Real,
    /// Waits and back-off take no time: the run's clock jumps.
    Skip,
}

/// The longest time that a run works before others have their turn, in milliseconds.
const SLICE_MILLIS: i64 = 8;
/// The most state transitions between two looks at the clock.
const STEPS: usize = 64;

/// What comes back from the host.
enum Answer {
    Completed(EffectId, Completion),
    Evaluated(EffectId, Evaluated),
}

/// Runs `simulator` to its end, in slices of a few milliseconds; `on_progress` is called after each.
///
/// Dropping the future calls off everything in flight; the simulator then stands where it stood.
pub async fn drive<S: Simulation, H: Host>(
    simulator: &RefCell<S>,
    host: &H,
    pace: Pace,
    mut on_progress: impl FnMut(&S),
) {
    // How far the run's clock is ahead of the host's: skipped waits of an earlier drive have put it there.
    let mut ahead: i64 = simulator.borrow().now().millis_since(host.now()).max(0);
    let mut in_flight = FuturesUnordered::new();
    let mut handles: SortedMap<EffectId, AbortHandle> = SortedMap::new();
    // Answers that are known and take some of the run's own time yet.
    let mut late: SortedMap<(Timestamp, EffectId), Completion> = SortedMap::new();
    // What is answered at once, or waited for by a clock that jumps, gives nobody else a turn: so a turn ends by the clock,
    // whatever the run is at.
    let mut turn_ends = host.now().0.saturating_add(SLICE_MILLIS);
    let mut steps = 1;
    loop {
        if host.now().0 >= turn_ends {
            host.pause().await;
            turn_ends = host.now().0.saturating_add(SLICE_MILLIS);
        }
        let now = || Timestamp(host.now().0.saturating_add(ahead));
        while late.first_key_value().is_some_and(|((at, _), _)| *at <= now())
            && let Some(((_, id), completion)) = late.pop_first()
        {
            simulator.borrow_mut().resume(id, completion, now());
        }
        let mut left = host.stride();
        let progress = loop {
            let before = host.now().0;
            let progress = simulator.borrow_mut().advance(now(), steps.min(left));
            left -= steps.min(left);
            let after = host.now().0;
            // A step can take a microsecond or tens of milliseconds: as many at once as take about one.
            steps = if after == before { (steps * 2).min(STEPS) } else { (steps / 2).max(1) };
            if progress != Progress::Working || left == 0 || after >= turn_ends {
                break progress;
            }
        };
        let cancelled: SortedSet<EffectId> = simulator.borrow_mut().take_cancelled().into_iter().collect();
        for handle in cancelled.iter().filter_map(|id| handles.remove(id)) {
            handle.abort();
        }
        if !cancelled.is_empty() {
            late.retain(|(_, id), _| !cancelled.contains(id));
        }
        let effects = simulator.borrow_mut().take_effects();
        for effect in effects {
            let id = effect.id;
            let (handle, registration) = AbortHandle::new_pair();
            handles.insert(id, handle);
            // Whoever performs an activity's task is its worker, and begins at once.
            simulator.borrow_mut().started(id, now());
            let answer = async move {
                match &effect.request {
                    Request::Evaluate(evaluation) => Answer::Evaluated(id, host.evaluate(evaluation.clone()).await),
                    _ => Answer::Completed(id, host.perform(effect).await),
                }
            };
            in_flight.push(Abortable::new(answer, registration));
        }
        on_progress(&simulator.borrow());
        match progress {
            Progress::Done => return,
            Progress::Working => {
                host.pause().await;
                turn_ends = host.now().0.saturating_add(SLICE_MILLIS);
            }
            Progress::Waiting => {
                let due = late.first_key_value().map(|((at, _), _)| *at);
                let wake_at = [simulator.borrow().wake_at(), due].into_iter().flatten().min();
                if pace == Pace::Skip
                    && handles.is_empty()
                    && let Some(wake_at) = wake_at
                {
                    ahead = ahead.saturating_add(wake_at.millis_since(now()).max(0));
                    continue;
                }
                let answer = in_flight.next();
                let sleep = async {
                    let woken = async {
                        match wake_at {
                            Some(at) => host.sleep_until(Timestamp(at.0.saturating_sub(ahead))).await,
                            None => std::future::pending().await,
                        }
                    };
                    select(pin!(woken), pin!(host.changed())).await;
                };
                // INVARIANT: a run that waits has an effect in flight or a time to wake at.
                if handles.is_empty() && wake_at.is_none() {
                    return;
                }
                if handles.is_empty() {
                    sleep.await;
                } else if let Either::Left((Some(Ok(answer)), _)) = select(answer, pin!(sleep)).await {
                    match answer {
                        Answer::Evaluated(id, evaluated) => {
                            handles.remove(&id);
                            simulator.borrow_mut().evaluated(id, evaluated, now());
                        }
                        Answer::Completed(id, completion) => {
                            handles.remove(&id);
                            // At once or later: the next turn hands in what is due.
                            late.insert((now().plus_seconds(f64::from(completion.delay_ms) / 1000.0), id), completion);
                        }
                    }
                }
            }
        }
    }
}
