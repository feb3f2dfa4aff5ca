//! One expression in `{% … %}`.

use std::rc::Rc;

use super::engine::{Budget, Engine, Inputs, Library};
use super::error::{EvaluationError, Problem, SyntaxError};
use super::lint::Facts;
use super::scope::Scope;
use crate::value::Value;

/// An expression, compiled by AWS's rules.
#[derive(Clone, Debug)]
pub struct Expression {
    text: Rc<str>,
    engine: Engine,
    /// Whether it uses `$states.context`, or all of `$states`.
    context: bool,
    /// The names of a path that is the whole expression.
    path: Option<Rc<[Rc<str>]>>,
    facts: Rc<Facts>,
}

impl Expression {
    /// Compiles a string that [is an expression](super::is_expression).
    pub fn compile(string: &str) -> Result<Self, Vec<SyntaxError>> {
        let inner = string.strip_prefix("{%").and_then(|rest| rest.strip_suffix("%}")).unwrap_or(string);
        let text = inner.trim();
        // Where the expression begins in the string.
        let shift = string.len() - inner.len() - if inner.len() == string.len() { 0 } else { 2 };
        let shift = shift + (inner.len() - inner.trim_start().len());
        let place = |(start, end): (usize, usize)| (start + shift, end + shift);
        let (engine, facts) = Engine::compile(text, Library::Aws).map_err(|error| {
            vec![SyntaxError {
                message: format!("the expression cannot be read: {}: {}", error.code, lower_first(&error.message)),
                hint: hint(&error.code).map(str::to_owned),
                span: error.span.map_or((0, string.len()), place),
            }]
        })?;
        if !facts.too_new.is_empty() {
            let refused = facts.too_new.iter().map(|(what, span)| SyntaxError {
                message: format!("AWS's JSONata, version 2.0.6, has no `{what}`"),
                hint: Some(instead(what).to_owned()),
                span: place(*span),
            });
            return Err(refused.collect());
        }
        let context = facts.whole_states || facts.states_fields.iter().any(|(name, _)| &**name == "context");
        let facts = Facts {
            states_fields: facts.states_fields.iter().map(|(name, span)| (name.clone(), place(*span))).collect(),
            ..facts
        };
        Ok(Self { text: text.into(), engine, context, path: facts.path.clone(), facts: Rc::new(facts) })
    }

    /// The expression as written, without `{%` and `%}`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The variables and functions that it may take from outside, without `$`.
    pub fn variables(&self) -> impl Iterator<Item = &Rc<str>> {
        self.facts.variables.iter()
    }

    /// The fields of `$states` that it names, with their places in bytes of the string.
    pub fn states_fields(&self) -> &[(Rc<str>, (usize, usize))] {
        &self.facts.states_fields
    }

    /// The value of the expression for the field `field`; nothing and functions are errors.
    pub fn evaluate(&self, scope: &Scope<'_>, field: &str) -> Result<Value, EvaluationError> {
        if let Some(value) = self.follow(scope) {
            return Ok(value);
        }
        let inputs = Inputs {
            input: None,
            variable: &|name| self.variable(scope, name),
            now: scope.now(),
            random: &|| scope.environment().random(),
        };
        let problem = match self.engine.evaluate(&inputs, Budget::AWS) {
            Ok(Some(value)) => return Ok(value),
            Ok(None) if self.engine.gives_function(&inputs, Budget::AWS) => Problem::Function,
            Ok(None) => Problem::Undefined,
            Err(error) => Problem::Threw(error),
        };
        Err(self.error(field, problem))
    }

    fn error(&self, field: &str, problem: Problem) -> EvaluationError {
        EvaluationError { expression: self.text.to_string(), field: field.to_owned(), problem }
    }

    fn variable(&self, scope: &Scope<'_>, name: &str) -> Option<Value> {
        match name {
            "states" => Some(scope.states(self.context).clone()),
            _ => scope.environment().variable(name),
        }
    }

    /// The value of a path that goes through objects alone: no engine is needed for it, and nothing is copied.
    /// What it does not find, the engine is asked for.
    fn follow(&self, scope: &Scope<'_>) -> Option<Value> {
        let (first, rest) = self.path.as_deref()?.split_first()?;
        let start = self.variable(scope, first)?;
        let Some((last, between)) = rest.split_last() else { return Some(start) };
        let parent = between.iter().try_fold(&start, |value, name| value.get(name))?;
        parent.get(last).cloned()
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

/// What to do about the commonest syntax errors.
fn hint(code: &str) -> Option<&'static str> {
    Some(match code {
        "S0101" => "close the string with the quote that opens it",
        "S0105" => "close the name with a backtick",
        "S0106" => "close the comment with `*/`",
        "S0201" => "an operator is missing between two values, or something stands behind the end",
        "S0203" | "S0207" => "something is missing at the end: a value, or a closing bracket",
        "S0211" => "an operator needs a value on its left",
        "S0302" => "close the regular expression with `/`",
        _ => return None,
    })
}

fn instead(what: &str) -> &'static str {
    match what {
        "??" => "write `$exists(x) ? x : y`",
        "?:" => "write `x ? x : y`",
        _ => "compute the value in the workflow, or read JSON with `$parse(text)`",
    }
}
