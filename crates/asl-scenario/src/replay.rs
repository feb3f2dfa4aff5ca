//! A run that is played again: the same machine is given what the calls of a recorded run came to, after the same time.

use std::rc::Rc;

use asl_aws::state_error::{StateError, TASK_FAILED};
use asl_aws::time::Timestamp;
use asl_sim::{ActorId, Completion, Effect, Event, EventKind, Runnable, Simulator, Start, VisitId, Within};
use asl_value::{SortedMap, Value};

use crate::play::{Answers, Played, play_from};

/// The most state transitions of a replay.
const MOST_TRANSITIONS: usize = 500_000;

/// Where a visit stands: the execution, the state, the branches and iterations around it, and which visit of the state it is
/// there. The same place in two runs is the same work, in whatever order branches were worked on.
type Place = (ActorId, Rc<str>, Vec<u32>, u32);

/// The places of an execution's visits, as far as its log was read.
#[derive(Default)]
struct Places {
    read: usize,
    /// By visit, from 1.
    visits: Vec<(Place, Option<Within>)>,
    counts: SortedMap<(Rc<str>, Vec<u32>), u32>,
}

impl Places {
    fn read(&mut self, actor: ActorId, events: &[Event]) {
        for event in events.get(self.read..).unwrap_or_default() {
            let EventKind::StateEntered { name, within, .. } = &event.kind else { continue };
            let mut around = Vec::new();
            let mut outer = *within;
            while let Some(inner) = outer {
                around.push(inner.index);
                outer = self.get(inner.visit).and_then(|(_, within)| *within);
            }
            let count = self.counts.get_or_default((name.clone(), around.clone()));
            *count += 1;
            self.visits.push(((actor, name.clone(), around, *count), *within));
        }
        self.read = events.len();
    }

    fn get(&self, visit: VisitId) -> Option<&(Place, Option<Within>)> {
        self.visits.get((visit.0 as usize).checked_sub(1)?)
    }
}

/// What a call of the recorded run came to.
#[derive(Clone, Debug)]
struct Recorded {
    outcome: Result<Value, StateError>,
    submitted: Option<Value>,
    worker_name: Option<Rc<str>>,
    /// How long it took; `None`: it was never answered in time.
    millis: Option<i64>,
    /// Its place in the log.
    rank: usize,
}

/// A call that was not answered yet: when it was made, what the service said when it took it on, and its worker.
type Open = (Timestamp, Option<Value>, Option<Rc<str>>);

/// The answers of a recorded run.
#[derive(Default)]
pub struct Recording {
    calls: SortedMap<Place, Vec<Recorded>>,
    now: SortedMap<ActorId, Places>,
    /// The place of the answer that was given last.
    rank: usize,
}

impl Recording {
    /// The answers of a run and of the executions of its Distributed Maps.
    pub fn of(simulator: &Simulator) -> Self {
        let mut recording = Self::default();
        recording.add(ActorId::ROOT, simulator.events());
        for number in 1.. {
            let Some(child) = simulator.child(ActorId(number)) else { break };
            recording.add(ActorId(number), child.events());
        }
        recording
    }

    fn add(&mut self, actor: ActorId, events: &[Event]) {
        let mut places = Places::default();
        places.read(actor, events);
        let mut open: SortedMap<VisitId, Open> = SortedMap::new();
        for (rank, event) in events.iter().enumerate() {
            let mut answer = |outcome: Result<Value, StateError>, in_time: bool| {
                let Some((at, submitted, worker_name)) = open.remove(&event.visit) else { return };
                let Some((place, _)) = places.get(event.visit) else { return };
                let millis = in_time.then(|| event.at.millis_since(at));
                let recorded = Recorded { outcome, submitted, worker_name, millis, rank };
                self.calls.get_or_default(place.clone()).push(recorded);
            };
            match &event.kind {
                EventKind::TaskScheduled(_)
                | EventKind::LambdaFunctionScheduled(_)
                | EventKind::ActivityScheduled(_) => _ = open.insert(event.visit, (event.at, None, None)),
                EventKind::TaskSubmitted(_, output) => {
                    if let Some((_, submitted, _)) = open.get_mut(&event.visit) {
                        *submitted = Some(output.clone());
                    }
                }
                EventKind::ActivityStarted { worker_name } => {
                    if let Some((_, _, worker)) = open.get_mut(&event.visit) {
                        worker.clone_from(worker_name);
                    }
                }
                EventKind::TaskSucceeded(_, output)
                | EventKind::LambdaFunctionSucceeded(output)
                | EventKind::ActivitySucceeded(output) => answer(Ok(output.clone()), true),
                EventKind::TaskFailed(_, error)
                | EventKind::LambdaFunctionFailed(error)
                | EventKind::ActivityFailed(error) => answer(Err(error.clone()), true),
                EventKind::TaskTimedOut(_, error)
                | EventKind::LambdaFunctionTimedOut(error)
                | EventKind::ActivityTimedOut(error) => answer(Err(error.clone()), false),
                _ => {}
            }
        }
        // What another branch cut off was not answered, and is not answered now.
        for (visit, (_, submitted, worker_name)) in open {
            let Some((place, _)) = places.get(visit) else { continue };
            let outcome = Err(StateError::new(TASK_FAILED, "The recorded run ended this call before it was answered."));
            let recorded = Recorded { outcome, submitted, worker_name, millis: None, rank: events.len() };
            self.calls.get_or_default(place.clone()).push(recorded);
        }
    }
}

impl Answers for Recording {
    fn answer(&mut self, effect: &Effect, _: u32, _: Timestamp) -> Completion {
        unrecorded(effect)
    }

    fn answer_in(&mut self, simulator: &Simulator, effect: &Effect, _: u32, _: Timestamp) -> Completion {
        let places = self.now.get_or_default(effect.actor);
        places.read(effect.actor, simulator.execution(effect.actor).events());
        let Some((place, _)) = places.get(effect.visit) else { return unrecorded(effect) };
        let attempts = self.calls.get(place);
        let recorded = attempts.and_then(|attempts| attempts.get(usize::try_from(effect.attempt).ok()?));
        let Some(Recorded { outcome, submitted, worker_name, millis, rank }) = recorded.cloned() else {
            return unrecorded(effect);
        };
        self.rank = rank;
        // What was not answered in time is not answered now: the time limit of the state ends it.
        let delay_ms = millis.map_or(u32::MAX, |millis| u32::try_from(millis.max(0)).unwrap_or(u32::MAX));
        Completion { submitted, worker_name, delay_ms, ..Completion::of(outcome) }
    }

    fn rank(&self) -> usize {
        self.rank
    }
}

/// The recorded run made no such call.
fn unrecorded(effect: &Effect) -> Completion {
    let cause = format!("The recorded run has no answer to this call of the state '{}'.", effect.state);
    Completion::of(Err(StateError::new(TASK_FAILED, cause)))
}

/// Plays the machine with what the recorded run was given, its seed and its answers. No other machine is started: what such a
/// Task came to was recorded too.
pub fn replay(machine: &Rc<Runnable>, recorded: &Simulator) -> Played {
    let start = Start { machines: Rc::default(), access: None, ..recorded.start().clone() };
    let mut recording = Recording::of(recorded);
    play_from(machine, start, recorded.began_at(), &mut recording, MOST_TRANSITIONS)
}
