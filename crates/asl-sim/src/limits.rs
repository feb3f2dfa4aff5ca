//! The service's limits: what AWS ends a run for, or what is noted where they are only reported (Developer Guide,
//! "Service quotas").

use std::rc::Rc;

use super::event::{Assigned, EventId, VisitId};
use super::execution::ActorId;
use super::messages::RunProblem;
use super::runnable::StateCode;
use super::simulator::Simulator;
use super::thread::Thread;
use super::variables;
use asl_aws::state_error::{DATA_LIMIT_EXCEEDED, RUNTIME, StateError, TIMEOUT};
use asl_text::Span;
use asl_text::diagnostic::{Diagnostic, Severity};
use asl_value::Value;

/// The most events of the history of a Standard execution; that of an Express one has no limit.
const MOST_EVENTS: u32 = 25_000;
/// The most bytes of an input, an output, a result, the parameters of a Task.
const MOST_BYTES: usize = 262_144;
/// How long an Express execution may last, in seconds.
const EXPRESS_SECONDS: f64 = 300.0;
/// How long a Standard execution may last, in seconds: a year.
const STANDARD_SECONDS: f64 = 31_536_000.0;

/// The most events of a log that AWS's limit does not end: what a browser holds without trouble.
const MOST_EVENTS_HERE: u32 = 500_000;
/// The most bytes that the histories of a run take: a phone's browser still lives with it.
const MOST_MEMORY: usize = 256 * 1024 * 1024;
/// The most reports of a run; a loop can exceed a limit in every round.
const MOST_REPORTS: usize = 200;

/// Limits of the service.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most events of the history of a Standard execution; AWS: 25,000. `None`: no limit, for Express ones either.
    pub events: Option<u32>,
    /// The most bytes of a Task's parameters and result and of a state's output; AWS: 262,144. `None`: no limit.
    pub payload: Option<usize>,
    /// Whether variables have AWS's limits: 256 KiB each and in one `Assign`, 10 MiB in all.
    pub variables: bool,
    /// Whether an execution may last no longer than its type does: a year, or 5 minutes for an Express one.
    pub duration: bool,
    /// The most bytes that the histories of a run take in memory, about. Not AWS's: what exceeds it ends the run as a whole.
    pub memory: usize,
    /// The limits that end nothing: what exceeds them is noted, see [`Simulator::exceeded`].
    pub reported: Reported,
}

/// The limits that are only reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Reported {
    /// The events of a history.
    pub events: bool,
    /// The bytes of inputs, outputs, results and parameters.
    pub payload: bool,
    /// The bytes of variables.
    pub variables: bool,
    /// How long an execution lasts.
    pub duration: bool,
}

impl Reported {
    /// None: each ends the run, as on AWS.
    pub const NONE: Self = Self { events: false, payload: false, variables: false, duration: false };
    /// All of them.
    pub const ALL: Self = Self { events: true, payload: true, variables: true, duration: true };

    /// Whether `limit` is only reported.
    fn holds(self, limit: Limit) -> bool {
        match limit {
            Limit::Events => self.events,
            Limit::Parameters | Limit::Result | Limit::Output => self.payload,
            Limit::Variables => self.variables,
            Limit::Duration => self.duration,
        }
    }
}

impl Limits {
    /// Nothing ends a run but itself, and nothing is noted.
    pub const NONE: Self = Self {
        events: None,
        payload: None,
        variables: false,
        duration: false,
        memory: MOST_MEMORY,
        reported: Reported::NONE,
    };

    /// AWS's limits.
    pub const ENFORCED: Self = Self {
        events: Some(MOST_EVENTS),
        payload: Some(MOST_BYTES),
        variables: true,
        duration: true,
        memory: MOST_MEMORY,
        reported: Reported::NONE,
    };

    /// AWS's limits, which are only reported.
    pub const REPORTED: Self = Self { reported: Reported::ALL, ..Self::ENFORCED };

    /// The number of the last event that a log may have.
    pub(super) fn last_event(&self, express: bool) -> Option<u32> {
        self.events.map(|most| if express || self.reported.events { MOST_EVENTS_HERE } else { most })
    }

    /// How long an execution may last, in seconds.
    pub(super) fn seconds(&self, express: bool) -> Option<f64> {
        self.duration.then_some(if express { EXPRESS_SECONDS } else { STANDARD_SECONDS })
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::ENFORCED
    }
}

/// A limit of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The number of events of a history.
    Events,
    /// The bytes of a Task's parameters.
    Parameters,
    /// The bytes of a Task's result.
    Result,
    /// The bytes of a state's output.
    Output,
    /// The bytes of variables.
    Variables,
    /// How long an execution lasts.
    Duration,
}

impl Limit {
    /// What is limited, in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Events => "history",
            Self::Parameters => "parameters",
            Self::Result => "result",
            Self::Output => "output",
            Self::Variables => "variables",
            Self::Duration => "duration",
        }
    }
}

/// A limit that a run exceeded where limits are only reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Exceeded {
    /// Which limit.
    pub limit: Limit,
    /// The execution: the run itself, or a child execution.
    pub actor: ActorId,
    /// The visit of the state, in that execution's log; 0 for the execution itself.
    pub visit: VisitId,
    /// The newest event of the state then.
    pub event: EventId,
    /// The state; empty for the execution itself.
    pub state: Rc<str>,
    /// How large it was and how large it may be, in bytes or events, where one number says it.
    pub size: Option<(u64, u64)>,
    /// What AWS would have failed with.
    pub error: StateError,
}

impl Simulator {
    /// The limits that were exceeded where they are only reported, in order; no more than the first 200.
    pub fn exceeded(&self) -> &[Exceeded] {
        &self.exceeded
    }

    /// Notes what AWS would have ended the run for; where limits are enforced, that is the error.
    fn exceed(
        &mut self,
        thread: &Thread,
        state: &Rc<str>,
        limit: Limit,
        size: Option<(u64, u64)>,
        error: StateError,
    ) -> Result<(), StateError> {
        if !self.limits().reported.holds(limit) {
            return Err(error);
        }
        let (actor, visit, event) = (thread.actor, thread.visit.id, thread.last);
        self.report(Exceeded { limit, actor, visit, event, state: state.clone(), size, error });
        Ok(())
    }

    fn report(&mut self, exceeded: Exceeded) {
        if self.exceeded.len() < MOST_REPORTS {
            self.exceeded.push(exceeded);
        }
    }

    /// Looks at the size of a Task's parameters or result, or of a state's output. `called` is what AWS names in the
    /// error.
    pub(super) fn limit_payload(
        &mut self,
        thread: &Thread,
        state: &Rc<str>,
        called: &str,
        limit: Limit,
        value: &Value,
    ) -> Result<(), StateError> {
        let Some(most) = self.limits().payload else { return Ok(()) };
        let size = value.measure().json_len as usize;
        if size <= most {
            return Ok(());
        }
        let what = match limit {
            // Not recorded: no AWS text of this is known here.
            Limit::Parameters => "was given an input with",
            _ => "returned a result with",
        };
        let cause =
            format!("The state/task '{called}' {what} a size exceeding the maximum number of bytes service limit.");
        self.exceed(thread, state, limit, Some((size as u64, most as u64)), StateError::new(DATA_LIMIT_EXCEEDED, cause))
    }

    /// Sets variables, within AWS's limits or beyond them where they are only reported.
    pub(super) fn assign(
        &mut self,
        thread: &mut Thread,
        code: &StateCode,
        assigned: &Assigned,
    ) -> Result<(), StateError> {
        variables::check_depth(&code.name, assigned)?;
        if self.limits().variables
            && let Err(error) = thread.variables.check_size(&code.name, assigned)
        {
            self.exceed(thread, &code.name, Limit::Variables, None, error)?;
        }
        thread.variables.assign(assigned);
        Ok(())
    }

    /// Notes, once, that a history grew beyond AWS's limit.
    pub(super) fn limit_events(&mut self, thread: &Thread, event: EventId) {
        let Limits { events: Some(most), reported, .. } = self.limits() else { return };
        if !reported.events || event.0 != most || self.execution(thread.actor).start.identity.express {
            return;
        }
        let cause = format!("The execution reached the maximum number of history events ({most}).");
        self.report(Exceeded {
            limit: Limit::Events,
            actor: thread.actor,
            visit: thread.visit.id,
            event,
            state: Rc::default(),
            size: Some((u64::from(most), u64::from(most))),
            error: StateError::new(RUNTIME, cause),
        });
    }

    /// Whether the run has to end because it lasts longer than AWS allows; where that is only reported, it is noted once.
    pub(super) fn is_too_long(&mut self) -> bool {
        if self.root().longest.is_none_or(|longest| longest > self.now()) {
            return false;
        }
        if !self.limits().reported.duration {
            return true;
        }
        self.executions.of_mut(ActorId::ROOT).longest = None;
        let event = self.events().last().map(|event| event.id).unwrap_or_default();
        self.report(Exceeded {
            limit: Limit::Duration,
            actor: ActorId::ROOT,
            visit: VisitId(0),
            event,
            state: Rc::default(),
            size: None,
            error: StateError::without_cause(TIMEOUT),
        });
        false
    }

    /// Whether the histories take as much memory as they may.
    pub(super) fn is_memory_full(&self) -> bool {
        self.memory.bytes() >= self.limits().memory
    }

    /// What the log of an execution ends with when it is full.
    pub(super) fn full_cause(&self, actor: ActorId) -> String {
        if self.is_memory_full() {
            return format!(
                "The playground keeps at most {} MB of data per run, and this run has reached that limit. AWS would \
                 continue. Pass less data between states, use a smaller input, or lower the number of retries.",
                self.limits().memory / 1024 / 1024
            );
        }
        let (limits, express) = (self.limits(), self.execution(actor).start.identity.express);
        let most = limits.last_event(express).unwrap_or_default();
        if express {
            format!(
                "The playground keeps at most {most} events per execution. AWS has no such limit for Express \
                     workflows."
            )
        } else if limits.reported.events {
            format!("The playground keeps at most {most} events per execution, even when that limit is only reported.")
        } else {
            format!("The execution reached the maximum number of history events ({most}).")
        }
    }
}

/// What is wrong with the size of an execution's input: AWS starts no such execution.
pub fn check_input(input: &Value, report_only: bool) -> Option<Diagnostic> {
    let size = input.measure().json_len as usize;
    let severity = if report_only { Severity::Warning } else { Severity::Error };
    let problem = RunProblem::InputSize { bytes: size, most: MOST_BYTES };
    (size > MOST_BYTES).then(|| Diagnostic::new(severity, Span::default(), problem))
}

#[cfg(test)]
mod tests {
    use super::check_input;
    use asl_text::diagnostic::{Code, Severity};
    use asl_value::Value;

    #[test]
    fn an_input_that_aws_does_not_take_is_told() {
        let input = |length: usize| Value::from("x".repeat(length));
        assert_eq!(check_input(&input(262_142), false), None);
        let found = check_input(&input(262_143), false).unwrap();
        assert_eq!((found.code, found.severity), (Code::ServiceLimit, Severity::Error));
        assert_eq!(check_input(&input(262_143), true).unwrap().severity, Severity::Warning);
    }
}
