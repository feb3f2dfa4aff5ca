//! The processing that all states share: InputPath, Parameters, ResultSelector, ResultPath, OutputPath, Assign
//! (States Language specification, "Input and Output Processing"). Each step is recorded as a [`Stage`].

use super::event::{Assigned, Stage, StageKind};
use super::runnable::{AmountCode, PathCode, ResultPathCode, StateCode, TextCode};
use crate::path::{Environment, Template};
use crate::state_error::StateError;
use crate::value::{Number, Value};

/// The state's effective input: InputPath, then Parameters.
pub(super) fn effective_input(
    code: &StateCode,
    input: &Value,
    environment: &dyn Environment,
    stages: &mut Vec<Stage>,
) -> Result<Value, StateError> {
    let selected = apply_path(&code.input_path, input, environment)?;
    if !matches!(code.input_path, PathCode::Whole) {
        stages.push(Stage { kind: StageKind::AfterInputPath, value: selected.clone() });
    }
    let Some(parameters) = &code.parameters else { return Ok(selected) };
    let built = evaluate_template(parameters, &selected, environment)?;
    stages.push(Stage { kind: StageKind::AfterParameters, value: built.clone() });
    Ok(built)
}

/// ResultSelector.
pub(super) fn select_result(
    code: &StateCode,
    result: Value,
    environment: &dyn Environment,
    stages: &mut Vec<Stage>,
) -> Result<Value, StateError> {
    let Some(selector) = &code.result_selector else { return Ok(result) };
    let selected = evaluate_template(selector, &result, environment)?;
    stages.push(Stage { kind: StageKind::AfterResultSelector, value: selected.clone() });
    Ok(selected)
}

/// ResultPath, then OutputPath: the state's output.
pub(super) fn output(
    code: &StateCode,
    input: &Value,
    result: Value,
    environment: &dyn Environment,
    stages: &mut Vec<Stage>,
) -> Result<Value, StateError> {
    let merged = apply_result_path(&code.result_path, input, result)?;
    if !matches!(code.result_path, ResultPathCode::Whole) {
        stages.push(Stage { kind: StageKind::AfterResultPath, value: merged.clone() });
    }
    let output = apply_path(&code.output_path, &merged, environment)?;
    if !matches!(code.output_path, PathCode::Whole) {
        stages.push(Stage { kind: StageKind::Output, value: output.clone() });
    }
    Ok(output)
}

/// InputPath, OutputPath or ItemsPath.
pub(super) fn apply_path(path: &PathCode, value: &Value, environment: &dyn Environment) -> Result<Value, StateError> {
    match path {
        PathCode::Whole => Ok(value.clone()),
        PathCode::Discard => Ok(Value::empty_object()),
        PathCode::Path(expression, _) => expression.evaluate(value, environment).map_err(|error| error.invalid_path()),
    }
}

/// ResultPath.
pub(super) fn apply_result_path(path: &ResultPathCode, input: &Value, result: Value) -> Result<Value, StateError> {
    match path {
        ResultPathCode::Whole => Ok(result),
        ResultPathCode::Discard => Ok(input.clone()),
        ResultPathCode::At(path) => path.apply(input, result),
    }
}

/// The variables that `Assign` sets.
pub(super) fn assignments(
    assign: Option<&Template>,
    data: &Value,
    environment: &dyn Environment,
) -> Result<Option<Assigned>, StateError> {
    let Some(assign) = assign else { return Ok(None) };
    let values = evaluate_template(assign, data, environment)?;
    let variables: Assigned = values
        .as_object()
        .map(|map| map.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
        .unwrap_or_default();
    Ok((!variables.is_empty()).then_some(variables))
}

/// A payload template on its data.
pub(super) fn evaluate_template(
    template: &Template,
    data: &Value,
    environment: &dyn Environment,
) -> Result<Value, StateError> {
    template.evaluate(data, environment)
}

/// A number from a literal or a path. `None` where the path's value is no number.
pub(super) fn amount(
    amount: &AmountCode,
    data: &Value,
    environment: &dyn Environment,
) -> Result<Option<f64>, StateError> {
    match amount {
        AmountCode::Literal(number) => Ok(Some(*number)),
        AmountCode::Path(path, _) => {
            let value = path.evaluate(data, environment).map_err(|error| error.invalid_path())?;
            // AWS reads a numeric string too.
            Ok(value.as_number().or_else(|| value.as_str().and_then(Number::parse)).map(Number::as_f64))
        }
    }
}

/// A whole number from a literal or a path; what else a path's value may be is an error that names `field`.
pub(super) fn whole_amount(
    amount: &AmountCode,
    field: &str,
    data: &Value,
    environment: &dyn Environment,
) -> Result<f64, StateError> {
    match amount {
        AmountCode::Literal(number) => Ok(*number),
        AmountCode::Path(path, text) => {
            let value = path.evaluate(data, environment).map_err(|error| error.invalid_path())?;
            let number = value.as_number().or_else(|| value.as_str().and_then(Number::parse)).and_then(Number::as_i64);
            #[expect(clippy::cast_precision_loss, reason = "beyond 2^53 a number of items is no limit at all")]
            number.map(|number| number as f64).ok_or_else(|| {
                StateError::runtime(format!(
                    "The {field} field refers to value {value} which is not a valid integer: {text}"
                ))
            })
        }
    }
}

/// A text from a literal, a path or an intrinsic function.
pub(super) fn text(
    code: &TextCode,
    field: &str,
    data: &Value,
    environment: &dyn Environment,
) -> Result<std::rc::Rc<str>, StateError> {
    match code {
        TextCode::Literal(text) => Ok(text.clone()),
        TextCode::Expression(expression, path) => match expression.evaluate(data, environment) {
            Ok(Value::String(text)) => Ok(text),
            Ok(other) => Err(StateError::runtime(format!(
                "The {field} parameter does not reference a string value: {path} == {other}"
            ))),
            Err(error) => Err(error.in_field(field)),
        },
    }
}
