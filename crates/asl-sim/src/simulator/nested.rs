//! Executions that a Task starts of another machine of the document: they run in the same simulation, each with a history
//! of its own (Developer Guide, "Start executions from a Task state"; shapes and errors as recorded).

use std::rc::Rc;

use super::Simulator;
use crate::effect::Completion;
use crate::event::{EventId, EventKind};
use crate::execution::{ActorId, Execution};
use crate::nested::{Form, MOST_STARTED, OtherMachine, StartedBy};
use crate::resource::Service;
use crate::runnable::{StateCode, TaskCode};
use crate::start::{Identity, Outcome, Start};
use crate::states::{Flow, WorkResult, task};
use crate::thread::{Phase, Thread};
use asl_aws::state_error::{StateError, TASK_FAILED, TIMEOUT};
use asl_aws::time::Timestamp;
use asl_value::Value;

/// The most bytes of a cause (API reference, `ExecutionFailedEventDetails`). A description holds the cause of its execution,
/// in which each quote is escaped once more: without an end it would double with each execution in another.
const MOST_CAUSE: usize = 32_768;

/// The description of an execution as a cause.
fn cause_of(described: &Value) -> String {
    let mut cause = described.to_json();
    cause.truncate(cause.floor_char_boundary(MOST_CAUSE));
    cause
}

impl Simulator {
    /// The machine of the document that a call starts, and how its result looks; `None` where the world answers the call.
    pub(crate) fn other_machine(
        &self,
        state: &str,
        task: &TaskCode,
        parameters: &Value,
    ) -> Option<(OtherMachine, Form)> {
        let Service::Integration { task: resource, .. } = &task.service else { return None };
        let form = Form::of(&resource.resource_type, &resource.resource)?;
        let reference = parameters.get("StateMachineArn")?.as_str()?;
        Some((self.root().start.machines.for_task(state, reference)?.clone(), form))
    }

    /// Starts an execution of another machine for a Task whose call is logged.
    pub(crate) fn start_nested(
        &mut self,
        code: &StateCode,
        thread: &mut Thread,
        task: &TaskCode,
        (other, form): (OtherMachine, Form),
        parameters: &Value,
    ) -> WorkResult {
        let started = match self.nested_start(thread, &other, form, parameters) {
            Ok(start) => self.add_nested(thread, &other, form, start),
            Err(error) => return task::conclude(self, code, thread, task, Completion::of(Err(error))),
        };
        let answer = form.started(self.execution(started), &self.new_uuid());
        if !form.waits() {
            return task::conclude(self, code, thread, task, Completion::of(Ok(answer)));
        }
        if let Service::Integration { task: resource, .. } = &task.service {
            self.emit(thread, EventKind::TaskSubmitted(resource.clone(), answer))?;
            thread.visit.call.submitted = true;
        }
        self.begin_call(thread);
        Ok(Flow::Blocked(Phase::Nested(started)))
    }

    /// What the execution is started with, or why the service refuses to.
    fn nested_start(
        &self,
        thread: &Thread,
        other: &OtherMachine,
        form: Form,
        parameters: &Value,
    ) -> Result<Start, StateError> {
        let refusal = |code: &str, message: String| form.refusal(code, &message, &self.new_uuid());
        let parent = &self.execution(thread.actor).start;
        // A text is the JSON that the execution gets; anything else is written as JSON.
        let input = match parameters.get("Input") {
            None | Some(Value::Null) => Value::empty_object(),
            Some(Value::String(text)) => Value::from_json(text).map_err(|error| {
                refusal("InvalidExecutionInput", format!("Invalid State Machine Execution Input: '{error}'"))
            })?,
            Some(input) => input.clone(),
        };
        let name: Rc<str> = match parameters.get("Name") {
            Some(Value::String(name)) => name.clone(),
            _ => self.new_uuid().into(),
        };
        let identity = Identity {
            state_machine_name: other.names.first().cloned().unwrap_or_default(),
            execution_name: name,
            express: other.express,
            express_id: other.express.then(|| self.new_uuid().into()),
            label: None,
            ..parent.identity.clone()
        };
        let arn = identity.execution_arn();
        let known = self.started_executions().map(|(_, execution)| execution);
        if !other.express && known.clone().any(|execution| execution.arn() == arn) {
            return Err(refusal("ExecutionAlreadyExists", format!("Execution Already Exists: '{arn}'")));
        }
        if known.count() >= MOST_STARTED {
            let message = format!(
                "A run in the playground can start at most {MOST_STARTED} executions of other \
                                   state machines"
            );
            return Err(refusal("ExecutionLimitExceeded", message));
        }
        Ok(Start { input, identity, ..parent.clone() }.with_known_role())
    }

    fn add_nested(&mut self, thread: &Thread, other: &OtherMachine, form: Form, start: Start) -> ActorId {
        let (machine, input) = (other.machine.clone(), start.input.clone());
        let root = machine.root;
        let waiting = form.waits().then_some(thread.id);
        let started_by = Some(StartedBy { actor: thread.actor, visit: thread.visit.id, waiting });
        let execution = Execution { started_by, ..Execution::new(machine, start, self.now()).with_time_limits() };
        let deadline = execution.deadline;
        let started = self.add_execution(execution);
        self.nested.running.insert(started);
        self.nested.deadlines.extend(deadline.map(|at| (at, started)));
        self.add_first_thread(started, root, input);
        started
    }

    /// The executions that Tasks have started, in the order of their start.
    pub fn started_executions(&self) -> impl Iterator<Item = (ActorId, &Execution)> + Clone {
        self.executions.children().filter(|(_, execution)| execution.started_by.is_some())
    }

    /// The execution that the newest attempt of a visit of a Task has started.
    pub fn started_by_visit(&self, actor: ActorId, visit: crate::VisitId) -> Option<(ActorId, &Execution)> {
        let is_its = |by: StartedBy| by.actor == actor && by.visit == visit;
        self.started_executions().filter(|(_, execution)| execution.started_by.is_some_and(is_its)).last()
    }

    /// Whether executions that nobody waits for still run, though the root execution has ended.
    pub(super) fn has_nested(&self) -> bool {
        !self.nested.running.is_empty()
    }

    /// When the next execution that a Task has started is over its time.
    pub(super) fn nested_due(&self) -> Option<Timestamp> {
        self.nested.deadlines.first().map(|(at, _)| *at)
    }

    /// Ends those that are over their time.
    pub(super) fn end_overdue_nested(&mut self) {
        while let Some((_, actor)) = self.nested.deadlines.first().copied().filter(|(at, _)| *at <= self.now()) {
            let error = StateError::without_cause(TIMEOUT);
            self.end(actor, EventId(0), EventKind::ExecutionTimedOut(error.clone()), Outcome::TimedOut(error));
        }
    }

    /// An execution that a Task has started has ended: the Task goes on, if it waits.
    pub(super) fn nested_ended(&mut self, actor: ActorId, by: StartedBy) {
        self.clean_up_nested(actor);
        let Some(mut thread) = by.waiting.and_then(|thread| self.take(thread)) else { return };
        if !matches!(thread.phase, Phase::Nested(waited) if waited == actor) {
            return self.put(thread);
        }
        self.scheduler.clear_timer(thread.id);
        let execution = self.execution(actor);
        let machine = self.execution(thread.actor).machine.clone();
        let code = machine.state(thread.scope, thread.state);
        let form = code.and_then(|code| match &code.kind {
            crate::runnable::KindCode::Task(task) => match &task.service {
                Service::Integration { task, .. } => Form::of(&task.resource_type, &task.resource),
                _ => None,
            },
            _ => None,
        });
        let described = form.unwrap_or(Form::Described).described(execution);
        let outcome = match execution.outcome() {
            Some(Outcome::Succeeded(_)) => Ok(described),
            _ => Err(StateError::new(TASK_FAILED, cause_of(&described))),
        };
        thread.phase = Phase::Answered(Box::new(Completion::of(outcome)));
        self.wake(thread);
    }

    /// Ends an execution whose Task is not there any more; the cause is AWS's.
    pub(super) fn abort_nested(&mut self, actor: ActorId) {
        let execution = self.execution(actor);
        let Some(by) = execution.started_by.filter(|_| execution.ended.is_none()) else { return };
        let cause = format!(
            "The Task state in AWS Step Functions execution [{}] which was managing this resource was aborted",
            self.execution(by.actor).arn()
        );
        let error = StateError::of(None, Some(cause.into()));
        let now = self.now();
        let kind = EventKind::ExecutionAborted(error.clone());
        self.executions.of_mut(actor).end(EventId(0), kind, Outcome::Aborted(error), now);
        self.order.note(actor);
        self.clean_up_nested(actor);
    }

    /// Ends the executions that Tasks of ended executions wait for.
    pub(super) fn abort_orphans(&mut self) {
        let running: Vec<ActorId> = self.nested.running.iter().copied().collect();
        for actor in running {
            let by = self.execution(actor).started_by;
            if by.is_some_and(|by| by.waiting.is_some() && self.execution(by.actor).ended.is_some()) {
                self.abort_nested(actor);
            }
        }
    }

    /// Drops what an ended execution had going on.
    fn clean_up_nested(&mut self, actor: ActorId) {
        self.nested.running.remove(&actor);
        self.nested.deadlines.retain(|(_, known)| *known != actor);
        self.drop_threads(self.execution(actor).first_thread);
        self.abort_map_runs_of(actor);
    }
}
