//! What may stand under a `.$` key: a path of the input, the context object or a variable, or an intrinsic call.

use std::rc::Rc;

use super::Environment;
use super::ast::Path;
use super::error::{EvaluationError, PathError, Refusal};
use super::expression_parser;
use super::intrinsics::Call;
use super::searches;
use asl_value::Value;

/// An expression, read once and cheap to clone.
#[derive(Clone, Debug)]
pub struct Expression {
    text: Rc<str>,
    pub(super) term: Rc<Term>,
}

/// An expression, or an argument of an intrinsic call.
#[derive(Debug)]
pub(super) enum Term {
    /// `$.a`: a path of the input.
    Input(Path),
    /// `$$.a`: a path of the context object.
    Context(Path),
    /// `$name.a`: a path of a variable.
    Variable(Rc<str>, Path),
    /// A literal argument.
    Literal(Value),
    /// `States.Name(…)`
    Call(Call),
}

/// Why a [`Term`] gave no value, before the whole expression's text is put to it.
pub(super) enum Failure {
    /// A path of this document found nothing.
    Path(Rc<str>, Value, super::NoResults),
    /// A variable is not assigned.
    Variable(Rc<str>, Rc<str>),
    /// An intrinsic function refused its arguments.
    Intrinsic(&'static str, Refusal),
    /// A failure of an argument, and the argument's text.
    Argument(Rc<str>, Value),
    /// The path of an argument met a value that its steps cannot be applied to.
    ArgumentPath(super::NoResults),
}

impl Expression {
    /// Reads an expression.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        Ok(Self { text: text.into(), term: Rc::new(expression_parser::expression(text)?) })
    }

    /// Reads a path of the input, the context object or a variable; intrinsic calls are refused.
    pub fn parse_path(text: &str) -> Result<Self, PathError> {
        let expression = Self::parse(text)?;
        match *expression.term {
            Term::Call(_) => Err(PathError::new(0, "expected a path, not an intrinsic function")),
            _ => Ok(expression),
        }
    }

    /// The expression as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether this is a path that is not definite: it gives an array of all that it finds.
    pub fn finds_several(&self) -> bool {
        match &*self.term {
            Term::Input(path) | Term::Context(path) | Term::Variable(_, path) => !path.is_definite(),
            Term::Literal(_) | Term::Call(_) => false,
        }
    }

    /// Whether this is `$`, the whole input.
    pub fn is_root(&self) -> bool {
        matches!(&*self.term, Term::Input(path) if path.is_root())
    }

    /// The names of the variables that the expression reads, in the order they stand in it.
    pub fn variables(&self) -> Vec<Rc<str>> {
        let mut names = Vec::new();
        collect_variables(&self.term, &mut names);
        names
    }

    /// The paths of the input that the expression reads, in the order they stand in it.
    pub fn inputs(&self) -> Vec<&Path> {
        let mut paths = Vec::new();
        collect_inputs(&self.term, &mut paths);
        paths
    }

    /// The value of the expression.
    pub fn evaluate(&self, input: &Value, env: &dyn Environment) -> Result<Value, EvaluationError> {
        evaluate(&self.term, input, env).map_err(|failure| self.explain(failure, input))
    }

    fn explain(&self, failure: Failure, input: &Value) -> EvaluationError {
        let expression = self.text.clone();
        match failure {
            Failure::Path(_, document, reason) => EvaluationError::Path { expression, document, reason },
            Failure::Variable(_, name) => EvaluationError::Variable { expression, name, input: input.clone() },
            Failure::Intrinsic(function, refusal) => EvaluationError::Intrinsic { expression, function, refusal },
            Failure::ArgumentPath(reason) => EvaluationError::ArgumentPath { expression, reason },
            Failure::Argument(argument, document) => EvaluationError::Argument { expression, argument, document },
        }
    }
}

fn collect_inputs<'t>(term: &'t Term, paths: &mut Vec<&'t Path>) {
    match term {
        Term::Input(path) => paths.push(path),
        Term::Call(call) => call.arguments.iter().for_each(|argument| collect_inputs(argument, paths)),
        Term::Variable(..) | Term::Context(_) | Term::Literal(_) => {}
    }
}

fn collect_variables(term: &Term, names: &mut Vec<Rc<str>>) {
    match term {
        Term::Variable(name, _) => names.push(name.clone()),
        Term::Call(call) => call.arguments.iter().for_each(|argument| collect_variables(argument, names)),
        Term::Input(_) | Term::Context(_) | Term::Literal(_) => {}
    }
}

/// A path as it was written: `$.a`, `$$.a`, `$name.a`.
pub(super) fn path_text(term: &Term) -> Rc<str> {
    let steps = |path: &Path| path.text().strip_prefix('$').unwrap_or_default().to_owned();
    match term {
        Term::Input(path) => path.text().into(),
        Term::Context(path) => format!("$${}", steps(path)).into(),
        Term::Variable(name, path) => format!("${name}{}", steps(path)).into(),
        Term::Literal(_) | Term::Call(_) => "".into(),
    }
}

/// The value of a term.
pub(super) fn evaluate(term: &Term, input: &Value, env: &dyn Environment) -> Result<Value, Failure> {
    let find = |path: &Path, document: &Value| {
        path.evaluate(document).map_err(|reason| Failure::Path(path_text(term), document.clone(), reason))
    };
    match term {
        Term::Input(path) => find(path, input),
        Term::Context(path) => find(path, &env.context()),
        Term::Variable(name, path) => match env.variable(name) {
            Some(value) if path.is_root() => Ok(value),
            Some(value) => find(path, &value),
            None => Err(Failure::Variable(path_text(term), name.clone())),
        },
        Term::Literal(value) => Ok(value.clone()),
        Term::Call(call) => match searches::get() {
            Some(searches) => (searches.call)(call, input, env),
            // INVARIANT: they were there when the call was read.
            None => Err(Failure::Intrinsic(call.function.name(), Refusal::Arguments)),
        },
    }
}

/// The value of an argument of an intrinsic call.
pub(super) fn argument(term: &Term, input: &Value, env: &dyn Environment) -> Result<Value, Failure> {
    evaluate(term, input, env).map_err(|failure| match failure {
        // The library that AWS reads paths with has words of its own for this.
        Failure::Path(_, _, reason) if reason.is_no_array() => Failure::ArgumentPath(reason),
        // A path of the context object is named with one dollar, and the state's input as where it was not found.
        Failure::Path(..) if let Term::Context(path) = term => Failure::Argument(path.text().into(), input.clone()),
        Failure::Path(text, document, _) => Failure::Argument(text, document),
        Failure::Variable(text, _) => Failure::Argument(text, input.clone()),
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::Expression;
    use crate::testing::{Fixed, json};
    use asl_value::Value;

    #[test]
    fn expressions_read_the_input_the_context_and_variables() {
        let env = Fixed::new(json(r#"{"State":{"Name":"S"}}"#), json(r#"{"größe":{"a":[5]},"n":1}"#));
        for (text, expected) in [
            ("$", r#"{"i":[1,2,3],"t":"a,b"}"#),
            ("$$.State.Name", r#""S""#),
            ("$$", r#"{"State":{"Name":"S"}}"#),
            ("$größe.a[0]", "5"),
            ("$n", "1"),
            ("States.Array($n, 'it''s', 1)", "refused"),
            (r"States.Array('it\'s \{\} \\', -1.5e1, null, true)", r#"["it's {} \\",-15.0,null,true]"#),
            ("States.ArrayGetItem( $.i , States.MathAdd(States.ArrayLength($.i),-1) )", "3"),
            ("States.ArrayLength($.i[?(@ > 1)])", "2"),
            ("States.StringSplit($['t'], ',')", r#"["a","b"]"#),
            ("States.Format('{}-{}', $$.State.Name, $.i)", r#""S-[1, 2, 3]""#),
            ("States.Format($.t)", r#""a,b""#),
            ("States.MathRandom(5, 6, 1)", "5"),
            ("States.Array(\"a\")", "refused"),
            ("States.Array(1,)", "refused"),
            ("States.Array(1) ", r"[1]"),
            ("States.Array(1)x", "refused"),
            ("States.ArrayLength()", "refused"),
            ("States.array(1)", "refused"),
            ("$1a", "refused"),
            ("x", "refused"),
            ("", "refused"),
        ] {
            let input = json(r#"{"i":[1,2,3],"t":"a,b"}"#);
            let result = Expression::parse(text).map(|expression| expression.evaluate(&input, &env).unwrap().to_json());
            assert_eq!(result.as_deref().unwrap_or("refused"), expected, "{text}");
        }
    }

    #[test]
    fn functions_refuse_what_aws_refuses() {
        let env = Fixed::new(Value::Null, Value::Null);
        let long = "x".repeat(10_001);
        for text in [
            "States.ArrayRange(0, 1000, 1)",
            "States.ArrayRange(0, 10, 0)",
            "States.ArrayPartition(States.Array(1), 0)",
            "States.ArrayPartition(States.Array(1), 0.4)",
            "States.ArrayGetItem(States.Array(1), 1)",
            "States.ArrayGetItem(States.Array(1), -1)",
            "States.MathAdd(2147483647, 1)",
            "States.MathAdd('1', 1)",
            "States.MathRandom(1, 1)",
            "States.JsonMerge($, $, true)",
            "States.StringToJson('{')",
            "States.Base64Decode(1)",
            "States.Hash('x', 'SHA-0')",
            "States.Format('{} {}', 1)",
            &format!("States.Base64Encode('{long}')"),
            &format!("States.Hash('{long}', 'MD5')"),
        ] {
            let error =
                Expression::parse(text).unwrap().evaluate(&Value::empty_object(), &env).unwrap_err().to_string();
            assert!(error.contains(". Invalid arguments in States."), "{text}: {error}");
        }
        for (text, expected) in [
            ("States.ArrayRange(0, 999, 1)", 1000),
            ("States.ArrayRange(9, 0, -3)", 4),
            ("States.ArrayRange(5.4, -0.6, -2.4)", 3),
            ("States.ArrayPartition(States.Array(1, 2, 3, 4, 5), 2.6)", 3),
            ("States.ArrayRange(1, 0, 1)", 0),
            ("States.ArrayUnique(States.Array(1, 1.0, '1', 0.0, -0.0))", 3),
        ] {
            let value = Expression::parse(text).unwrap().evaluate(&Value::Null, &env).unwrap();
            assert_eq!(value.as_array().unwrap().len(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_call_is_said_in_the_words_of_aws() {
        let env = Fixed::new(json(r#"{"State":{"Name":"S"}}"#), Value::Null);
        for (text, expected) in [
            (
                "States.Format('{}')",
                ". Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.",
            ),
            ("States.Format('{ \"a\" }')", ". Invalid template in States.Format: matching '}' not found for '{'."),
            ("States.Format('}')", ". Invalid template in States.Format: matching '{' not found for '}'."),
            (
                "States.Array($$.Nope.Deep)",
                "The JsonPath argument for the field '$.Nope.Deep' could not be found in the input '{\"a\":[1]}'",
            ),
            (
                "States.Array($.a[5])",
                "The JsonPath argument for the field '$.a[5]' could not be found in the input '{\"a\":[1]}'",
            ),
            ("States.Array($.a[0][0])", "error: Filter: [0] can only be applied to arrays. Current context is: 1"),
        ] {
            let input = json(r#"{"a":[1]}"#);
            let error = Expression::parse(text).unwrap().evaluate(&input, &env).unwrap_err().to_string();
            assert!(error.ends_with(expected), "{text}: {error}");
        }
    }

    #[test]
    fn what_is_no_letter_of_base64_is_passed_over() {
        let env = Fixed::new(Value::Null, Value::Null);
        for (text, expected) in
            [("' YWJjZA== '", "abcd"), ("'ab==cd'", "i"), ("'a-b'", "kþ"), ("'*'", ""), ("'YWJjZ'", "abc")]
        {
            let expression = Expression::parse(&format!("States.Base64Decode({text})")).unwrap();
            let decoded = expression.evaluate(&Value::Null, &env).unwrap();
            let latin = |text: &str| text.chars().filter(char::is_ascii).collect::<String>();
            assert_eq!(decoded.as_str().map(latin), Some(latin(expected)), "{text}");
        }
    }

    #[test]
    fn a_uuid_has_the_form_of_version_4_and_comes_from_the_runs_random_bits() {
        let uuid = |env: &Fixed| Expression::parse("States.UUID()").unwrap().evaluate(&Value::Null, env).unwrap();
        let env = Fixed::new(Value::Null, Value::Null);
        let (first, second) = (uuid(&env), uuid(&env));
        assert_ne!(first, second);
        assert_eq!(first, uuid(&Fixed::new(Value::Null, Value::Null)));
        let form =
            regex_lite::Regex::new("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$").unwrap();
        assert!(form.is_match(first.as_str().unwrap()), "{first}");
    }
}
