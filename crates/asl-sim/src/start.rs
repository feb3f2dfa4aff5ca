//! What a run is given at its start, and how it ends.

use std::rc::Rc;

use super::access::Access;
use super::distributed::Files;
use super::limits::Limits;
use super::nested::Machines;
use asl_aws::arn::{Arn, DEFAULT_ACCOUNT, DEFAULT_PARTITION, DEFAULT_REGION};
use asl_aws::state_error::StateError;
use asl_value::{Map, Value};

/// Everything that a run is given at its start. The same of it, with the same answers at the same times,
/// gives the same event log.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// The execution's input.
    pub input: Value,
    /// Names that appear in the context object.
    pub identity: Identity,
    /// Seed of the run's randomness: jitter, `States.MathRandom`, `States.UUID`.
    pub seed: u64,
    /// The service's limits.
    pub limits: Limits,
    /// What Distributed Maps can read.
    pub files: Rc<Files>,
    /// The machines that its Tasks can start.
    pub machines: Rc<Machines>,
    /// The activities that exist, by their ARNs; `None`: whatever a Task names does.
    pub activities: Option<Rc<[Rc<str>]>>,
    /// The variables that are there before the first state.
    pub variables: Map,
    /// What expressions see as the context object in place of the execution's own.
    pub context: Option<Map>,
    /// What the roles of the machines allow; `None`: whatever a Task calls is allowed.
    pub access: Option<Rc<dyn Access>>,
}

impl Start {
    /// The same with the role that the machine has, if that is known.
    pub(super) fn with_known_role(mut self) -> Self {
        let known = self.access.as_ref().and_then(|access| access.role_arn(&self.identity.state_machine_name));
        if let Some(role_arn) = known {
            self.identity.role_arn = role_arn;
        }
        self
    }
}

/// The names of an execution and of what it runs in.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names are AWS's own")]
pub struct Identity {
    pub partition: Rc<str>,
    pub region: Rc<str>,
    pub account: Rc<str>,
    pub state_machine_name: Rc<str>,
    pub execution_name: Rc<str>,
    pub role_arn: Rc<str>,
    /// Whether the machine is an Express one.
    pub express: bool,
    /// What an Express execution's ARN ends with: it may have a name more than once. Child executions have none.
    pub express_id: Option<Rc<str>>,
    /// `Label` of the Distributed Map that started the execution, for a child execution.
    pub label: Option<Rc<str>>,
}

impl Identity {
    /// The names that an ARN of an execution has; those that it does not tell are as by default.
    pub fn of_arn(arn: &str) -> Self {
        let mut identity = Self::default();
        let parts: Vec<&str> = arn.split(':').collect();
        if let [_, partition, _, region, account, kind, machine, name, rest @ ..] = parts.as_slice() {
            let (machine, label) = match machine.split_once('/') {
                Some((machine, label)) => (machine, Some(label.into())),
                None => (*machine, None),
            };
            identity.partition = (*partition).into();
            identity.region = (*region).into();
            identity.account = (*account).into();
            identity.state_machine_name = machine.into();
            identity.execution_name = (*name).into();
            identity.label = label;
            identity.express = *kind == "express";
            identity.express_id = rest.first().map(|id| (*id).into());
        }
        identity
    }

    /// The state machine's ARN. That of a child execution has the label behind it, which the name has not.
    pub fn state_machine_arn(&self) -> String {
        self.arn("stateMachine")
    }

    /// The execution's ARN; an Express one has `express` in it (Developer Guide, "Standard and Express").
    pub fn execution_arn(&self) -> String {
        let arn = self.arn(if self.express { "express" } else { "execution" });
        let id = self.express_id.iter().filter(|_| self.express).flat_map(|id| [":", id]).collect::<String>();
        format!("{arn}:{}{id}", self.execution_name)
    }

    /// The ARN of the Map Run `name` that a Map of this label starts.
    pub(super) fn map_run_arn(&self, label: &str, name: &str) -> String {
        let labeled = Self { label: Some(label.into()), ..self.clone() };
        format!("{}:{name}", labeled.arn("mapRun"))
    }

    fn arn(&self, kind: &str) -> String {
        let Self { partition, region, account, state_machine_name, label, .. } = self;
        let label = label.iter().flat_map(|label| ["/", label]).collect::<String>();
        let resource = format!("{kind}:{state_machine_name}{label}");
        Arn { partition, service: "states", region, account, resource: &resource }.to_string()
    }
}

impl Default for Identity {
    fn default() -> Self {
        Self {
            partition: DEFAULT_PARTITION.into(),
            region: DEFAULT_REGION.into(),
            account: DEFAULT_ACCOUNT.into(),
            state_machine_name: "Playground".into(),
            execution_name: "run".into(),
            role_arn: Arn::iam("role/Playground").into(),
            express: false,
            express_id: None,
            label: None,
        }
    }
}

/// Where a run is after [`super::Simulator::advance`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It can go on at once: the allowed number of steps was used up.
    Working,
    /// It waits for an answer to an effect, or for [`super::Simulator::wake_at`].
    Waiting,
    /// It has ended.
    Done,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are AWS's own")]
pub enum Outcome {
    Succeeded(Value),
    Failed(StateError),
    TimedOut(StateError),
    Aborted(StateError),
}

impl Outcome {
    /// AWS's word: `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`.
    pub fn status(&self) -> &'static str {
        match self {
            Self::Succeeded(_) => "SUCCEEDED",
            Self::Failed(_) => "FAILED",
            Self::TimedOut(_) => "TIMED_OUT",
            Self::Aborted(_) => "ABORTED",
        }
    }

    /// The output of a run that succeeded.
    pub fn output(&self) -> Option<&Value> {
        match self {
            Self::Succeeded(output) => Some(output),
            _ => None,
        }
    }

    /// What a run that did not succeed ended with.
    pub fn error(&self) -> Option<&StateError> {
        match self {
            Self::Succeeded(_) => None,
            Self::Failed(error) | Self::TimedOut(error) | Self::Aborted(error) => Some(error),
        }
    }
}
