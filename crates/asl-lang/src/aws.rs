//! What AWS itself says of a definition: ValidateStateMachineDefinition's diagnostics with its codes, messages and
//! locations, and the error with which CreateStateMachine refuses (API reference of both).
//!
//! The texts are those that were recorded. Where none were, ours stand under the code that fits, and
//! [`Finding::is_recorded`] says so. Nothing here is computed while a person types: the page asks when someone looks.

use asl_value::Sort;
use asl_value::SortedMap;

use serde::Serialize;

use super::WorkflowType;
use asl_path::java_order;
use asl_text::diagnostic::{AwsWords, Code, Diagnostic, Severity};
use asl_text::{self, Node, NodeKind, Span, jackson, print};

/// The response of ValidateStateMachineDefinition; it serializes as the API writes it.
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
    /// AWS's message, word for word where it was recorded.
    pub message: String,
    /// The place, such as `/States/A/Branches[0]`; for a text that is no JSON, its line and column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Whether the message was recorded from AWS, rather than being ours under a code that fits.
    #[serde(skip)]
    pub is_recorded: bool,
    /// Whether it names all fields that one object lacks.
    #[serde(skip)]
    names_required: bool,
    /// When AWS looks for it.
    #[serde(skip)]
    stage: Stage,
}

/// The stages of AWS's validation, in the order of its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// Every object by itself.
    Schema,
    /// Whether the targets of transitions exist.
    Targets,
    /// Whether some state ends the execution.
    End,
    /// Whether something leads to every state; AWS only looks if some state ends the execution.
    Reach,
}

impl Stage {
    fn of(code: Code) -> Self {
        match code {
            Code::UnknownTarget => Self::Targets,
            Code::NoTerminalState => Self::End,
            Code::Unreachable => Self::Reach,
            _ => Self::Schema,
        }
    }
}

impl Finding {
    /// An error without a location, in words that were recorded.
    pub fn error(code: &'static str, message: String) -> Self {
        Self {
            severity: "ERROR",
            code,
            message,
            location: None,
            is_recorded: true,
            names_required: false,
            stage: Stage::Schema,
        }
    }
}

/// The most diagnostics of one answer (API reference, `maxResults`).
const MAX_FINDINGS: usize = 100;

/// What ValidateStateMachineDefinition answers to a definition; `warnings` asks for warnings too, as
/// `severity: WARNING` does.
pub fn validate(definition: &str, workflow: WorkflowType, warnings: bool) -> Validation {
    let parsed = asl_text::parse(definition);
    let root = parsed.root.clone();
    let diagnostics = super::check_parsed(definition, parsed, workflow).diagnostics;
    response(Some(definition), root.as_ref(), &diagnostics, workflow, warnings)
}

/// As [`validate`], of a definition that was read and checked already. `text` is the definition's own text, if it has
/// one: inside a template it may be an object of the template.
pub fn response(
    text: Option<&str>,
    root: Option<&Node>,
    diagnostics: &[Diagnostic],
    workflow: WorkflowType,
    warnings: bool,
) -> Validation {
    let mut found: Vec<Finding> = Vec::new();
    if let Some(finding) = refused_as_a_whole(text, root) {
        found.push(finding);
    } else {
        let each = each(None, root, diagnostics, workflow).into_iter().flatten();
        for finding in each.filter(|finding| warnings || finding.severity == "ERROR") {
            if !found.contains(&finding) {
                found.push(finding);
            }
        }
        found.order_by_key(|finding| finding.stage);
    }
    let failed = found.iter().any(|finding| finding.severity == "ERROR");
    let truncated = found.len() > MAX_FINDINGS;
    found.truncate(MAX_FINDINGS);
    Validation { result: if failed { "FAIL" } else { "OK" }, diagnostics: found, truncated }
}

/// What AWS reports for each of our diagnostics of a definition: `None` for advice of our own, and for everything but
/// the first error in a text that AWS cannot read as JSON. The arguments are those of [`response`].
pub fn each(
    text: Option<&str>,
    root: Option<&Node>,
    diagnostics: &[Diagnostic],
    workflow: WorkflowType,
) -> Vec<Option<Finding>> {
    if let Some(finding) = refused_as_a_whole(text, root) {
        let first = diagnostics.iter().position(|diagnostic| diagnostic.severity == Severity::Error);
        return (0..diagnostics.len()).map(|at| (Some(at) == first).then(|| finding.clone())).collect();
    }
    let Some(root) = root else { return vec![None; diagnostics.len()] };
    let inside = |span: Span| root.span.start <= span.start && span.end <= root.span.end;
    let mut found: Vec<Option<Finding>> = diagnostics
        .iter()
        .map(|diagnostic| inside(diagnostic.span).then(|| finding(diagnostic, root)).flatten())
        .collect();
    find_inside_of_placeholders(&mut found, root, diagnostics, workflow);
    if found.iter().flatten().any(|finding| finding.stage == Stage::End) {
        found
            .iter_mut()
            .filter(|found| found.as_ref().is_some_and(|found| found.stage == Stage::Reach))
            .for_each(|found| *found = None);
    }
    // AWS names all fields that one object lacks in one diagnostic.
    let required = |diagnostic: &Diagnostic| diagnostic.aws.as_ref().and_then(|words| words.required);
    let mut lacking: SortedMap<String, Vec<&str>> = SortedMap::new();
    for (diagnostic, finding) in diagnostics.iter().zip(&found) {
        if let (Some(field), Some(finding)) = (required(diagnostic), finding) {
            lacking.get_or_default(finding.location.clone().unwrap_or_default()).push(field);
        }
    }
    for finding in found.iter_mut().flatten().filter(|finding| finding.names_required) {
        if let Some(fields) = lacking.get(finding.location.as_deref().unwrap_or_default()) {
            // In the order of a Java set.
            let ordered = java_order(fields).into_iter().filter_map(|at| fields.get(at).copied());
            finding.message = AwsWords::required_message(ordered);
        }
    }
    found
}

/// Corrects the locations of what was found in the value of a placeholder: all of it has the place of the placeholder, but AWS
/// gets the value. So the definition is written as AWS gets it, and checked once more.
fn find_inside_of_placeholders(
    found: &mut [Option<Finding>],
    root: &Node,
    diagnostics: &[Diagnostic],
    workflow: WorkflowType,
) {
    let shares_place = |diagnostic: &Diagnostic| shares_place(root, diagnostic.span);
    if !diagnostics.iter().any(shares_place) {
        return;
    }
    let text = print::node_json(root);
    let parsed = asl_text::parse(&text);
    let Some(whole) = parsed.root.clone() else { return };
    let exact = super::check_parsed(&text, parsed, workflow).diagnostics;
    for (at, finding) in found.iter_mut().enumerate() {
        let Some((diagnostic, finding)) = diagnostics.get(at).zip(finding.as_mut()) else { continue };
        if !shares_place(diagnostic) {
            continue;
        }
        // The same finding has the same number among those of its words.
        let is_same = |other: &&Diagnostic| other.code == diagnostic.code && other.message() == diagnostic.message();
        let number = diagnostics.iter().take(at).filter(is_same).count();
        if let Some(same) = exact.iter().filter(is_same).nth(number).and_then(|same| self::finding(same, &whole)) {
            finding.location = same.location;
        }
    }
}

/// Whether the value at `span` has parts that are at the same place.
fn shares_place(node: &Node, span: Span) -> bool {
    if node.span == span {
        let mut inner = node.members().iter().map(|member| member.key.span);
        return inner.any(|inner| inner == span) || node.items().iter().any(|item| item.span == span);
    }
    let holds = |one: &Node| one.span.start <= span.start && span.end <= one.span.end;
    let inner = node.members().iter().map(|member| &member.value).chain(node.items());
    inner.filter(|one| holds(one)).any(|one| shares_place(one, span))
}

/// The message of the `InvalidDefinition` with which CreateStateMachine refuses: it names the first error alone.
/// `None` if it does not refuse.
pub fn refusal(definition: &str, workflow: WorkflowType) -> Option<String> {
    validate(definition, workflow, false).refusal()
}

/// As [`refusal`], by what the objects of the definition show by themselves: a state that is tested alone may lead
/// anywhere.
pub fn schema_refusal(definition: &str, workflow: WorkflowType) -> Option<String> {
    let mut validation = validate(definition, workflow, false);
    validation.diagnostics.retain(|finding| finding.stage == Stage::Schema);
    validation.refusal()
}

impl Validation {
    /// The message of the `InvalidDefinition` with which CreateStateMachine refuses the same definition; `None` if it
    /// does not.
    pub fn refusal(&self) -> Option<String> {
        let Finding { code, message, location, .. } =
            self.diagnostics.iter().find(|finding| finding.severity == "ERROR")?;
        let location = location.as_deref().unwrap_or("null");
        Some(format!("Invalid State Machine Definition: '{code}: {message} at {location}'"))
    }
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

/// The one diagnostic of a text that AWS does not read as a definition at all.
fn refused_as_a_whole(text: Option<&str>, root: Option<&Node>) -> Option<Finding> {
    let is_object = root.is_some_and(|root| matches!(root.kind, NodeKind::Object(_)));
    // AWS takes JSON only; here YAML is as good, as long as there is a definition in it.
    let text = text.filter(|text| !is_object || text.trim_start().starts_with(['{', '[', '"']));
    // What stands in the place of a placeholder when AWS sees the text is not known here.
    let is_filled_in = || !root.is_some_and(holds_placeholder);
    if let Some(jackson::JsonError { message, location }) =
        text.and_then(jackson::first_error).filter(|_| is_filled_in())
    {
        let message = format!("{message}\n at {location}");
        return Some(Finding { location: Some(location), ..Finding::error("INVALID_JSON_DESCRIPTION", message) });
    }
    (!is_object)
        .then(|| Finding::error("SCHEMA_VALIDATION_FAILED", "Definition must be a valid JSON object".to_owned()))
}

/// Whether a placeholder stands somewhere in place of a value.
fn holds_placeholder(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Placeholder(_) => true,
        NodeKind::Array(items) => items.iter().any(holds_placeholder),
        NodeKind::Object(members) => members.iter().any(|member| holds_placeholder(&member.value)),
        _ => false,
    }
}

/// A diagnostic in AWS's words; `None` for advice of our own.
fn finding(diagnostic: &Diagnostic, root: &Node) -> Option<Finding> {
    let severity = match (diagnostic.severity, &diagnostic.aws) {
        (Severity::Error, _) => "ERROR",
        (_, Some(words)) if words.is_error => "ERROR",
        (Severity::Warning, Some(_)) => "WARNING",
        _ => return None,
    };
    let place = diagnostic.aws.as_ref().and_then(|words| words.place);
    let mut path = path_to(root, place.unwrap_or(diagnostic.span));
    let (code, message) = match &diagnostic.aws {
        Some(words) => {
            path.truncate(path.len().saturating_sub(words.levels_up));
            (words.code, words.message.clone())
        }
        None => (code_of(diagnostic.code), diagnostic.message()),
    };
    let is_recorded = diagnostic.aws.as_ref().is_some_and(|words| !words.is_inferred);
    let names_required = diagnostic.aws.as_ref().is_some_and(|words| words.required.is_some());
    let has_location = diagnostic.aws.as_ref().is_none_or(|words| words.has_location);
    let location = has_location.then(|| written(&path));
    let stage = Stage::of(diagnostic.code);
    Some(Finding { severity, code, message, location, is_recorded, names_required, stage })
}

/// AWS's code for a rule of ours, where the words were not recorded.
fn code_of(code: Code) -> &'static str {
    match code {
        Code::Syntax | Code::NotStrictJson | Code::UnsupportedYaml => "INVALID_JSON_DESCRIPTION",
        Code::UnknownTarget | Code::Unreachable => "MISSING_TRANSITION_TARGET",
        Code::NoTerminalState => "MISSING_END_STATE",
        Code::StateName | Code::DuplicateName => "INVALID_STATE_NAME",
        Code::VariableName | Code::OuterVariable => "DUPLICATE_VARIABLE_NAME",
        Code::InvalidExpression => "INVALID_JSONATA_EXPRESSION",
        Code::UnknownStatesField | Code::UnknownFunction | Code::NoTopLevelInput => "UNSUPPORTED_JSONATA_EXPRESSION",
        _ => "SCHEMA_VALIDATION_FAILED",
    }
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
    fn a_refusal_names_the_first_error_alone() {
        let two = r#"{"StartAt": "Nope", "States": {"A": {"Type": "Pass", "Next": "Gone"}}}"#;
        assert!(shown(two).len() > 1, "{:?}", shown(two));
        assert_eq!(
            refusal(two, Standard).as_deref(),
            Some(
                "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: Nope at /StartAt'"
            )
        );
        assert_eq!(
            refusal("[]", Standard).as_deref(),
            Some(
                "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object \
                 at null'"
            )
        );
    }

    #[test]
    fn each_diagnostic_has_what_aws_reports_for_it() {
        let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Comment": 1, "Next": "B"}}, "Sates": {}}"#;
        let parsed = asl_text::parse(text);
        let root = parsed.root.clone();
        let diagnostics = crate::check_parsed(text, parsed, Standard).diagnostics;
        let found = super::each(Some(text), root.as_ref(), &diagnostics, super::WorkflowType::Standard);
        assert_eq!(found.len(), diagnostics.len());
        let target =
            diagnostics.iter().zip(&found).find(|(ours, _)| ours.code == asl_text::diagnostic::Code::UnknownTarget);
        let target = target.and_then(|(_, aws)| aws.as_ref()).unwrap();
        assert_eq!((target.location.as_deref(), target.is_recorded), (Some("/States/A/Next"), true));
        let broken = "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\",, \"End\": true}}}";
        let parsed = asl_text::parse(broken);
        let root = parsed.root.clone();
        let diagnostics = crate::check_parsed(broken, parsed, Standard).diagnostics;
        let found = super::each(Some(broken), root.as_ref(), &diagnostics, super::WorkflowType::Standard);
        let codes: Vec<_> = found.iter().flatten().map(|finding| finding.code).collect();
        assert_eq!(codes, ["INVALID_JSON_DESCRIPTION"]);
    }

    #[test]
    fn expressions_are_refused_in_the_words_of_aws() {
        let output = |expression: &str| {
            shown(&format!(
                "{{\"QueryLanguage\": \"JSONata\", \"StartAt\": \"A\", \"States\": {{\"A\": {{\"Type\": \"Pass\", \"End\": true, \
                 \"Output\": {{\"a\": [1, {}]}}}}}}}}",
                serde_json::json!(format!("{{% {expression} %}}"))
            ))
        };
        for (expression, code, words) in [
            (
                "a + $ + a + b",
                "UNSUPPORTED",
                &[
                    "Reference to 'a' at the top level is not supported.",
                    "Reference to '$' at the top level is not supported.",
                    "Reference to 'b' at the top level is not supported.",
                ][..],
            ),
            ("function() { `a b`.c }", "UNSUPPORTED", &["Reference to 'a b' at the top level is not supported."]),
            ("[$$.a]", "UNSUPPORTED", &["Reference to '$$' is not supported."]),
            ("$states.input[a = $$.a]", "UNSUPPORTED", &["Reference to '$$' is not supported."]),
            ("1 +", "INVALID", &["Unexpected end of expression"]),
            ("$a[1,2)", "INVALID", &["Expected \"]\", got \",\""]),
            ("$a ?? 1", "INVALID", &["The symbol \"?\" cannot be used as a unary operator"]),
            ("$a ?: 1", "INVALID", &["The symbol \":\" cannot be used as a unary operator"]),
            ("$eval('1') & $string() & *", "", &[]),
        ] {
            let expected: Vec<String> =
                words.iter().map(|words| format!("{code}_JSONATA_EXPRESSION {words} /States/A/Output/a[1]")).collect();
            assert_eq!(output(expression), expected, "{expression}");
        }
    }

    #[test]
    fn every_field_that_may_hold_an_expression_is_read() {
        let text = r#"{"QueryLanguage": "JSONata", "StartAt": "T", "States": {
          "T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "{% a1 %}"}, "TimeoutSeconds": "{% a2 %}", "HeartbeatSeconds": "{% a3 %}",
             "Credentials": {"RoleArn": "{% a4 %}"}, "Output": "{% a5 %}", "Assign": {"x": ["{% a6 %}"]}, "Catch": [{"ErrorEquals": ["States.ALL"], "Output": "{% a7 %}", "Assign": {"y": "{% a8 %}"}, "Next": "M"}], "Next": "M"},
          "M": {"Type": "Map", "Items": ["{% b1 %}"], "ItemSelector": {"k": "{% b2 %}"}, "MaxConcurrency": "{% b3 %}", "ToleratedFailureCount": "{% b4 %}", "ToleratedFailurePercentage": "{% b5 %}",
             "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Arguments": {"Bucket": "{% b6 %}", "Key": "k"}, "ReaderConfig": {"InputType": "JSON", "MaxItems": "{% b7 %}"}},
             "ItemBatcher": {"BatchInput": {"z": "{% b8 %}"}, "MaxItemsPerBatch": "{% b9 %}", "MaxInputBytesPerBatch": "{% b10 %}"},
             "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Arguments": {"Bucket": "{% b11 %}", "Prefix": "p"}},
             "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "Next": "W"},
          "W": {"Type": "Wait", "Seconds": "{% c1 %}", "Next": "W2"},
          "W2": {"Type": "Wait", "Timestamp": "{% c2 %}", "Next": "L"},
          "L": {"Type": "Parallel", "Arguments": {"p": "{% d1 %}"}, "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Succeed", "Output": "{% d2 %}"}}}], "Next": "C"},
          "C": {"Type": "Choice", "Choices": [{"Condition": "{% e1 %}", "Output": "{% e2 %}", "Assign": {"q": "{% e3 %}"}, "Next": "F"}], "Output": "{% e4 %}", "Default": "F"},
          "F": {"Type": "Fail", "Error": "{% f1 %}", "Cause": "{% f2 %}"}}}"#;
        let fields = [("a", 8), ("b", 11), ("c", 2), ("d", 2), ("e", 4), ("f", 2)];
        let names: Vec<String> =
            fields.iter().flat_map(|(letter, count)| (1..=*count).map(move |n| format!("{letter}{n}"))).collect();
        let found = shown(text);
        assert_eq!(found.len(), names.len(), "{found:#?}");
        for (name, found) in names.iter().zip(&found) {
            let words = format!("Reference to '{name}' at the top level is not supported.");
            assert!(found.starts_with(&format!("UNSUPPORTED_JSONATA_EXPRESSION {words} /States/")), "{found}");
        }
    }

    #[test]
    fn an_input_must_be_json() {
        assert_eq!(input_refusal("{}"), None);
        let empty = "Invalid State Machine Execution Input: 'Invalid execution input.'";
        assert_eq!(input_refusal(" ").as_deref(), Some(empty));
    }
}
