//! Machines that a Task can start: the others of the document (Developer Guide, "Start executions from a Task state").

use asl_value::SortedSet;
use std::rc::Rc;

use crate::event::VisitId;
use crate::execution::{ActorId, Execution};
use crate::runnable::Runnable;
use crate::thread::ThreadId;
use asl_aws::state_error::StateError;
use asl_value::{Map, Value};

/// The most executions that the Tasks of one run start: a machine may start itself.
pub(crate) const MOST_STARTED: usize = 1_000;

/// A machine that Tasks can start.
#[derive(Clone, Debug)]
pub struct OtherMachine {
    /// Its name on AWS first, then other names that stand for it: its logical id in a template, its file's name.
    pub names: Vec<Rc<str>>,
    /// The machine.
    pub machine: Rc<Runnable>,
    /// Whether it is an Express one.
    pub express: bool,
}

/// The machines that the Tasks of a run can start.
#[derive(Clone, Debug, Default)]
pub struct Machines {
    all: Vec<OtherMachine>,
    /// The states whose Tasks start none, since something else answers them.
    mocked: SortedSet<Rc<str>>,
}

impl Machines {
    /// These machines; of two with the same name the first is found.
    pub fn new(machines: Vec<OtherMachine>) -> Self {
        Self { all: machines, mocked: SortedSet::new() }
    }

    /// The same without what the Tasks of these states start: something else answers them.
    #[must_use]
    pub fn without(self, states: impl IntoIterator<Item = Rc<str>>) -> Self {
        Self { mocked: states.into_iter().collect(), ..self }
    }

    /// The machine that the Task of `state` starts with this reference.
    pub(crate) fn for_task(&self, state: &str, reference: &str) -> Option<&OtherMachine> {
        if self.mocked.contains(state) { None } else { self.find(reference) }
    }

    /// The machine that `reference` (`StateMachineArn` of a Task) means: an ARN, with a version or an alias or without; a
    /// name; or a placeholder `${Name}` or `${NameArn}` that nothing was put in for.
    pub fn find(&self, reference: &str) -> Option<&OtherMachine> {
        let by_name = |name: &str| self.all.iter().find(|machine| machine.names.iter().any(|known| **known == *name));
        let placeholder = reference.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        if let Some(name) = placeholder {
            return by_name(name).or_else(|| by_name(name.strip_suffix("Arn")?));
        }
        match reference.split_once(":stateMachine:") {
            Some((_, name)) => by_name(name.split(':').next().unwrap_or(name)),
            None => by_name(reference),
        }
    }
}

/// Who started an execution: a Task of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartedBy {
    /// The execution that the Task belongs to.
    pub actor: ActorId,
    /// The visit of the Task.
    pub visit: VisitId,
    /// The thread that waits for its end, if one does.
    pub(crate) waiting: Option<ThreadId>,
}

/// How the result of a Task that starts an execution looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `states:startExecution`
    Started,
    /// `aws-sdk:sfn:startExecution`
    StartedBySdk,
    /// `states:startExecution.sync`: input and output are texts.
    Described,
    /// `states:startExecution.sync:2`: input and output are JSON.
    Parsed,
}

impl Form {
    /// The form of what a Task gives that starts an execution; `None` for a Task that starts none, or that waits for
    /// somebody else.
    pub(crate) fn of(resource_type: &str, resource: &str) -> Option<Self> {
        Some(match (resource_type, resource) {
            ("states", "startExecution") => Self::Started,
            ("states", "startExecution.sync") => Self::Described,
            ("states", "startExecution.sync:2") => Self::Parsed,
            ("aws-sdk:sfn", "startExecution") => Self::StartedBySdk,
            _ => return None,
        })
    }

    /// Whether the Task waits for the end of the execution.
    pub(crate) fn waits(self) -> bool {
        matches!(self, Self::Described | Self::Parsed)
    }

    /// The members of a result whose types are known, with what they have to be.
    pub(crate) fn members(self) -> impl Iterator<Item = (&'static str, &'static str, fn(&Value) -> bool)> {
        let text: fn(&Value) -> bool = |value| value.as_str().is_some();
        let number: fn(&Value) -> bool = |value| value.as_number().is_some();
        let any: fn(&Value) -> bool = |_| true;
        let date = if self == Self::StartedBySdk { ("a string", text) } else { ("a number", number) };
        let json = if self == Self::Parsed { any } else { text };
        let texts = ["ExecutionArn", "StateMachineArn", "Name", "Status"].map(|name| (name, "a string", text));
        let dates = ["StartDate", "StopDate"].map(|name| (name, date.0, date.1));
        let values = ["Input", "Output"].map(|name| (name, "a string", json));
        texts.into_iter().chain(dates).chain(values)
    }

    /// The error of a refused call, named and worded as by the integration.
    pub(crate) fn refusal(self, code: &str, message: &str, request: &str) -> StateError {
        if self == Self::StartedBySdk {
            let cause =
                format!("{message} (Service: Sfn, Status Code: 400, Request ID: {request}) (SDK Attempt Count: 1)");
            return StateError::new(&format!("Sfn.{code}Exception"), cause);
        }
        let cause = format!(
            "{message} (Service: AWSStepFunctions; Status Code: 400; Error Code: {code}; Request ID: {request}; Proxy: \
             null)"
        );
        StateError::new(&format!("StepFunctions.{code}Exception"), cause)
    }

    /// What the service answers when it has started `execution`.
    pub(crate) fn started(self, execution: &Execution, request: &str) -> Value {
        let mut answer = Map::new();
        answer.insert("ExecutionArn", execution.arn().into());
        if self == Self::StartedBySdk {
            answer.insert("StartDate", execution.started_at().to_string().into());
            return answer.into();
        }
        let headers = |list: bool| -> Value {
            let named = [
                ("x-amzn-RequestId", request),
                ("connection", "keep-alive"),
                ("Content-Type", "application/x-amz-json-1.0"),
            ];
            let value = |text: &str| if list { Value::from(vec![Value::from(text)]) } else { Value::from(text) };
            named.into_iter().map(|(name, text)| (name.into(), value(text))).collect::<Map>().into()
        };
        let mut http = Map::new();
        http.insert("AllHttpHeaders", headers(true));
        http.insert("HttpHeaders", headers(false));
        http.insert("HttpStatusCode", 200.into());
        let mut metadata = Map::new();
        metadata.insert("RequestId", request.into());
        answer.insert("SdkHttpMetadata", http.into());
        answer.insert("SdkResponseMetadata", metadata.into());
        answer.insert("StartDate", execution.started_at().0.into());
        answer.into()
    }

    /// DescribeExecution of an execution that has ended, its members in the order of their names. Input and output are
    /// texts, but for what [`Form::Parsed`] gives of one that succeeded.
    pub(crate) fn described(self, execution: &Execution) -> Value {
        let mut described = Map::new();
        let mut put = |name: &str, value: Value| drop(described.insert(name, value));
        let included = || Value::from([("Included".into(), true.into())].into_iter().collect::<Map>());
        let outcome = execution.outcome();
        let output = outcome.and_then(|outcome| outcome.output());
        let written = |value: &Value| match self {
            Self::Parsed if output.is_some() => value.clone(),
            _ => value.to_json().into(),
        };
        // DescribeExecution says nothing of why an execution timed out.
        let error = outcome.filter(|outcome| outcome.status() != "TIMED_OUT").and_then(|outcome| outcome.error());
        if let Some(cause) = error.and_then(|error| error.cause.clone()) {
            put("Cause", cause.into());
        }
        if let Some(name) = error.and_then(|error| error.name.clone()) {
            put("Error", name.into());
        }
        put("ExecutionArn", execution.arn().into());
        put("Input", written(execution.input()));
        put("InputDetails", included());
        put("Name", execution.name().clone().into());
        if let Some(output) = output {
            put("Output", written(output));
            put("OutputDetails", included());
        }
        put("RedriveCount", 0.into());
        if output.is_some() {
            put("RedriveStatus", "NOT_REDRIVABLE".into());
            put("RedriveStatusReason", "Execution is SUCCEEDED and cannot be redriven".into());
        } else {
            put("RedriveStatus", "REDRIVABLE".into());
        }
        put("StartDate", execution.started_at().0.into());
        put("StateMachineArn", execution.start.identity.state_machine_arn().into());
        put("Status", outcome.map_or("RUNNING", |outcome| outcome.status()).into());
        if let Some(ended) = execution.ended_at() {
            put("StopDate", ended.0.into());
        }
        described.into()
    }
}

#[cfg(test)]
mod tests {
    use super::{Machines, OtherMachine};
    use crate::Runnable;

    #[test]
    fn a_machine_is_found_by_its_arn_its_names_and_its_placeholder() {
        let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#;
        let machine = Runnable::compile(&asl_lang::check_text(text).machine.unwrap()).unwrap();
        let machines = Machines::new(vec![OtherMachine {
            names: vec!["orders".into(), "Orders".into()],
            machine,
            express: false,
        }]);
        for (reference, found) in [
            ("arn:aws:states:eu-west-1:1:stateMachine:orders", true),
            ("arn:aws:states:eu-west-1:1:stateMachine:orders:live", true),
            ("arn:aws:states:eu-west-1:1:stateMachine:Orders", true),
            ("arn:aws:states:eu-west-1:1:stateMachine:order", false),
            ("orders", true),
            ("${Orders}", true),
            ("${OrdersArn}", true),
            ("${Other}", false),
            ("", false),
        ] {
            assert_eq!(machines.find(reference).is_some(), found, "{reference}");
        }
    }
}
