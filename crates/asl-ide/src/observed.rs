//! Turning on the log or the traces of a machine in its template.

use asl_text::edit::apply;
use asl_text::rewrite::Rewriter;
use asl_text::{Node, NodeKind};
use asl_value::Value;

use crate::events::value::{attribute, object};

/// What of a machine can be observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observation {
    /// Its log.
    Logging,
    /// Its traces.
    Tracing,
}

/// The template in `text` with the observation of the machine turned on: of the first one if there is none called `machine`.
/// `None` where that cannot be written: the text is no template of SAM or CloudFormation, or says it already.
pub fn turn_on(text: &str, machine: &str, what: Observation) -> Option<String> {
    let root = asl_text::parse(text).root?;
    let resources = root.get("Resources").filter(|node| matches!(node.kind, NodeKind::Object(_)))?;
    let kinds = ["AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"];
    let kind = |node: &Node| {
        node.get("Type").and_then(Node::as_str).and_then(|kind| kinds.iter().position(|one| **kind == **one))
    };
    let machines: Vec<_> = resources.members().iter().filter(|one| kind(&one.value).is_some()).collect();
    let member = machines.iter().find(|one| *one.key.value == *machine).or(machines.first())?;
    let is_sam = kind(&member.value) == Some(0);
    let id = member.key.value.clone();
    let key = match (what, is_sam) {
        (Observation::Logging, true) => "Logging",
        (Observation::Logging, false) => "LoggingConfiguration",
        (Observation::Tracing, true) => "Tracing",
        (Observation::Tracing, false) => "TracingConfiguration",
    };
    let has_it = member.value.get("Properties").is_some_and(|properties| properties.get(key).is_some());
    if has_it {
        return None;
    }
    let group = free(resources, &format!("{id}Logs"));
    let value = match what {
        Observation::Tracing => object([("Enabled", true.into())]),
        Observation::Logging => {
            let destination = object([("CloudWatchLogsLogGroup", object([("LogGroupArn", attribute(&group))]))]);
            object([
                ("Level", "ALL".into()),
                ("IncludeExecutionData", true.into()),
                ("Destinations", [destination].into_iter().collect()),
            ])
        }
    };
    let mut text = text.to_owned();
    if what == Observation::Logging {
        let written = object([("Type", "AWS::Logs::LogGroup".into()), ("Properties", log_group(&id))]);
        text = apply(&text, &Rewriter::new(&text).append(resources, &group, &written));
    }
    // The place of the machine is looked up anew: what was added before may have moved it.
    let root = asl_text::parse(&text).root?;
    let machine = root.get("Resources")?.get(&id)?;
    let rewriter = Rewriter::new(&text);
    let edits = match machine.get("Properties") {
        Some(properties) => rewriter.append(properties, key, &value),
        None => rewriter.append(machine, "Properties", &object([(key, value)])),
    };
    let text = apply(&text, &edits);
    // The change is read again: what it would break stays as it is.
    let read = asl_text::parse(&text);
    let is_good =
        read.diagnostics.is_empty() && read.root?.get("Resources")?.get(&id)?.get("Properties")?.get(key).is_some();
    is_good.then_some(text)
}

/// The properties of the group, named as Step Functions' console does: with that prefix no resource policy grows too long.
fn log_group(machine: &str) -> Value {
    object([("LogGroupName", format!("/aws/vendedlogs/states/{machine}-Logs").into()), ("RetentionInDays", 14.into())])
}

/// A logical id that no resource has.
fn free(resources: &Node, stem: &str) -> String {
    let numbered = (2..1_000).map(|count| format!("{stem}{count}"));
    let mut all = [stem.to_owned()].into_iter().chain(numbered);
    all.find(|id| resources.get(id).is_none()).unwrap_or_else(|| stem.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use asl_document::TemplateChoice;
    use asl_lang::WorkflowType;
    use asl_sim::logging::LogLevel;
    use asl_stack::template::source;

    const YAML: &str = "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Definition:\n        StartAt: A\n        States:\n          A: {Type: Succeed}\n";
    const JSON: &str = r#"{
  "Resources": {
    "M": {
      "Type": "AWS::StepFunctions::StateMachine",
      "Properties": {
        "RoleArn": "arn:aws:iam::123456789012:role/r",
        "Definition": {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}
      }
    }
  }
}"#;

    #[test]
    fn the_log_and_the_traces_are_turned_on_in_either_notation() {
        for text in [YAML, JSON] {
            let logged = turn_on(text, "", Observation::Logging).unwrap();
            let both = turn_on(&logged, "M", Observation::Tracing).unwrap();
            let read = source::check(&both, &TemplateChoice::default(), WorkflowType::Standard);
            let logging = read.observed.logging.unwrap();
            assert_eq!(logging.level, LogLevel::All, "{both}");
            assert!(logging.includes_data, "{both}");
            assert_eq!(logging.group.as_deref(), Some("/aws/vendedlogs/states/M-Logs"), "{both}");
            assert_eq!(read.observed.traces, Some(true));
            assert!(read.machine.is_some() && both.contains("AWS::Logs::LogGroup"));
            for what in [Observation::Logging, Observation::Tracing] {
                assert_eq!(turn_on(&both, "", what), None, "it is on");
            }
        }
    }

    #[test]
    fn other_texts_stay() {
        for text in [
            "",
            "{",
            r#"{"StartAt": "A", "States": {}}"#,
            "Resources: {}",
            "Resources:\n  Q: {Type: AWS::SQS::Queue}\n",
        ] {
            assert_eq!(turn_on(text, "", Observation::Logging), None, "{text}");
        }
    }
}
