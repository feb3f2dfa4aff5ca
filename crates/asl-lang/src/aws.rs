//! What AWS itself says of a definition: ValidateStateMachineDefinition's diagnostics with its codes, messages and
//! locations, and the error with which CreateStateMachine refuses (API reference of both).
//!
//! The words are those that were recorded. Where none were, ours stand under the code that fits.

use serde::Serialize;

use super::{WorkflowType, check_text_as};
use asl_path::java_order;
use asl_text::diagnostic::{Code, Diagnostic, Severity};
use asl_text::{self, Node, NodeKind, Span, jackson};

/// What AWS answers to a definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Validation {
    /// `FAIL` if there is an error, else `OK`.
    pub result: &'static str,
    /// What was found.
    pub diagnostics: Vec<Finding>,
    /// Whether more was found than is listed.
    pub truncated: bool,
}

/// One of AWS's diagnostics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `ERROR` or `WARNING`.
    pub severity: &'static str,
    /// The code, such as `SCHEMA_VALIDATION_FAILED`.
    pub code: &'static str,
    /// The message.
    pub message: String,
    /// The place, such as `/States/A/Branches[0]`; for a text that is no JSON, its line and column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// The most diagnostics of one answer (API reference, `maxResults`).
const MAX_FINDINGS: usize = 100;

/// What ValidateStateMachineDefinition answers; `warnings` asks for them too, as `severity: WARNING` does.
pub fn validate(definition: &str, workflow: WorkflowType, warnings: bool) -> Validation {
    let mut found = findings(definition, workflow);
    found.retain(|finding| warnings || finding.severity == "ERROR");
    let failed = found.iter().any(|finding| finding.severity == "ERROR");
    let truncated = found.len() > MAX_FINDINGS;
    found.truncate(MAX_FINDINGS);
    Validation { result: if failed { "FAIL" } else { "OK" }, diagnostics: found, truncated }
}

/// The message of the `InvalidDefinition` with which CreateStateMachine refuses; `None` if it does not.
pub fn refusal(definition: &str, workflow: WorkflowType) -> Option<String> {
    let found = validate(definition, workflow, false).diagnostics;
    let texts: Vec<String> = found
        .iter()
        .map(|finding| match &finding.location {
            Some(location) => format!("{}: {} at {location}", finding.code, finding.message),
            None => format!("{}: {}", finding.code, finding.message),
        })
        .collect();
    (!texts.is_empty()).then(|| format!("Invalid State Machine Definition: '{}'", texts.join(", ")))
}

/// The message of the `InvalidExecutionInput` with which StartExecution refuses an input; `None` for JSON.
pub fn input_refusal(input: &str) -> Option<String> {
    let why = if input.trim().is_empty() {
        "Invalid execution input.".to_owned()
    } else {
        jackson::first_error(input)?.message
    };
    Some(format!("Invalid State Machine Execution Input: '{why}'"))
}

fn findings(definition: &str, workflow: WorkflowType) -> Vec<Finding> {
    let schema = "SCHEMA_VALIDATION_FAILED";
    let root = asl_text::parse(definition).root;
    let is_object = root.as_ref().is_some_and(|root| matches!(root.kind, NodeKind::Object(_)));
    // AWS takes JSON only; here YAML is as good, as long as there is a definition in it.
    let error =
        jackson::first_error(definition).filter(|_| !is_object || definition.trim_start().starts_with(['{', '[', '"']));
    if let Some(jackson::JsonError { message, location }) = error {
        let message = format!("{message}\n at {location}");
        let code = "INVALID_JSON_DESCRIPTION";
        return vec![Finding { severity: "ERROR", code, message, location: Some(location) }];
    }
    let Some(root) = root.filter(|_| is_object) else {
        let message = "Definition must be a valid JSON object".to_owned();
        return vec![Finding { severity: "ERROR", code: schema, message, location: None }];
    };
    let mut found: Vec<Finding> = Vec::new();
    for diagnostic in check_text_as(definition, workflow).diagnostics {
        let Some(finding) = finding(&diagnostic, &root) else { continue };
        match found.iter_mut().find(|other| joins(other, &finding)) {
            Some(other) => other.message = joined(&other.message, &finding.message),
            None => found.push(finding),
        }
    }
    found
}

/// A diagnostic in AWS's words; `None` for advice of our own.
fn finding(diagnostic: &Diagnostic, root: &Node) -> Option<Finding> {
    let severity = match (diagnostic.severity, &diagnostic.aws) {
        (Severity::Error, _) => "ERROR",
        (Severity::Warning, Some(_)) => "WARNING",
        _ => return None,
    };
    let mut path = path_to(root, diagnostic.span);
    let (code, message) = match &diagnostic.aws {
        Some(words) => {
            path.truncate(path.len().saturating_sub(words.levels_up));
            (words.code, words.message.clone())
        }
        None => (code_of(diagnostic.code), diagnostic.message.clone()),
    };
    Some(Finding { severity, code, message, location: Some(written(&path)) })
}

/// AWS's code for a rule of ours, where the words were not recorded.
fn code_of(code: Code) -> &'static str {
    match code {
        Code::Syntax | Code::NotStrictJson => "INVALID_JSON_DESCRIPTION",
        Code::UnknownTarget | Code::Unreachable => "MISSING_TRANSITION_TARGET",
        Code::NoTerminalState => "MISSING_END_STATE",
        Code::StateName => "INVALID_STATE_NAME",
        Code::VariableName => "DUPLICATE_VARIABLE_NAME",
        Code::InvalidExpression => "UNSUPPORTED_JSONATA_EXPRESSION",
        _ => "SCHEMA_VALIDATION_FAILED",
    }
}

const REQUIRED: &str = "These fields are required: [";

/// Whether AWS says the two in one diagnostic: fields that one object lacks.
fn joins(one: &Finding, other: &Finding) -> bool {
    let required = |finding: &Finding| finding.message.starts_with(REQUIRED);
    required(one) && required(other) && one.location == other.location
}

/// The names of both, in the order of a Java set.
fn joined(one: &str, other: &str) -> String {
    let names = |text: &str| -> Vec<String> {
        let list = text.strip_prefix(REQUIRED).and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
        list.split(", ").map(str::to_owned).collect()
    };
    let all = [names(one), names(other)].concat();
    let ordered: Vec<&str> = java_order(&all).into_iter().filter_map(|at| all.get(at).map(String::as_str)).collect();
    format!("{REQUIRED}{}]", ordered.join(", "))
}

/// A step from a value to one inside it.
enum Step<'n> {
    Member(&'n str),
    Item(usize),
}

/// The way from the root to the innermost value (or member, by its key) that `span` lies in.
fn path_to(root: &Node, span: Span) -> Vec<Step<'_>> {
    let holds = |outer: Span| outer.start <= span.start && span.end <= outer.end;
    let mut path = Vec::new();
    let mut node = root;
    loop {
        let member = node.members().iter().find(|member| holds(member.key.span) || holds(member.value.span));
        if let Some(member) = member {
            path.push(Step::Member(&member.key.value));
            if holds(member.key.span) {
                return path;
            }
            node = &member.value;
        } else if let Some((index, item)) = node.items().iter().enumerate().find(|(_, item)| holds(item.span)) {
            path.push(Step::Item(index));
            node = item;
        } else {
            return path;
        }
    }
}

fn written(path: &[Step<'_>]) -> String {
    if path.is_empty() {
        return "/".to_owned();
    }
    path.iter()
        .map(|step| match step {
            Step::Member(name) => format!("/{name}"),
            Step::Item(index) => format!("[{index}]"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Finding, input_refusal, refusal, validate};
    use crate::WorkflowType::{Express, Standard};

    fn shown(text: &str) -> Vec<String> {
        let shown = |found: Finding| format!("{} {} {}", found.code, found.message, found.location.unwrap_or_default());
        validate(text, Standard, true).diagnostics.into_iter().map(shown).collect()
    }

    #[test]
    fn places_are_paths_and_missing_fields_are_said_together() {
        assert_eq!(shown("{}"), ["SCHEMA_VALIDATION_FAILED These fields are required: [States, StartAt] /"]);
        let nested = r#"{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
            {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}},
            {"StartAt": "B", "States": {"B": {"Type": "Wait", "Timestamp": "soon", "Next": "C"}}}]}}}"#;
        assert_eq!(
            shown(nested),
            [
                "SCHEMA_VALIDATION_FAILED String does not match RFC3339 timestamp \
                 /States/P/Branches[1]/States/B/Timestamp",
                "MISSING_TRANSITION_TARGET Missing 'Next' target: C /States/P/Branches[1]/States/B/Next",
            ]
        );
    }

    #[test]
    fn a_valid_definition_is_not_refused_and_advice_of_ours_is_not_awss() {
        let text = r#"{"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": {"a": "$.b"}, "End": true}}}"#;
        assert_eq!(refusal(text, Express), None);
        assert_eq!(validate(text, Standard, false).result, "OK");
        assert_eq!(validate(text, Standard, true).diagnostics.first().map(|found| found.code), Some("NO_DOLLAR"));
        assert_eq!(validate("StartAt: P\nStates: {P: {Type: Succeed}}", Standard, true).diagnostics, []);
    }

    #[test]
    fn an_input_must_be_json() {
        assert_eq!(input_refusal("{}"), None);
        let empty = "Invalid State Machine Execution Input: 'Invalid execution input.'";
        assert_eq!(input_refusal(" ").as_deref(), Some(empty));
    }
}
