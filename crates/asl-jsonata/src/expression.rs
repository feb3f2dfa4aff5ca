//! One expression in `{% … %}`.

use std::cell::OnceCell;
use std::rc::Rc;
use std::time::Duration;

use super::audit::Audit;
use super::engine::{Budget, Inputs, Library};
use super::error::{EngineError, EvaluationError, Problem, SyntaxError};
use super::evaluation::{Deferral, Evaluation, Plan, evaluate, ran_out};
use super::hints::hint;
use super::language::{self, Compiled};
use super::lint::Facts;
use super::scope::Scope;
use asl_path::reads::{Read, Wanted};
use asl_value::Value;

/// An expression, compiled by AWS's rules.
#[derive(Clone, Debug)]
pub struct Expression {
    text: Rc<str>,
    engine: Rc<dyn Compiled>,
    /// Where it begins in the string, in bytes.
    start: usize,
    /// Whether it uses `$states.context`, or all of `$states`.
    context: bool,
    /// The names of a path that is the whole expression.
    path: Option<Rc<[Rc<str>]>>,
    facts: Rc<Facts>,
}

impl Expression {
    /// Compiles a string that [is an expression](super::is_expression).
    pub fn compile(string: &str) -> Result<Self, Vec<SyntaxError>> {
        if let Some(language) = language::get() {
            return language.expression(string);
        }
        let message = "the JSONata engine is not loaded yet".to_owned();
        Err(vec![SyntaxError { words: message.clone(), message, hint: None, span: (0, string.len()) }])
    }

    /// The expression as written, without `{%` and `%}`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the expression begins in its string, in bytes.
    pub fn start(&self) -> usize {
        self.start
    }

    /// The variables and functions that it may take from outside, without `$`.
    pub fn variables(&self) -> impl Iterator<Item = &Rc<str>> {
        self.facts.variables.iter()
    }

    /// The names behind `$states.input`, if the expression is nothing but such a path.
    pub fn input_path(&self) -> Option<Vec<&str>> {
        let names: Vec<&str> = self.path.as_deref()?.iter().map(|name| &**name).collect();
        match names.as_slice() {
            ["states", "input", rest @ ..] => Some(rest.to_vec()),
            _ => None,
        }
    }

    /// The fields of `$states` that it names, with their places in bytes of the string.
    pub fn states_fields(&self) -> &[(Rc<str>, (usize, usize))] {
        &self.facts.states_fields
    }

    /// The functions that it calls and that do not exist, with their places in bytes of the string.
    pub fn unknown_functions(&self) -> &[(Rc<str>, (usize, usize))] {
        &self.facts.unknown_functions
    }

    /// The names and `$` at its top level, and `$$` anywhere, each once, with their places in bytes of the string: AWS
    /// refuses them.
    pub fn references(&self) -> &[(Rc<str>, (usize, usize))] {
        &self.facts.references
    }

    /// What it reads of the state's input, the context object and variables where its value is needed as `wanted`.
    pub fn reads(&self, wanted: &Wanted) -> Vec<Read> {
        self.engine.reads(wanted)
    }

    /// The place whose value the expression gives, if it is nothing but a path of names.
    pub fn place(&self) -> Option<Read> {
        self.path.as_ref().and_then(|_| self.reads(&Wanted::Anything).pop())
    }

    /// Whether it may read `$`, `$$` or a bare name outside of any path: there is nothing there.
    pub fn reads_input(&self) -> bool {
        self.facts.reads_input
    }

    /// The value of the expression for the field `field`; nothing and functions are errors.
    pub fn evaluate(&self, scope: &Scope<'_>, field: &str) -> Result<Value, EvaluationError> {
        match language::get() {
            Some(language) => language.evaluate(self, scope, field),
            // INVARIANT: the engine was there when the expression was compiled.
            None => Err(self.error(field, Problem::Threw(EngineError::not_loaded()))),
        }
    }

    /// The same, with the engine at hand.
    fn evaluate_at_once(&self, scope: &Scope<'_>, field: &str) -> Result<Value, EvaluationError> {
        if let Some(value) = self.follow(scope) {
            return Ok(value);
        }
        // Drawn once, however often the expression is evaluated.
        let bits = OnceCell::new();
        let inputs = Inputs {
            input: None,
            variable: &|name| self.variable(scope, name),
            now: scope.now(),
            random: &|| *bits.get_or_init(|| scope.environment().random()),
        };
        let evaluated = match scope.deferral().map_or(Plan::AtOnce, Deferral::plan) {
            Plan::AtOnce => evaluate(&*self.engine, &inputs, Budget::AWS),
            Plan::Known(answer) => {
                if self.engine.draws() {
                    (inputs.random)();
                }
                answer
            }
            Plan::Within(number, budget) => {
                let evaluated = evaluate(&*self.engine, &inputs, budget);
                if let (Some(deferral), Err(problem)) = (scope.deferral(), &evaluated)
                    && ran_out(problem)
                {
                    deferral.put_off(number, self.evaluation(scope, bits.get().copied().unwrap_or_default()));
                }
                evaluated
            }
        };
        evaluated.map_err(|problem| self.error(field, problem))
    }

    /// The expression with all that it sees.
    fn evaluation(&self, scope: &Scope<'_>, random: u64) -> Evaluation {
        let variable = |name: &Rc<str>| Some((name.clone(), self.variable(scope, name)?));
        let variables = self.variables().filter_map(variable).collect();
        Evaluation { expression: self.text.clone(), variables, now: scope.now(), random }
    }

    /// Evaluates the expression once more and tells how it came to its value, or why to none. This is for a person
    /// who asks; a run never does.
    pub fn audit(&self, scope: &Scope<'_>) -> Audit {
        // Nothing reads the clock but this budget: the page must stay quick even where the run was not.
        let budget = Budget { time: Some(Duration::from_millis(60)), ..Budget::AWS };
        let variable = |name: &str| self.variable(scope, name);
        let inputs =
            Inputs { input: None, variable: &variable, now: scope.now(), random: &|| scope.environment().random() };
        self.engine.audit(&inputs, budget)
    }

    fn error(&self, field: &str, problem: Problem) -> EvaluationError {
        EvaluationError { expression: (&*self.text).into(), field: field.into(), problem }
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

/// Compiles a string that is an expression, with the engine at hand.
pub(crate) fn compile(string: &str) -> Result<Expression, Vec<SyntaxError>> {
    let inner = string.strip_prefix("{%").and_then(|rest| rest.strip_suffix("%}")).unwrap_or(string);
    let text = inner.trim();
    // Where the expression begins in the string.
    let shift = string.len() - inner.len() - if inner.len() == string.len() { 0 } else { 2 };
    let shift = shift + (inner.len() - inner.trim_start().len());
    let place = |(start, end): (usize, usize)| (start + shift, end + shift);
    let language = language::language();
    let (engine, facts) = language.compile(text, Library::Aws).map_err(|error| {
        vec![SyntaxError {
            message: format!("the expression can't be read: {}: {}", error.code, lower_first(&error.message)),
            words: error.message.to_string(),
            hint: hint(&error.code).map(str::to_owned),
            span: error.span.map_or((0, string.len()), place),
        }]
    })?;
    if !facts.too_new.is_empty() {
        let refused = facts.too_new.iter().map(|(what, span)| {
            // The parser of that version takes the second character for the beginning of a value.
            let second = what.chars().next_back().unwrap_or_default();
            SyntaxError {
                message: format!("AWS's JSONata, version 2.0.6, has no `{what}`"),
                words: format!("The symbol \"{second}\" cannot be used as a unary operator"),
                hint: Some(instead(what).to_owned()),
                span: place(*span),
            }
        });
        return Err(refused.collect());
    }
    let context = facts.whole_states || facts.states_fields.iter().any(|(name, _)| &**name == "context");
    let facts = Facts {
        states_fields: facts.states_fields.iter().map(|(name, span)| (name.clone(), place(*span))).collect(),
        references: facts.references.iter().map(|(name, span)| (name.clone(), place(*span))).collect(),
        unknown_functions: facts.unknown_functions.iter().map(|(name, span)| (name.clone(), place(*span))).collect(),
        ..facts
    };
    Ok(Expression { text: text.into(), engine, start: shift, context, path: facts.path.clone(), facts: Rc::new(facts) })
}

/// The value of an expression, with the engine at hand.
pub(crate) fn evaluate_at_once(
    expression: &Expression,
    scope: &Scope<'_>,
    field: &str,
) -> Result<Value, EvaluationError> {
    expression.evaluate_at_once(scope, field)
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

fn instead(what: &str) -> &'static str {
    match what {
        "??" => "write `$exists(x) ? x : y`",
        _ => "write `x ? x : y`",
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::super::engine::{Budget, Inputs};
    use super::super::scope::Scope;
    use super::Expression;
    use asl_aws::time::Timestamp;
    use asl_path::Environment;
    use asl_path::testing::{Fixed, json};
    use asl_value::Value;

    fn compile(text: &str) -> Expression {
        Expression::compile(&format!("{{% {text} %}}")).unwrap()
    }

    fn environment() -> Fixed {
        let variables = r#"{"v": {"list": [{"n": 1}, {"n": 2}], "one": [[7]], "empty": [], "null": null, "big": 9007199254740993},
            "n": 2, "count": [1, 2]}"#;
        Fixed::new(json(r#"{"Execution": {"Id": "arn"}}"#), json(variables))
    }

    fn evaluate(text: &str) -> Result<Value, String> {
        let (input, environment) = (json(r#"{"a": {"b": 1}, "list": [1, 2, 3]}"#), environment());
        let result = json(r#"["r"]"#);
        let scope = Scope::new(&input, &environment, Timestamp(1_500_000_000_000)).with_result(&result);
        compile(text).evaluate(&scope, "Output/x").map_err(|error| {
            let cause = error.to_state_error().cause.unwrap().to_string();
            let start = format!("The JSONata expression '{text}' specified for the field 'Output/x' ");
            cause.strip_prefix(&start).unwrap().to_owned()
        })
    }

    #[test]
    fn an_expression_sees_states_and_variables_and_nothing_else() {
        for (text, expected) in [
            ("$states.input.a.b + $n", "3"),
            ("$states.result", r#"["r"]"#),
            ("$states.context.Execution.Id", "\"arn\""),
            ("$keys($states)", r#"["input","context","result"]"#),
            ("$states.input.list[$ > 1]", "[2,3]"),
            ("$states.input.list.($ * $n)", "[2,4,6]"),
            ("$exists($) or $exists($$) or $exists(a)", "false"),
            ("{'not': $not(), 'time': $millis() > 0}", r#"{"time":true}"#),
            ("{'here': $exists($) or $type($$) = 'object', 'n': [1, 2][$ = 2]}", r#"{"here":false,"n":2}"#),
            ("$now()", "\"2017-07-14T02:40:00.000Z\""),
            // A variable hides the built-in function of its name.
            ("$count[0] + $sum($count)", "4"),
            ("($n := 5; $n) + $n", "7"),
            ("$v.big", "9007199254740993"),
            ("{'kept': $v}.kept.big", "9007199254740993"),
            ("$v.list.n", "[1,2]"),
        ] {
            assert_eq!(evaluate(text).unwrap().to_json(), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_said_in_the_words_of_aws() {
        for (text, expected) in [
            ("$states.input.absent", "returned nothing (undefined)."),
            ("$", "returned nothing (undefined)."),
            ("function($x) { $x }", "returned an unsupported result type."),
            ("$sum", "returned an unsupported result type."),
            (
                "$states.input.a & '' + 1",
                "threw an error during evaluation. T2001: The left side of the \"+\" operator must evaluate to a \
                 number",
            ),
            ("$nope(1)", "threw an error during evaluation. T1006: Attempted to invoke a non-function"),
            (
                "$sqrt(-4)",
                "threw an error during evaluation. D3060: The sqrt function cannot be applied to a negative number: -4",
            ),
            (
                "($f := function($n) { $f($n + 1) }; $f(0))",
                "threw an error during evaluation: Expression evaluation timeout: Check for infinite loop",
            ),
            (
                "($f := function($n) { 1 + $f($n) }; $f(0))",
                "threw an error during evaluation: Stack overflow error: Check for \
                 non-terminating recursive function. Consider rewriting as tail-recursive",
            ),
            (
                "$pad('', 262145)",
                "threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive \
                 memory usage",
            ),
        ] {
            assert_eq!(evaluate(text).unwrap_err(), expected, "{text}");
        }
        assert_eq!(evaluate("$length($pad('x', 262145))").unwrap().to_json(), "262145");
    }

    #[test]
    fn a_path_gives_what_the_engine_gives_for_it() {
        let (input, environment) = (json(r#"{"a": {"b": 1}}"#), environment());
        let scope = Scope::new(&input, &environment, Timestamp(0));
        for text in [
            "$states.input.a.b",
            "$states.input",
            "$v",
            "$v.list",
            "$v.list.n",
            "$v.one",
            "$v.empty",
            "$v.`null`",
            "$v.`null`.x",
            "$v.none",
            "$v.list.none.x",
            "$none.x",
            "$n.x",
        ] {
            let expression = compile(text);
            let inputs = Inputs {
                input: None,
                variable: &|name| expression.variable(&scope, name),
                now: 0,
                random: &|| environment.random(),
            };
            let engine = expression.engine.evaluate(&inputs, Budget::NONE).unwrap();
            assert_eq!(expression.evaluate(&scope, "").ok(), engine, "{text}");
            assert!(expression.path.is_some(), "{text} is a path");
        }
    }

    #[test]
    fn what_is_not_changed_is_shared_and_not_copied() {
        let environment = environment();
        let list = environment.variables.get("v").unwrap().get("list").unwrap();
        let item = |value: &Value, index: usize| match value.as_array().unwrap().get(index) {
            Some(Value::Object(map)) => Rc::as_ptr(map),
            _ => panic!("an object"),
        };
        let scope = Scope::new(&Value::Null, &environment, Timestamp(0));
        for text in [
            "$v.list",
            "{'l': $v.list}.l",
            "$merge([$v, {'x': 1}]).list",
            "$append($v.list, 1)",
            "$filter($v.list, function($i) { $i.n > 0 })",
        ] {
            let value = compile(text).evaluate(&scope, "").unwrap();
            assert_eq!(item(&value, 1), item(list, 1), "{text}");
        }
    }

    #[test]
    fn errors_point_into_the_string() {
        for (string, expected) in
            [("{%$a ?? 1%}", "$a ?? 1"), ("{% 'é' & 10 + * 2 %}", "2"), ("{% $x ~> | $ | {'a': ( } | %}", "}")]
        {
            let errors = Expression::compile(string).unwrap_err();
            let (start, end) = errors[0].span;
            assert_eq!(&string[start..end], expected, "{string}: {errors:?}");
        }
        assert!(Expression::compile("{% ($eval := 5; $eval) %}").is_ok());
        let (start, end) = compile("$states . input.x").states_fields()[0].1;
        assert_eq!(&"{% $states . input.x %}"[start..end], "$states . input");
    }
}
