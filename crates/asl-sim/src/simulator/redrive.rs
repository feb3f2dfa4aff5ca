//! RedriveExecution: a Standard execution that failed goes on from the states that were not finished, with the inputs and
//! variables that they had, in the same history (Developer Guide, "Restarting state machine executions with redrive"; order
//! of events as recorded). Its threads are put together again from the log.

use super::Simulator;
use crate::event::{Event, EventId, EventKind, VisitId, Within};
use crate::execution::ActorId;
use crate::runnable::{KindCode, MapCode, Next, ScopeIndex, StateCode, StateIndex};
use crate::start::Outcome;
use crate::states::join::{Items, Join};
use crate::states::map;
use crate::thread::{ActiveVisit, Item, Phase, Thread, ThreadId};
use crate::variables::Variables;
use asl_aws::time::Timestamp;
use asl_value::Value;
use std::cell::OnceCell;
use std::rc::Rc;

/// Why an execution cannot be redriven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRedriven {
    /// It has not ended.
    #[error("Execution is RUNNING and cannot be redriven")]
    Running,
    /// It ended well.
    #[error("Execution is SUCCEEDED and cannot be redriven")]
    Succeeded,
    /// Express executions cannot be.
    #[error("An Express execution cannot be redriven")]
    Express,
    /// What AWS does with the child executions of a Distributed Map is not simulated.
    #[error("The playground cannot redrive a Distributed Map that was not finished")]
    DistributedMap,
    /// The history has room for fewer than two more events.
    #[error("The history has too many events to be redriven")]
    HistoryFull,
}

/// The most events of an execution that can be redriven are fewer than this (Developer Guide, "Service quotas").
const MOST_EVENTS: usize = 24_999;

/// How a line of states stood.
enum Stood {
    /// It had reached its end, with this output.
    Finished(Value),
    /// It goes on in this thread.
    Open(ThreadId),
}

impl Simulator {
    /// Goes on with the root execution, which did not succeed, as RedriveExecution does. Nothing else happens before
    /// [`Simulator::advance`].
    ///
    /// # Errors
    ///
    /// If AWS would refuse to, or if a Distributed Map would have to be resumed.
    pub fn redrive(&mut self, now: Timestamp) -> Result<(), NotRedriven> {
        self.may_redrive()?;
        self.scheduler.set_clock(now);
        let events: Vec<Event> = self.events().to_vec();
        let last = events.last().map(|event| event.id).unwrap_or_default();
        let count = self.root().redriven.map_or(0, |(count, _)| count).saturating_add(1);
        let root = self.executions.of_mut(ActorId::ROOT);
        root.ended = None;
        root.redriven = Some((count, now));
        root.context = OnceCell::new();
        // The time limit of the execution begins anew.
        root.deadline = root.machine.timeout_seconds.map(|seconds| now.plus_seconds(seconds));
        let _ = root.log.push(last, VisitId(0), now, EventKind::ExecutionRedriven { count }, None);
        self.order.note(ActorId::ROOT);
        match self.resume_line(&events, None, None, 0) {
            Some(Stood::Open(first)) => self.executions.of_mut(ActorId::ROOT).first_thread = first,
            // It failed between two states, or before the first: then its start is what there is.
            Some(Stood::Finished(_)) | None => {
                let (scope, input) = (self.root().machine.root, self.root().start.input.clone());
                self.add_first_thread(ActorId::ROOT, scope, input);
            }
        }
        Ok(())
    }

    /// Whether the root execution can be redriven.
    ///
    /// # Errors
    ///
    /// Says why it cannot.
    pub fn may_redrive(&self) -> Result<(), NotRedriven> {
        match self.outcome() {
            None => Err(NotRedriven::Running),
            Some(Outcome::Succeeded(_)) => Err(NotRedriven::Succeeded),
            Some(_) if self.root().start.identity.express => Err(NotRedriven::Express),
            Some(_) if self.has_nested() => Err(NotRedriven::Running),
            Some(_) if self.events().len() >= MOST_EVENTS => Err(NotRedriven::HistoryFull),
            Some(_) => self.refuse_distributed(),
        }
    }

    /// No visit of a Distributed Map may be unfinished.
    fn refuse_distributed(&self) -> Result<(), NotRedriven> {
        let events = self.events();
        let exited = |visit: VisitId| {
            events.iter().any(|event| event.visit == visit && matches!(event.kind, EventKind::StateExited { .. }))
        };
        let is_open = |event: &Event| matches!(event.kind, EventKind::MapRunStarted { .. }) && !exited(event.visit);
        if events.iter().any(is_open) { Err(NotRedriven::DistributedMap) } else { Ok(()) }
    }

    /// Puts the thread of a line of states together again: the machine's own, or that of a branch or iteration of `within`,
    /// since the event at `from`. `None` if it had entered no state.
    fn resume_line(
        &mut self,
        events: &[Event],
        within: Option<Within>,
        parent: Option<(ThreadId, u32)>,
        from: usize,
    ) -> Option<Stood> {
        let is_entry =
            |event: &&Event| matches!(&event.kind, EventKind::StateEntered { within: own, .. } if *own == within);
        let entry = events.get(from..)?.iter().rev().find(is_entry)?;
        let EventKind::StateEntered { name, .. } = &entry.kind else { return None };
        let visit = entry.visit;
        let machine = self.root().machine.clone();
        let (scope, state) = machine.place_of(name)?;
        let code = machine.state(scope, state)?;
        let (variables, item, input) = {
            let past = self.past(ActorId::ROOT, visit, 0)?;
            (past.thread.variables, past.thread.item, past.thread.input)
        };
        let exit = events.iter().rev().find(|event| event.visit == visit && is_exit(event));
        if let Some(Event { id, kind: EventKind::StateExited { output, assigned, .. }, trace, .. }) = exit {
            // It was left, and what follows was not entered.
            let named = trace.as_deref().and_then(|trace| trace.next.clone());
            let next = match (named, code.next) {
                (Some(named), _) => machine.place_of(&named).map(|(_, state)| state),
                (None, Next::State(state)) => Some(state),
                (None, Next::End) => None,
            };
            let Some(next) = next else { return Some(Stood::Finished(output.clone())) };
            let mut variables = variables;
            if let Some(assigned) = assigned {
                variables.assign(assigned);
            }
            let id = self.resumed((scope, next), parent, output.clone(), *id, variables, item);
            self.scheduler.make_ready(id);
            return Some(Stood::Open(id));
        }
        let id = self.resumed((scope, state), parent, input, entry.id, variables, item);
        if let Some(thread) = self.threads.get_mut(id) {
            thread.visit = ActiveVisit {
                id: visit,
                entered: entry.id,
                entered_at: entry.at,
                retries: vec![0; code.retry.len()],
                ..ActiveVisit::default()
            };
            thread.phase = Phase::Retrying;
        }
        let started = events.iter().rposition(|event| event.visit == visit && is_start(event));
        let join = started.and_then(|started| match &code.kind {
            KindCode::Parallel { branches } => self.resume_branches(events, id, visit, started, branches),
            KindCode::Map(map) => self.resume_iterations(events, id, visit, started, (code, map)),
            _ => None,
        });
        match (join, started.and_then(|started| events.get(started))) {
            (Some(join), Some(started)) => {
                if let Some(thread) = self.threads.get_mut(id) {
                    thread.last = started.id;
                    thread.phase = Phase::Joining(Box::new(join));
                }
            }
            _ => self.scheduler.make_ready(id),
        }
        Some(Stood::Open(id))
    }

    /// Adds a thread that is about to enter a state.
    fn resumed(
        &mut self,
        (scope, state): (ScopeIndex, StateIndex),
        parent: Option<(ThreadId, u32)>,
        input: Value,
        last: EventId,
        variables: Variables,
        item: Option<Rc<Item>>,
    ) -> ThreadId {
        let id = self.threads.next_id();
        let entering = Thread::entering(id, ActorId::ROOT, scope, state);
        self.threads.add(Thread { parent, input, last, variables, item, ..entering });
        id
    }

    /// The branches of a Parallel: those that were finished keep their results. `None` if all were: then it begins anew.
    fn resume_branches(
        &mut self,
        events: &[Event],
        id: ThreadId,
        visit: VisitId,
        started: usize,
        branches: &[ScopeIndex],
    ) -> Option<Join> {
        let mut join = Join::new(branches.len(), None);
        for (index, scope) in (0..).zip(branches) {
            let within = Some(Within { visit, index });
            match self.resume_line(events, within, Some((id, index)), started) {
                Some(Stood::Finished(output)) => join.finished(index, output),
                Some(Stood::Open(thread)) => _ = join.running.insert(index, thread),
                // A branch that had entered nothing gets what the Parallel was given: its effective input.
                None => {
                    let input = self.effective_input_of(visit)?;
                    let thread = self.begin_line(id, index, *scope, input, events.get(started)?.id, None)?;
                    join.running.insert(index, thread);
                }
            }
        }
        (join.open > 0).then_some(join)
    }

    /// The iterations of a Map, likewise; those that were not started come when others end.
    fn resume_iterations(
        &mut self,
        events: &[Event],
        id: ThreadId,
        visit: VisitId,
        started: usize,
        (code, map): (&StateCode, &MapCode),
    ) -> Option<Join> {
        let (data, values) = {
            let past = self.past(ActorId::ROOT, visit, 0)?;
            self.items_of(&past, map)?
        };
        let count = values.as_array()?.len();
        let is_iteration =
            |event: &&Event| event.visit == visit && matches!(event.kind, EventKind::MapIterationStarted(_));
        let begun = events.get(started..)?.iter().filter(is_iteration).count();
        let mut join = Join::new(count, Some(Items { values, data, next: begun }));
        for index in 0..u32::try_from(begun).ok()? {
            let within = Some(Within { visit, index });
            match self.resume_line(events, within, Some((id, index)), started) {
                Some(Stood::Finished(output)) => join.finished(index, output),
                Some(Stood::Open(thread)) => _ = join.running.insert(index, thread),
                None => {
                    // It had been started and had entered nothing: it is started again, with its selector.
                    let mut thread = self.take(id)?;
                    if let Some(items) = &mut join.items {
                        items.next = usize::try_from(index).ok()?;
                    }
                    let after = events.get(started)?.id;
                    let again = map::start_next(self, code, &mut thread, map, &mut join, after);
                    self.put(thread);
                    again.ok()?;
                    if let Some(items) = &mut join.items {
                        items.next = begun;
                    }
                }
            }
        }
        (!join.running.is_empty()).then_some(join)
    }

    /// Begins a branch or iteration of a thread that is in its place.
    fn begin_line(
        &mut self,
        parent: ThreadId,
        index: u32,
        scope: ScopeIndex,
        input: Value,
        after: EventId,
        item: Option<Rc<Item>>,
    ) -> Option<ThreadId> {
        let thread = self.take(parent)?;
        let item = item.or_else(|| thread.item.clone());
        let begun = self.spawn(&thread, index, scope, input, after, item);
        self.put(thread);
        Some(begun)
    }
}

fn is_exit(event: &Event) -> bool {
    matches!(event.kind, EventKind::StateExited { .. })
}

/// Whether a Parallel or Map starts its branches or iterations with the event.
fn is_start(event: &Event) -> bool {
    matches!(event.kind, EventKind::ParallelStateStarted | EventKind::MapStateStarted { .. })
}
