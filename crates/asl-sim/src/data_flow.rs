//! The processing that all states share: from the raw input to what a state works on, and from its result to the
//! output and the variables (States Language specification, "Input and Output Processing"). In JSONPath that is
//! InputPath, Parameters, ResultSelector, ResultPath, OutputPath; in JSONata Arguments and Output; in both Assign.
//! Each step is recorded as a [`Stage`].

use super::environment::StateEnvironment;
use super::event::{Assigned, Stage, StageKind};
use super::fields::{TemplateCode, View};
use super::runnable::{DataCode, JsonPathCode, PathCode, ResultPathCode, StateCode};
use super::states::Failure;
use asl_aws::state_error::StateError;
use asl_path::Environment;
use asl_value::Value;

/// What comes out of a state: its output and the variables that it sets.
pub(super) type Leaving = (Value, Option<Assigned>);

/// The input that a state's fields see: behind InputPath, or the raw one.
pub(super) fn selected_input(code: &StateCode, view: &View<'_>) -> Result<Value, Failure> {
    match &code.data {
        DataCode::JsonPath(data) => Ok(apply_path(&data.input_path, view.data(), view.environment())?),
        DataCode::Jsonata { .. } => Ok(view.data().clone()),
    }
}

/// What a state works on: InputPath, then Parameters; or Arguments.
pub(super) fn effective_input(code: &StateCode, view: View<'_>, stages: &mut Vec<Stage>) -> Result<Value, Failure> {
    match &code.data {
        DataCode::JsonPath(data) => {
            let selected = apply_path(&data.input_path, view.data(), view.environment())?;
            if !matches!(data.input_path, PathCode::Whole) {
                stages.push(Stage { kind: StageKind::AfterInputPath, value: selected.clone() });
            }
            let Some(parameters) = &data.parameters else { return Ok(selected) };
            let built = parameters.evaluate(&view.on(&selected))?;
            stages.push(Stage { kind: StageKind::AfterParameters, value: built.clone() });
            Ok(built)
        }
        DataCode::Jsonata { arguments: Some(arguments), .. } => {
            let built = arguments.evaluate(&view)?;
            stages.push(Stage { kind: StageKind::AfterArguments, value: built.clone() });
            Ok(built)
        }
        DataCode::Jsonata { arguments: None, .. } => Ok(view.data().clone()),
    }
}

/// What comes of a result.
pub(super) fn leave_with_result(
    code: &StateCode,
    environment: &StateEnvironment<'_>,
    result: Value,
    stages: &mut Vec<Stage>,
) -> Result<Leaving, Failure> {
    match &code.data {
        DataCode::JsonPath(data) => {
            let selected = select_result(data, result, environment, stages)?;
            let assigned = assignments(code.assign.as_ref(), &View::of(environment).on(&selected))?;
            let output = merge(data, &environment.thread.input, selected, environment, stages)?;
            Ok((output, assigned))
        }
        DataCode::Jsonata { output, .. } => {
            let view = View::of(environment).with_result(&result);
            let assigned = assignments(code.assign.as_ref(), &view)?;
            Ok((computed_output(output.as_ref(), &view, &result, stages)?, assigned))
        }
    }
}

/// What comes of a state that has no result: `effective` is what it worked on. `assign` and `output` are the
/// state's, or those of the rule that matched.
pub(super) fn leave_without_result(
    code: &StateCode,
    environment: &StateEnvironment<'_>,
    effective: &Value,
    assign: Option<&TemplateCode>,
    output: Option<&TemplateCode>,
    stages: &mut Vec<Stage>,
) -> Result<Leaving, Failure> {
    let view = View::of(environment).on(effective);
    let assigned = assignments(assign, &view)?;
    let output = match &code.data {
        DataCode::JsonPath(data) => apply_path(&data.output_path, effective, environment)?,
        DataCode::Jsonata { .. } => computed_output(output, &view, effective, stages)?,
    };
    Ok((output, assigned))
}

/// ResultSelector.
fn select_result(
    data: &JsonPathCode,
    result: Value,
    environment: &StateEnvironment<'_>,
    stages: &mut Vec<Stage>,
) -> Result<Value, Failure> {
    let Some(selector) = &data.result_selector else { return Ok(result) };
    let selected = selector.evaluate(&View::of(environment).on(&result))?;
    stages.push(Stage { kind: StageKind::AfterResultSelector, value: selected.clone() });
    Ok(selected)
}

/// ResultPath, then OutputPath.
fn merge(
    data: &JsonPathCode,
    input: &Value,
    result: Value,
    environment: &dyn Environment,
    stages: &mut Vec<Stage>,
) -> Result<Value, StateError> {
    let merged = apply_result_path(&data.result_path, input, result)?;
    if !matches!(data.result_path, ResultPathCode::Whole) {
        stages.push(Stage { kind: StageKind::AfterResultPath, value: merged.clone() });
    }
    let output = apply_path(&data.output_path, &merged, environment)?;
    if !matches!(data.output_path, PathCode::Whole) {
        stages.push(Stage { kind: StageKind::Output, value: output.clone() });
    }
    Ok(output)
}

/// Output; absent, it is `otherwise`.
pub(super) fn computed_output(
    output: Option<&TemplateCode>,
    view: &View<'_>,
    otherwise: &Value,
    stages: &mut Vec<Stage>,
) -> Result<Value, Failure> {
    let Some(output) = output else { return Ok(otherwise.clone()) };
    let built = output.evaluate(view)?;
    stages.push(Stage { kind: StageKind::Output, value: built.clone() });
    Ok(built)
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

/// The variables that `Assign` sets: all computed with the values from before.
pub(super) fn assignments(assign: Option<&TemplateCode>, view: &View<'_>) -> Result<Option<Assigned>, Failure> {
    let Some(assign) = assign else { return Ok(None) };
    let values = assign.evaluate(view)?;
    let variables: Assigned = values
        .as_object()
        .map(|map| map.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
        .unwrap_or_default();
    Ok((!variables.is_empty()).then_some(variables))
}
