//! Child executions: how a Distributed Map starts them, and what their ends do to it
//! (Developer Guide, "Using Map state in Distributed mode"; order of events as recorded).

use std::rc::Rc;

use super::redrive::MOST_EVENTS;
use super::{Simulator, map_runs};
use crate::access::Calling;
use crate::distributed::files::Files;
use crate::distributed::map_run::{Counts, MapRun, MapRunId, MapRunStatus};
use crate::distributed::tolerance::Tolerance;
use crate::event::{Event, EventId, EventKind};
use crate::execution::{ActorId, BatchOf, Execution};
use crate::moment::Moment;
use crate::runnable::{KindCode, MapCode, StateCode};
use crate::start::{Identity, Outcome, Start};
use crate::states::join::Join;
use crate::states::{Failure, Flow, WorkResult, finish_with};
use crate::thread::{Phase, Thread, ThreadId};
use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_value::Value;

/// How long AWS goes on after too much has failed: children that end at once still end in order. In milliseconds.
const GRACE: i64 = 1;

/// The most child executions of a Map Run that run at once (Developer Guide, "Service quotas").
const MOST_AT_ONCE: usize = 10_000;

impl Simulator {
    /// The Map Runs of Distributed Maps, in the order of their start.
    pub fn map_runs(&self) -> &[MapRun] {
        &self.map_runs
    }

    /// Counts of a Map Run's items and of its child executions, in this order.
    pub fn map_run_counts(&self, map_run: &MapRun) -> (Counts, Counts) {
        let has_ended = map_run.status != MapRunStatus::Running;
        map_run.counts(has_ended, |id| self.child(id).map(Execution::outcome))
    }

    /// How a Map Run stood at a moment, its end if it had ended, and the counts; `None` if it had not started.
    pub fn map_run_at(
        &self,
        map_run: &MapRun,
        moment: &Moment,
    ) -> Option<(MapRunStatus, Option<Timestamp>, (Counts, Counts))> {
        let execution = self.execution(map_run.actor);
        let events = moment.events(map_run.actor, execution);
        let rest = events.get(usize::try_from(map_run.started.0).ok()?.checked_sub(1)?..)?;
        rest.first()?;
        // Another attempt of the Map is another Map Run.
        let next = |event: &&Event| event.visit == map_run.visit && event.id > map_run.started && is_start(event);
        let until = rest.iter().position(|event| next(&event)).unwrap_or(rest.len());
        let own = rest.get(..until)?.iter().filter(|event| event.visit == map_run.visit);
        let turn = own.rev().find_map(|event| match event.kind {
            EventKind::MapRunSucceeded => Some((MapRunStatus::Succeeded, Some(event))),
            EventKind::MapRunFailed(_) => Some((MapRunStatus::Failed, Some(event))),
            EventKind::MapRunAborted => Some((MapRunStatus::Aborted, Some(event))),
            EventKind::MapRunRedriven { .. } => Some((MapRunStatus::Running, None)),
            _ => None,
        });
        let (status, ended) = turn.unwrap_or((MapRunStatus::Running, None));
        // The end of the whole execution ends its Map Runs too, and logs nothing of that.
        let whole = rest.last().filter(|event| ended.is_none() && event.kind.ends_execution());
        let status = if whole.is_some() { MapRunStatus::Aborted } else { status };
        let ended = ended.or(whole);
        let child = |id| {
            let child = self.child(id).filter(|_| moment.len_of(id) > 0)?;
            Some(moment.outcome(id, child))
        };
        Some((status, ended.map(|event| event.at), map_run.counts(ended.is_some(), child)))
    }

    /// The files that Distributed Maps have written.
    pub fn written(&self) -> &Files {
        &self.written
    }

    /// Starts the first children of a Map Run.
    pub(crate) fn start_map_run(
        &mut self,
        code: &StateCode,
        thread: &mut Thread,
        map: &MapCode,
        map_run: MapRun,
    ) -> WorkResult {
        let count = map_run.batches.len();
        let id = self.add_map_run(map_run);
        if count == 0 {
            return self.succeed_map_run(code, thread, id);
        }
        self.start_children(id, map);
        Ok(Flow::Blocked(Phase::Mapping(id)))
    }

    /// Starts as many children as may run at once.
    fn start_children(&mut self, id: MapRunId, map: &MapCode) {
        let Some(map_run) = self.map_runs.get(id) else { return };
        let at_once =
            if map_run.max_concurrency == 0 { MOST_AT_ONCE } else { map_run.max_concurrency.min(MOST_AT_ONCE) };
        for _ in 0..at_once.min(map_run.batches.len()) {
            self.start_child(id, map);
        }
    }

    /// Goes on with a Map Run in the thread of its Map, whose execution was redriven: with the children that did not succeed, then with
    /// those that were not started. Which of them AWS starts first is not documented.
    pub(super) fn redrive_map_run(&mut self, id: MapRunId, thread: ThreadId) {
        let Some(mut thread) = self.take(thread) else { return };
        let machine = self.execution(thread.actor).machine.clone();
        let code = machine.state(thread.scope, thread.state);
        let Some((code, KindCode::Map(map))) = code.map(|code| (code, &code.kind)) else { return };
        let Some(map_run) = self.map_runs.get(id) else { return };
        let is_left = |actor: &ActorId| !matches!(self.execution(*actor).outcome(), Some(Outcome::Succeeded(_)));
        // A Standard child with a full history stays as it failed.
        let may_go_on = |actor: &ActorId| {
            let child = self.execution(*actor);
            child.start.identity.express || child.events().len() < MOST_EVENTS
        };
        let left = || map_run.children.iter().enumerate().filter(|(_, actor)| is_left(actor));
        let mut again: Vec<usize> = left().filter(|(_, actor)| may_go_on(actor)).map(|(index, _)| index).collect();
        again.reverse();
        let items = |(index, _): (usize, &ActorId)| map_run.batches.get(index).map_or(0, |batch| batch.items);
        let failed_items = left().filter(|(_, actor)| !may_go_on(actor)).map(items).sum();
        let count = map_run.redriven.saturating_add(1);
        let kind = EventKind::MapRunRedriven { map_run_arn: map_run.arn.clone(), count };
        let is_over = again.is_empty() && map_run.children.len() == map_run.batches.len();
        thread.last = map_run.started;
        if let Some(map_run) = self.map_runs.get_mut(id) {
            map_run.redriven = count;
            map_run.status = MapRunStatus::Running;
            map_run.ended_at = None;
            map_run.thread = thread.id;
            map_run.again = again;
            map_run.running = 0;
            map_run.failed_items = failed_items;
            map_run.breached = map_run.tolerance.exceeded(failed_items, map_run.items);
        }
        if self.emit(&mut thread, kind).is_err() {
            return self.end_full(thread.actor);
        }
        thread.phase = Phase::Mapping(id);
        if is_over {
            if self.map_runs.get(id).is_some_and(|map_run| map_run.breached) {
                return self.fail_map_run(thread, code, id);
            }
            let worked = self.succeed_map_run(code, &mut thread, id);
            return self.settle(thread, code, worked);
        }
        self.put(thread);
        self.start_children(id, map);
    }

    /// Notes a Map Run.
    pub(crate) fn add_map_run(&mut self, map_run: MapRun) -> MapRunId {
        let id = self.map_runs.len();
        self.executions.of_mut(map_run.actor).map_runs.push(id);
        self.map_runs.push(map_run);
        id
    }

    /// Starts the next child, if one is left: one that is started again, or one that was not started.
    fn start_child(&mut self, id: MapRunId, map: &MapCode) {
        let Some(map_run) = self.map_runs.get_mut(id) else { return };
        let Some(index) = map_run.again.pop() else {
            let next = map_run.children.len();
            return self.start_new_child(id, next, map);
        };
        let Some(actor) = map_run.children.get(index).copied() else { return };
        if self.execution(actor).start.identity.express {
            // An Express execution is started from its beginning, under another name.
            return self.start_new_child(id, index, map);
        }
        if let Some(map_run) = self.map_runs.get_mut(id) {
            map_run.running += 1;
        }
        self.resume_execution(actor, map.processor);
    }

    /// Starts a child with the batch of that number, if there is one.
    fn start_new_child(&mut self, id: MapRunId, index: usize, map: &MapCode) {
        let Some(map_run) = self.map_runs.get(id) else { return };
        let Some(batch) = map_run.batches.get(index) else { return };
        let (input, items) = (batch.input.clone(), batch.items);
        let parent = self.execution(map_run.actor);
        let machine = parent.machine.clone();
        let start = Start {
            input: input.clone(),
            identity: Identity {
                execution_name: self.new_uuid().into(),
                express: map.distributed.as_ref().is_some_and(|distributed| distributed.express),
                express_id: None,
                label: label_of(&map_run.arn),
                ..parent.start.identity.clone()
            },
            ..parent.start.clone()
        };
        let batch = Some(BatchOf { map_run: id, index, items });
        let child = self.add_execution(Execution { batch, ..Execution::new(machine, start, self.now()) });
        self.memory.count_child();
        self.add_first_thread(child, map.processor, input);
        if let Some(map_run) = self.map_runs.get_mut(id) {
            match map_run.children.get_mut(index) {
                Some(slot) => map_run.replaced.push((index, std::mem::replace(slot, child))),
                None => map_run.children.push(child),
            }
            map_run.running += 1;
        }
    }

    /// A child execution has ended: its Map goes on, or ends.
    pub(super) fn child_ended(&mut self, actor: ActorId) {
        let Some(child) = self.child(actor) else { return };
        let Some(BatchOf { map_run: id, items, .. }) = child.batch else { return };
        let first = child.first_thread;
        let succeeded = matches!(child.outcome(), Some(Outcome::Succeeded(_)));
        self.drop_threads(first);
        self.abort_map_runs_of(actor);
        let Some(map_run) = self.map_runs.get_mut(id) else { return };
        map_run.running = map_run.running.saturating_sub(1);
        if map_run.status != MapRunStatus::Running {
            return;
        }
        let breached_before = map_run.breached;
        if !succeeded {
            map_run.failed_items += items;
            map_run.breached |= map_run.tolerance.exceeded(map_run.failed_items, map_run.items);
        }
        let (breached, thread) = (map_run.breached, map_run.thread);
        let Some(mut thread) = self.take(thread) else { return };
        let machine = self.execution(thread.actor).machine.clone();
        let Some(code) = machine.state(thread.scope, thread.state) else { return };
        // A place is taken again before the failure counts: the recorded service starts one child too many.
        if let (false, KindCode::Map(map)) = (breached_before, &code.kind) {
            self.start_child(id, map);
        }
        let open = self.map_runs.get(id).is_some_and(|map_run| map_run.running > 0);
        if open {
            if breached && !breached_before {
                let at = Timestamp(self.now().0.saturating_add(GRACE));
                self.set_timer(&thread, at);
            }
            return self.put(thread);
        }
        if breached {
            return self.fail_map_run(thread, code, id);
        }
        let worked = self.succeed_map_run(code, &mut thread, id);
        self.settle(thread, code, worked);
    }

    fn succeed_map_run(&mut self, code: &StateCode, thread: &mut Thread, id: MapRunId) -> WorkResult {
        let written = self.finish_map_run(id, MapRunStatus::Succeeded);
        let started = thread.last;
        let result = match written {
            Ok(result) => result,
            Err(error) => {
                self.emit(thread, EventKind::MapRunFailed(error.clone()))?;
                return Err(Failure::Error(error));
            }
        };
        let succeeded = self.emit_after(thread, started, EventKind::MapRunSucceeded, None)?;
        self.emit_after(thread, succeeded, EventKind::MapStateSucceeded, None)?;
        finish_with(self, code, thread, result)
    }

    /// Too much of a Map Run has failed: what still runs is aborted, and the Map fails.
    pub(super) fn fail_map_run(&mut self, mut thread: Box<Thread>, code: &StateCode, id: MapRunId) {
        self.scheduler.clear_timer(thread.id);
        self.abort_children(id);
        // The results are written all the same; an error in that cannot add to this one.
        let _ = self.finish_map_run(id, MapRunStatus::Failed);
        let error = Tolerance::error();
        match self.emit(&mut thread, EventKind::MapRunFailed(error.clone())) {
            Ok(()) => self.fail(thread, code, error),
            Err(_) => self.end_full(thread.actor),
        }
    }

    /// Writes the results; gives the Map's result.
    fn finish_map_run(&mut self, id: MapRunId, status: MapRunStatus) -> Result<Value, StateError> {
        let now = self.now();
        let Some(map_run) = self.map_runs.get_mut(id) else { return Ok(Value::Null) };
        map_run.status = status;
        map_run.ended_at = Some(now);
        let Some(map_run) = self.map_runs.get(id) else { return Ok(Value::Null) };
        // Nobody takes the result of what was stopped; a file is written all the same.
        if status == MapRunStatus::Aborted && map_run.writer_parameters.is_none() {
            return Ok(Value::Null);
        }
        if let Some(parameters) = map_run.writer_parameters.as_ref()
            && let Some(refused) =
                self.map_refusal(map_run.actor, Calling::ResultWriter, "arn:aws:states:::s3:putObject", parameters)
        {
            return Err(refused);
        }
        let written = map_run.write(|child| self.child(child))?;
        for (bucket, key, text) in written.files.iter() {
            self.written.insert(bucket, key, text.clone());
        }
        if let Some(map_run) = self.map_runs.get_mut(id) {
            map_run.written = written.files;
        }
        Ok(written.result)
    }

    /// Ends the children of a Map Run that still run.
    fn abort_children(&mut self, id: MapRunId) {
        let Some(map_run) = self.map_runs.get_mut(id) else { return };
        let children = map_run.children.clone();
        map_run.running = 0;
        for child in children {
            let now = self.now();
            let nothing = StateError::of(None, None);
            let kind = EventKind::ExecutionAborted(nothing.clone());
            if self.execution(child).ended.is_none() {
                self.abort_map_runs_of(child);
                self.executions.of_mut(child).end(EventId(0), kind, Outcome::Aborted(nothing), now);
                self.order.note(child);
                self.drop_threads(self.execution(child).first_thread);
            }
        }
    }

    /// Ends the Map Runs that an execution's Maps have started and that still run.
    pub(super) fn abort_map_runs_of(&mut self, actor: ActorId) {
        let running =
            |id: &MapRunId| self.map_runs.get(*id).is_some_and(|map_run| map_run.status == MapRunStatus::Running);
        let ids: Vec<MapRunId> = self.execution(actor).map_runs.iter().copied().filter(running).collect();
        for id in ids {
            let _ = map_runs::get().map(|map_runs| (map_runs.abort)(self, id));
        }
    }

    /// Ends a Map Run from outside; logs `MapRunAborted` if the execution that it belongs to has not ended.
    pub(super) fn abort_map_run(&mut self, id: MapRunId) -> Result<(), Failure> {
        self.abort_children(id);
        let _ = self.finish_map_run(id, MapRunStatus::Aborted);
        let Some(map_run) = self.map_runs.get(id) else { return Ok(()) };
        let (actor, started, visit) = (map_run.actor, map_run.started, map_run.visit);
        self.emit_detached(actor, started, visit, EventKind::MapRunAborted)
    }

    /// Drops the branches or iterations in flight of a state that fails by itself.
    pub(crate) fn drop_running(&mut self, join: &Join) {
        for id in join.running.values() {
            self.drop_threads(*id);
        }
    }

    /// Drops a thread and those that it waits for.
    pub(super) fn drop_threads(&mut self, first: ThreadId) {
        let mut left = vec![first];
        while let Some(id) = left.pop() {
            let Some(thread) = self.take(id) else { continue };
            self.call_off(&thread);
            if let Phase::Joining(join) = &thread.phase {
                left.extend(join.running.values());
            }
        }
    }
}

/// Whether a Map Run starts with the event.
fn is_start(event: &Event) -> bool {
    matches!(event.kind, EventKind::MapRunStarted { .. })
}

/// The label in a Map Run's ARN.
fn label_of(map_run_arn: &str) -> Option<Rc<str>> {
    let (_, labeled) = map_run_arn.rsplit_once('/')?;
    labeled.split(':').next().map(Rc::from)
}
