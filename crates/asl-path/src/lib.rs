//! JSONPath in AWS's dialect (Java's Jayway), reference paths, payload templates and intrinsic functions.
//!
//! Everything is parsed once, when a machine is prepared: a [`Path`] finds values in one document, an
//! [`Expression`] is what may stand under a `.$` key, a [`Template`] is a whole payload template, and a
//! [`ReferencePath`] names the one place where `ResultPath` puts something. Evaluation walks the compiled
//! form, shares what it finds and never panics; paths that would visit too much end in an ordinary error.
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod evaluation_trace;
mod algorithms;
mod ast;
mod audit;
mod cursor;
mod error;
mod evaluate;
mod expression;
mod expression_parser;
mod filter;
mod filter_parser;
mod functions;
mod intrinsics;
mod java_order;
pub mod messages;
mod parser;
pub mod reads;
mod reference;
mod searches;
mod template;
mod to_jsonata;

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod recorded_tests;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use algorithms::{ALGORITHMS, Algorithms, algorithms};
pub use ast::Path;
pub use audit::Audit;
pub use error::{EvaluationError, NoResults, PathError, Refusal};
pub use expression::Expression;
pub use intrinsics::{hash, md5};
pub use java_order::java_order;
pub use reference::ReferencePath;
pub use searches::{SEARCHES, Searches, searches};
pub use template::Template;
pub use to_jsonata::{Difference, InJsonata, NAMES as JSONATA_NAMES, NotInJsonata, Translated, field, literal};

use asl_value::Value;

/// What an expression may ask of the run it is evaluated in.
pub trait Environment {
    /// The context object, `$$`.
    fn context(&self) -> Value;

    /// The variable `name`, `$name`.
    fn variable(&self, name: &str) -> Option<Value>;

    /// The next random bits of the run, for `States.MathRandom` and `States.UUID`.
    fn random(&self) -> u64;
}

/// The names of all intrinsic functions, `States.` included.
pub fn intrinsic_names() -> &'static [&'static str] {
    intrinsics::Function::NAMES
}
