//! Texts that belong to a workflow and are none: connections, policy statements, events.

use super::resolve::Resolver;
use super::role;
use super::source::Read;
use crate::iam::report::{Report, Role, report};
use crate::messages::TemplateProblem;
use asl_document::TemplateChoice;
use asl_text::diagnostic::Diagnostic;
use asl_text::{Member, Node, NodeKind};

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// Connections, and no other resources.
    Connections,
    /// Policy statements.
    Statements,
    /// Events to be sent: entries of `PutEvents`, or whole events.
    Entries,
}

/// What `text` is, if it is one of these.
pub fn kind(text: &str) -> Option<Pasted> {
    let words = ["AWS::Events::Connection", "Effect", "Statement", "detail-type", "DetailType"];
    if !words.iter().any(|word| text.contains(word)) {
        return None;
    }
    let parsed = asl_text::parse(text);
    kind_of(parsed.root.as_ref().filter(|_| parsed.diagnostics.is_empty())?)
}

/// The same for a text that was read.
pub(super) fn kind_of(root: &Node) -> Option<Pasted> {
    if are_statements(root) {
        return Some(Pasted::Statements);
    }
    if are_entries(root) {
        return Some(Pasted::Entries);
    }
    let resources = root.get("Resources").unwrap_or(root).members();
    let is_connection = |one: &Member| {
        one.value.get("Type").and_then(Node::as_str).is_some_and(|kind| &**kind == "AWS::Events::Connection")
    };
    (!resources.is_empty() && resources.iter().all(is_connection)).then_some(Pasted::Connections)
}

fn is_statement(node: &Node) -> bool {
    node.get("Effect").is_some() && (node.get("Action").is_some() || node.get("NotAction").is_some())
}

/// Whether this is a policy, a statement, or a list of them.
fn are_statements(node: &Node) -> bool {
    if is_statement(node) {
        return true;
    }
    let written = node.get("Statement").or_else(|| node.get("PolicyDocument")).or_else(|| node.get("Policies"));
    let only = ["Version", "Id", "Statement", "PolicyDocument", "PolicyName", "Policies"];
    match written {
        Some(inner) => {
            node.members().iter().all(|one| only.contains(&&*one.key.value))
                && (are_statements(inner) || inner.items().iter().any(are_statements))
        }
        None => !node.items().is_empty() && node.items().iter().all(are_statements),
    }
}

fn is_entry(node: &Node) -> bool {
    let has = |key: &str| node.get(key).is_some();
    has("Source") && has("DetailType") || has("source") && has("detail-type")
}

/// Whether this is an event, an entry, or a list of them.
fn are_entries(node: &Node) -> bool {
    let list = node.get("Entries").unwrap_or(node);
    is_entry(node) || !list.items().is_empty() && list.items().iter().all(is_entry)
}

/// What the workflow of `read` may do with the policy statements in `text` beside those that its role has; `None` where there
/// is no workflow, or the text holds no statements.
pub fn judge(text: &str, read: &Read) -> Option<Report> {
    let machine = read.machine.as_ref()?;
    let root = asl_text::parse(text).root.filter(are_statements)?;
    let template = Node { kind: NodeKind::Object(Vec::new()), span: root.span };
    let choice = TemplateChoice::default();
    let resolver = Resolver::for_definition(&template, &choice);
    let own = read.permissions.role.clone().unwrap_or_default();
    let mut role = Role { name: "the role with these statements".into(), ..own };
    role::add(&resolver, &[], &root, &mut role);
    Some(report(machine, read.permissions.context.clone(), Some(role)))
}

/// A template without a state machine is none to run; where it holds rules or connections, it is still of use.
pub(super) fn no_machine(template: &Node) -> Diagnostic {
    let at = template.opening();
    if kind_of(template) == Some(Pasted::Connections) {
        return Diagnostic::info(at, TemplateProblem::ConnectionsAlone);
    }
    let resources = template.get("Resources").map(Node::members).unwrap_or_default();
    let kind = |member: &Member| member.value.get("Type").and_then(Node::as_str).cloned();
    let has = |wanted: &dyn Fn(&str) -> bool| resources.iter().filter_map(kind).any(|kind| wanted(&kind));
    let has_connection = has(&|kind| kind == "AWS::Events::Connection");
    let problem = TemplateProblem::NoStateMachine { has_connection };
    if has(&|kind| kind.starts_with("AWS::Events::") || kind == "AWS::Serverless::Rule") {
        Diagnostic::warning(at, problem)
    } else {
        Diagnostic::error(at, problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::source;
    use asl_lang::WorkflowType;

    const STATEMENTS: &str = "- Statement:\n    - Effect: Allow\n      Action:\n          - \
                              events:RetrieveConnectionCredentials\n      Resource:\n          - !GetAtt \
                              EventBridgeConnection.Arn\n    - Effect: Allow\n      Action: \
                              states:InvokeHTTPEndpoint\n      Resource: !Sub \
                              arn:aws:states:${AWS::Region}:${AWS::AccountId}:stateMachine:*\n";
    const MACHINE: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true,
        "Parameters": {"Method": "GET", "ApiEndpoint": "https://a.example/x", "Authentication": {"ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/c/1"}}}}}"#;

    #[test]
    fn each_text_is_known() {
        for (text, expected) in [
            (STATEMENTS, Some(Pasted::Statements)),
            (
                r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
                Some(Pasted::Statements),
            ),
            ("C:\n  Type: AWS::Events::Connection\n  Properties: {}\n", Some(Pasted::Connections)),
            ("Resources:\n  C:\n    Type: AWS::Events::Connection\n", Some(Pasted::Connections)),
            ("C:\n  Type: AWS::Events::Connection\nD:\n  Type: AWS::Events::Rule\n", None),
            (r#"{"Entries":[{"Source":"a","DetailType":"b","Detail":"{}"}]}"#, Some(Pasted::Entries)),
            (r#"{"source":"a","detail-type":"b","detail":{}}"#, Some(Pasted::Entries)),
            (MACHINE, None),
            (r#"{"Statement": 1}"#, None),
            ("Effect: {", None),
            ("", None),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }

    #[test]
    fn statements_are_judged_by_what_the_open_workflow_calls() {
        let read = source::check(MACHINE, &TemplateChoice::default(), WorkflowType::Standard);
        let report = judge(STATEMENTS, &read).unwrap();
        let lacking: Vec<&str> = report.lacking().iter().map(|one| one.action).collect();
        assert_eq!(lacking, ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]);
        assert_eq!(judge("StartAt: A", &read), None);
        let none = source::check(STATEMENTS, &TemplateChoice::default(), WorkflowType::Standard);
        assert_eq!(judge(STATEMENTS, &none), None);
        assert_eq!(none.diagnostics[0].message(), "these are policy statements, not a workflow");
    }
}
