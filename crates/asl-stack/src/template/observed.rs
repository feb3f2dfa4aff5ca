//! What a template says of a machine's logs and traces: `LoggingConfiguration` and `TracingConfiguration`, in SAM `Logging` and
//! `Tracing` (CloudFormation reference, `AWS::StepFunctions::StateMachine`).

use std::rc::Rc;

use super::resolve::Resolver;
use asl_aws::arn::Arn;
use asl_sim::logging::{LogLevel, Logging};
use asl_text::{Node, NodeKind};

/// What is logged and traced of a machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// What is logged; `None` where the template does not say it, which AWS takes for `OFF`.
    pub logging: Option<Logging>,
    /// Whether X-Ray traces it; `None` where the template does not say it, which AWS takes for no.
    pub traces: Option<bool>,
}

/// Reads the properties of a machine.
pub(super) fn read(resolver: &Resolver<'_>, properties: &Node) -> Observed {
    let plain = |keys: [&str; 2]| keys.iter().find_map(|key| properties.get(key)).and_then(|node| resolver.plain(node));
    let logging = plain(["LoggingConfiguration", "Logging"]).map(|node| Logging {
        level: node.get("Level").and_then(Node::as_str).and_then(|name| LogLevel::find(name)).unwrap_or_default(),
        includes_data: node.get("IncludeExecutionData").is_some_and(is_true),
        group: group(&node),
    });
    let traces = plain(["TracingConfiguration", "Tracing"]).map(|node| node.get("Enabled").is_some_and(is_true));
    Observed { logging, traces }
}

fn is_true(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Bool(flag) => *flag,
        NodeKind::String(text) => &**text == "true",
        _ => false,
    }
}

/// The name of the log group that the destination names.
fn group(node: &Node) -> Option<Rc<str>> {
    let destination = node.get("Destinations")?.items().first()?;
    let arn = destination.get("CloudWatchLogsLogGroup")?.get("LogGroupArn")?.as_str()?;
    let name = Arn::parse(arn)?.resource.strip_prefix("log-group:")?.trim_end_matches(":*");
    (!name.is_empty() && !name.contains("${")).then(|| name.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::source;
    use asl_document::TemplateChoice;
    use asl_lang::WorkflowType;

    fn observed(properties: &str, kind: &str) -> Observed {
        let text = format!(
            "Resources:\n  G: {{Type: AWS::Logs::LogGroup, Properties: {{LogGroupName: /aws/vendedlogs/states/x}}}}\n  M:\n    \
             Type: {kind}\n    Properties:\n      Definition: {{StartAt: A, States: {{A: {{Type: Succeed}}}}}}\n{properties}"
        );
        source::check(&text, &TemplateChoice::default(), WorkflowType::Standard).observed
    }

    #[test]
    fn sam_and_cloudformation_spell_it_each_in_their_way() {
        let sam = "      Logging:\n        Level: ALL\n        IncludeExecutionData: true\n        Destinations:\n          - \
                   CloudWatchLogsLogGroup: {LogGroupArn: !GetAtt G.Arn}\n      Tracing: {Enabled: true}\n";
        let found = observed(sam, "AWS::Serverless::StateMachine");
        let group = Some("/aws/vendedlogs/states/x".into());
        assert_eq!(found.logging, Some(Logging { level: LogLevel::All, includes_data: true, group }));
        assert_eq!(found.traces, Some(true));
        let other = "      LoggingConfiguration: {Level: FATAL}\n      TracingConfiguration: {Enabled: false}\n";
        let found = observed(other, "AWS::StepFunctions::StateMachine");
        assert_eq!(found.logging, Some(Logging { level: LogLevel::Fatal, ..Logging::default() }));
        assert_eq!(found.traces, Some(false));
        assert_eq!(observed("", "AWS::StepFunctions::StateMachine"), Observed::default());
    }
}
