//! The engine as the rest of this crate uses it: behind one table of functions, so that the page can fetch it when a
//! definition first says JSONata.

use asl_value::SortedSet;
use std::fmt::Debug;
use std::rc::Rc;

use asl_parts::Part;
use asl_path::reads;
use asl_value::Value;

use crate::audit::Audit;
use crate::engine::{self, Budget, Engine, Inputs, Library};
use crate::error::{EngineError, EvaluationError, SyntaxError};
use crate::expression::{self, Expression};
use crate::lint::Facts;
use crate::scope::Scope;
use crate::signature;
use crate::template::{self, Template};

/// An expression that was read, and what is known of it.
type Read = Result<(Rc<dyn Compiled>, Facts), EngineError>;

/// The functions of the engine.
#[derive(Debug)]
pub struct Language {
    compile: fn(&str, Library) -> Read,
    expression: fn(&str) -> Result<Expression, Vec<SyntaxError>>,
    evaluate: fn(&Expression, &Scope<'_>, &str) -> Result<Value, EvaluationError>,
    evaluate_template: fn(&Template, &Scope<'_>) -> Result<Value, EvaluationError>,
    function_names: fn() -> &'static SortedSet<&'static str>,
    signature: fn(&str) -> Option<String>,
}

impl Language {
    /// Compiles an expression and tells what is known of it.
    pub(crate) fn compile(&self, text: &str, library: Library) -> Read {
        (self.compile)(text, library)
    }

    /// Compiles a string that is an expression.
    pub(crate) fn expression(&self, string: &str) -> Result<Expression, Vec<SyntaxError>> {
        (self.expression)(string)
    }

    /// The value of an expression for the field `field`.
    pub(crate) fn evaluate(
        &self,
        expression: &Expression,
        scope: &Scope<'_>,
        field: &str,
    ) -> Result<Value, EvaluationError> {
        (self.evaluate)(expression, scope, field)
    }

    /// The value of a template with expressions.
    pub(crate) fn evaluate_template(&self, template: &Template, scope: &Scope<'_>) -> Result<Value, EvaluationError> {
        (self.evaluate_template)(template, scope)
    }

    /// The names of all functions of JSONata and AWS, without `$`.
    pub(crate) fn function_names(&self) -> &'static SortedSet<&'static str> {
        (self.function_names)()
    }

    /// What a function takes and gives, for a person.
    pub(crate) fn signature(&self, name: &str) -> Option<String> {
        (self.signature)(name)
    }
}

/// An expression that the engine has compiled.
pub(crate) trait Compiled: Debug {
    /// The value of the expression; `None` is *undefined*, or a function.
    fn evaluate(&self, inputs: &Inputs<'_>, budget: Budget) -> Result<Option<Value>, EngineError>;

    /// Evaluates once more and tells how the expression came to its value.
    fn audit(&self, inputs: &Inputs<'_>, budget: Budget) -> Audit;

    /// Whether the expression, which came to nothing, came to a function.
    fn gives_function(&self, inputs: &Inputs<'_>, budget: Budget) -> bool;

    /// Whether it may draw random bits.
    fn draws(&self) -> bool;

    /// What it reads where its value is needed as `wanted`.
    fn reads(&self, wanted: &reads::Wanted) -> Vec<reads::Read>;
}

/// The engine with all that belongs to it. Only who provides it to [`LANGUAGE`] calls this.
pub fn language() -> &'static Language {
    static TABLE: Language = Language {
        compile: |text, library| {
            let (engine, facts) = Engine::compile(text, library)?;
            Ok((Rc::new(engine), facts))
        },
        expression: expression::compile,
        evaluate: expression::evaluate_at_once,
        evaluate_template: template::evaluate,
        function_names: engine::function_names,
        signature: signature::signature,
    };
    &TABLE
}

/// The engine, where the feature `deferred` leaves it to be provided.
pub static LANGUAGE: Part<Language> = Part::new();

/// The engine, if it is here.
pub(crate) fn get() -> Option<&'static Language> {
    if cfg!(feature = "deferred") { LANGUAGE.get() } else { Some(language()) }
}
