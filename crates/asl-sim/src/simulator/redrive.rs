//! RedriveExecution: a Standard execution that failed goes on from the states that were not finished, with the inputs and
//! variables that they had, in the same history (Developer Guide, "Restarting state machine executions with redrive"; order
//! of events as recorded). Its threads are put together again from the log. An unfinished Map Run goes on with the child executions that
//! did not succeed and those that were not started ("Redriving Map Runs").

use super::{Simulator, map_runs};
use crate::distributed::map_run::MapRunId;
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
    /// The history has room for fewer than two more events.
    #[error("The history has too many events to be redriven")]
    HistoryFull,
}

/// The most events of an execution that can be redriven are fewer than this (Developer Guide, "Service quotas").
pub(super) const MOST_EVENTS: usize = 24_999;

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
    /// If AWS would refuse to.
    pub fn redrive(&mut self, now: Timestamp) -> Result<(), NotRedriven> {
        self.may_redrive()?;
        self.scheduler.set_clock(now);
        let scope = self.root().machine.root;
        self.resume_execution(ActorId::ROOT, scope);
        // The time limit of the execution begins anew.
        let root = self.executions.of_mut(ActorId::ROOT);
        root.deadline = root.machine.timeout_seconds.map(|seconds| now.plus_seconds(seconds));
        Ok(())
    }

    /// Goes on with an execution that did not succeed, whose own states are those of that scope.
    pub(super) fn resume_execution(&mut self, actor: ActorId, scope: ScopeIndex) {
        let now = self.now();
        let events: Vec<Event> = self.execution(actor).events().to_vec();
        let last = events.last().map(|event| event.id).unwrap_or_default();
        let count = self.execution(actor).redriven.map_or(0, |(count, _)| count).saturating_add(1);
        let execution = self.executions.of_mut(actor);
        execution.ended_before.extend(execution.ended.take().map(|(outcome, _)| outcome));
        execution.redriven = Some((count, now));
        execution.context = OnceCell::new();
        let _ = execution.log.push(last, VisitId(0), now, EventKind::ExecutionRedriven { count }, None);
        self.order.note(actor);
        match self.resume_line(actor, &events, None, None, 0) {
            Some(Stood::Open(first)) => self.executions.of_mut(actor).first_thread = first,
            // It failed between two states, or before the first: then its start is what there is.
            Some(Stood::Finished(_)) | None => {
                let input = self.execution(actor).start.input.clone();
                self.add_first_thread(actor, scope, input);
            }
        }
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
            Some(_) => Ok(()),
        }
    }

    /// Puts the thread of a line of states together again: the machine's own, or that of a branch or iteration of `within`,
    /// since the event at `from`. `None` if it had entered no state.
    fn resume_line(
        &mut self,
        actor: ActorId,
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
        let machine = self.execution(actor).machine.clone();
        let (scope, state) = machine.place_of(name)?;
        let code = machine.state(scope, state)?;
        let (variables, item, input) = {
            let past = self.past(actor, visit, 0)?;
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
            let id = self.resumed(actor, (scope, next), parent, output.clone(), *id, variables, item);
            self.scheduler.make_ready(id);
            return Some(Stood::Open(id));
        }
        let id = self.resumed(actor, (scope, state), parent, input, entry.id, variables, item);
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
        if let Some(map_run) = self.unfinished_map_run(actor, visit, code) {
            let _ = map_runs::get().map(|map_runs| (map_runs.redrive)(self, map_run, id));
            return Some(Stood::Open(id));
        }
        let is_start = |event: &Event| event.visit == visit && is_start(event) && !is_distributed(code);
        let started = events.iter().rposition(is_start);
        let join = started.and_then(|started| match &code.kind {
            KindCode::Parallel { branches } => self.resume_branches(actor, events, id, visit, started, branches),
            KindCode::Map(map) => self.resume_iterations(actor, events, id, visit, started, (code, map)),
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

    /// The Map Run of a visit that goes on: one that read its items. Any other is started anew.
    fn unfinished_map_run(&self, actor: ActorId, visit: VisitId, code: &StateCode) -> Option<MapRunId> {
        if !is_distributed(code) {
            return None;
        }
        let is_it = |id: &&MapRunId| self.map_runs.get(**id).is_some_and(|map_run| map_run.visit == visit);
        let last = self.execution(actor).map_runs.iter().rev().find(is_it)?;
        self.map_runs.get(*last).filter(|map_run| !map_run.batches.is_empty()).map(|_| *last)
    }

    /// Adds a thread that is about to enter a state.
    #[expect(clippy::too_many_arguments, reason = "all that a thread is made of")]
    fn resumed(
        &mut self,
        actor: ActorId,
        (scope, state): (ScopeIndex, StateIndex),
        parent: Option<(ThreadId, u32)>,
        input: Value,
        last: EventId,
        variables: Variables,
        item: Option<Rc<Item>>,
    ) -> ThreadId {
        let id = self.threads.next_id();
        let entering = Thread::entering(id, actor, scope, state);
        self.threads.add(Thread { parent, input, last, variables, item, ..entering });
        id
    }

    /// The branches of a Parallel: those that were finished keep their results. `None` if all were: then it begins anew.
    fn resume_branches(
        &mut self,
        actor: ActorId,
        events: &[Event],
        id: ThreadId,
        visit: VisitId,
        started: usize,
        branches: &[ScopeIndex],
    ) -> Option<Join> {
        let mut join = Join::new(branches.len(), None);
        for (index, scope) in (0..).zip(branches) {
            let within = Some(Within { visit, index });
            match self.resume_line(actor, events, within, Some((id, index)), started) {
                Some(Stood::Finished(output)) => join.finished(index, output),
                Some(Stood::Open(thread)) => _ = join.running.insert(index, thread),
                // A branch that had entered nothing gets what the Parallel was given: its effective input.
                None => {
                    let input = self.effective_input_of(actor, visit)?;
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
        actor: ActorId,
        events: &[Event],
        id: ThreadId,
        visit: VisitId,
        started: usize,
        (code, map): (&StateCode, &MapCode),
    ) -> Option<Join> {
        let (data, values) = {
            let past = self.past(actor, visit, 0)?;
            self.items_of(&past, map)?
        };
        let count = values.as_array()?.len();
        let is_iteration =
            |event: &&Event| event.visit == visit && matches!(event.kind, EventKind::MapIterationStarted(_));
        let begun = events.get(started..)?.iter().filter(is_iteration).count();
        let mut join = Join::new(count, Some(Items { values, data, next: begun }));
        for index in 0..u32::try_from(begun).ok()? {
            let within = Some(Within { visit, index });
            match self.resume_line(actor, events, within, Some((id, index)), started) {
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

fn is_distributed(code: &StateCode) -> bool {
    matches!(&code.kind, KindCode::Map(map) if map.distributed.is_some())
}

/// Whether a Parallel or Map starts its branches or iterations with the event.
fn is_start(event: &Event) -> bool {
    matches!(event.kind, EventKind::ParallelStateStarted | EventKind::MapStateStarted { .. })
}
