//! What can go wrong with an expression: when it is read, and when it is evaluated; and how AWS words it.

use jlens_core as core;
use serde_json::Value as Json;

use super::values::number;
use asl_aws::state_error::{QUERY_EVALUATION_ERROR, Reason, StateError};
use asl_value::Value;

/// An error of the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineError {
    /// JSONata's code: `S0202`, `T2001`, `D3030`; `U…` where the engine itself gives up.
    pub code: Box<str>,
    /// JSONata's words for it.
    pub message: Box<str>,
    /// Where, in bytes of the expression, if that is known.
    pub span: Option<(usize, usize)>,
    /// The argument of a function that it is about, from 1.
    pub argument: Option<u32>,
    /// The type that all items of that argument must have: `number`.
    pub items: Option<Box<str>>,
}

/// The code of what AWS calls an internal error: a built-in function that it lets fail without a code of JSONata.
pub(super) const INTERNAL: &str = "U9000";

impl EngineError {
    /// An error in a text that has `shift` bytes before the expression of `length` bytes.
    pub(super) fn new(error: &core::Error, shift: usize, length: usize) -> Self {
        let place = |at: usize| at.checked_sub(shift).map(|at| at.min(length));
        let span = error.span().and_then(|span| Some((place(span.start)?, place(span.end)?)));
        let argument = error.detail("index").and_then(Json::as_f64).filter(|_| error.code().starts_with("T041"));
        let items = error.detail("type").and_then(Json::as_str).filter(|_| error.code() == "T0412");
        Self {
            code: error.code().into(),
            message: message(error).into(),
            span,
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number from 1")]
            argument: argument.map(|index| index as u32),
            items: items.map(|name| name.trim_end_matches('s').into()),
        }
    }

    /// The error of whoever evaluates while the engine is not here.
    pub(super) fn not_loaded() -> Self {
        Self {
            code: "U0000".into(),
            message: "The JSONata engine is not loaded yet".into(),
            span: None,
            argument: None,
            items: None,
        }
    }

    /// The error of an expression that its thread did not survive.
    pub(super) fn too_deep() -> Self {
        Self {
            code: "D1011".into(),
            message: "The expression ran out of stack or memory".into(),
            span: None,
            argument: None,
            items: None,
        }
    }

    /// AWS's words for a limit that was reached.
    fn limit(&self) -> Option<&'static str> {
        Some(match &*self.code {
            "D1012" | "U1006" => "Expression evaluation timeout: Check for infinite loop",
            "D1011" => {
                "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as \
                 tail-recursive"
            }
            "U1001" => "Expression evaluation memory limit exceeded: Check for excessive memory usage",
            _ => return None,
        })
    }
}

/// The words for an error: the template of its code, filled in. The engine's own filling writes `2.0` where
/// JSONata has `2`.
fn message(error: &core::Error) -> String {
    let Some(known) = core::error::catalog().iter().find(|known| known.code == error.code()) else {
        return error.message();
    };
    let mut text = String::new();
    let mut rest = known.template;
    while let Some((before, behind)) = rest.split_once("{{") {
        text += before;
        // Three braces stand for the text itself, two for its JSON.
        let (plain, behind) = behind.strip_prefix('{').map_or((false, behind), |behind| (true, behind));
        let (name, behind) = behind.split_once(if plain { "}}}" } else { "}}" }).unwrap_or((behind, ""));
        match error.detail(name) {
            None => text += "undefined",
            Some(Json::String(detail)) if plain => text += detail,
            Some(Json::Number(detail)) => text += &number(detail.as_f64().unwrap_or_default()).to_serde().to_string(),
            Some(detail) => text += &detail.to_string(),
        }
        rest = behind;
    }
    text + rest
}

/// A text that is no expression that AWS accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong: a lower-case sentence, with JSONata's code if it has one.
    pub message: String,
    /// What the parser itself says, without code: AWS repeats it.
    pub words: String,
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
    pub expression: Box<str>,
    /// The field: `Output/total`.
    pub field: Box<str>,
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
            Problem::Threw(error) if &*error.code == INTERNAL => {
                "threw an internal error during evaluation.".to_owned()
            }
            Problem::Threw(error) => match error.limit() {
                Some(limit) => format!("threw an error during evaluation: {limit}"),
                None => format!("threw an error during evaluation. {}: {}", error.code, error.message),
            },
        };
        let Self { expression, field, .. } = self;
        let cause = format!("The JSONata expression '{expression}' specified for the field '{field}' {what}");
        let error = StateError::new(QUERY_EVALUATION_ERROR, cause);
        match &self.problem {
            Problem::Function => error.because(Reason::FunctionValue),
            Problem::Type { expected, .. } => error.because(Reason::WrongType { expected }),
            Problem::Undefined | Problem::Threw(_) => error,
        }
    }
}
