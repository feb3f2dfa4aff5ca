//! What AWS says to a definition or an input before anything runs: its validation, its refusals, the diagnostics of
//! its editor, the variables that it lists.

use asl_lang::{WorkflowType, aws, references};
use asl_text::diagnostic::{Code, Severity};
use asl_text::line_index::LineIndex;
use serde_json::{Value as Json, json};

use super::compare::compare;

/// The text of a case's definition, and the type of the workflow.
fn definition(case: &Json) -> (String, WorkflowType) {
    let text = match case.get("definition_text").and_then(Json::as_str) {
        Some(text) => text.to_owned(),
        None => case["definition"].to_string(),
    };
    let kind = case.get("type").or_else(|| case.pointer("/request/type")).and_then(Json::as_str);
    (text, if kind == Some("EXPRESS") { WorkflowType::Express } else { WorkflowType::Standard })
}

/// ValidateStateMachineDefinition.
pub(crate) fn validate(case: &Json) -> Result<(), String> {
    let (text, workflow) = definition(case);
    let warnings = case.pointer("/request/severity").is_some_and(|severity| severity == "WARNING");
    let actual = serde_json::to_value(aws::validate(&text, workflow, warnings)).map_err(|error| error.to_string())?;
    compare("answer", &case["expected"], &actual)
}

/// CreateStateMachine, refused.
pub(crate) fn refused(case: &Json) -> Result<(), String> {
    let (text, workflow) = definition(case);
    let message = aws::refusal(&text, workflow).ok_or("accepted")?;
    compare_error(case, "InvalidDefinition", &message)
}

/// StartExecution, refused.
pub(crate) fn start(case: &Json) -> Result<(), String> {
    let input = case["input_text"].as_str().ok_or("needs the executions of an account")?;
    let message = aws::input_refusal(input).ok_or("accepted")?;
    compare_error(case, "InvalidExecutionInput", &message)
}

fn compare_error(case: &Json, code: &str, message: &str) -> Result<(), String> {
    let expected = &case["expected"]["api_error"];
    // Where the client's whole exception was recorded, the message stands behind its own words.
    let wanted = expected["Message"].as_str().unwrap_or_default();
    let wanted = wanted.split_once(" operation: ").map_or(wanted, |(_, message)| message);
    compare("code", &expected["Code"], &json!(code))?;
    compare("message", &json!(wanted), &json!(message))
}

/// The diagnostics of AWS's editor: in each of its ranges stands a finding of ours, and nothing else is an error.
pub(crate) fn editor(case: &Json) -> Result<(), String> {
    let text = case["text"].as_str().unwrap_or_default();
    let index = LineIndex::new(text);
    let place = |offset: u32| {
        let position = index.position(offset);
        json!([position.line, position.column])
    };
    let ignored = case["ignore_messages"].to_string();
    let left_out = |code: Code| match code {
        Code::UnknownTarget => ignored.contains("existing state"),
        Code::Unreachable => ignored.contains("cannot be reached"),
        Code::NoTerminalState => ignored.contains("terminal state"),
        _ => false,
    };
    let ours: Vec<_> = asl_lang::check_text(text)
        .diagnostics
        .into_iter()
        .map(|found| (place(found.span.start), place(found.span.end), found))
        .collect();
    let wanted = case["expected"]["diagnostics"].as_array().ok_or("no diagnostics")?;
    let at = |wanted: &Json, (start, end): (&Json, &Json)| {
        let place = |place: &Json| (place[0].as_u64(), place[1].as_u64());
        place(&wanted["start"]) <= place(start) && place(end) <= place(&wanted["end"])
    };
    for expected in wanted {
        if !ours.iter().any(|(start, end, _)| at(expected, (start, end))) {
            let shown: Vec<String> =
                ours.iter().map(|(start, end, found)| format!("{start}-{end} {}", found.message())).collect();
            return Err(format!(
                "nothing at {}-{} ({}): {shown:?}",
                expected["start"], expected["end"], expected["message"]
            ));
        }
    }
    let more = ours.iter().find(|(start, end, found)| {
        found.severity == Severity::Error
            && !left_out(found.code)
            && !wanted.iter().any(|expected| at(expected, (start, end)))
    });
    more.map_or(Ok(()), |(start, end, found)| Err(format!("{start}-{end} {}: not expected", found.message())))
}

/// The variables that each state reads.
pub(crate) fn variables(case: &Json) -> Result<(), String> {
    let (text, _) = definition(case);
    let root = asl_text::parse(&text).root.ok_or("no text")?;
    let machine = asl_lang::parse(&root).0.ok_or("no definition")?;
    let found = references::variable_references(&machine);
    let actual: Json = found
        .into_iter()
        .map(|(state, names)| (state.to_string(), names.iter().map(|name| json!(&**name)).collect::<Json>()))
        .collect::<serde_json::Map<_, _>>()
        .into();
    compare("variableReferences", &case["expected"]["variableReferences"], &actual)
}
