//! What can go wrong with paths and expressions: when they are read, and when they are evaluated.

use std::fmt;
use std::rc::Rc;

use super::ast::Path;
use asl_aws::state_error::{self, StateError};
use asl_value::Value;

/// A text that is no path, expression or reference path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    /// What is wrong: a lower-case sentence.
    pub message: String,
    /// Where, in bytes from the start of the text.
    pub offset: usize,
}

impl PathError {
    pub(super) fn new(offset: usize, message: impl Into<String>) -> Self {
        Self { message: message.into(), offset }
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PathError {}

/// A path that found nothing. It displays what Jayway says, as AWS quotes it.
#[derive(Clone, Debug)]
pub struct NoResults {
    pub(super) path: Path,
    pub(super) reason: Reason,
}

/// Why a path found nothing; numbers are positions of steps.
#[derive(Clone, Debug)]
pub(super) enum Reason {
    /// The last step found nothing.
    NotFound,
    /// An array has no item at an index.
    PastTheEnd,
    /// A property on the way is missing.
    Missing(usize),
    /// A property was asked of something that is no object.
    NotAnObject(usize, Value),
    /// An array step met something else.
    NotAnArray(usize, Value),
    /// A filter met a value that is neither object nor array.
    Primitive(usize, Value),
    /// A function has nothing to compute with.
    Function(&'static str),
    /// Too many values were visited.
    TooMuch,
}

impl NoResults {
    /// Whether an index was asked of something that is neither an array nor null.
    pub(super) fn is_no_array(&self) -> bool {
        matches!(&self.reason, Reason::NotAnArray(_, found) if *found != Value::Null)
    }

    /// `Invalid path '$.a' : …`, the error of `InputPath`, `OutputPath`, `TimeoutSecondsPath` and their like.
    pub fn invalid_path(&self, text: &str) -> StateError {
        StateError::runtime(format!("Invalid path '{text}' : {self}")).because(state_error::Reason::Path(text.into()))
    }
}

impl fmt::Display for NoResults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let upto = |step: usize| self.path.normalized(step);
        match &self.reason {
            Reason::NotFound | Reason::PastTheEnd => write!(f, "No results for path: {}", upto(usize::MAX)),
            Reason::Missing(step) => write!(f, "Missing property in path {}", upto(step + 1)),
            Reason::NotAnObject(step, found) => write!(
                f,
                "Expected to find an object with property {} in path {} but found '{}'. This is not a json object \
                 according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonProvider'.",
                self.path.step_text(*step),
                upto(*step),
                java_class(found)
            ),
            Reason::NotAnArray(step, Value::Null) => write!(f, "The path {} is null", upto(*step)),
            Reason::NotAnArray(step, found) => write!(
                f,
                "Filter: {} can only be applied to arrays. Current context is: {}",
                self.path.step_text(*step),
                JavaText(found)
            ),
            Reason::Primitive(step, found) => write!(
                f,
                "Filter: {} can not be applied to primitives. Current context is: {}",
                self.path.step_text(*step),
                JavaText(found)
            ),
            Reason::Function(message) => f.write_str(message),
            Reason::TooMuch => f.write_str("The path visits too many values"),
        }
    }
}

impl std::error::Error for NoResults {}

/// The Java class that holds such a value, as Jayway's messages name it.
fn java_class(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "java.lang.Boolean",
        Value::Number(number) if number.as_i64().is_some() => "java.lang.Integer",
        Value::Number(_) => "java.lang.Double",
        Value::String(_) => "java.lang.String",
        Value::Array(_) => "java.util.ArrayList",
        Value::Object(_) => "java.util.LinkedHashMap",
    }
}

/// Shows a value as Java's `toString` has it: text without quotes, `{a=1, b=[]}`, `[1, x]`.
pub(super) struct JavaText<'v>(pub(super) &'v Value);

impl fmt::Display for JavaText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::String(text) => f.write_str(text),
            Value::Array(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{}", if index > 0 { ", " } else { "" }, JavaText(item))?;
                }
                f.write_str("]")
            }
            Value::Object(map) => {
                f.write_str("{")?;
                for (index, (key, member)) in map.iter().enumerate() {
                    write!(f, "{}{key}={}", if index > 0 { ", " } else { "" }, JavaText(member))?;
                }
                f.write_str("}")
            }
            simple => write!(f, "{simple}"),
        }
    }
}

/// An expression that gave no value.
#[derive(Clone, Debug)]
pub enum EvaluationError {
    /// A path that is the whole expression found nothing.
    Path {
        /// The expression as written: `$.a`, `$$.b`, `$name.c`.
        expression: Rc<str>,
        /// The document that the path was applied to: the input, the context object, or a variable's value.
        document: Value,
        /// What the path says.
        reason: NoResults,
    },
    /// A variable that is the whole expression, or the start of it, is not assigned.
    Variable {
        /// The expression as written.
        expression: Rc<str>,
        /// The variable's name.
        name: Rc<str>,
        /// The input of the evaluation.
        input: Value,
    },
    /// A path or variable among an intrinsic function's arguments found nothing.
    Argument {
        /// The whole expression as written.
        expression: Rc<str>,
        /// The argument as written.
        argument: Rc<str>,
        /// The document that the path was applied to.
        document: Value,
    },
    /// A path among an intrinsic function's arguments met a value that its steps cannot be applied to.
    ArgumentPath {
        /// The whole expression as written.
        expression: Rc<str>,
        /// What the path says.
        reason: NoResults,
    },
    /// An intrinsic function refused its arguments.
    Intrinsic {
        /// The whole expression as written.
        expression: Rc<str>,
        /// The function that refused: `States.ArrayLength`.
        function: &'static str,
        /// What it says of them.
        refusal: Refusal,
    },
}

/// What an intrinsic function says when it refuses its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// They are not of the types, or not in the range, that it takes.
    Arguments,
    /// `States.Format` got more or fewer arguments than its template has `{}`.
    Count,
    /// A `{` of the template of `States.Format` is not followed by `}`.
    OpenBrace,
    /// A `}` of the template of `States.Format` has no `{`.
    CloseBrace,
}

impl Refusal {
    /// AWS's sentence for it.
    fn write(self, function: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arguments => write!(f, "Invalid arguments in {function}"),
            Self::Count => {
                write!(f, "Invalid arguments in {function}: number of arguments do not match the occurrences of {{}}.")
            }
            Self::OpenBrace => write!(f, "Invalid template in {function}: matching '}}' not found for '{{'."),
            Self::CloseBrace => write!(f, "Invalid template in {function}: matching '{{' not found for '}}'."),
        }
    }
}

impl EvaluationError {
    /// Whether a path asked an array for an item behind its end: a payload template has null there.
    pub(super) fn is_past_the_end(&self) -> bool {
        matches!(self, Self::Path { reason: NoResults { reason: Reason::PastTheEnd, .. }, .. })
    }

    /// The error of a payload template's field (`missing.$`) or of a field such as `ErrorPath` and `CausePath`.
    pub fn in_field(&self, field: &str) -> StateError {
        let error = match self {
            Self::Path { expression, document, .. } | Self::Variable { expression, input: document, .. } => {
                StateError::runtime(format!(
                    "The JSONPath '{expression}' specified for the field '{field}' could not be found in the input \
                     '{document}'"
                ))
            }
            _ => StateError::runtime(self.to_string()),
        };
        error.because(state_error::Reason::Path(self.expression().clone()))
    }

    /// The error of a path field: `Invalid path '$.missing' : No results for path: $['missing']`.
    pub fn invalid_path(&self) -> StateError {
        let error = match self {
            // A path of the context object is named with one dollar.
            Self::Path { expression, reason, .. } => match expression.strip_prefix("$$") {
                Some(steps) => reason.invalid_path(&format!("${steps}")),
                None => reason.invalid_path(expression),
            },
            Self::Variable { expression, name, .. } => {
                StateError::runtime(format!("Invalid path '{expression}' : No results for path: ${name}"))
            }
            _ => StateError::runtime(self.to_string()),
        };
        error.because(state_error::Reason::Path(self.expression().clone()))
    }

    /// The whole expression as written.
    fn expression(&self) -> &Rc<str> {
        match self {
            Self::Path { expression, .. }
            | Self::Variable { expression, .. }
            | Self::Argument { expression, .. }
            | Self::ArgumentPath { expression, .. }
            | Self::Intrinsic { expression, .. } => expression,
        }
    }
}

impl fmt::Display for EvaluationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path { reason, .. } => write!(f, "{reason}"),
            Self::Variable { name, .. } => write!(f, "No results for path: ${name}"),
            Self::Argument { expression, argument, document } => write!(
                f,
                "The function '{expression}' had the following error: The JsonPath argument for the field \
                 '{argument}' could not be found in the input '{document}'"
            ),
            Self::ArgumentPath { expression, reason } => {
                write!(f, "The function '{expression}' had the following error: {reason}")
            }
            Self::Intrinsic { expression, function, refusal } => {
                write!(f, "There was an error while evaluating the intrinsic function: {expression}. ")?;
                refusal.write(function, f)
            }
        }
    }
}

impl std::error::Error for EvaluationError {}
