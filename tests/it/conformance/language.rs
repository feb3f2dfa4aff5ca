//! Parts of the language on their own: verdicts on definitions, paths, intrinsic functions.

use asl_path::{Environment, Expression, Path, Template};
use asl_text::diagnostic::Severity;
use asl_value::Value;
use serde_json::Value as Json;

use super::compare::compare;

/// Whether a definition is accepted or refused. A sample has no verdict: it has to be accepted.
pub(crate) fn validity(case: &Json) -> Result<(), String> {
    let text = match case.get("definition_text").and_then(Json::as_str) {
        Some(text) => text.to_owned(),
        None => match &case["definition"] {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        },
    };
    let wanted = case.get("valid").and_then(Json::as_bool).unwrap_or(true);
    let workflow = match case.get("type").and_then(Json::as_str) {
        Some("EXPRESS") => asl_lang::WorkflowType::Express,
        _ => asl_lang::WorkflowType::Standard,
    };
    let checked = asl_lang::check_text_as(&text, workflow);
    let error = checked.diagnostics.iter().find(|found| found.severity == Severity::Error);
    match (wanted, error) {
        (true, Some(error)) => Err(format!("refused: {} {}", error.code, error.message())),
        (false, None) => Err("accepted".to_owned()),
        _ => Ok(()),
    }
}

/// What Jayway answers to a path: a value, or none.
pub(crate) fn jayway(case: &Json) -> Result<(), String> {
    let selector = case["selector"].as_str().unwrap_or_default();
    // Jayway reads a path without `$` as if `$.` stood before it, and `@` as `$`. The States Language does not.
    let text = match selector.chars().next() {
        Some('$') | None => selector.to_owned(),
        Some('@') => selector.replacen('@', "$", 1),
        Some(_) => format!("$.{selector}"),
    };
    let expected = &case["expected"];
    let none = expected.as_str().is_some_and(|text| text.starts_with("NO"));
    let actual = Path::parse(&text)
        .map_err(|error| error.to_string())
        .and_then(|path| path.evaluate_strictly(&Value::from(&case["document"])).map_err(|error| error.to_string()));
    match actual {
        Err(_) if none => Ok(()),
        Ok(value) if none => Err(format!("is {value}, expected no result")),
        Err(error) => Err(format!("{error}, expected {expected}")),
        // The collection sorts what may come in any order.
        Ok(value) if selector.contains("..") || selector.contains('*') => {
            compare("result", &sorted(expected.clone()), &sorted(Json::from(&value)))
        }
        Ok(value) => compare("result", expected, &Json::from(&value)),
    }
}

fn sorted(mut value: Json) -> Json {
    value.sort_all_objects();
    if let Some(items) = value.as_array_mut() {
        items.sort_by_key(|item| Value::from(item).to_json());
    }
    value
}

/// A context object without a run.
struct Context(Value);

impl Environment for Context {
    fn context(&self) -> Value {
        self.0.clone()
    }

    fn variable(&self, _name: &str) -> Option<Value> {
        None
    }

    fn random(&self) -> u64 {
        42
    }
}

/// A call of an intrinsic function.
pub(crate) fn intrinsic(case: &Json) -> Result<(), String> {
    evaluate(case, case["expression"].as_str().unwrap_or_default())
}

/// A path into input or context object.
pub(crate) fn path(case: &Json) -> Result<(), String> {
    evaluate(case, case["path"].as_str().unwrap_or_default())
}

/// A payload template: the first argument, on `data`, with the context object of the third.
pub(crate) fn template(case: &Json, data: &Value) -> Result<(), String> {
    let text = case["args"][0].to_string();
    let node = asl_text::parse(&text).root.ok_or("the template could not be read")?;
    let context = Context(Value::from(case["args"].get(2).unwrap_or(&Json::Null)));
    let actual = Template::compile(&node)
        .map_err(|found| format!("{found:?}"))
        .and_then(|template| template.evaluate(data, &context).map_err(|error| format!("{error:?}")));
    judge(case, actual)
}

fn evaluate(case: &Json, text: &str) -> Result<(), String> {
    let context = Context(Value::from(&case["context"]));
    let input = Value::from(&case["input"]);
    let actual = Expression::parse(text)
        .map_err(|error| format!("{error:?}"))
        .and_then(|expression| expression.evaluate(&input, &context).map_err(|error| format!("{error:?}")));
    judge(case, actual)
}

fn judge(case: &Json, actual: Result<Value, String>) -> Result<(), String> {
    match (case["expected"]["ok"].as_bool().unwrap_or(true), actual) {
        (true, Ok(value)) => compare("result", &case["expected"]["result"], &Json::from(&value)),
        (true, Err(error)) => Err(error),
        (false, Ok(value)) => Err(format!("is {value}, expected an error")),
        (false, Err(_)) => Ok(()),
    }
}
