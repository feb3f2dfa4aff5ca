//! A whole run at once: waits, back-off and answers that take time move a clock that nobody waits for.

use std::rc::Rc;

use asl_aws::time::Timestamp;
use asl_sim::mock::Mock;
use asl_sim::{Completion, Effect, EffectId, Files, Identity, Limits, Machines, Progress, Runnable, Simulator, Start};
use asl_value::{SortedMap, Value};

/// When every run begins by its own clock: 2026-01-01T00:00:00Z. What a run computes from the time is then always the same.
pub const BEGINS_AT: Timestamp = Timestamp(1_767_225_600_000);

/// State transitions between two looks at the budget.
const STEPS: usize = 32;

/// What runs, whatever it is given.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The machine.
    pub machine: Rc<Runnable>,
    /// The machines that its Tasks can start.
    pub machines: Rc<Machines>,
    /// The names of the execution.
    pub identity: Identity,
    /// The service's limits.
    pub limits: Limits,
    /// What Distributed Maps can read.
    pub files: Rc<Files>,
}

impl Setting {
    /// A machine alone, as AWS runs it.
    pub fn of(machine: Rc<Runnable>) -> Self {
        Self {
            machine,
            machines: Rc::default(),
            identity: Identity::default(),
            limits: Limits::default(),
            files: Rc::default(),
        }
    }
}

/// Who answers the calls of a run.
pub trait Answers {
    /// The answer to call number `nth` (from 0) of the state that asks.
    fn answer(&mut self, effect: &Effect, nth: u32, now: Timestamp) -> Completion;

    /// The same for who looks at the run so far.
    fn answer_in(&mut self, simulator: &Simulator, effect: &Effect, nth: u32, now: Timestamp) -> Completion {
        let _ = simulator;
        self.answer(effect, nth, now)
    }

    /// Where the answer that was given last stands among those that come at the same moment.
    fn rank(&self) -> usize {
        0
    }
}

/// A run that was played.
pub struct Played {
    /// The run with its logs.
    pub simulator: Simulator,
    /// Whether it came to its end; otherwise the budget was used up.
    pub is_ended: bool,
    /// What each state was answered, in the order of its calls.
    pub answers: SortedMap<Rc<str>, Vec<Mock>>,
}

impl Played {
    /// The mocks with which the same run is played again: for each state its answers, of which the last goes on for ever.
    pub fn mocks(&self) -> Value {
        mocks_of(&self.answers)
    }

    /// How long the run took by its own clock, in seconds.
    pub fn seconds(&self) -> f64 {
        seconds_of(&self.simulator)
    }
}

/// How long a run took by its own clock, in seconds.
#[expect(clippy::cast_precision_loss, reason = "a year has 35 bits of milliseconds")]
pub(crate) fn seconds_of(simulator: &Simulator) -> f64 {
    let root = simulator.root();
    let ended = root.ended_at().unwrap_or_else(|| simulator.now());
    ended.millis_since(root.started_at()) as f64 / 1000.0
}

/// For each state its answers, of which the last goes on for ever.
pub(crate) fn mocks_of(answers: &SortedMap<Rc<str>, Vec<Mock>>) -> Value {
    let of_state = |(state, answers): (&Rc<str>, &Vec<Mock>)| {
        let repeated = answers.iter().rev().take_while(|one| Some(*one) == answers.last()).count();
        let kept = answers.len().saturating_sub(repeated.saturating_sub(1));
        let written: Vec<Value> = answers.iter().take(kept).map(Mock::to_value).collect();
        let value = match written.as_slice() {
            [one] => one.clone(),
            _ => Value::from(written),
        };
        (state.clone(), value)
    };
    answers.iter().map(of_state).collect::<asl_value::Map>().into()
}

/// Plays a run with `input` to its end, or until it has made `most` state transitions.
pub fn play(setting: &Setting, input: Value, answers: &mut impl Answers, most: usize) -> Played {
    let start = Start {
        input,
        identity: setting.identity.clone(),
        limits: setting.limits,
        files: setting.files.clone(),
        machines: setting.machines.clone(),
        ..Start::default()
    };
    play_from(&setting.machine, start, BEGINS_AT, answers, most)
}

/// Plays a run that begins at `now` with all that it is given.
pub fn play_from(
    machine: &Rc<Runnable>,
    start: Start,
    mut now: Timestamp,
    answers: &mut impl Answers,
    most: usize,
) -> Played {
    let mut simulator = Simulator::new(machine.clone(), start, now);
    let mut given: SortedMap<Rc<str>, Vec<Mock>> = SortedMap::new();
    let mut late: SortedMap<(Timestamp, usize, EffectId), Completion> = SortedMap::new();
    let mut left = most;
    let is_ended = loop {
        while late.first_key_value().is_some_and(|((at, ..), _)| *at <= now)
            && let Some(((.., id), completion)) = late.pop_first()
        {
            simulator.resume(id, completion, now);
        }
        let steps = STEPS.min(left);
        let progress = simulator.advance(now, steps);
        let cancelled = simulator.take_cancelled();
        if !cancelled.is_empty() {
            late.retain(|(.., id), _| !cancelled.contains(id));
        }
        let effects = simulator.take_effects();
        let has_asked = !effects.is_empty();
        for effect in effects {
            simulator.started(effect.id, None, now);
            let of_state = given.get_or_default(effect.state.clone());
            let nth = u32::try_from(of_state.len()).unwrap_or(u32::MAX);
            let completion = answers.answer_in(&simulator, &effect, nth, now);
            let delay = f64::from(completion.delay_ms) / 1000.0;
            of_state.push(Mock { outcome: completion.outcome.clone(), delay_seconds: delay });
            late.insert((now.plus_seconds(delay), answers.rank(), effect.id), completion);
        }
        match progress {
            Progress::Done => break true,
            // How many were made is not told: as many as there could be.
            Progress::Working => left -= steps,
            Progress::Waiting if has_asked => left = left.saturating_sub(1),
            Progress::Waiting => {
                left = left.saturating_sub(1);
                let due = late.first_key_value().map(|((at, ..), _)| *at);
                match [simulator.wake_at(), due].into_iter().flatten().min() {
                    Some(at) => now = now.max(at),
                    // INVARIANT: a run that waits has an answer under way or a time to wake at.
                    None => break false,
                }
            }
        }
        if left == 0 {
            break false;
        }
    };
    Played { simulator, is_ended, answers: given }
}
