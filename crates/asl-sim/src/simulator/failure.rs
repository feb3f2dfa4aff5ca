//! What happens when a state fails: Retry, then Catch, then the failure of its thread (States Language specification,
//! "Errors"; links between events as recorded from the service).

use super::Simulator;
use crate::data_flow;
use crate::event::{Clause, EventKind, VisitId};
use crate::fields::View;
use crate::retry::{back_off, matches};
use crate::runnable::{CatchCode, CatcherCode, Next, StateCode};
use crate::states::{self, Failure, Leave};
use crate::thread::{Phase, Thread};
use asl_aws::state_error::{RUNTIME, StateError, TIMEOUT};
use asl_lang::StateType;
use asl_value::{Map, Value};

impl Simulator {
    /// A state failed: it is retried, or caught, or its thread fails.
    pub(super) fn fail(&mut self, mut thread: Box<Thread>, code: &StateCode, error: StateError) {
        if let Some((retrier, delay)) = self.retry_delay(&mut thread, code, &error) {
            let until = self.now().plus_seconds(delay);
            let clause = clause(thread.visit.id, retrier);
            self.annotate(&thread, thread.last, |trace| {
                trace.until = Some(until);
                trace.clause = Some(clause);
            });
            self.set_timer(&thread, until);
            thread.phase = Phase::BackingOff;
            self.put(thread);
            return;
        }
        if let Err(Failure::HistoryFull) = self.note_failed(&mut thread, code, &error) {
            return self.end_full(thread.actor);
        }
        self.fail_finally(thread, code, error);
    }

    /// A state failed, and is not retried any more.
    pub(super) fn fail_finally(&mut self, mut thread: Box<Thread>, code: &StateCode, error: StateError) {
        match code.catch.iter().enumerate().find(|(_, catcher)| matches(&catcher.errors, &error)) {
            Some((index, catcher)) => match self.catch(&mut thread, code, (index, catcher), &error) {
                Ok(leave) => self.leave(thread, code, leave),
                Err(Failure::Deferred(evaluation, phase)) => self.park(thread, evaluation, *phase),
                // A catcher that cannot be applied fails the thread: nothing catches that.
                Err(failure) => self.fail_again(thread, code, failure),
            },
            None => self.fail_thread(thread, error),
        }
    }

    /// A catcher could not be applied: that follows from where the state stood before it logged that it failed, which
    /// a Parallel or Map does once more.
    fn fail_again(&mut self, mut thread: Box<Thread>, code: &StateCode, failure: Failure) {
        let stood = thread.visit.stood.take();
        if let Some(stood) = stood {
            thread.last = stood;
        }
        let Some(error) = self.explain(&mut thread, code, failure) else { return self.end_full(thread.actor) };
        if stood.is_some() && self.note_failed(&mut thread, code, &error).is_err() {
            return self.end_full(thread.actor);
        }
        self.fail_thread(thread, error);
    }

    /// The wait before the next retry, if there is one, behind the place of its retrier: the first one that matches decides
    /// alone.
    fn retry_delay(&self, thread: &mut Thread, code: &StateCode, error: &StateError) -> Option<(usize, f64)> {
        let (index, retrier) = code.retry.iter().enumerate().find(|(_, retrier)| matches(&retrier.errors, error))?;
        let used = thread.visit.retries.get_mut(index)?;
        if *used >= retrier.max_attempts {
            return None;
        }
        *used += 1;
        let retry = *used;
        thread.visit.attempt += 1;
        Some((index, self.with_random(|random| back_off(retrier, retry, random))))
    }

    /// A Parallel or Map that is not retried logs that it failed; a runtime error ends the run without that.
    fn note_failed(&mut self, thread: &mut Thread, code: &StateCode, error: &StateError) -> Result<(), Failure> {
        let started = thread.last != thread.visit.entered;
        let stood = thread.last;
        match code.state_type {
            StateType::Parallel if started && error.name() != RUNTIME => {
                self.emit(thread, EventKind::ParallelStateFailed)?;
            }
            StateType::Map if started && error.name() != RUNTIME => self.emit(thread, EventKind::MapStateFailed)?,
            _ => return Ok(()),
        }
        thread.visit.stood = Some(stood);
        Ok(())
    }

    fn catch(
        &mut self,
        thread: &mut Thread,
        code: &StateCode,
        (index, catcher): (usize, &CatcherCode),
        error: &StateError,
    ) -> Result<Leave, Failure> {
        let caught = error_output(error);
        let again = Phase::Catching(error.clone());
        let leaving = states::staged(self, code, thread, again, |environment, stages| {
            let view = View::of(environment).with_error_output(&caught);
            let assigned = data_flow::assignments(catcher.assign.as_ref(), &view)?;
            let input = &environment.thread.input;
            let output = match &catcher.data {
                CatchCode::ResultPath(path) => data_flow::apply_result_path(path, input, caught.clone())?,
                CatchCode::Output(output) => data_flow::computed_output(output.as_ref(), &view, &caught, stages)?,
            };
            Ok((output, assigned))
        });
        let (output, assigned) = leaving?;
        let leave = Leave { output, assigned, next: Next::State(catcher.next), clause: Some(index) };
        self.within_limits(code, thread, &leave)?;
        Ok(leave)
    }

    /// The error that Retry and Catch see, in AWS's words; what has an event of its own is logged. `None`: the
    /// history is full.
    pub(crate) fn explain(&mut self, thread: &mut Thread, code: &StateCode, failure: Failure) -> Option<StateError> {
        let named = |thread: &Thread, error: StateError| {
            let cause = format!(
                "An error occurred while executing the state '{}' (entered at the event id #{}). {}",
                code.name,
                thread.visit.entered.0,
                error.cause.as_deref().unwrap_or_default()
            );
            StateError { cause: Some(cause.into()), ..error }
        };
        let (error, location) = match failure {
            // INVARIANT: what is deferred was parked before anybody asks what it failed with.
            Failure::HistoryFull | Failure::Deferred(..) => return None,
            Failure::Error(error) => return Some(error),
            Failure::Processing(error) => {
                self.keep_stages(thread);
                return Some(named(thread, error));
            }
            Failure::Evaluation { error, location } => (named(thread, error), location),
            Failure::Variables(error) => (error, Some("Assign".into())),
        };
        let kind = EventKind::EvaluationFailed { error: error.clone(), location, state: code.name.clone() };
        self.emit(thread, kind).ok()?;
        self.keep_stages(thread);
        Some(error)
    }

    /// What the state had made of its data when that failed is kept with the newest event of its visit.
    fn keep_stages(&mut self, thread: &Thread) {
        let stages = thread.visit.stages.clone();
        if stages.is_empty() {
            return;
        }
        let events = self.execution(thread.actor).log.events();
        let newest = events.iter().rev().find(|event| event.visit == thread.visit.id).map(|event| event.id);
        if let Some(newest) = newest {
            self.annotate(thread, newest, |trace| trace.stages = stages);
        }
    }
}

/// The entry of that index in a list of the state of a visit.
pub(super) fn clause(visit: VisitId, index: usize) -> Clause {
    Clause { visit, index: u32::try_from(index).unwrap_or(u32::MAX) }
}

/// What a catcher sees: `{"Error", "Cause"}`. AWS gives a timeout an empty cause, and null where there is none.
pub(crate) fn error_output(error: &StateError) -> Value {
    let text = |text: &Option<std::rc::Rc<str>>| text.clone().map_or(Value::Null, Value::String);
    let cause = match &error.cause {
        None if error.name() == TIMEOUT => Value::from(""),
        cause => text(cause),
    };
    let mut output = Map::new();
    output.insert("Error", text(&error.name));
    // A status without a standard phrase has no cause at all.
    if error.cause.is_some() || !error.name().starts_with("States.Http.StatusCode.") {
        output.insert("Cause", cause);
    }
    output.into()
}
