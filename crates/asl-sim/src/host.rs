//! What a run asks of the world it runs in, and the driver that brings the two together.

use asl_value::{SortedMap, SortedSet};
use std::cell::{Cell, RefCell};
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
    /// So many times as fast.
    Times(u32),
    /// Waits and back-off take no time: the run's clock jumps.
    Skip,
}

impl Pace {
    /// How many milliseconds of the run pass in one of the host.
    fn rate(self) -> i64 {
        match self {
            Self::Real | Self::Skip => 1,
            Self::Times(rate) => i64::from(rate.max(1)),
        }
    }
}

/// How the time of a run follows from that of its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    host: Timestamp,
    run: Timestamp,
    rate: i64,
}

impl Default for Clock {
    /// A clock that shows the time of the host.
    fn default() -> Self {
        Self { host: Timestamp::default(), run: Timestamp::default(), rate: 1 }
    }
}

impl Clock {
    /// The time of the run when the host has that time.
    pub fn at(self, host: Timestamp) -> Timestamp {
        Timestamp(self.run.0.saturating_add(host.millis_since(self.host).saturating_mul(self.rate)))
    }

    /// Whether it stands still.
    pub fn stands(self) -> bool {
        self.rate == 0
    }

    /// The time of the host when the run will have that time, or a little later.
    fn host_at(self, run: Timestamp) -> Timestamp {
        let left = run.millis_since(self.run);
        let rate = self.rate.max(1);
        Timestamp(self.host.0.saturating_add(left.saturating_add(rate - 1).div_euclid(rate)))
    }

    /// Goes on at that rate, from what it shows now.
    fn set_rate(&mut self, rate: i64, host: Timestamp) {
        *self = Self { host, run: self.at(host), rate };
    }

    /// Jumps to a time that lies ahead.
    fn jump(&mut self, run: Timestamp, host: Timestamp) {
        *self = Self { host, run: self.at(host).max(run), rate: self.rate };
    }
}

/// Who watches a run, and may hold it. The unit type watches nothing.
#[expect(async_fn_in_trait, reason = "whoever watches is on the thread of the host")]
pub trait Watch<S> {
    /// How the time of the run passes from now on.
    fn pace(&self, begun_with: Pace) -> Pace {
        begun_with
    }

    /// Whether each step of the run is to be looked at.
    fn looks(&self) -> bool {
        false
    }

    /// Looks at what a step did; says whether the run is held from now on.
    fn look(&self, _simulation: &mut S) -> bool {
        false
    }

    /// Whether the run is held: its time stands still, and nothing that it asks for is begun.
    fn holds(&self, _simulation: &mut S) -> bool {
        false
    }

    /// Comes back when the run is held no more.
    async fn let_go(&self) {}

    /// Comes back when the run is to be held, or its time is to pass in another way, while it waits.
    async fn changed(&self) {
        std::future::pending::<()>().await;
    }

    /// Takes note of how the time of the run passes.
    fn note_clock(&self, _clock: Clock) {}
}

impl<S> Watch<S> for () {}

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
pub async fn drive<S: Simulation, H: Host>(simulator: &RefCell<S>, host: &H, pace: Pace, on_progress: impl FnMut(&S)) {
    drive_watched(simulator, host, pace, &(), on_progress).await;
}

/// The same for a run that somebody watches.
pub async fn drive_watched<S: Simulation, H: Host>(
    simulator: &RefCell<S>,
    host: &H,
    pace: Pace,
    watch: &impl Watch<S>,
    mut on_progress: impl FnMut(&S),
) {
    // The run's clock may be ahead of the host's: skipped waits of an earlier drive have put it there.
    let begun = host.now();
    let run = simulator.borrow().now().max(begun);
    let clock = Cell::new(Clock { host: begun, run, rate: watch.pace(pace).rate() });
    let set_clock = |change: &dyn Fn(&mut Clock, Timestamp)| {
        let mut new = clock.get();
        change(&mut new, host.now());
        clock.set(new);
        watch.note_clock(new);
    };
    watch.note_clock(clock.get());
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
        let is_held = watch.holds(&mut simulator.borrow_mut());
        if is_held {
            set_clock(&|clock, now| clock.set_rate(0, now));
            on_progress(&simulator.borrow());
            watch.let_go().await;
            turn_ends = host.now().0.saturating_add(SLICE_MILLIS);
        }
        let pace = watch.pace(pace);
        if clock.get().rate != pace.rate() {
            set_clock(&|clock, now| clock.set_rate(pace.rate(), now));
        }
        let now = || clock.get().at(host.now());
        while late.first_key_value().is_some_and(|((at, _), _)| *at <= now())
            && let Some(((_, id), completion)) = late.pop_first()
        {
            simulator.borrow_mut().resume(id, completion, now());
        }
        let mut left = host.stride();
        let progress = loop {
            let before = host.now().0;
            let looks = watch.looks();
            let at_once = if looks { 1 } else { steps.min(left) };
            let progress = simulator.borrow_mut().advance(now(), at_once);
            left -= at_once;
            let after = host.now().0;
            // A step can take a microsecond or tens of milliseconds: as many at once as take about one.
            steps = if after == before { (steps * 2).min(STEPS) } else { (steps / 2).max(1) };
            let is_held = looks && watch.look(&mut simulator.borrow_mut());
            if is_held || progress != Progress::Working || left == 0 || after >= turn_ends {
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
                let is_held = watch.holds(&mut simulator.borrow_mut());
                if is_held {
                    continue;
                }
                let due = late.first_key_value().map(|((at, _), _)| *at);
                let wake_at = [simulator.borrow().wake_at(), due].into_iter().flatten().min();
                if pace == Pace::Skip
                    && handles.is_empty()
                    && let Some(wake_at) = wake_at
                {
                    set_clock(&|clock, now| clock.jump(wake_at, now));
                    continue;
                }
                let answer = in_flight.next();
                let sleep = async {
                    let woken = async {
                        match wake_at {
                            Some(at) => host.sleep_until(clock.get().host_at(at)).await,
                            None => std::future::pending().await,
                        }
                    };
                    select(pin!(woken), select(pin!(host.changed()), pin!(watch.changed()))).await;
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
