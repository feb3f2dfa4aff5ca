//! Comparisons → conditions.

use super::Hindrance;
use super::marks::has_placeholder;
use super::term::Term;
use asl_lang::choice::{Condition, Test};
use asl_path::literal;
use asl_text::Node;
use asl_value::Value;

/// The condition in JSONata; `input` stands for `$`. The flag tells whether it is an operation beside others.
pub(super) fn condition(condition: &Condition, input: &str) -> Result<(String, bool), Hindrance> {
    let joined = |parts: &[Condition], word: &str| {
        let texts: Vec<String> = parts.iter().map(|part| operand(part, input)).collect::<Result<_, _>>()?;
        Ok((texts.join(word), texts.len() > 1))
    };
    match condition {
        Condition::And(parts) => joined(parts, " and "),
        Condition::Or(parts) => joined(parts, " or "),
        Condition::Not(part) => Ok((format!("$not({})", self::condition(part, input)?.0), false)),
        Condition::Compare { variable, operator, operand } => {
            let at = |why: Hindrance| why.or_at(variable.span);
            let value = path(&variable.value, input).map_err(at)?;
            let other = if operator.value.path {
                let path = operand.as_str().map(|text| self::path(text, input));
                path.ok_or_else(|| Hindrance::at(operand.span, "the path is not a string"))?.map_err(at)?
            } else {
                literal(&operand.to_value())
            };
            let is_spelled_out = !operator.value.path && !COMPARED.contains(&operator.value.test);
            if is_spelled_out && operand.as_str().is_some_and(|text| has_placeholder(text)) {
                return Err(Hindrance::at(operand.span, "the conversion depends on the value of its placeholder"));
            }
            compare(operator.value.test, &value, &other, operand).map_err(|why| why.or_at(operator.span))
        }
        Condition::Expression(_) | Condition::Missing => Err(Hindrance::new("the rule has no readable comparison")),
    }
}

/// Tests that compare with their operand as it is, whatever it is.
const COMPARED: [Test; 11] = [
    Test::StringEquals,
    Test::NumericEquals,
    Test::BooleanEquals,
    Test::StringLessThan,
    Test::StringLessThanEquals,
    Test::StringGreaterThan,
    Test::StringGreaterThanEquals,
    Test::NumericLessThan,
    Test::NumericLessThanEquals,
    Test::NumericGreaterThan,
    Test::NumericGreaterThanEquals,
];

/// In parentheses if it is an operation.
fn operand(part: &Condition, input: &str) -> Result<String, Hindrance> {
    let (text, operation) = condition(part, input)?;
    Ok(if operation { format!("({text})") } else { text })
}

fn path(text: &str, input: &str) -> Result<String, Hindrance> {
    Ok(Term::path(text, input)?.expression()?.operand())
}

fn compare(test: Test, value: &str, other: &str, operand: &Node) -> Result<(String, bool), Hindrance> {
    // A literal is of the type that the operator compares; what a path gives may be of any.
    let typed = |kind: &str| {
        let both = if other.starts_with('$') { format!(" and $type({other}) = '{kind}'") } else { String::new() };
        format!("$type({value}) = '{kind}'{both}")
    };
    // Not `and`, which evaluates both sides in some versions.
    let ordered = |kind: &str, sign: &str| Ok((format!("{} ? {value} {sign} {other} : false", typed(kind)), true));
    let equal = |kind: &str| {
        let equal = format!("{value} = {other}");
        Ok((if other.starts_with('$') { format!("{} and {equal}", typed(kind)) } else { equal }, true))
    };
    let is = |text: String| match operand.to_value() {
        Value::Bool(false) => Ok((format!("$not({text})"), false)),
        _ => Ok((text, true)),
    };
    match test {
        Test::StringEquals => equal("string"),
        Test::NumericEquals => equal("number"),
        Test::BooleanEquals => equal("boolean"),
        Test::StringLessThan => ordered("string", "<"),
        Test::StringLessThanEquals => ordered("string", "<="),
        Test::StringGreaterThan => ordered("string", ">"),
        Test::StringGreaterThanEquals => ordered("string", ">="),
        Test::NumericLessThan => ordered("number", "<"),
        Test::NumericLessThanEquals => ordered("number", "<="),
        Test::NumericGreaterThan => ordered("number", ">"),
        Test::NumericGreaterThanEquals => ordered("number", ">="),
        Test::IsPresent => is(format!("$exists({value})")),
        Test::IsNull => is(format!("$type({value}) = 'null'")),
        Test::IsString => is(format!("$type({value}) = 'string'")),
        Test::IsNumeric => is(format!("$type({value}) = 'number'")),
        Test::IsBoolean => is(format!("$type({value}) = 'boolean'")),
        Test::StringMatches => {
            let pattern = pattern(operand.as_str().map(|text| &**text).unwrap_or_default());
            Ok((format!("$type({value}) = 'string' ? $contains({value}, /^{pattern}$/) : false"), true))
        }
        Test::TimestampEquals
        | Test::TimestampLessThan
        | Test::TimestampLessThanEquals
        | Test::TimestampGreaterThan
        | Test::TimestampGreaterThanEquals
        | Test::IsTimestamp => Err(Hindrance::new(
            "JSONata can't test whether a string is a timestamp; if it always is one, compare `$toMillis(…)`",
        )),
    }
}

/// A pattern with `*` as a regular expression.
fn pattern(text: &str) -> String {
    let mut pattern = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '*' => pattern.push_str("[\\s\\S]*"),
            '\\' => characters.next().into_iter().for_each(|escaped| push_plain(&mut pattern, escaped)),
            plain => push_plain(&mut pattern, plain),
        }
    }
    pattern
}

fn push_plain(pattern: &mut String, character: char) {
    match character {
        '\n' => pattern.push_str("\\n"),
        '\r' => pattern.push_str("\\r"),
        plain if plain.is_ascii_punctuation() && plain != '_' => {
            pattern.push('\\');
            pattern.push(plain);
        }
        plain => pattern.push(plain),
    }
}
