//! JSONata, the second query language: expressions in `{% … %}` and templates of them.
//!
//! An [`Expression`] is compiled once; it is evaluated on a [`Scope`], which holds what AWS gives an expression to
//! see: `$states`, the workflow's variables, the functions that AWS adds. A [`Template`] is JSON in which strings may
//! be expressions. AWS has JSONata 2.0.6 without `$eval`; what is newer is refused when an expression is compiled.
//! Time and randomness come from the run, and every evaluation has a budget; a [`Deferral`] hands the long ones to another
//! thread. The language itself is the work of an
//! [`engine`], which only this module knows and only the table in `language` reaches: with the feature `deferred` the
//! engine may come later than the rest, and until then no expression can be compiled.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod audit;
pub mod engine;
mod error;
mod evaluation;
mod expression;
mod functions;
mod hints;
mod language;
mod lint;
mod reads;
#[cfg(test)]
mod regex_tests;
mod scope;
mod signature;
mod strict;
mod template;
mod values;

pub use audit::{Audit, Fault, alike};
pub use error::{EngineError, EvaluationError, Problem, SyntaxError};
pub use evaluation::{Deferral, Evaluated, Evaluation, Slice, answer_from_json, answer_to_json};
pub use expression::Expression;
pub use hints::hint;
pub use language::{LANGUAGE, Language, language};
pub use scope::{Scope, StatesField};
pub use template::Template;

/// The names of all functions that an expression can call, without `$`; none while the engine is not here.
pub fn function_names() -> impl Iterator<Item = &'static str> {
    language::get().into_iter().flat_map(|language| language.function_names().iter().copied())
}

/// The signature of the function `name`, which comes without `$`: `$substring(str: string, start: number, …)`.
pub fn signature(name: &str) -> Option<String> {
    language::get()?.signature(name)
}

/// Whether `text` is an expression: `{% … %}` without anything around it.
pub fn is_expression(text: &str) -> bool {
    text.len() >= 4 && text.starts_with("{%") && text.ends_with("%}")
}
