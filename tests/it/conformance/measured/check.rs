//! What AWS says to a definition, or to a call of TestState, before anything runs.

use asl_document::TemplateChoice;
use asl_lang::WorkflowType;
use asl_lang::aws::Finding;
use asl_stack::template::source;
use serde_json::{Value as Json, json};

use super::super::compare::compare;
use super::super::test_state;

/// The verdict `wanted`: `valid` or `invalid`. Every member of `expected` is compared.
pub(crate) fn run(case: &Json, wanted: &str) -> Result<(), String> {
    let expected = case["expected"].as_object().ok_or("`expected` is no object")?;
    let found = if case["theme"] == "teststate" { test_state(case) } else { findings(case) };
    match wanted {
        "valid" => found.first().map_or(Ok(()), |found| Err(format!("refused: {}", shown(found))))?,
        "invalid" if found.is_empty() => return Err("accepted".to_owned()),
        "invalid" => {}
        other => return Err(format!("a check cannot be `{other}`")),
    }
    let first = found.first();
    let all = || found.iter().map(shown).collect::<Vec<_>>().join("; ");
    for (name, value) in expected {
        let fits = match name.as_str() {
            "check" => true,
            "code" => first.is_some_and(|found| value == found.code),
            "location" => first.is_some_and(|found| *value == json!(found.location)),
            "message_contains" => first.is_some_and(|found| contains(&found.message, value)),
            "also_contains" => {
                texts(value)?.iter().all(|text| found.iter().any(|found| contains(&found.message, text)))
            }
            "cause_lacks" => texts(value)?.iter().all(|text| !found.iter().any(|found| contains(&found.message, text))),
            "diagnostics" => {
                let actual =
                    |found: &Finding| json!({"code": found.code, "message": found.message, "location": found.location});
                compare("diagnostics", value, &found.iter().map(actual).collect())?;
                true
            }
            other => return Err(format!("`expected.{other}` is not compared yet")),
        };
        if !fits {
            return Err(format!("{name}: {value} expected, is: {}", all()));
        }
    }
    Ok(())
}

/// The errors that AWS reports, in order.
fn findings(case: &Json) -> Vec<Finding> {
    let workflow = match case.get("type").and_then(Json::as_str) {
        Some("EXPRESS") => WorkflowType::Express,
        _ => WorkflowType::Standard,
    };
    let text = match &case["definition"] {
        Json::String(text) => text.clone(),
        definition => definition.to_string(),
    };
    let mut found = errors(&text, workflow);
    if let Some(values) = case.get("substitutions").and_then(Json::as_object) {
        let mut filled_in = text;
        for (name, value) in values {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            filled_in = filled_in.replace(&format!("${{{name}}}"), &value);
        }
        found.extend(errors(&filled_in, workflow));
    }
    found
}

fn errors(text: &str, workflow: WorkflowType) -> Vec<Finding> {
    let read = source::check(text, &TemplateChoice::default(), workflow);
    let mut found = read.aws_response(text).diagnostics;
    found.retain(|found| found.severity == "ERROR");
    found
}

/// The refusal of a TestState call.
fn test_state(case: &Json) -> Vec<Finding> {
    test_state::refusal_of(case, &case["teststate"])
        .map(|refusal| Finding::error(refusal.code(), refusal.to_string()))
        .into_iter()
        .collect()
}

fn contains(message: &str, part: &Json) -> bool {
    part.as_str().is_some_and(|part| message.contains(part))
}

/// One text, or several.
fn texts(value: &Json) -> Result<Vec<Json>, String> {
    match value {
        Json::String(_) => Ok(vec![value.clone()]),
        Json::Array(texts) => Ok(texts.clone()),
        other => Err(format!("{other} are no texts")),
    }
}

fn shown(found: &Finding) -> String {
    let at = found.location.as_deref().unwrap_or("null");
    format!("{}: {} at {at}", found.code, found.message)
}
