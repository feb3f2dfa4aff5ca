//! What can go wrong with an expression: when it is read, and when it is evaluated; and how AWS words it.

use jlens_core as core;

use crate::state_error::{QUERY_EVALUATION_ERROR, StateError};
use crate::value::Value;

/// An error of the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineError {
    /// JSONata's code: `S0202`, `T2001`, `D3030`; `U…` where the engine itself gives up.
    pub code: String,
    /// JSONata's words for it.
    pub message: String,
    /// Where, in bytes of the expression, if that is known.
    pub span: Option<(usize, usize)>,
}

impl EngineError {
    /// An error in a text that has `shift` bytes before the expression of `length` bytes.
    pub(super) fn new(error: &core::Error, shift: usize, length: usize) -> Self {
        let place = |at: usize| at.checked_sub(shift).map(|at| at.min(length));
        let span = error.span().and_then(|span| Some((place(span.start)?, place(span.end)?)));
        Self { code: error.code().to_owned(), message: error.message(), span }
    }

    /// AWS's words for a limit that was reached.
    fn limit(&self) -> Option<&'static str> {
        Some(match &*self.code {
            "D1012" | "U1006" => "Expression evaluation timeout",
            "D1011" => "Stack overflow error",
            "U1001" => "Expression evaluation memory limit exceeded: Check for excessive memory usage",
            _ => return None,
        })
    }
}

/// A text that is no expression that AWS accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong: a lower-case sentence, with JSONata's code if it has one.
    pub message: String,
    /// A way out.
    pub hint: Option<String>,
    /// Where, in bytes of the whole string, `{%` included.
    pub span: (usize, usize),
}

/// Why an expression gave no value that its field can use.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// It is *undefined*.
    Undefined,
    /// It is a function.
    Function,
    /// It is of another type than the field's.
    Type {
        /// The type that the field has: `array`.
        expected: &'static str,
        /// What the expression gave.
        found: Value,
    },
    /// It could not be evaluated.
    Threw(EngineError),
}

/// An expression that gave no value that its field can use.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluationError {
    /// The expression as written, without `{%` and `%}`.
    pub expression: String,
    /// The field: `Output/total`.
    pub field: String,
    /// What happened.
    pub problem: Problem,
}

impl EvaluationError {
    /// The error of the language: `States.QueryEvaluationError` and AWS's words, without the state's name.
    pub fn to_state_error(&self) -> StateError {
        let what = match &self.problem {
            Problem::Undefined => "returned nothing (undefined).".to_owned(),
            Problem::Function => "returned an unsupported result type.".to_owned(),
            Problem::Type { expected, found } => format!(
                "returned an unexpected result type. Expected '{expected}', but was '{}' for value: {found}",
                found.type_name()
            ),
            Problem::Threw(error) => match error.limit() {
                Some(limit) => format!("threw an error during evaluation: {limit}"),
                None => format!("threw an error during evaluation. {}: {}", error.code, error.message),
            },
        };
        let Self { expression, field, .. } = self;
        let cause = format!("The JSONata expression '{expression}' specified for the field '{field}' {what}");
        StateError::new(QUERY_EVALUATION_ERROR, cause)
    }
}
