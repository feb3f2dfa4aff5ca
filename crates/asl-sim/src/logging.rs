//! What Step Functions writes to the log group of a machine (Developer Guide, "Using CloudWatch Logs to log execution history").

use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::event::{Event, EventKind};
use super::express_log;

/// `Level` of a logging configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are AWS's own")]
pub enum LogLevel {
    All,
    Error,
    Fatal,
    #[default]
    Off,
}

/// `LoggingConfiguration` of a machine. The default is AWS's: nothing is logged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Logging {
    /// Which events are logged.
    pub level: LogLevel,
    /// Whether inputs, outputs, parameters and variables are logged, too.
    pub includes_data: bool,
    /// The name of the log group, if it is known.
    pub group: Option<Rc<str>>,
}

impl LogLevel {
    /// All of them, from the most events to none.
    pub const ALL: [Self; 4] = [Self::All, Self::Error, Self::Fatal, Self::Off];

    /// AWS's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Error => "ERROR",
            Self::Fatal => "FATAL",
            Self::Off => "OFF",
        }
    }

    /// The level of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == name)
    }

    /// Whether an event is logged at this level. The guide's table has no events of activities and no `EvaluationFailed`: those
    /// that say that something failed count as errors here.
    pub fn takes(self, kind: &EventKind) -> bool {
        match self {
            Self::All => true,
            Self::Error => is_fatal(kind) || is_error(kind),
            Self::Fatal => is_fatal(kind),
            Self::Off => false,
        }
    }
}

/// Whether the execution ended with it, and did not succeed.
fn is_fatal(kind: &EventKind) -> bool {
    matches!(kind, EventKind::ExecutionFailed(_) | EventKind::ExecutionAborted(_) | EventKind::ExecutionTimedOut(_))
}

/// Whether something failed, timed out or was aborted.
fn is_error(kind: &EventKind) -> bool {
    let name = kind.name();
    ["Failed", "TimedOut", "Aborted"].iter().any(|end| name.ends_with(end)) || name == "FailStateEntered"
}

/// What an execution's data is in the details of a record.
const DATA: [&str; 7] =
    ["input", "inputDetails", "output", "outputDetails", "parameters", "assignedVariables", "assignedVariablesDetails"];

impl Logging {
    /// The record of an event of the execution with this ARN; `None` for one that is not logged.
    pub fn record(&self, event: &Event, execution_arn: &str) -> Option<Json> {
        if !self.level.takes(&event.kind) {
            return None;
        }
        let mut record = express_log::to_json(event, execution_arn);
        if !self.includes_data
            && let Some(details) = record.get_mut("details").and_then(Json::as_object_mut)
        {
            let kept: Map<String, Json> =
                std::mem::take(details).into_iter().filter(|(key, _)| !DATA.contains(&key.as_str())).collect();
            *details = kept;
        }
        Some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::{LogLevel, Logging};
    use crate::{Identity, Runnable, Simulator, Start};
    use asl_aws::time::Timestamp;

    /// The types of the records that a failing machine leaves.
    fn types(level: LogLevel) -> Vec<String> {
        records(&Logging { level, ..Logging::default() }).iter().map(|record| text(record, "type")).collect()
    }

    fn text(record: &serde_json::Value, key: &str) -> String {
        record[key].as_str().unwrap_or_default().to_owned()
    }

    fn records(logging: &Logging) -> Vec<serde_json::Value> {
        let definition = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B", "Assign": {"v": 1}},
            "B": {"Type": "Fail", "Error": "E", "Cause": "because"}}}"#;
        let root = asl_text::parse(definition).root.unwrap();
        let machine = Runnable::compile(&asl_lang::parse(&root).0.unwrap()).unwrap();
        let mut simulator =
            Simulator::new(machine, Start { identity: Identity::default(), ..Start::default() }, Timestamp(7));
        while simulator.outcome().is_none() {
            simulator.advance(Timestamp(7), 10);
        }
        let arn = simulator.root().arn();
        simulator.events().iter().filter_map(|event| logging.record(event, &arn)).collect()
    }

    #[test]
    fn each_level_has_its_events() {
        let all = ["ExecutionStarted", "PassStateEntered", "PassStateExited", "FailStateEntered", "ExecutionFailed"];
        assert_eq!(types(LogLevel::All), all);
        assert_eq!(types(LogLevel::Error), ["FailStateEntered", "ExecutionFailed"]);
        assert_eq!(types(LogLevel::Fatal), ["ExecutionFailed"]);
        assert_eq!(types(LogLevel::Off), [""; 0]);
        for level in LogLevel::ALL {
            assert_eq!(LogLevel::find(level.as_str()), Some(level));
        }
    }

    #[test]
    fn without_execution_data_names_errors_and_causes_stay() {
        let with = records(&Logging { level: LogLevel::All, includes_data: true, group: None });
        let without = records(&Logging { level: LogLevel::All, includes_data: false, group: None });
        assert_eq!(
            with[2].to_string(),
            r#"{"id":"3","type":"PassStateExited","details":{"name":"A","output":"null","outputDetails":{"truncated":false},"assignedVariables":{"v":"1"},"assignedVariablesDetails":{"truncated":false}},"previous_event_id":"2","event_timestamp":"7","execution_arn":"arn:aws:states:us-east-1:123456789012:execution:Playground:run","redrive_count":"0"}"#
        );
        assert_eq!(without[2]["details"].to_string(), r#"{"name":"A"}"#);
        assert_eq!(without[0]["details"].to_string(), r#"{"roleArn":"arn:aws:iam::123456789012:role/Playground"}"#);
        assert_eq!(without[4]["details"].to_string(), r#"{"error":"E","cause":"because"}"#);
        assert_eq!(with.len(), without.len());
    }
}
