//! Fields that are computed, in either query language: templates, numbers, texts.

use std::rc::Rc;

use super::environment::StateEnvironment;
use super::states::Failure;
use asl_aws::state_error::{Reason, StateError};
use asl_path::{Environment, Expression, Template};
use asl_value::{Number, Value};

/// What the fields of a state see at some point of its work.
pub(super) struct View<'v> {
    /// What `$` is to a path.
    data: &'v Value,
    /// What an expression sees.
    scope: asl_jsonata::Scope<'v>,
}

impl<'v> View<'v> {
    /// The state's input alone.
    pub(super) fn of(environment: &'v StateEnvironment<'v>) -> Self {
        let input = &environment.thread.input;
        let scope = asl_jsonata::Scope::new(input, environment, environment.now).with_deferral(environment.deferral);
        Self { data: input, scope }
    }

    /// The same with another `$` for paths.
    pub(super) fn on(self, data: &'v Value) -> Self {
        Self { data, ..self }
    }

    /// The same with a result, which is `$` for paths.
    pub(super) fn with_result(self, result: &'v Value) -> Self {
        Self { data: result, scope: self.scope.with_result(result) }
    }

    /// The same with an error output, which is `$` for paths.
    pub(super) fn with_error_output(self, error_output: &'v Value) -> Self {
        Self { data: error_output, scope: self.scope.with_error_output(error_output) }
    }

    pub(super) fn data(&self) -> &'v Value {
        self.data
    }

    pub(super) fn environment(&self) -> &'v dyn Environment {
        self.scope.environment()
    }
}

/// A template (`Parameters`, `Arguments`, `Assign`, `Output`, …).
#[derive(Debug)]
pub(super) enum TemplateCode {
    JsonPath(Template),
    Jsonata(asl_jsonata::Template),
}

impl TemplateCode {
    pub(super) fn evaluate(&self, view: &View<'_>) -> Result<Value, Failure> {
        match self {
            Self::JsonPath(template) => Ok(template.evaluate(view.data, view.environment())?),
            Self::Jsonata(template) => Ok(template.evaluate(&view.scope)?),
        }
    }
}

/// The value of a JSONata field that has to be of one type.
pub(super) fn typed(
    template: &asl_jsonata::Template,
    view: &View<'_>,
    expected: &'static str,
) -> Result<Value, Failure> {
    let value = template.evaluate(&view.scope)?;
    if value.type_name() == expected { Ok(value) } else { Err(template.wrong_type(expected, value).into()) }
}

/// A field whose value is a number: `TimeoutSeconds`, `MaxConcurrency`, …
#[derive(Debug)]
pub(super) enum AmountCode {
    Literal(f64),
    Path(Expression, Rc<str>),
    Jsonata(asl_jsonata::Template),
}

impl AmountCode {
    /// The number; `None` where a path's value is none.
    pub(super) fn evaluate(&self, view: &View<'_>) -> Result<Option<f64>, Failure> {
        match self {
            Self::Literal(number) => Ok(Some(*number)),
            Self::Path(path, _) => {
                let value = path.evaluate(view.data, view.environment()).map_err(|error| error.invalid_path())?;
                // AWS reads a numeric string too.
                Ok(number(&value).map(Number::as_f64))
            }
            Self::Jsonata(template) => Ok(typed(template, view, "number")?.as_number().map(Number::as_f64)),
        }
    }

    /// A whole number; what else a path's value may be is an error that names `field`.
    pub(super) fn evaluate_whole(&self, field: &str, view: &View<'_>) -> Result<f64, Failure> {
        let Self::Path(path, text) = self else { return Ok(self.evaluate(view)?.unwrap_or_default()) };
        let value = path.evaluate(view.data, view.environment()).map_err(|error| error.invalid_path())?;
        #[expect(clippy::cast_precision_loss, reason = "beyond 2^53 a number of items is no limit at all")]
        Ok(whole(&value, field, text)? as f64)
    }

    /// A number; what else a path's value may be is an error that names `field`.
    pub(super) fn evaluate_float(&self, field: &str, view: &View<'_>) -> Result<f64, Failure> {
        let Self::Path(path, text) = self else { return Ok(self.evaluate(view)?.unwrap_or_default()) };
        let value = path.evaluate(view.data, view.environment()).map_err(|error| error.invalid_path())?;
        Ok(float(&value, field, text)?)
    }
}

/// A number that AWS reads out of a number or a string.
fn number(value: &Value) -> Option<Number> {
    value.as_number().or_else(|| value.as_str().and_then(Number::parse))
}

/// A whole number behind a path; `field` and `path` are for the error that anything else is.
pub(super) fn whole(value: &Value, field: &str, path: &str) -> Result<i64, StateError> {
    number(value).and_then(Number::as_i64).ok_or_else(|| not_valid(value, field, path, "integer"))
}

/// A number behind a path; `field` and `path` are for the error that anything else is.
pub(super) fn float(value: &Value, field: &str, path: &str) -> Result<f64, StateError> {
    number(value).map(Number::as_f64).ok_or_else(|| not_valid(value, field, path, "float"))
}

fn not_valid(value: &Value, field: &str, path: &str, kind: &str) -> StateError {
    let shown = value.as_str().map_or_else(|| value.to_json(), str::to_owned);
    let cause = format!("The {field} field refers to value \"{shown}\" which is not a valid {kind}: {path}");
    StateError::runtime(cause).because(Reason::Path(path.into()))
}

/// A field whose value is a text: `Error` and `Cause` of a Fail.
#[derive(Debug)]
pub(super) enum TextCode {
    Literal(Rc<str>),
    /// A path or an intrinsic function.
    Path(Expression, Rc<str>),
    Jsonata(asl_jsonata::Template),
}

impl TextCode {
    /// The text; what a path does not give is an error that names `field`.
    pub(super) fn evaluate(&self, field: &str, view: &View<'_>) -> Result<Rc<str>, Failure> {
        match self {
            Self::Literal(text) => Ok(text.clone()),
            Self::Path(expression, path) => match expression.evaluate(view.data, view.environment()) {
                Ok(Value::String(text)) => Ok(text),
                Ok(other) => Err(StateError::runtime(format!(
                    "The {field} parameter does not reference a string value: {path} == {other}"
                ))
                .because(Reason::Path(path.clone()))
                .into()),
                Err(error) => Err(error.in_field(field).into()),
            },
            Self::Jsonata(template) => match typed(template, view, "string")? {
                Value::String(text) => Ok(text),
                // INVARIANT: `typed` gives strings alone.
                _ => Ok(Rc::default()),
            },
        }
    }
}
