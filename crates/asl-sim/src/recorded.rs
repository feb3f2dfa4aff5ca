//! A simulation that is over before it begins: its logs were recorded elsewhere. All views work on it; nothing runs.

use std::rc::Rc;

use super::distributed::batcher::Batch;
use super::distributed::files::Files;
use super::distributed::map_run::{MapRun, MapRunId, MapRunStatus};
use super::distributed::tolerance::Tolerance;
use super::event::{Event, EventKind, VisitId};
use super::execution::{ActorId, BatchOf, Execution, Executions};
use super::log::Log;
use super::moment::Order;
use super::nested::StartedBy;
use super::runnable::Runnable;
use super::simulator::Simulator;
use super::start::{Identity, Outcome, Start};
use asl_aws::state_error::StateError;
use asl_value::{SortedMap, SortedSet};
use std::cmp::Reverse;

/// An execution that a recorded one has started.
#[derive(Debug)]
pub(crate) struct RecordedChild {
    pub(crate) machine: Rc<Runnable>,
    pub(crate) identity: Identity,
    pub(crate) events: Vec<Event>,
    pub(crate) parent: Parent,
}

/// What started an execution.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Parent {
    /// A Map Run, with the batch of that number, from 0, which has so many items.
    MapRun { map_run: MapRunId, index: usize, items: usize },
    /// A Task of that execution.
    Task { actor: ActorId, visit: VisitId },
}

impl Simulator {
    /// The execution of a recorded history that has ended, with its events; see [`crate::history::read`].
    pub fn recorded(machine: Rc<Runnable>, start: Start, events: Vec<Event>) -> Self {
        let ended = events.last().map(|event| event.at).unwrap_or_default();
        let mut simulator = Self::recorded_so_far(machine, start, events);
        if simulator.root().ended.is_none() {
            let unknown = Outcome::Aborted(StateError::of(None, None));
            simulator.executions.of_mut(ActorId::ROOT).ended = Some((unknown, ended));
        }
        simulator
    }

    /// The execution of a recorded history that may go on elsewhere; see [`crate::history::read_open`].
    pub fn recorded_so_far(machine: Rc<Runnable>, start: Start, events: Vec<Event>) -> Self {
        let now = events.last().map(|event| event.at).unwrap_or_default();
        let mut simulator = Self::of_executions(Executions::new(past(machine, start, events)), now);
        simulator.add_recorded_map_runs(ActorId::ROOT);
        simulator.order_by_time();
        simulator
    }

    /// Adds an execution that one of these started. [`Simulator::order_by_time`], or [`Simulator::set_order`], is to follow.
    pub(crate) fn add_recorded(&mut self, child: RecordedChild) -> ActorId {
        let start = Start { identity: child.identity, ..self.root().start.clone() };
        let mut execution = past(child.machine, start, child.events);
        match child.parent {
            Parent::MapRun { map_run, index, items } => execution.batch = Some(BatchOf { map_run, index, items }),
            Parent::Task { actor, visit } => {
                execution.started_by = Some(StartedBy { actor, visit, waiting: None });
            }
        }
        let (input, failed) = (execution.input().clone(), !matches!(execution.outcome(), Some(Outcome::Succeeded(_))));
        let actor = self.executions.add(execution);
        if let Parent::MapRun { map_run, items, .. } = child.parent
            && let Some(map_run) = self.map_runs.get_mut(map_run)
        {
            let place = map_run.children.len();
            map_run.children.push(actor);
            if let Some(batch) = map_run.batches.get_mut(place) {
                *batch = Batch { input, items };
            } else {
                map_run.batches.push(Batch { input, items });
                map_run.items += items;
            }
            map_run.failed_items += if failed { items } else { 0 };
        }
        self.add_recorded_map_runs(actor);
        actor
    }

    /// Notes the Map Runs that the events of an execution tell of.
    fn add_recorded_map_runs(&mut self, actor: ActorId) {
        let events = self.execution(actor).events();
        let name_of = |visit: VisitId| {
            let entered = |event: &Event| match &event.kind {
                EventKind::StateEntered { name, .. } if event.visit == visit => Some(name.clone()),
                _ => None,
            };
            events.iter().find_map(entered).unwrap_or_default()
        };
        let started = events.iter().enumerate().filter_map(|(place, event)| match &event.kind {
            EventKind::MapRunStarted { map_run_arn } => Some(MapRun {
                name: name_of(event.visit),
                ..map_run(actor, map_run_arn, event, events.get(place + 1..)?)
            }),
            _ => None,
        });
        for map_run in started.collect::<Vec<_>>() {
            let _ = self.add_map_run(map_run);
        }
    }

    /// The executions logged in that order.
    pub(crate) fn set_order(&mut self, order: Order) {
        self.order = order;
    }

    /// The executions logged their events in the order of their times; of events of one moment, what an execution that was started did
    /// comes before what the one does next that started it.
    pub(crate) fn order_by_time(&mut self) {
        // The executions that begin after an event of another one.
        let mut begin: SortedMap<(ActorId, usize), Vec<ActorId>> = SortedMap::new();
        for (actor, child) in self.executions.children() {
            begin.get_or_default(self.started_after(child)).push(actor);
        }
        let at = |actor: ActorId, place: usize| self.execution(actor).events().get(place).map(|event| event.at);
        let mut next = SortedSet::new();
        let mut order = Order::default();
        let add = |next: &mut SortedSet<_>, actor: ActorId, place: usize| {
            if let Some(at) = at(actor, place) {
                next.insert((at, Reverse(actor), place));
            }
        };
        add(&mut next, ActorId::ROOT, 0);
        while let Some((_, Reverse(actor), place)) = next.pop_first() {
            order.note(actor);
            add(&mut next, actor, place + 1);
            for child in begin.remove(&(actor, place)).unwrap_or_default() {
                add(&mut next, child, 0);
            }
        }
        self.order = order;
    }

    /// The event of another execution after which one begins: that execution, and the place of the event in its log.
    fn started_after(&self, child: &Execution) -> (ActorId, usize) {
        match (child.batch, child.started_by) {
            (Some(batch), _) => {
                let map_run = self.map_runs.get(batch.map_run);
                let place = map_run.map(|map_run| usize::try_from(map_run.started.0).unwrap_or_default());
                (map_run.map_or(ActorId::ROOT, |map_run| map_run.actor), place.unwrap_or_default().saturating_sub(1))
            }
            (None, Some(by)) => {
                let scheduled = |event: &Event| {
                    let is_call = matches!(event.kind, EventKind::TaskScheduled(_));
                    is_call && event.visit == by.visit && event.at <= child.started_at
                };
                (by.actor, self.execution(by.actor).events().iter().rposition(scheduled).unwrap_or_default())
            }
            (None, None) => (ActorId::ROOT, 0),
        }
    }

    /// What the run was started with.
    pub fn start(&self) -> &Start {
        &self.root().start
    }

    /// When the run began.
    pub fn began_at(&self) -> asl_aws::time::Timestamp {
        self.root().started_at()
    }
}

/// An execution with that log.
fn past(machine: Rc<Runnable>, start: Start, events: Vec<Event>) -> Execution {
    let begun = events.first().map(|event| event.at).unwrap_or_default();
    let input = match events.first().map(|event| &event.kind) {
        Some(EventKind::ExecutionStarted { input, .. }) => input.clone(),
        _ => start.input.clone(),
    };
    let outcome = events.last().and_then(|event| Some((outcome(&event.kind)?, event.at)));
    let mut execution = Execution::new(machine, Start { input, ..start }, begun);
    execution.log = Log::of(events);
    execution.ended = outcome;
    execution
}

/// How an execution has ended whose last event is of that kind, if it has.
fn outcome(last: &EventKind) -> Option<Outcome> {
    Some(match last {
        EventKind::ExecutionSucceeded { output } => Outcome::Succeeded(output.clone()),
        EventKind::ExecutionFailed(error) => Outcome::Failed(error.clone()),
        EventKind::ExecutionTimedOut(error) => Outcome::TimedOut(error.clone()),
        EventKind::ExecutionAborted(error) => Outcome::Aborted(error.clone()),
        _ => return None,
    })
}

/// A Map Run without its child executions, by the event that started it and those after that.
fn map_run(actor: ActorId, arn: &Rc<str>, started: &Event, later: &[Event]) -> MapRun {
    let status = |event: &Event| match event.kind {
        EventKind::MapRunSucceeded => Some(MapRunStatus::Succeeded),
        EventKind::MapRunFailed(_) => Some(MapRunStatus::Failed),
        EventKind::MapRunAborted => Some(MapRunStatus::Aborted),
        EventKind::MapRunRedriven { .. } => Some(MapRunStatus::Running),
        _ => None,
    };
    // Another attempt of the Map is another Map Run.
    let is_next = |event: &&Event| matches!(event.kind, EventKind::MapRunStarted { .. });
    let own = later.iter().filter(|event| event.visit == started.visit).take_while(|event| !is_next(event));
    let turn = own.filter_map(|event| Some((status(event)?, event.at))).last();
    let ended = turn.filter(|(status, _)| *status != MapRunStatus::Running);
    // The end of the whole execution ends its Map Runs too, and logs nothing of that.
    let ended = ended.or_else(|| {
        let last = later.last().filter(|event| event.kind.ends_execution())?;
        Some((MapRunStatus::Aborted, last.at))
    });
    MapRun {
        arn: arn.clone(),
        actor,
        thread: 0,
        visit: started.visit,
        name: Rc::default(),
        started_at: started.at,
        ended_at: ended.map(|(_, at)| at),
        started: started.id,
        status: ended.map_or(MapRunStatus::Running, |(status, _)| status),
        max_concurrency: 0,
        tolerance: Tolerance::default(),
        batches: Vec::new(),
        items: 0,
        children: Vec::new(),
        again: Vec::new(),
        replaced: Vec::new(),
        redriven: 0,
        running: 0,
        failed_items: 0,
        breached: false,
        writer_parameters: None,
        writer_config: None,
        written: Files::new(),
    }
}
