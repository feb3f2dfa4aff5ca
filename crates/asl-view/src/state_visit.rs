//! One visit of a state, gathered from the log: what the inspector shows. Computes nothing itself.

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_aws::time::Timestamp;
use asl_functions::Invocation;
use asl_http::Exchange;
use asl_lang::StateType;
use asl_sim::{AnsweredBy, Event, EventId, EventKind, Stage, VisitId};
use asl_value::Value;

/// One visit of a state; for visit 0, the execution itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StateVisit {
    /// The state's name; empty for the execution.
    pub name: Rc<str>,
    /// The state's type; `None` for the execution.
    pub state_type: Option<StateType>,
    /// What it was given.
    pub input: Option<Value>,
    /// What it handed on, once it has.
    pub output: Option<Value>,
    /// The steps of its data, from its input to its output; a retried Task shows those of its last attempt.
    pub stages: Vec<Stage>,
    /// Its attempts, if it is a Task.
    pub attempts: Vec<Attempt>,
    /// Errors that it met, in order: retried, caught or final.
    pub errors: Vec<(EventId, StateError)>,
    /// The fields whose expressions failed, with the events that say so.
    pub failed_fields: Vec<(EventId, Rc<str>)>,
    /// How many iterations its Map has started.
    pub iterations: usize,
    /// Where it led.
    pub next: Option<Rc<str>>,
}

/// One attempt of a Task.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Its number, from 1.
    pub number: u32,
    /// Its `TaskScheduled` event.
    pub event: EventId,
    /// When it was scheduled.
    pub at: Timestamp,
    /// The evaluated parameters.
    pub parameters: Value,
    /// How it ended.
    pub result: AttemptResult,
    /// The HTTP exchange, for a call that left.
    pub exchange: Option<Rc<Exchange>>,
    /// The invocation of a Lambda function whose code ran, also where it was cut off.
    pub invocation: Option<Rc<Invocation>>,
    /// Who answered it in place of the service.
    pub answered_by: Option<AnsweredBy>,
    /// Until when the state waits before the next attempt.
    pub retry_at: Option<Timestamp>,
}

impl Attempt {
    /// Whether it is an HTTP Task's, sent or not.
    pub fn is_http(&self) -> bool {
        self.exchange.is_some() || self.parameters.get("ApiEndpoint").is_some()
    }
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq)]
pub enum AttemptResult {
    /// It lasts.
    Pending,
    /// With a result.
    Succeeded(Value),
    /// With an error.
    Failed(StateError),
}

/// Gathers the visit `id` from the log.
pub fn gather(events: &[Event], id: VisitId) -> StateVisit {
    let mut visit = StateVisit::default();
    for event in events.iter().filter(|event| event.visit == id) {
        visit.take(event);
    }
    visit.take_end(events, id);
    visit
}

/// Gathers the first `count` visits of states from the log, each in one pass over it.
pub fn gather_all(events: &[Event], count: usize) -> Vec<StateVisit> {
    let mut visits = vec![StateVisit::default(); count];
    for event in events {
        let place = usize::try_from(event.visit.0).ok().and_then(|visit| visit.checked_sub(1));
        if let Some(visit) = place.and_then(|place| visits.get_mut(place)) {
            visit.take(event);
        }
    }
    visits
}

/// How far the log tells of the visit `id`: two logs of one run that give the same one give the same [`StateVisit`].
pub fn told(events: &[Event], id: VisitId) -> (usize, bool) {
    let is_end = |event: &Event| matches!(event.kind, EventKind::ExecutionFailed(_) | EventKind::ExecutionTimedOut(_));
    let last = events.iter().rposition(|event| event.visit == id);
    (last.map_or(0, |place| place + 1), events.last().is_some_and(is_end))
}

impl StateVisit {
    fn take(&mut self, event: &Event) {
        match &event.kind {
            EventKind::ExecutionStarted { input, .. } => self.input = Some(input.clone()),
            EventKind::StateEntered { name, state_type, input, .. } => {
                self.name = Rc::clone(name);
                self.state_type = Some(*state_type);
                self.input = Some(input.clone());
            }
            EventKind::ExecutionSucceeded { output } | EventKind::StateExited { output, .. } => {
                self.output = Some(output.clone());
            }
            EventKind::TaskScheduled(scheduled) => self.schedule(event, &scheduled.parameters),
            EventKind::LambdaFunctionScheduled(scheduled) | EventKind::ActivityScheduled(scheduled) => {
                self.schedule(event, &scheduled.input);
            }
            EventKind::TaskSucceeded(_, output)
            | EventKind::LambdaFunctionSucceeded(output)
            | EventKind::ActivitySucceeded(output) => self.finish(event, AttemptResult::Succeeded(output.clone())),
            kind if let Some(error) = kind.attempt_failure() => {
                self.errors.push((event.id, error.clone()));
                self.finish(event, AttemptResult::Failed(error.clone()));
            }
            EventKind::EvaluationFailed { error, location, .. } => {
                self.failed_fields.extend(location.iter().map(|field| (event.id, Rc::clone(field))));
                self.errors.push((event.id, error.clone()));
            }
            EventKind::MapStateStarted { .. } => self.iterations = 0,
            EventKind::MapIterationStarted(_) => self.iterations += 1,
            EventKind::ExecutionFailed(error)
            | EventKind::ExecutionAborted(error)
            | EventKind::ExecutionTimedOut(error) => self.errors.push((event.id, error.clone())),
            _ => {}
        }
        let Some(trace) = &event.trace else { return };
        if !trace.stages.is_empty() {
            self.stages.clone_from(&trace.stages);
        }
        if trace.next.is_some() {
            self.next.clone_from(&trace.next);
        }
    }

    /// The error that ended the execution is that of the visit where it began, unless the visit has it already.
    fn take_end(&mut self, events: &[Event], id: VisitId) {
        let Some(end @ Event { id: last, kind, visit, .. }) = events.last() else { return };
        let (EventKind::ExecutionFailed(error) | EventKind::ExecutionTimedOut(error)) = kind else { return };
        let before = |event: &Event| (event.previous.0 as usize).checked_sub(1).and_then(|index| events.get(index));
        // A Map or Parallel fails with the error of what is inside, unless it is that too much has failed.
        let is_passed_on = error.name() != "States.ExceedToleratedFailureThreshold";
        let goes_in = |event: &&Event| {
            is_passed_on && matches!(event.kind, EventKind::MapStateFailed | EventKind::ParallelStateFailed)
        };
        let inside =
            |event: &&Event| Some(*event).filter(goes_in).and_then(|at| before(at).filter(|one| one.id < at.id));
        let is_cause = |event: &Event| event.visit == id;
        let is_here = *visit != id && std::iter::successors(before(end), inside).any(is_cause);
        if is_here && self.errors.last().is_none_or(|(_, known)| known != error) {
            self.errors.push((*last, error.clone()));
        }
    }

    fn schedule(&mut self, event: &Event, parameters: &Value) {
        self.attempts.push(Attempt {
            number: u32::try_from(self.attempts.len()).unwrap_or(u32::MAX).saturating_add(1),
            event: event.id,
            at: event.at,
            parameters: parameters.clone(),
            result: AttemptResult::Pending,
            exchange: None,
            invocation: event.trace.as_ref().and_then(|trace| trace.cut_off.invocation()),
            answered_by: None,
            retry_at: None,
        });
    }

    fn finish(&mut self, event: &Event, result: AttemptResult) {
        let Some(attempt) = self.attempts.last_mut() else { return };
        attempt.result = result;
        if let Some(trace) = &event.trace {
            attempt.exchange.clone_from(&trace.exchange);
            if trace.invocation.is_some() {
                attempt.invocation.clone_from(&trace.invocation);
            }
            attempt.answered_by = trace.answered_by;
            attempt.retry_at = trace.until;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AttemptResult, StateVisit, gather};
    use asl_aws::state_error::StateError;
    use asl_aws::time::Timestamp;
    use asl_lang::StateType;
    use asl_sim::event::TaskResource;
    use asl_sim::{Event, EventId, EventKind, Stage, StageKind, Trace, VisitId};
    use asl_value::Value;

    /// A log of these events, each led to by the one before it.
    fn log(events: Vec<(u32, EventKind, Option<Trace>)>) -> Vec<Event> {
        let event = |(index, (visit, kind, trace)): (usize, (u32, EventKind, Option<Trace>))| {
            let id = u32::try_from(index).unwrap() + 1;
            let at = Timestamp(i64::from(id) * 10);
            let trace = trace.map(Box::new);
            Event { id: EventId(id), previous: EventId(id - 1), at, visit: VisitId(visit), kind, trace }
        };
        events.into_iter().enumerate().map(event).collect()
    }

    fn entered(name: &str, state_type: StateType) -> EventKind {
        EventKind::StateEntered { name: name.into(), state_type, input: Value::from(1_i64), within: None }
    }

    fn resource() -> TaskResource {
        TaskResource { resource_type: "http".into(), resource: "invoke".into() }
    }

    fn scheduled() -> EventKind {
        let call = asl_sim::event::InvocationScheduled {
            resource: "arn".into(),
            input: Value::from("call"),
            timeout_seconds: None,
            heartbeat_seconds: None,
            role_arn: None,
        };
        EventKind::ActivityScheduled(Box::new(call))
    }

    #[test]
    fn attempts_errors_and_stages_are_gathered_from_one_visit_alone() {
        let failed = StateError::new("E", "cause");
        let retry = Trace { until: Some(Timestamp(99)), ..Trace::default() };
        let stage = Stage { kind: StageKind::Result, value: Value::from(7_i64) };
        let end = Trace { stages: vec![stage.clone()], next: Some("Next".into()), ..Trace::default() };
        let exited = EventKind::StateExited {
            name: "Call".into(),
            state_type: StateType::Task,
            output: Value::from(8_i64),
            assigned: None,
        };
        let events = log(vec![
            (0, EventKind::ExecutionStarted { input: Value::from(0_i64), role_arn: "role".into() }, None),
            (1, entered("Call", StateType::Task), None),
            (1, scheduled(), None),
            (1, EventKind::TaskFailed(resource(), failed.clone()), Some(retry)),
            (2, entered("Other", StateType::Pass), None),
            (1, scheduled(), None),
            (1, EventKind::TaskSucceeded(resource(), Value::from(7_i64)), None),
            (1, exited, Some(end)),
        ]);
        let visit = gather(&events, VisitId(1));
        assert_eq!(
            (&*visit.name, visit.input, visit.output),
            ("Call", Some(Value::from(1_i64)), Some(Value::from(8_i64)))
        );
        assert_eq!((visit.stages, visit.next.as_deref()), (vec![stage], Some("Next")));
        assert_eq!(visit.errors, [(EventId(4), failed.clone())]);
        let [first, second] = visit.attempts.as_slice() else { panic!("{:?}", visit.attempts) };
        assert_eq!(
            (first.number, &first.result, first.retry_at),
            (1, &AttemptResult::Failed(failed), Some(Timestamp(99)))
        );
        assert_eq!((second.number, &second.result), (2, &AttemptResult::Succeeded(Value::from(7_i64))));
        assert_eq!(gather(&events, VisitId(0)).input, Some(Value::from(0_i64)));
        assert_eq!(gather(&events, VisitId(9)), StateVisit::default());
    }

    #[test]
    fn the_step_where_the_execution_failed_has_its_error_once() {
        let error = StateError::without_cause("Custom");
        let end = || (0, EventKind::ExecutionFailed(error.clone()), None);
        let events = log(vec![(1, entered("Give up", StateType::Fail), None), end()]);
        assert_eq!(gather(&events, VisitId(1)).errors, [(EventId(2), error.clone())]);
        let failed = (1, EventKind::TaskFailed(resource(), error.clone()), None);
        let events = log(vec![(1, entered("Call", StateType::Task), None), failed, end()]);
        assert_eq!(gather(&events, VisitId(1)).errors, [(EventId(2), error)], "not once more");
        assert_eq!(gather(&events, VisitId(0)).errors.len(), 1);
    }

    #[test]
    fn the_step_inside_of_a_map_where_the_execution_failed_has_its_error_too() {
        let inside = |error: &str| {
            log(vec![
                (1, entered("Each", StateType::Map), None),
                (2, entered("Give up", StateType::Fail), None),
                (1, EventKind::MapStateFailed, None),
                (0, EventKind::ExecutionFailed(StateError::without_cause(error)), None),
            ])
        };
        let count = |error, visit| gather(&inside(error), VisitId(visit)).errors.len();
        assert_eq!(["Custom", "States.ExceedToleratedFailureThreshold"].map(|error| count(error, 1)), [1, 1]);
        assert_eq!(count("Custom", 2), 1);
        assert_eq!(count("States.ExceedToleratedFailureThreshold", 2), 0, "that is no error of the step");
    }
}
