//! The comparison operators of Choice rules (States Language specification, "Data-test expression").

use std::cmp::Ordering;

use asl_aws::time::Timestamp;
use asl_lang::Test;
use asl_value::Value;

/// What a rule's `Variable` gives.
pub enum Found {
    /// The value at its path.
    Value(Value),
    /// There is nothing at its path.
    Nothing,
}

/// Whether `found` passes the test against `operand`. A value of another type does not; nothing is converted.
pub fn test(test: Test, found: &Found, operand: &Value) -> bool {
    let value = match found {
        Found::Value(value) => value,
        Found::Nothing => return test == Test::IsPresent && *operand == Value::Bool(false),
    };
    let is = |answer: bool| operand.as_bool() == Some(answer);
    let strings = || Some(utf16_order(value.as_str()?, operand.as_str()?));
    let numbers = || value.as_number()?.partial_cmp(&operand.as_number()?);
    let times = || Some(Timestamp::parse(value.as_str()?)?.cmp(&Timestamp::parse(operand.as_str()?)?));
    match test {
        Test::BooleanEquals => value.as_bool().is_some() && value.as_bool() == operand.as_bool(),
        Test::NumericEquals => numbers() == Some(Ordering::Equal),
        Test::NumericGreaterThan => numbers() == Some(Ordering::Greater),
        Test::NumericGreaterThanEquals => numbers().is_some_and(Ordering::is_ge),
        Test::NumericLessThan => numbers() == Some(Ordering::Less),
        Test::NumericLessThanEquals => numbers().is_some_and(Ordering::is_le),
        Test::StringEquals => value.as_str().is_some() && value.as_str() == operand.as_str(),
        Test::StringGreaterThan => strings() == Some(Ordering::Greater),
        Test::StringGreaterThanEquals => strings().is_some_and(Ordering::is_ge),
        Test::StringLessThan => strings() == Some(Ordering::Less),
        Test::StringLessThanEquals => strings().is_some_and(Ordering::is_le),
        Test::StringMatches => {
            value.as_str().zip(operand.as_str()).is_some_and(|(text, pattern)| wildcard_match(pattern, text))
        }
        Test::TimestampEquals => times() == Some(Ordering::Equal),
        Test::TimestampGreaterThan => times() == Some(Ordering::Greater),
        Test::TimestampGreaterThanEquals => times().is_some_and(Ordering::is_ge),
        Test::TimestampLessThan => times() == Some(Ordering::Less),
        Test::TimestampLessThanEquals => times().is_some_and(Ordering::is_le),
        Test::IsBoolean => is(value.as_bool().is_some()),
        Test::IsNull => is(*value == Value::Null),
        Test::IsNumeric => is(value.as_number().is_some()),
        Test::IsPresent => is(true),
        Test::IsString => is(value.as_str().is_some()),
        Test::IsTimestamp => is(value.as_str().is_some_and(|text| Timestamp::parse(text).is_some())),
    }
}

/// Strings are compared as Java compares them: by UTF-16 code units.
fn utf16_order(left: &str, right: &str) -> Ordering {
    left.encode_utf16().cmp(right.encode_utf16())
}

/// `StringMatches`: `*` stands for any text; `\*` and `\\` for the characters themselves.
fn wildcard_match(pattern: &str, text: &str) -> bool {
    let mut parts: Vec<Option<char>> = Vec::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        parts.push(match character {
            '*' => None,
            '\\' => Some(characters.next().unwrap_or('\\')),
            other => Some(other),
        });
    }
    // Greedy matching that goes back to the last `*`: linear in the text for each star.
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut part) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at < text.len() {
        match parts.get(part) {
            Some(None) => {
                star = Some((part, at));
                part += 1;
            }
            Some(Some(wanted)) if text.get(at) == Some(wanted) => {
                part += 1;
                at += 1;
            }
            _ => match star {
                Some((star_part, star_at)) => {
                    star = Some((star_part, star_at + 1));
                    part = star_part + 1;
                    at = star_at + 1;
                }
                None => return false,
            },
        }
    }
    parts.iter().skip(part).all(Option::is_none)
}

#[cfg(test)]
mod tests {
    use super::{Found, test, wildcard_match};
    use asl_lang::Test;
    use asl_value::Value;

    #[test]
    fn a_wildcard_stands_for_any_text() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("log-*.txt", "log-2026.txt", true),
            ("log-*.txt", "log-2026.txt.gz", false),
            ("a\\*b", "a*b", true),
            ("a\\*b", "axb", false),
            ("*a*b", "xaab", true),
            ("a\\\\b", "a\\b", true),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(wildcard_match(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn nothing_is_converted_and_a_negative_question_has_a_negative_answer() {
        let value = |json: &str| Value::from_json(json).unwrap();
        for (operator, found, operand, expected) in [
            (Test::NumericEquals, "1", "1.0", true),
            (Test::NumericEquals, "\"1\"", "1", false),
            (Test::StringEquals, "1", "\"1\"", false),
            (Test::BooleanEquals, "null", "false", false),
            (Test::IsNull, "null", "true", true),
            (Test::IsNull, "1", "false", true),
            (Test::IsString, "1", "false", true),
            (Test::TimestampEquals, "\"2020-01-01T00:00:00Z\"", "\"2020-01-01T01:00:00+01:00\"", true),
            (Test::IsTimestamp, "\"2020-01-01\"", "true", false),
        ] {
            assert_eq!(test(operator, &Found::Value(value(found)), &value(operand)), expected, "{operator:?} {found}");
        }
        assert!(test(Test::IsPresent, &Found::Nothing, &value("false")));
        assert!(!test(Test::IsPresent, &Found::Nothing, &value("true")));
    }
}
