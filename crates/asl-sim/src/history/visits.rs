//! Which visit of which state an event of a recorded history belongs to. AWS's events are linked by `previousEventId`, which is
//! causal: an event belongs to the visit of the one before it, or to a Map or Parallel around that.

use std::rc::Rc;

use super::read::EXECUTION;
use crate::event::{Clause, Event, EventId, EventKind, Stage, StageKind, Trace, VisitId, Within};
use crate::retry::matches;
use crate::runnable::{DataCode, KindCode, Runnable, ScopeIndex, StateCode};
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_lang::StateType;
use asl_value::Value;

/// A visit of a state, as far as it is known.
struct Visit {
    name: Rc<str>,
    state_type: StateType,
    within: Option<Within>,
    /// The branches of a Parallel that have begun.
    branches: Vec<u32>,
    /// Whether it was left.
    is_left: bool,
    /// The parameters of its last call, and what came of it.
    parameters: Option<Value>,
    result: Option<Value>,
    /// The error that it met last.
    error: Option<StateError>,
}

/// The visits of a history, in the order of entry.
pub(super) struct Visits<'m> {
    machine: Option<&'m Runnable>,
    visits: Vec<Visit>,
}

impl<'m> Visits<'m> {
    pub(super) fn new(machine: Option<&'m Runnable>) -> Self {
        Self { machine, visits: Vec::new() }
    }

    /// The visit of the next event, which follows from `previous`; an event that enters a state learns where it stands.
    pub(super) fn of(&mut self, events: &[Event], previous: EventId, kind: &mut EventKind) -> VisitId {
        let before = (previous.0 as usize).checked_sub(1).and_then(|place| events.get(place));
        let from = before.map_or(EXECUTION, |before| before.visit);
        let has_left = before.is_some_and(|before| matches!(before.kind, EventKind::StateExited { .. }));
        // What follows from the exit of a state is no part of it.
        let outside = if has_left { self.around(from).map_or(EXECUTION, |within| within.visit) } else { from };
        let visit = match kind {
            EventKind::StateEntered { name, state_type, within, .. } => {
                *within = match before.map(|before| &before.kind) {
                    Some(EventKind::MapIterationStarted(iteration)) => {
                        Some(Within { visit: from, index: iteration.index })
                    }
                    Some(EventKind::ParallelStateStarted) => {
                        Some(Within { visit: from, index: self.branch(from, name) })
                    }
                    _ => self.around(from),
                };
                self.visits.push(Visit {
                    name: name.clone(),
                    state_type: *state_type,
                    within: *within,
                    branches: Vec::new(),
                    is_left: false,
                    parameters: None,
                    result: None,
                    error: None,
                });
                VisitId(u32::try_from(self.visits.len()).unwrap_or(u32::MAX))
            }
            EventKind::StateExited { name, .. } | EventKind::EvaluationFailed { state: name, .. } => {
                self.named(outside, name)
            }
            EventKind::MapIterationStarted(iteration)
            | EventKind::MapIterationSucceeded(iteration)
            | EventKind::MapIterationFailed(iteration)
            | EventKind::MapIterationAborted(iteration) => self.named(outside, &iteration.name),
            EventKind::MapStateStarted { .. }
            | EventKind::MapStateSucceeded
            | EventKind::MapStateFailed
            | EventKind::MapRunStarted { .. }
            | EventKind::MapRunRedriven { .. }
            | EventKind::MapRunSucceeded
            | EventKind::MapRunFailed(_)
            | EventKind::MapRunAborted => self.typed(outside, StateType::Map, before.map(|before| &before.kind)),
            EventKind::ParallelStateStarted | EventKind::ParallelStateSucceeded | EventKind::ParallelStateFailed => {
                self.typed(outside, StateType::Parallel, before.map(|before| &before.kind))
            }
            EventKind::StateAborted { state_type } => self.typed(outside, *state_type, None),
            EventKind::ExecutionStarted { .. } | EventKind::ExecutionRedriven { .. } => EXECUTION,
            _ if kind.ends_execution() => EXECUTION,
            _ => from,
        };
        self.note(visit, kind);
        visit
    }

    fn get(&self, visit: VisitId) -> Option<&Visit> {
        self.visits.get((visit.0 as usize).checked_sub(1)?)
    }

    fn get_mut(&mut self, visit: VisitId) -> Option<&mut Visit> {
        self.visits.get_mut((visit.0 as usize).checked_sub(1)?)
    }

    fn around(&self, visit: VisitId) -> Option<Within> {
        self.get(visit)?.within
    }

    /// The visit and those around it, the innermost first.
    fn outwards(&self, visit: VisitId) -> impl Iterator<Item = VisitId> {
        let mut visit = Some(visit).filter(|visit| visit.0 > 0);
        std::iter::from_fn(move || {
            let here = visit?;
            visit = self.around(here).map(|within| within.visit);
            Some(here)
        })
    }

    /// The visit of that state around `from`, or else the last one that was not left.
    fn named(&self, from: VisitId, name: &str) -> VisitId {
        let is_named = |visit: &VisitId| self.get(*visit).is_some_and(|visit| *visit.name == *name);
        let around = self.outwards(from).find(is_named);
        around.or_else(|| self.open(|visit| *visit.name == *name)).unwrap_or(from)
    }

    /// The visit of a state of that type around `from`: not one that has just ended.
    fn typed(&self, from: VisitId, state_type: StateType, before: Option<&EventKind>) -> VisitId {
        let is_typed =
            |visit: &VisitId| self.get(*visit).is_some_and(|visit| visit.state_type == state_type && !visit.is_left);
        let has_failed = matches!(before, Some(EventKind::MapStateFailed | EventKind::ParallelStateFailed));
        let skip = usize::from(has_failed);
        let around = self.outwards(from).skip(skip).find(is_typed);
        around.or_else(|| self.open(|visit| visit.state_type == state_type)).unwrap_or(from)
    }

    fn open(&self, fits: impl Fn(&Visit) -> bool) -> Option<VisitId> {
        let place = self.visits.iter().rposition(|visit| !visit.is_left && fits(visit))?;
        u32::try_from(place + 1).ok().map(VisitId)
    }

    /// The number of the branch that begins with that state: of those that have not begun, the first one that does.
    fn branch(&mut self, parallel: VisitId, start: &str) -> u32 {
        let scopes = self.get(parallel).and_then(|visit| {
            let machine = self.machine?;
            match &machine.code_of(&visit.name)?.kind {
                KindCode::Parallel { branches } => Some(branches.clone()),
                _ => None,
            }
        });
        let machine = self.machine;
        let begins = |scope: ScopeIndex| {
            let scope = machine.and_then(|machine| machine.scopes.get(scope));
            scope.and_then(|scope| scope.states.get(scope.start)).is_some_and(|state| *state.name == *start)
        };
        let Some(visit) = self.get_mut(parallel) else { return 0 };
        let known = (0..).zip(scopes.into_iter().flatten());
        let fitting = known.filter(|(_, scope)| begins(*scope)).map(|(index, _)| index);
        let begun = &visit.branches;
        let fitting: Vec<u32> = fitting.filter(|index| !begun.contains(index)).collect();
        let index = fitting.first().copied().unwrap_or_else(|| u32::try_from(begun.len()).unwrap_or(u32::MAX));
        visit.branches.push(index);
        index
    }

    fn note(&mut self, visit: VisitId, kind: &EventKind) {
        let Some(visit) = self.get_mut(visit) else { return };
        match kind {
            EventKind::StateExited { .. } | EventKind::StateAborted { .. } => visit.is_left = true,
            // A Parallel that is tried again begins all its branches once more.
            EventKind::ParallelStateStarted => visit.branches.clear(),
            _ => {}
        }
    }

    /// Adds what can be told of the recording: where states led, by which clause, and what calls were given and came to.
    pub(super) fn annotate(mut self, events: &mut [Event]) {
        let mut led: Vec<Option<Rc<str>>> = vec![None; events.len()];
        let mut again: Vec<Option<Timestamp>> = vec![None; events.len()];
        for event in &*events {
            let Some(place) = (event.previous.0 as usize).checked_sub(1) else { continue };
            match &event.kind {
                EventKind::StateEntered { name, .. } => {
                    if let Some(led) = led.get_mut(place) {
                        *led = Some(name.clone());
                    }
                }
                EventKind::TaskScheduled(_)
                | EventKind::LambdaFunctionScheduled(_)
                | EventKind::ActivityScheduled(_)
                | EventKind::ParallelStateStarted
                | EventKind::MapStateStarted { .. } => {
                    if let Some(again) = again.get_mut(place) {
                        *again = Some(event.at);
                    }
                }
                _ => {}
            }
        }
        let ends: Vec<(VisitId, Timestamp)> = events
            .iter()
            .filter(|event| matches!(event.kind, EventKind::StateExited { state_type: StateType::Wait, .. }))
            .map(|event| (event.visit, event.at))
            .collect();
        let mut waits = ends.into_iter().collect::<asl_value::SortedMap<_, _>>();
        for (place, event) in events.iter_mut().enumerate() {
            let visit = event.visit;
            self.learn(visit, &event.kind);
            let mut trace = Trace::default();
            match &event.kind {
                EventKind::StateEntered { state_type: StateType::Wait, .. } => trace.until = waits.remove(&visit),
                EventKind::StateExited { .. } => {
                    trace.next = led.get_mut(place).and_then(Option::take);
                    trace.stages = self.stages(visit);
                    trace.clause = self.led_by(visit, trace.next.as_deref());
                }
                kind if kind.failure().is_some() => {
                    trace.until = again.get_mut(place).and_then(Option::take);
                    if trace.until.is_some() {
                        trace.clause = self.retrier(visit);
                    }
                }
                _ => {}
            }
            if trace != Trace::default() {
                event.trace = Some(Box::new(trace));
            }
        }
    }

    /// Keeps what an event says of its visit.
    fn learn(&mut self, visit: VisitId, kind: &EventKind) {
        let around = self.around(visit).map(|within| within.visit);
        let error = kind.failure().cloned();
        if let Some(visit) = self.get_mut(visit) {
            match kind {
                EventKind::TaskScheduled(scheduled) => visit.parameters = Some(scheduled.parameters.clone()),
                EventKind::LambdaFunctionScheduled(scheduled) | EventKind::ActivityScheduled(scheduled) => {
                    visit.parameters = Some(scheduled.input.clone());
                }
                EventKind::TaskSucceeded(_, output)
                | EventKind::LambdaFunctionSucceeded(output)
                | EventKind::ActivitySucceeded(output) => {
                    (visit.result, visit.error) = (Some(output.clone()), None);
                }
                _ => {}
            }
            if error.is_some() {
                visit.error.clone_from(&error);
            }
        }
        // What fails inside of a container is what the container fails with.
        if let (Some(error), Some(around)) = (error, around) {
            let outer: Vec<VisitId> = self.outwards(around).collect();
            for visit in outer {
                if let Some(visit) = self.get_mut(visit) {
                    visit.error = Some(error.clone());
                }
            }
        }
    }

    /// The stages of the data that the events tell.
    fn stages(&self, visit: VisitId) -> Vec<Stage> {
        let Some(known) = self.get(visit).filter(|known| known.state_type == StateType::Task) else {
            return Vec::new();
        };
        let given = match self.code(visit).map(|code| &code.data) {
            Some(DataCode::Jsonata { .. }) => StageKind::AfterArguments,
            _ => StageKind::AfterParameters,
        };
        let stage = |kind, value: &Option<Value>| value.clone().map(|value| Stage { kind, value });
        let stages = [stage(given, &known.parameters), stage(StageKind::Result, &known.result)];
        stages.into_iter().flatten().collect()
    }

    fn code(&self, visit: VisitId) -> Option<&'m StateCode> {
        self.machine?.code_of(&self.get(visit)?.name)
    }

    /// The rule or the catcher by which a state was left.
    fn led_by(&self, visit: VisitId, next: Option<&str>) -> Option<Clause> {
        let (machine, known) = (self.machine?, self.get(visit)?);
        let (scope, _) = machine.place_of(&known.name)?;
        let leads = |target: usize| machine.state(scope, target).is_some_and(|state| Some(&*state.name) == next);
        let code = self.code(visit)?;
        let index = match (&code.kind, &known.error) {
            (KindCode::Choice { rules, default }, _) => {
                let by_default = matches!(default, Some(default) if leads(*default));
                rules.iter().position(|rule| leads(rule.next)).filter(|_| !by_default)
            }
            (_, Some(error)) => code.catch.iter().position(|catcher| matches(&catcher.errors, error)),
            _ => None,
        }?;
        Some(Clause { visit, index: u32::try_from(index).ok()? })
    }

    /// The retrier that tries a state again.
    fn retrier(&self, visit: VisitId) -> Option<Clause> {
        let error = self.get(visit)?.error.as_ref()?;
        let index = self.code(visit)?.retry.iter().position(|retrier| matches(&retrier.errors, error))?;
        Some(Clause { visit, index: u32::try_from(index).ok()? })
    }
}

impl Runnable {
    /// The state of that name.
    fn code_of(&self, name: &str) -> Option<&StateCode> {
        let (scope, state) = self.place_of(name)?;
        self.state(scope, state)
    }
}
