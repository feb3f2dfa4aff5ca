//! What an expression sees: `$states` and the workflow's variables.

use std::cell::OnceCell;

use super::evaluation::Deferral;
use asl_aws::time::Timestamp;
use asl_path::Environment;
use asl_value::{Map, Value};

/// The surroundings of the expressions of one field, or of several that see the same.
pub struct Scope<'s> {
    /// `$states.input`
    input: &'s Value,
    /// `$states.result`
    result: Option<&'s Value>,
    /// `$states.errorOutput`
    error_output: Option<&'s Value>,
    /// `$states.context`, the variables, the run's randomness.
    environment: &'s dyn Environment,
    /// Which evaluations are put off, if any may be.
    deferral: Option<&'s Deferral>,
    /// The time of the run.
    now: Timestamp,
    states: OnceCell<Value>,
    states_and_context: OnceCell<Value>,
}

/// The fields of `$states` that exist only at some places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatesField {
    /// `$states.result`: in `Output` and `Assign` of a Task, Parallel or Map.
    Result,
    /// `$states.errorOutput`: in `Output` and `Assign` of a catcher.
    ErrorOutput,
}

impl StatesField {
    /// The field's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Result => "result",
            Self::ErrorOutput => "errorOutput",
        }
    }
}

impl<'s> Scope<'s> {
    /// The scope of a field that has neither result nor error output.
    pub fn new(input: &'s Value, environment: &'s dyn Environment, now: Timestamp) -> Self {
        Self {
            input,
            result: None,
            error_output: None,
            environment,
            deferral: None,
            now,
            states: OnceCell::new(),
            states_and_context: OnceCell::new(),
        }
    }

    /// The same with a `$states.result`.
    #[must_use]
    pub fn with_result(self, result: &'s Value) -> Self {
        Self { result: Some(result), states: OnceCell::new(), states_and_context: OnceCell::new(), ..self }
    }

    /// The same with a `$states.errorOutput`.
    #[must_use]
    pub fn with_error_output(self, error_output: &'s Value) -> Self {
        Self { error_output: Some(error_output), states: OnceCell::new(), states_and_context: OnceCell::new(), ..self }
    }

    /// The same for a run in which `deferral` puts long evaluations off.
    #[must_use]
    pub fn with_deferral(self, deferral: &'s Deferral) -> Self {
        Self { deferral: Some(deferral), ..self }
    }

    pub(super) fn deferral(&self) -> Option<&'s Deferral> {
        self.deferral
    }

    /// The environment that paths see too.
    pub fn environment(&self) -> &'s dyn Environment {
        self.environment
    }

    /// The time of the run, in milliseconds.
    pub(super) fn now(&self) -> i64 {
        self.now.0
    }

    /// `$states`, made once; the context object, which takes long to make, only where it is wanted.
    pub(super) fn states(&self, with_context: bool) -> &Value {
        let cell = if with_context { &self.states_and_context } else { &self.states };
        cell.get_or_init(|| {
            let mut states = Map::new();
            states.insert("input", self.input.clone());
            if with_context {
                states.insert("context", self.environment.context());
            }
            if let Some(result) = self.result {
                states.insert("result", result.clone());
            }
            if let Some(error_output) = self.error_output {
                states.insert("errorOutput", error_output.clone());
            }
            Value::from(states)
        })
    }
}
